"""From the answers of an attempt to its grade, and from that grade to a later one.

Whatever is graded is marked from scratch: the answers that stand, the marks that people gave, the rulings on faulty
questions. So a grade can be worked out again at any time, years later too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.assessments.events import AttemptGraded
from app.assessments.marking.events import AttemptMarked, AttemptRegraded
from app.assessments.marking.models import Regrade
from app.assessments.marking.queries.judgements import settled_marks
from app.assessments.marking.queries.rulings import rulings_of
from app.assessments.marking.rules.rulings import LEFT_OUT, Ruling, mark_under
from app.assessments.models import Grade
from app.assessments.queries import attempts as queries
from app.assessments.queries import banks
from app.assessments.queries.attempts import AttemptFacts
from app.assessments.rules.counting import sections_passed
from app.assessments.rules.folding import Standing
from app.assessments.rules.grading import PaperMarks
from app.assessments.rules.questions import JUDGED_KINDS, Question, QuestionKind
from app.assessments.simulations.queries import run_scores
from app.core import audit
from app.core.events import publish
from app.core.ids import new_id
from app.core.policy import Actor


@dataclass(frozen=True, slots=True)
class Worth:
    """What an attempt comes to, question by question."""

    questions: list[Question]
    standing: Standing
    marks: PaperMarks
    details: list[dict[str, Any]]
    passed: bool


def weigh(session: Session, attempt: AttemptFacts, rulings: Mapping[str, Ruling] | None = None) -> Worth:
    """Mark an attempt from scratch; `rulings` lets a preview ask what would be.

    Three statements, and two for answers that people mark, one for case simulations.
    """
    questions = banks.questions_of(session, attempt.paper)
    standing = queries.standing(session, attempt.id)
    kinds = {each.kind for each in questions}
    if rulings is None:
        rulings = rulings_of(session, [UUID(each.id) for each in questions])
    marks = mark_under(
        questions,
        standing.answers,
        rulings,
        attempt.blueprint.pass_mark,
        scores=run_scores(session, attempt.id) if QuestionKind.SIMULATION in kinds else {},
        judged=settled_marks(session, attempt.id) if kinds & set(JUDGED_KINDS) else {},
    )
    details = details_of(questions, marks)
    passed = marks.passed and sections_passed(attempt.blueprint, details)  # who fails a section fails the whole
    return Worth(questions, standing, marks, details, passed)


def give_grade(session: Session, attempt: AttemptFacts, worth: Worth, *, at: datetime) -> None:
    """Grade an attempt for the first time, and tell all who wait for it."""
    session.add(_grade(attempt, worth, at))
    session.flush()
    publish(
        AttemptGraded(
            attempt_id=attempt.id,
            assessment_id=attempt.assessment_id,
            enrolment_id=attempt.enrolment_id,
            user_id=attempt.user_id,
            kind=attempt.kind,
            module_key=attempt.module_key,
            percent=worth.marks.percent,
            passed=worth.passed,
            at=at,
        ),
        session,
    )


def conclude(session: Session, *, attempt_id: UUID, actor: Actor | None, at: datetime) -> bool:
    """Grade an attempt whose last missing mark was given; tell whether that was the case. Safe to repeat."""
    attempt = queries.find_attempt(session, attempt_id, locked=True)
    if attempt is None or attempt.submitted_at is None or queries.latest_grade(session, attempt_id) is not None:
        return False
    worth = weigh(session, attempt)
    if worth.marks.waiting:
        return False
    audit.record(
        session,
        actor=actor,
        action="assessments:attempt:grade",
        subject=("attempt", attempt_id),
        at=at,
        enrolment=str(attempt.enrolment_id),
        percent=worth.marks.percent,
        passed=worth.passed,
    )
    give_grade(session, attempt, worth, at=at)
    publish(AttemptMarked(attempt.id, attempt.enrolment_id, attempt.user_id, at), session)
    return True


def regrade(
    session: Session, *, attempt_id: UUID, cause: str, cause_id: UUID, reason: str, actor: Actor | None, at: datetime
) -> bool:
    """Mark an attempt again because of a ruling or a further mark; tell whether its result changed.

    The earlier grade is kept. Each cause is applied once to an attempt: a repeat changes nothing. An attempt that has
    no grade yet is graded where nothing is missing any more; one of which no question is left keeps its grade.
    """
    attempt = queries.find_attempt(session, attempt_id, locked=True)
    done = select(Regrade.id).where(Regrade.cause_id == cause_id, Regrade.attempt_id == attempt_id)
    if attempt is None or session.scalar(done) is not None:
        return False
    old = queries.latest_grade(session, attempt_id)
    if old is None:
        conclude(session, attempt_id=attempt_id, actor=actor, at=at)
        session.add(_regrade(attempt_id, cause, cause_id, None, None, at))
        session.flush()
        return False
    worth = weigh(session, attempt)
    after = _grade(attempt, worth, at, reason)
    changed = bool(worth.marks.maximum) and not worth.marks.waiting and _differs(old, after)
    if changed:
        session.add(after)
        session.flush()
    session.add(_regrade(attempt_id, cause, cause_id, old, after if changed else None, at))
    session.flush()
    if changed:
        _tell_regraded(session, attempt, old, after, actor, at)
    return changed


def _tell_regraded(
    session: Session, attempt: AttemptFacts, old: Grade, new: Grade, actor: Actor | None, at: datetime
) -> None:
    audit.record(
        session,
        actor=actor,
        action="assessments:attempt:regrade",
        subject=("attempt", attempt.id),
        at=at,
        enrolment=str(attempt.enrolment_id),
        reason=new.reason,
        before={"percent": old.percent, "passed": old.passed},
        after={"percent": new.percent, "passed": new.passed},
    )
    event = AttemptRegraded(
        attempt_id=attempt.id,
        assessment_id=attempt.assessment_id,
        enrolment_id=attempt.enrolment_id,
        user_id=attempt.user_id,
        kind=attempt.kind,
        percent_before=old.percent,
        passed_before=old.passed,
        percent=new.percent,
        passed=new.passed,
        reason=new.reason,
        at=at,
    )
    publish(event, session)


def _differs(old: Grade, new: Grade) -> bool:
    kept = ("points", "maximum", "percent", "passed")
    return any(getattr(old, name) != getattr(new, name) for name in kept) or [
        (each["points"], each["maximum"]) for each in old.details
    ] != [(each["points"], each["maximum"]) for each in new.details]


def _grade(attempt: AttemptFacts, worth: Worth, at: datetime, reason: str = "") -> Grade:
    return Grade(
        id=new_id(),
        attempt_id=attempt.id,
        points=round(float(worth.marks.points), 3),
        maximum=round(float(worth.marks.maximum), 3),
        percent=worth.marks.percent,
        passed=worth.passed,
        details=worth.details,
        graded_at=at,
        reason=reason[:500],
    )


def _regrade(
    attempt_id: UUID, cause: str, cause_id: UUID, old: Grade | None, new: Grade | None, at: datetime
) -> Regrade:
    return Regrade(
        id=new_id(),
        attempt_id=attempt_id,
        cause=cause,
        cause_id=cause_id,
        old_grade_id=old.id if old else None,
        new_grade_id=new.id if new else None,
        regraded_at=at,
    )


def details_of(questions: list[Question], marks: PaperMarks) -> list[dict[str, Any]]:
    """Return the marks of a paper, question by question, as a grade keeps them."""
    return [
        {
            "id": question.id,
            "module": question.module,
            "objective": question.objective,
            "points": round(float(mark.points), 4),
            "maximum": round(float(mark.maximum), 4),
            "state": mark.state.value,
            "note": mark.note,
        }
        for question, mark in zip(questions, marks.marks, strict=True)
    ]


def is_left_out(detail: Mapping[str, Any]) -> bool:
    """Whether a question of a grade counts no longer."""
    return bool(detail.get("note") == LEFT_OUT)
