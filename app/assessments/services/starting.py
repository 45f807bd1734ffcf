"""Beginning an attempt: the paper is drawn and frozen."""

from __future__ import annotations

import secrets
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.assessments.models import Attempt
from app.assessments.queries import attempts as queries
from app.assessments.queries import banks
from app.assessments.queries.attempts import OfferedAssessment, PastAttempt
from app.assessments.rules.drawing import LARGEST_SEED, draw_paper
from app.assessments.rules.questions import Paper
from app.assessments.rules.timing import EnrolmentEnded, check_start, deadline, is_overdue
from app.core import audit
from app.core.errors import Missing
from app.core.policy import Actor

from .marking import close_overdue


def start_attempt(
    session: Session,
    *,
    actor: Actor,
    enrolment_id: UUID,
    assessment_id: UUID,
    attempt_id: UUID,
    at: datetime,
    seed: int | None = None,
) -> UUID:
    """Begin an attempt and return its id, or the id of the one that is open already.

    A repeat with the same id, or a second start while an attempt runs, leads to the running attempt: a person has one
    attempt at a time. The seed is chosen here, not by the caller's browser, unless a test states it.

    Raises:
        Missing: no such assessment for this person, or the id belongs to another attempt.
        EnrolmentEnded: the person was withdrawn from the course.
        AttemptsExhausted: every allowed attempt was used.
        TooSoon: the spacing since the last one is not over.
        TooFewQuestions: the bank can't serve the blueprint.

    """
    assessment = queries.get_own_assessment(session, actor, enrolment_id, assessment_id, locked=True)
    past = queries.past_attempts(session, enrolment_id, assessment_id)
    running = _running(past, attempt_id, at)
    if running is not None:
        return running
    if assessment.withdrawn_at is not None:
        raise EnrolmentEnded
    past = _close_overdue(session, assessment, past, at)
    check_start(assessment.blueprint, [each.sitting for each in past], at)
    if session.get(Attempt, attempt_id) is not None:
        raise Missing
    seed = secrets.randbelow(LARGEST_SEED) if seed is None else seed
    paper = draw_paper(banks.bank_of(session, assessment), assessment.blueprint, seed)
    number = 1 + max((each.number for each in past), default=0)
    session.add(_attempt(assessment, attempt_id, number, seed, paper, at))
    audit.record(
        session,
        actor=actor,
        action="assessments:attempt:start",
        subject=("attempt", attempt_id),
        at=at,
        enrolment=str(enrolment_id),
        assessment=str(assessment_id),
        kind=assessment.kind.value,
        module=assessment.module_key,
        number=number,
        questions=len(paper),
    )
    return attempt_id


def _running(past: list[PastAttempt], attempt_id: UUID, at: datetime) -> UUID | None:
    """Return the attempt with this id, else the one that is open."""
    if any(each.id == attempt_id for each in past):
        return attempt_id
    return next((each.id for each in past if each.submitted_at is None and not is_overdue(each.sitting, at)), None)


def _close_overdue(
    session: Session, assessment: OfferedAssessment, past: list[PastAttempt], at: datetime
) -> list[PastAttempt]:
    """Close the one attempt that may have been left open, and return the attempts as they are then."""
    left = next((each.id for each in past if each.submitted_at is None), None)
    if left is None or not close_overdue(session, attempt_id=left, at=at):
        return past
    return queries.past_attempts(session, assessment.enrolment_id, assessment.id)


def _attempt(
    assessment: OfferedAssessment, attempt_id: UUID, number: int, seed: int, paper: Paper, at: datetime
) -> Attempt:
    return Attempt(
        id=attempt_id,
        assessment_id=assessment.id,
        enrolment_id=assessment.enrolment_id,
        user_id=assessment.user_id,
        number=number,
        language=assessment.language,
        seed=seed,
        paper=paper.to_json(),
        started_at=at,
        deadline_at=deadline(at, assessment.blueprint),
    )
