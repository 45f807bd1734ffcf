"""What an invigilator does while a sitting runs, each act on record."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.assessments.models import Attempt
from app.assessments.rules.timing import Sitting as Span
from app.assessments.rules.timing import is_overdue
from app.assessments.services.marking import end_attempt
from app.core.events import publish
from app.core.policy import Actor, require

from ..events import AttemptEnded, ExtraTimeGiven, ResultsReleased
from ..models import Sitting, SittingAct, SittingPlace
from ..permissions import SittingPermission
from ..queries.sittings import SittingFacts, get_sitting
from ..queries.watching import open_attempts, user_ids_of, watch_one
from ..rules.acts import ActKind, AlreadyOver, NoReason, NotBegun, check_minutes
from .recording import add_act


def give_minutes(
    session: Session,
    *,
    actor: Actor,
    sitting_id: UUID,
    minutes: int,
    act_id: UUID,
    at: datetime,
    enrolment_id: UUID | None = None,
    reason: str = "",
) -> None:
    """Give minutes to one person, or to all: deadlines move at once, and for all the window with them.

    Who has not begun gets the minutes when they begin. A repeat with the same act id gives nothing twice.

    Raises:
        Missing: no such sitting of the actor's, or no such place in it.
        WrongMinutes: so many can't be given.
        AlreadyOver: the person's attempt is over.

    """
    sitting = _get(session, actor, sitting_id)
    if session.get(SittingAct, act_id) is not None:
        return
    check_minutes(minutes)
    if enrolment_id is not None:
        person = watch_one(session, sitting_id, enrolment_id, sitting.kind)
        if person.submitted_at is not None:
            raise AlreadyOver
    running = open_attempts(session, sitting_id, enrolment_id)
    moved = [row for row in running if not is_overdue(Span(row.started_at, row.deadline_at, None), at)]
    if enrolment_id is not None and running and not moved:
        raise AlreadyOver
    more = timedelta(minutes=minutes)
    deadlines = [{"id": row.id, "deadline_at": row.deadline_at + more} for row in moved if row.deadline_at]
    if deadlines:
        session.execute(update(Attempt), deadlines)
    if enrolment_id is None:
        total = sitting.extra_minutes + minutes
        session.execute(update(Sitting).where(Sitting.id == sitting_id).values(extra_minutes=total))
    else:
        session.execute(
            update(SittingPlace)
            .where(SittingPlace.sitting_id == sitting_id, SittingPlace.enrolment_id == enrolment_id)
            .values(extra_minutes=SittingPlace.extra_minutes + minutes)
        )
    attempt_id = moved[0].id if enrolment_id is not None and moved else None
    add_act(
        session,
        actor,
        sitting,
        ActKind.EXTRA_TIME,
        at,
        act_id=act_id,
        enrolment_id=enrolment_id,
        attempt_id=attempt_id,
        minutes=minutes,
        text=reason,
    )
    publish(ExtraTimeGiven(sitting_id, enrolment_id, minutes, at), session)


def end_for(session: Session, *, actor: Actor, sitting_id: UUID, enrolment_id: UUID, reason: str, at: datetime) -> None:
    """End the attempt of one person with a reason; what was saved is marked.

    Raises:
        Missing: no such sitting of the actor's, or no such place in it.
        NoReason: nothing was written.
        NotBegun: there is no attempt.
        AlreadyOver: it was handed in or closed before.

    """
    sitting = _get(session, actor, sitting_id)
    if not reason.strip():
        raise NoReason
    person = watch_one(session, sitting_id, enrolment_id, sitting.kind)
    if person.attempt_id is None:
        raise NotBegun
    if not end_attempt(session, actor=actor, attempt_id=person.attempt_id, at=at):
        raise AlreadyOver
    about = {"enrolment_id": enrolment_id, "attempt_id": person.attempt_id}
    add_act(session, actor, sitting, ActKind.END, at, text=reason.strip(), **about)
    publish(AttemptEnded(sitting_id, person.attempt_id, person.user_id, reason.strip(), at), session)


def note_incident(
    session: Session,
    *,
    actor: Actor,
    sitting_id: UUID,
    text: str,
    act_id: UUID,
    at: datetime,
    enrolment_id: UUID | None = None,
) -> None:
    """Write down what happened, about one person or about the room; a repeat with the same id writes nothing twice.

    Raises:
        Missing: no such sitting of the actor's, or no such place in it.
        NoReason: nothing was written.

    """
    sitting = _get(session, actor, sitting_id)
    if session.get(SittingAct, act_id) is not None:
        return
    if not text.strip():
        raise NoReason
    attempt_id = None
    if enrolment_id is not None:
        attempt_id = watch_one(session, sitting_id, enrolment_id, sitting.kind).attempt_id
    about = {"enrolment_id": enrolment_id, "attempt_id": attempt_id}
    add_act(session, actor, sitting, ActKind.NOTE, at, act_id=act_id, text=text.strip(), **about)


def renew_code(session: Session, *, actor: Actor, sitting_id: UUID, at: datetime) -> None:
    """Put another access code in force, for example because the first one got about; attempts that run go on.

    Raises:
        Missing: no such sitting of the actor's.

    """
    sitting = _get(session, actor, sitting_id)
    number = sitting.code_number + 1
    session.execute(update(Sitting).where(Sitting.id == sitting_id).values(code_number=number))
    add_act(session, actor, sitting, ActKind.NEW_CODE, at)


def release_results(session: Session, *, actor: Actor, sitting_id: UUID, at: datetime) -> None:
    """Let those who sat see what the blueprint shows "when released"; doing so twice changes nothing.

    Raises:
        Missing: no such sitting of the actor's.

    """
    sitting = _get(session, actor, sitting_id)
    if sitting.released_at is not None:
        return
    session.execute(update(Sitting).where(Sitting.id == sitting_id).values(released_at=at))
    add_act(session, actor, sitting, ActKind.RELEASE, at)
    publish(ResultsReleased(sitting_id, user_ids_of(session, sitting_id), at), session)


def _get(session: Session, actor: Actor, sitting_id: UUID) -> SittingFacts:
    sitting = get_sitting(session, actor, sitting_id, locked=True)
    require(actor, SittingPermission.CONDUCT, sitting.centre_path)
    return sitting
