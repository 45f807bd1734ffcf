"""What invented people do: they read, they answer as well as they can, they come or stay away."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.accounts.queries import get_actor
from app.assessments.models import Assessment, Attempt
from app.assessments.queries.banks import questions_of
from app.assessments.rules.numbers import exact
from app.assessments.rules.questions import AssessmentKind, Paper, Question, QuestionKind
from app.assessments.rules.typed_answers import all_accepted, gap_texts
from app.assessments.services.marking import submit_attempt
from app.assessments.services.responses import save_response
from app.assessments.services.starting import start_attempt
from app.core.ids import new_id
from app.courses.queries import course_outline
from app.courses.services import complete_lesson

GOOD_ESSAY = (
    "Шиносномаҳо дар сейф, дафтари қарз ва чор моҳи бемузд нишон медиҳанд, ки коргарон рафта наметавонистанд. "
    "Дари кушода чизеро тағйир намедиҳад: онҳо пул, ҳуҷҷат ва забон надоштанд. Пешниҳод мекунам, ки айб монад, "
    "телефони соҳибкор то ҷумъа аз назар гузаронида шавад ва музди пешниҳодшуда қисми ҷуброн ҳисобида шавад."
)
POOR_ESSAY = "Дар кушода буд, пас коргарон метавонистанд раванд. Розӣ ҳастам."


@dataclass(frozen=True, slots=True)
class Learner:
    """A person on a course, and how likely an answer is right."""

    user: User
    enrolment_id: UUID
    course_edition_id: UUID
    ability: float
    language: str


def read_lessons(session: Session, learner: Learner, *, share: float, begun_at: datetime) -> None:
    """Complete the first lessons of the course, a quarter of an hour each."""
    actor = get_actor(session, learner.user.id)
    outline = course_outline(session, learner.course_edition_id)
    lessons = [(module.key, lesson.key) for module in outline.modules for lesson in module.lessons]
    for place, (module_key, lesson_key) in enumerate(lessons[: round(len(lessons) * share)]):
        complete_lesson(
            session,
            actor=actor,
            enrolment_id=learner.enrolment_id,
            module_key=module_key,
            lesson_key=lesson_key,
            language=learner.language,
            at=begun_at + timedelta(minutes=15 * (place + 1)),
        )


def sit(
    session: Session,
    learner: Learner,
    kind: AssessmentKind,
    *,
    chance: random.Random,
    at: datetime,
    module_key: str = "",
) -> None:
    """Sit an assessment and hand it in."""
    actor = get_actor(session, learner.user.id)
    assessment_id = session.scalars(
        select(Assessment.id).where(
            Assessment.course_edition_id == learner.course_edition_id,
            Assessment.kind == kind,
            Assessment.module_key == module_key,
        )
    ).one()
    attempt_id = start_attempt(
        session,
        actor=actor,
        enrolment_id=learner.enrolment_id,
        assessment_id=assessment_id,
        attempt_id=new_id(),
        at=at,
        seed=chance.randrange(2**31),
    )
    session.flush()
    paper = Paper.from_json(session.get_one(Attempt, attempt_id).paper)
    for number, question in enumerate(questions_of(session, paper)):
        save_response(
            session,
            actor=actor,
            attempt_id=attempt_id,
            response_id=new_id(),
            question=number,
            answer=answer(question, right=chance.random() < learner.ability, chance=chance),
            at=at + timedelta(seconds=40 * (number + 1)),
        )
    submit_attempt(session, actor=actor, attempt_id=attempt_id, at=at + timedelta(seconds=40 * (len(paper) + 1)))


def answer(question: Question, *, right: bool, chance: random.Random) -> dict[str, Any]:
    """Answer a question rightly or wrongly."""
    return _ANSWERS[question.kind](question, right, chance)


def _single(question: Question, right: bool, chance: random.Random) -> dict[str, Any]:
    correct = question.key["correct"]
    wrong = [each for each in question.key["choices"] if each not in correct]
    return {"choice": correct[0] if right else chance.choice(wrong)}


def _multiple(question: Question, right: bool, chance: random.Random) -> dict[str, Any]:
    correct = list(question.key["correct"])
    wrong = [each for each in question.key["choices"] if each not in correct]
    return {"choices": correct if right or not wrong else [*correct[1:], chance.choice(wrong)]}


def _true_false(question: Question, right: bool, _chance: random.Random) -> dict[str, Any]:
    return {"value": question.key["answer"] is right}


def _matching(question: Question, right: bool, chance: random.Random) -> dict[str, Any]:
    pairs = list(question.key["pairs"])
    places = pairs if right else chance.sample(pairs, len(pairs))
    return {"pairs": dict(zip(pairs, places, strict=True))}


def _ordering(question: Question, right: bool, chance: random.Random) -> dict[str, Any]:
    items = list(question.key["items"])
    placed = items if right else chance.sample(items, len(items))
    return {"positions": {item: place for place, item in enumerate(placed, start=1)}}


def _short(question: Question, right: bool, _chance: random.Random) -> dict[str, Any]:
    accepted = all_accepted(question.texts)
    return {"text": accepted[0].text if right and accepted else "?"}


def _numeric(question: Question, right: bool, _chance: random.Random) -> dict[str, Any]:
    return {"text": _number(question.key) if right else "0"}


def _gaps(question: Question, right: bool, chance: random.Random) -> dict[str, Any]:
    """Fill every gap, or all but one of them, rightly."""
    gaps = question.key["gaps"]
    missed = None if right else chance.choice(gaps)["id"]
    filled = {gap["id"]: _filling(question, gap) for gap in gaps if gap["id"] != missed}
    return {"gaps": filled} if filled else {}


def _filling(question: Question, gap: Mapping[str, Any]) -> str:
    if gap["kind"] == "choice":
        return str(gap["correct"][0])
    if gap["kind"] == "numeric":
        return _number(gap)
    accepted = all_accepted(gap_texts(question.texts, gap["id"]))
    return accepted[0].text if accepted else "?"


def _number(key: Mapping[str, Any]) -> str:
    best = max(key["answers"], key=lambda each: exact(each.get("share", "1")))
    return str(best.get("value", best.get("low"))).replace(".", ",")


def _essay(_question: Question, right: bool, _chance: random.Random) -> dict[str, Any]:
    return {"text": GOOD_ESSAY if right else POOR_ESSAY}


def _nothing(_question: Question, _right: bool, _chance: random.Random) -> dict[str, Any]:
    """A checklist asks nothing of the examinee; a case is answered by walking through it."""
    return {}


_ANSWERS: dict[QuestionKind, Callable[[Question, bool, random.Random], dict[str, Any]]] = {
    QuestionKind.SINGLE: _single,
    QuestionKind.MULTIPLE: _multiple,
    QuestionKind.TRUE_FALSE: _true_false,
    QuestionKind.MATCHING: _matching,
    QuestionKind.ORDERING: _ordering,
    QuestionKind.SHORT: _short,
    QuestionKind.NUMERIC: _numeric,
    QuestionKind.GAPS: _gaps,
    QuestionKind.IMAGE: _single,
    QuestionKind.ESSAY: _essay,
    QuestionKind.CHECKLIST: _nothing,
    QuestionKind.SIMULATION: _nothing,
}
