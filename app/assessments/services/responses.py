"""Saving one answer: the hottest act of the program, one read and one insert."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, func, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.assessments.models import Attempt, Response
from app.assessments.permissions import AssessmentPermission
from app.assessments.queries.offers import sitting_of
from app.assessments.rules.answers import AnswerTooLong, UnreadableAnswer, read_answer
from app.assessments.rules.questions import Paper
from app.assessments.rules.timing import is_late
from app.core.errors import Missing
from app.core.policy import Actor, allowed


@dataclass(frozen=True, slots=True)
class SavedResponse:
    """An answer that is stored; `late` ones are kept and not counted, `repeated` ones were stored before."""

    id: UUID
    question: int
    answer: Mapping[str, Any]
    sequence: int
    saved_at: datetime
    late: bool
    flagged: bool
    repeated: bool
    deadline_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """An answer on its way in."""

    id: UUID
    question: int
    answer: object
    flagged: bool = False


_COLUMNS = (Response.question, Response.answer, Response.sequence, Response.saved_at, Response.late, Response.flagged)


def save_response(
    session: Session,
    *,
    actor: Actor,
    attempt_id: UUID,
    response_id: UUID,
    question: int,
    answer: object,
    at: datetime,
    flagged: bool = False,
) -> SavedResponse:
    """Append an answer to an attempt; the same response id again returns what was stored the first time.

    Two statements. The first takes the attempt's row lock where the database has row locks (SQLite has one writer), so
    that the sequence has no gaps and no ties, and saving and handing in wait for one another.

    Raises:
        Missing: no such attempt of this person, or the response id belongs to another attempt.
        UnreadableAnswer: no such question, or the answer does not fit it.
        AnswerTooLong: a short answer is not short.

    """
    row = _attempt_and_stored(session, attempt_id, response_id)
    if row is None or not allowed(actor, AssessmentPermission.SIT, row):
        raise Missing
    if row.sequence is not None:
        return _stored(row, response_id, row.deadline_at)
    paper = Paper.from_json(row.paper)
    if not 0 <= question < len(paper):
        raise UnreadableAnswer
    read = read_answer(paper.questions[question], answer)
    late = is_late(sitting_of(row), at)
    sequence = _insert(
        session,
        id=response_id,
        attempt_id=attempt_id,
        question=question,
        answer=read,
        saved_at=at,
        late=late,
        flagged=flagged,
    )
    if sequence is None:
        return _find_stored(session, attempt_id, response_id)
    return SavedResponse(
        response_id, question, read, sequence, at, late, flagged, repeated=False, deadline_at=row.deadline_at
    )


def save_responses(
    session: Session, *, actor: Actor, attempt_id: UUID, given: Sequence[GivenAnswer], at: datetime
) -> list[bool]:
    """Append the answers of a whole page; return of those that are new whether they came late.

    Three statements whatever their number. All are read before any is stored, so that a page is kept whole or refused
    with the place of the answer that can't be read.

    Raises:
        Missing: no such attempt of this person.
        UnreadableAnswer, AnswerTooLong: an answer does not fit its question; its place stands in the facts.

    """
    columns = (Attempt.user_id, Attempt.paper, Attempt.started_at, Attempt.deadline_at, Attempt.submitted_at)
    locked = select(*columns).where(Attempt.id == attempt_id).with_for_update(of=Attempt.__table__)
    row = session.execute(locked).one_or_none()
    if row is None or not allowed(actor, AssessmentPermission.SIT, row):
        raise Missing
    read = _read_all(Paper.from_json(row.paper), given)
    stored = {
        each.id: each.sequence
        for each in session.execute(select(Response.id, Response.sequence).where(Response.attempt_id == attempt_id))
    }
    late = is_late(sitting_of(row), at)
    following = 1 + max(stored.values(), default=0)
    fresh = [(each, answer) for each, answer in read if each.id not in stored]
    if fresh:
        session.execute(
            insert(Response),
            [
                {
                    "id": each.id,
                    "attempt_id": attempt_id,
                    "question": each.question,
                    "answer": answer,
                    "saved_at": at,
                    "sequence": following + place,
                    "late": late,
                    "flagged": each.flagged,
                }
                for place, (each, answer) in enumerate(fresh)
            ],
        )
    return [late] * len(fresh)


def _read_all(paper: Paper, given: Sequence[GivenAnswer]) -> list[tuple[GivenAnswer, Mapping[str, Any]]]:
    found: list[tuple[GivenAnswer, Mapping[str, Any]]] = []
    for each in given:
        if not 0 <= each.question < len(paper):
            raise UnreadableAnswer
        try:
            found.append((each, read_answer(paper.questions[each.question], each.answer)))
        except (UnreadableAnswer, AnswerTooLong) as violation:
            violation.facts["place"] = each.question
            raise
    return found


def _attempt_and_stored(session: Session, attempt_id: UUID, response_id: UUID) -> Row[Any] | None:
    same = and_(Response.id == response_id, Response.attempt_id == Attempt.id)
    statement = (
        select(
            Attempt.user_id,
            Attempt.paper,
            Attempt.started_at,
            Attempt.deadline_at,
            Attempt.submitted_at,
            *_COLUMNS,
        )
        .outerjoin(Response, same)
        .where(Attempt.id == attempt_id)
        .with_for_update(of=Attempt.__table__)
    )
    return session.execute(statement).one_or_none()


def _insert(session: Session, *, attempt_id: UUID, **values: object) -> int | None:
    """Insert with the attempt's next number; return None where the id is taken."""
    following = (
        select(func.coalesce(func.max(Response.sequence), 0) + 1)
        .where(Response.attempt_id == attempt_id)
        .scalar_subquery()
    )
    make = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = (
        make(Response)
        .values(attempt_id=attempt_id, sequence=following, **values)
        .on_conflict_do_nothing(index_elements=["id"])
        .returning(Response.sequence)
    )
    return session.execute(statement).scalar_one_or_none()


def _find_stored(session: Session, attempt_id: UUID, response_id: UUID) -> SavedResponse:
    row = session.execute(
        select(*_COLUMNS).where(Response.id == response_id, Response.attempt_id == attempt_id)
    ).one_or_none()
    if row is None:
        raise Missing
    return _stored(row, response_id)


def _stored(row: Row[Any], response_id: UUID, deadline_at: datetime | None = None) -> SavedResponse:
    return SavedResponse(
        response_id,
        row.question,
        row.answer,
        row.sequence,
        row.saved_at,
        row.late,
        row.flagged,
        repeated=True,
        deadline_at=deadline_at,
    )
