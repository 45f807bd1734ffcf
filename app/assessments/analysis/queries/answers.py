"""Reading an exam into a sheet: rows come one after another, and only numbers stay in memory."""

from __future__ import annotations

import json
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import Select, String, cast, func, select
from sqlalchemy.orm import Session

from app.assessments.analysis.rules.sheet import Option, Sheet, mask_of
from app.assessments.marking.rules.rulings import CREDITED
from app.assessments.models import Attempt, AttemptSource, Grade, Response
from app.core.policy import Actor

from .choices import QuestionFacts, Wanted, attempts_wanted, questions_of

AT_ONCE = 1000
COUNTED = frozenset({"right", "partial", "wrong", "unanswered"})
NO_PLACE = -1


@dataclass(frozen=True, slots=True)
class Exam:
    """What people answered, and the questions that they were shown."""

    sheet: Sheet
    questions: dict[str, QuestionFacts]


@dataclass(slots=True)
class Paper:
    """Where one attempt's questions stand in the sheet: by place in the paper, the question and the place in its
    column (-1 where the question does not count).
    """

    started_at: datetime
    items: list[str]
    timed: bool
    places: array[int] = field(default_factory=lambda: array("l"))


def fingerprint(session: Session, actor: Actor, wanted: Wanted) -> tuple[object, ...]:
    """Return what changes whenever the figures may: how many attempts and grades there are, and the last of them."""
    row = session.execute(
        select(
            func.count(func.distinct(Attempt.id)),
            func.count(Grade.id),
            func.max(Grade.graded_at),
            func.min(cast(Attempt.id, String)),
            func.max(cast(Attempt.id, String)),
        )
        .join(Grade, Grade.attempt_id == Attempt.id)
        .where(Attempt.id.in_(attempts_wanted(actor, wanted)))
    ).one()
    return tuple(row)


def read_exam(session: Session, actor: Actor, wanted: Wanted) -> Exam:
    """Read what the figures rest on (three statements): grades, the questions, the answers as given."""
    sheet = Sheet()
    papers = _read_grades(session, attempts_wanted(actor, wanted), sheet)
    questions = questions_of(session, [UUID(key) for key in sheet.columns])
    for key, column in sheet.columns.items():
        known = questions.get(key)
        column.options = tuple(Option(each, each in known.right) for each in known.options) if known else ()
    _read_responses(session, attempts_wanted(actor, wanted), sheet, papers, questions)
    return Exam(sheet, questions)


def _read_grades(session: Session, wanted: Select[UUID], sheet: Sheet) -> dict[str, Paper]:
    """Put the marks of each attempt's latest grade into the sheet.

    What was left out or credited to everybody says nothing about the question.
    """
    rows = session.execute(
        select(cast(Attempt.id, String), Attempt.language, Attempt.started_at, Attempt.source, Grade.details)
        .join(Grade, Grade.attempt_id == Attempt.id)
        .where(Attempt.id.in_(wanted))
        .order_by(Attempt.id, Grade.graded_at, Grade.id)
        .execution_options(yield_per=AT_ONCE)
    )
    papers: dict[str, Paper] = {}
    ids: dict[str, str] = {}  # one text for each question, not one for each answer
    for attempt_id, grades in groupby(rows, key=lambda row: row[0]):
        *_earlier, (_id, language, started_at, source, details) = grades
        timed = source is not AttemptSource.PAPER  # what was typed off a sheet came all at once
        paper = Paper(started_at, [ids.setdefault(each["id"], each["id"]) for each in details], timed)
        person = None
        for each in details:
            if not each["maximum"] or each["state"] not in COUNTED or each.get("note") == CREDITED:
                paper.places.append(NO_PLACE)
                continue
            person = sheet.add_person(language) if person is None else person
            omitted = each["state"] == "unanswered"
            points, maximum = float(each["points"]), float(each["maximum"])
            paper.places.append(sheet.add_answer(person, each["id"], points, maximum, omitted=omitted))
        sheet.on_paper += person is not None and not timed
        papers[attempt_id] = paper
    return papers


def _read_responses(
    session: Session,
    wanted: Select[UUID],
    sheet: Sheet,
    papers: dict[str, Paper],
    questions: dict[str, QuestionFacts],
) -> None:
    """Note what each person chose last, and how long each question took.

    The time of a question is what passed between its saving and the saving before it (or the start), summed over all
    its savings. That is all that is known: reading without answering counts for the question that is answered next.
    """
    readers = {key: _reader(question) for key, question in questions.items()}
    for attempt_id, responses in groupby(_responses(session, wanted), key=lambda row: row[0]):
        paper = papers.get(attempt_id)
        if paper is None:
            continue
        before = paper.started_at
        for _id, number, answer, saved_at in responses:
            place = paper.places[number] if number < len(paper.items) else NO_PLACE
            if place != NO_PLACE:
                item = paper.items[number]
                column = sheet.columns[item]
                column.chosen[place] = readers[item](answer) if item in readers else 0
                if paper.timed:
                    spent = max((saved_at - before).total_seconds(), 0.0)
                    column.seconds[place] = max(column.seconds[place], 0.0) + spent
            before = saved_at


def _responses(session: Session, wanted: Select[UUID]) -> Iterator[tuple[str, int, str, datetime]]:
    """Give the counted responses of each attempt in their order; the database's own texts are read only once each."""
    rows = session.execute(
        select(cast(Response.attempt_id, String), Response.question, cast(Response.answer, String), Response.saved_at)
        .where(Response.attempt_id.in_(wanted), Response.late.is_(False))
        .order_by(Response.attempt_id, Response.sequence)
        .execution_options(yield_per=AT_ONCE)
    )
    for attempt_id, number, answer, saved_at in rows:
        yield attempt_id, number, answer, saved_at if saved_at.tzinfo else saved_at.replace(tzinfo=UTC)


def _reader(question: QuestionFacts) -> Callable[[str], int]:
    """Return a function from an answer as the database writes it to the bits of the options chosen."""
    numbers = {option: number for number, option in enumerate(question.options)}
    known: dict[str, int] = {}

    def read(text: str) -> int:
        mask = known.get(text)
        if mask is None:
            mask = mask_of(numbers[each] for each in _chosen(json.loads(text)) if each in numbers) if numbers else 0
            if numbers:
                known[text] = mask
        return mask

    return read


def _chosen(answer: dict[str, Any] | None) -> list[str]:
    """Return the options that an answer names."""
    if not answer:
        return []
    if "choice" in answer:
        return [answer["choice"]]
    if "value" in answer:
        return [str(answer["value"]).lower()]
    return list(answer.get("choices", ()))
