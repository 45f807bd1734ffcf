"""Beginning an attempt: the paper is drawn and frozen."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.assessments.marking.services.waiting import await_marks
from app.assessments.models import Attempt
from app.assessments.queries import attempts as queries
from app.assessments.queries import banks
from app.assessments.queries.attempts import OfferedAssessment, PastAttempt
from app.assessments.rules.blueprints import Blueprint, MissingLanguage, combined
from app.assessments.rules.drawing import LARGEST_SEED, draw_paper
from app.assessments.rules.questions import Paper, QuestionKind
from app.assessments.rules.timing import (
    Allowance,
    EnrolmentEnded,
    NotInYourLanguage,
    StillBeingMarked,
    check_start,
    deadline,
    deadline_within,
    is_overdue,
)
from app.assessments.sittings.queries.doors import Seat, choose_seat, granted_to, seats_of
from app.assessments.sittings.rules.doors import (
    NOTHING_BROUGHT,
    Admission,
    NotAffirmed,
    check_code,
    check_network,
    check_open,
)
from app.assessments.sittings.rules.entitlements import Entitlement, entitlement
from app.core import audit
from app.core.errors import Missing
from app.core.policy import Actor

from .marking import close_overdue


@dataclass(frozen=True, slots=True)
class Terms:
    """Under what somebody begins: the assessment as their sitting has it, and what they are entitled to."""

    assessment: OfferedAssessment
    seat: Seat | None
    entitled: Entitlement
    seats: tuple[Seat, ...] = ()  # every place of the enrolment, for whatever assessment

    @property
    def blueprint(self) -> Blueprint:
        """The blueprint in force."""
        return self.assessment.blueprint

    def counted(self, past: list[PastAttempt]) -> list[PastAttempt]:
        """Return the attempts that use up the allowance: a sitting that states its own number counts its own."""
        if self.seat is None or "attempts" not in self.seat.overrides:
            return past
        return [each for each in past if each.sitting_id == self.seat.id]

    def deadline(self, at: datetime) -> datetime | None:
        """Return when an attempt that begins now must end."""
        allowance = self.entitled.allowance
        if self.seat is None:
            return deadline(at, self.blueprint, allowance)
        allowance = Allowance(allowance.percent, allowance.minutes + self.seat.extra_minutes)
        window, full_time = self.seat.door.window, self.seat.full_time
        return deadline_within(at, self.blueprint, window, allowance, full_time=full_time)


def terms_of(session: Session, assessment: OfferedAssessment, at: datetime) -> Terms:
    """Return under what an assessment would be begun now (two statements)."""
    seats = seats_of(session, [assessment.enrolment_id])
    seat = choose_seat(seats, assessment.id, at)
    entitled = entitlement(granted_to(session, assessment.user_id), assessment.kind, seat.id if seat else None)
    changes: dict[str, Any] = {"language": entitled.language or assessment.language}
    if seat is not None:
        stated = combined(assessment.stated, seat.overrides)
        changes |= {"stated": stated, "blueprint": Blueprint.from_mapping(stated).granting(assessment.granted)}
    return Terms(replace(assessment, **changes), seat, entitled, tuple(seats))


def start_attempt(
    session: Session,
    *,
    actor: Actor,
    enrolment_id: UUID,
    assessment_id: UUID,
    attempt_id: UUID,
    at: datetime,
    seed: int | None = None,
    brought: Admission = NOTHING_BROUGHT,
) -> UUID:
    """Begin an attempt and return its id, or the id of the one that is open already.

    A repeat with the same id, or a second start while an attempt runs, leads to the running attempt: a person has one
    attempt at a time. The seed is chosen here, not by the caller's browser, unless a test states it.

    Raises:
        Missing: no such assessment for this person, or the id belongs to another attempt.
        EnrolmentEnded: the person was withdrawn from the course.
        NotOpenYet, Closed, OutsideNetwork, WrongCode: the sitting lets nobody in, or not this person from here.
        NotAffirmed: the honour statement was not affirmed.
        AttemptsExhausted: every allowed attempt was used.
        StillBeingMarked: people mark the last one.
        TooSoon: the spacing since the last one is not over.
        NotInYourLanguage: the blueprint wants every question in the person's language.
        TooFewQuestions: the bank can't serve the blueprint.

    """
    offered = queries.get_own_assessment(session, actor, enrolment_id, assessment_id, locked=True)
    past = queries.past_attempts(session, enrolment_id, assessment_id)
    running = _running(past, attempt_id, at)
    if running is not None:
        return running
    if offered.withdrawn_at is not None:
        raise EnrolmentEnded
    terms = terms_of(session, offered, at)
    _check_door(terms, brought, at)
    past = _close_overdue(session, offered, past, at)
    if any(each.submitted_at is not None and each.percent is None for each in past):
        raise StillBeingMarked
    check_start(terms.blueprint, [each.sitting for each in terms.counted(past)], at)
    if session.get(Attempt, attempt_id) is not None:
        raise Missing
    seed = secrets.randbelow(LARGEST_SEED) if seed is None else seed
    paper = _draw(session, terms.assessment, seed)
    number = 1 + max((each.number for each in past), default=0)
    attempt = _attempt(terms, attempt_id, number, seed, paper, at)
    session.add(attempt)
    _await_assessors(session, terms, attempt, paper, at)
    _record(session, actor, terms, attempt_id, at, number=number, questions=len(paper))
    return attempt_id


def _await_assessors(session: Session, terms: Terms, attempt: Attempt, paper: Paper, at: datetime) -> None:
    """Put practical tasks before assessors at once: they watch while the person is at it, not afterwards."""
    watched = [place for place, each in enumerate(paper.questions) if each.kind is QuestionKind.CHECKLIST]
    if not watched:
        return
    session.flush()
    questions = banks.questions_of(session, paper)
    await_marks(
        session,
        attempt=attempt,
        blueprint=terms.blueprint,
        questions=[(place, questions[place]) for place in watched],
        at=at,
    )


def _check_door(terms: Terms, brought: Admission, at: datetime) -> None:
    if terms.seat is not None:
        check_open(terms.seat.door, at)
        check_network(terms.seat.door.networks, brought.address)
        check_code(terms.seat.door, brought)
    if any(terms.blueprint.honour.values()) and not brought.affirmed:
        raise NotAffirmed


def _draw(session: Session, assessment: OfferedAssessment, seed: int) -> Paper:
    rule = assessment.blueprint.missing_language_for(assessment.kind)
    if rule is MissingLanguage.REFUSE and (missing := banks.count_untranslated(session, assessment)):
        raise NotInYourLanguage(count=missing)
    return draw_paper(banks.bank_of(session, assessment), assessment.blueprint, seed)


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


def _attempt(terms: Terms, attempt_id: UUID, number: int, seed: int, paper: Paper, at: datetime) -> Attempt:
    assessment = terms.assessment
    return Attempt(
        id=attempt_id,
        assessment_id=assessment.id,
        enrolment_id=assessment.enrolment_id,
        user_id=assessment.user_id,
        number=number,
        language=assessment.language,
        seed=seed,
        paper=paper.to_json(),
        conditions=assessment.stated,
        sitting_id=terms.seat.id if terms.seat else None,
        large_print=terms.entitled.large_print,
        started_at=at,
        deadline_at=terms.deadline(at),
    )


def _record(session: Session, actor: Actor, terms: Terms, attempt_id: UUID, at: datetime, **facts: Any) -> None:  # noqa: ANN401
    assessment, allowance = terms.assessment, terms.entitled.allowance
    if terms.seat is not None:
        facts["sitting"] = str(terms.seat.id)
    if allowance != Allowance():
        facts["extra"] = {"percent": allowance.percent, "minutes": allowance.minutes}
    if any(terms.blueprint.honour.values()):
        facts["affirmed"] = True
    audit.record(
        session,
        actor=actor,
        action="assessments:attempt:start",
        subject=("attempt", attempt_id),
        at=at,
        enrolment=str(assessment.enrolment_id),
        assessment=str(assessment.id),
        kind=assessment.kind.value,
        module=assessment.module_key,
        **facts,
    )
