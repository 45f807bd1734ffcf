"""Handing in and marking: by the person, or by the clock."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.assessments.events import AttemptGraded
from app.assessments.models import Attempt, Grade
from app.assessments.queries import attempts as queries
from app.assessments.queries import banks
from app.assessments.queries.attempts import AttemptFacts
from app.assessments.rules.grading import PaperMarks, mark_paper
from app.assessments.rules.questions import Question
from app.assessments.rules.timing import GRACE, SETTLING, is_overdue
from app.core import audit
from app.core.events import publish
from app.core.ids import new_id
from app.core.policy import Actor

MOST_AT_ONCE = 200


def submit_attempt(session: Session, *, actor: Actor, attempt_id: UUID, at: datetime) -> UUID:
    """Hand in an attempt and mark it from the answers that were saved in time; a repeat changes nothing.

    Raises:
        Missing: no such attempt of this person.

    """
    attempt = queries.get_own_attempt(session, actor, attempt_id, locked=True)
    if attempt.submitted_at is not None:
        return attempt.id
    if is_overdue(attempt.sitting, at):
        _close(session, attempt, actor=None, submitted_at=attempt.deadline_at or at, at=at)
    else:
        _close(session, attempt, actor=actor, submitted_at=at, at=at)
    return attempt.id


def close_overdue(session: Session, *, attempt_id: UUID, at: datetime) -> bool:
    """Mark an attempt whose time is over from what was saved in time; tell whether it was still open."""
    attempt = queries.find_attempt(session, attempt_id, locked=True)
    if attempt is None or not is_overdue(attempt.sitting, at):
        return False
    _close(session, attempt, actor=None, submitted_at=attempt.deadline_at or at, at=at)
    return True


def expire_overdue(session: Session, *, at: datetime) -> int:
    """Close the attempts whose time is over; return how many. Safe to run twice, and beside another run."""
    ids = queries.overdue_attempt_ids(session, at - GRACE - SETTLING, MOST_AT_ONCE)
    return sum(close_overdue(session, attempt_id=each, at=at) for each in ids)


def _close(
    session: Session, attempt: AttemptFacts, *, actor: Actor | None, submitted_at: datetime, at: datetime
) -> None:
    questions = banks.questions_of(session, attempt.paper)
    standing = queries.standing(session, attempt.id)
    marks = mark_paper(questions, standing.answers, attempt.blueprint.pass_mark)
    session.execute(update(Attempt).where(Attempt.id == attempt.id).values(submitted_at=submitted_at))
    session.add(
        Grade(
            id=new_id(),
            attempt_id=attempt.id,
            points=round(float(marks.points), 3),
            maximum=round(float(marks.maximum), 3),
            percent=marks.percent,
            passed=marks.passed,
            details=_details(questions, marks),
            graded_at=at,
        )
    )
    audit.record(
        session,
        actor=actor,
        action="assessments:attempt:submit" if actor else "assessments:attempt:expire",
        subject=("attempt", attempt.id),
        at=at,
        enrolment=str(attempt.enrolment_id),
        kind=attempt.kind.value,
        module=attempt.module_key,
        percent=marks.percent,
        passed=marks.passed,
        answered=len([mark for mark in marks.marks if mark.state != "unanswered"]),
        questions=len(marks.marks),
        late=len(standing.late),
    )
    session.flush()
    publish(_event(attempt, marks, submitted_at), session)


def _event(attempt: AttemptFacts, marks: PaperMarks, at: datetime) -> AttemptGraded:
    return AttemptGraded(
        attempt_id=attempt.id,
        assessment_id=attempt.assessment_id,
        enrolment_id=attempt.enrolment_id,
        user_id=attempt.user_id,
        kind=attempt.kind,
        module_key=attempt.module_key,
        percent=marks.percent,
        passed=marks.passed,
        at=at,
    )


def _details(questions: list[Question], marks: PaperMarks) -> list[dict[str, Any]]:
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
