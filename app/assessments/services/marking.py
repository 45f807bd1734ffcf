"""Handing in: by the person, or by the clock. What a program can mark is marked; the rest waits for people."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.assessments.marking.events import AttemptAwaitsMarking
from app.assessments.marking.models import ProvisionalMarks
from app.assessments.marking.services.waiting import await_marks
from app.assessments.models import Attempt
from app.assessments.queries import attempts as queries
from app.assessments.queries.attempts import AttemptFacts
from app.assessments.rules.timing import GRACE, SETTLING, is_overdue
from app.core import audit
from app.core.events import publish
from app.core.policy import Actor

from .grading import Worth, give_grade, weigh

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


def end_attempt(session: Session, *, actor: Actor, attempt_id: UUID, at: datetime) -> bool:
    """End an attempt on behalf of a sitting and mark it from what was saved; tell whether it was still open.

    The caller has decided that the actor may.
    """
    attempt = queries.find_attempt(session, attempt_id, locked=True)
    if attempt is None or attempt.submitted_at is not None:
        return False
    _close(session, attempt, actor=actor, submitted_at=min(at, attempt.deadline_at or at), at=at)
    return True


def hand_in_paper(session: Session, *, actor: Actor, attempt_id: UUID, submitted_at: datetime, at: datetime) -> bool:
    """Hand in what was sat on paper, as of when the sheet was given away; tell whether it was still open.

    The caller has decided that the actor may.
    """
    attempt = queries.find_attempt(session, attempt_id, locked=True)
    if attempt is None or attempt.submitted_at is not None:
        return False
    _close(session, attempt, actor=actor, submitted_at=submitted_at, at=at)
    return True


def expire_overdue(session: Session, *, at: datetime) -> int:
    """Close the attempts whose time is over; return how many. Safe to run twice, and beside another run."""
    ids = queries.overdue_attempt_ids(session, at - GRACE - SETTLING, MOST_AT_ONCE)
    return sum(close_overdue(session, attempt_id=each, at=at) for each in ids)


def _close(
    session: Session, attempt: AttemptFacts, *, actor: Actor | None, submitted_at: datetime, at: datetime
) -> None:
    worth = weigh(session, attempt)
    waiting = worth.marks.waiting
    session.execute(update(Attempt).where(Attempt.id == attempt.id).values(submitted_at=submitted_at))
    result = {"waiting": len(waiting)} if waiting else {"percent": worth.marks.percent, "passed": worth.passed}
    audit.record(
        session,
        actor=actor,
        action="assessments:attempt:submit" if actor else "assessments:attempt:expire",
        subject=("attempt", attempt.id),
        at=at,
        enrolment=str(attempt.enrolment_id),
        kind=attempt.kind.value,
        module=attempt.module_key,
        answered=len([mark for mark in worth.marks.marks if mark.state != "unanswered"]),
        questions=len(worth.marks.marks),
        late=len(worth.standing.late),
        **result,
    )
    if waiting:
        _wait(session, attempt, worth, at)
    else:
        give_grade(session, attempt, worth, at=at)


def _wait(session: Session, attempt: AttemptFacts, worth: Worth, at: datetime) -> None:
    """Keep what the program marked, and put the rest before people."""
    waiting = worth.marks.waiting
    centre_id = await_marks(
        session,
        attempt=attempt,
        blueprint=attempt.blueprint,
        questions=[(place, worth.questions[place]) for place in waiting],
        at=at,
    )
    session.add(ProvisionalMarks(attempt_id=attempt.id, details=worth.details, marked_at=at))
    session.flush()
    event = AttemptAwaitsMarking(attempt.id, attempt.enrolment_id, attempt.user_id, centre_id, len(waiting), at)
    publish(event, session)
