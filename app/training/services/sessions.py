"""Planning, changing and cancelling sessions."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.core import audit
from app.core.errors import Missing
from app.core.policy import Actor, require

from .. import queries
from ..models import Room, SessionKind, SessionModule, SessionTrainer, TrainingSession
from ..permissions import TrainingPermission
from ..queries.bookings import load_rivals
from ..queries.cohorts import CohortFacts, find_cohort_facts
from ..rules import places, scheduling
from ..rules.attendance import SessionCancelled, SessionHeld
from .cohorts import may_teach_at
from .locks import lock_timetable


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionDetails:
    """What is planned of a session."""

    title: str
    kind: SessionKind
    starts_at: datetime
    ends_at: datetime
    room_id: UUID | None = None
    place: str = ""
    online_link: str = ""
    trainer_ids: Collection[UUID] = ()
    module_keys: Collection[str] = ()


def plan_session(
    session: Session, *, actor: Actor, session_id: UUID, cohort_id: UUID, details: SessionDetails, at: datetime
) -> UUID:
    """Add a session to a cohort; repeating the id returns the stored one.

    Raises:
        Missing: there is no such cohort for this person.
        SessionEndsBeforeStart, SessionTooLong, SessionOutsideCohort, RoomTooSmall: as named.
        RoomTaken, TrainerTaken, CohortTaken, PersonTaken: it clashes with another session.

    """
    lock_timetable(session)
    cohort = queries.get_cohort(session, actor, cohort_id)
    require(actor, TrainingPermission.EDIT_COHORT, cohort.scope)
    stored = session.get(TrainingSession, session_id)
    if stored is not None:
        if stored.cohort_id != cohort_id:
            raise Missing
        return session_id
    _check(session, session_id, cohort, details)
    session.add(
        TrainingSession(
            id=session_id,
            cohort_id=cohort_id,
            title=details.title,
            kind=details.kind,
            starts_at=details.starts_at,
            ends_at=details.ends_at,
            room_id=details.room_id,
            place=details.place,
            online_link=details.online_link,
            created_by=actor.id,
        )
    )
    session.flush()
    _set_parts(session, session_id, details)
    audit.record(
        session, actor=actor, action="training:session:plan", subject=("session", session_id), at=at, **_said(details)
    )
    return session_id


def change_session(session: Session, *, actor: Actor, session_id: UUID, details: SessionDetails, at: datetime) -> None:
    """Change a session; once people were marked its times stay as they were.

    Raises:
        Missing: there is no such session for this person.
        SessionCancelled, SessionHeld: it can't be changed so.
        SessionEndsBeforeStart, SessionTooLong, SessionOutsideCohort, RoomTooSmall: as named.
        RoomTaken, TrainerTaken, CohortTaken, PersonTaken: it clashes with another session.

    """
    lock_timetable(session)
    facts, cohort = _get_planned(session, actor, session_id)
    moved = (facts.starts_at, facts.ends_at) != (details.starts_at, details.ends_at)
    if moved and facts.marked:
        raise SessionHeld
    _check(session, session_id, cohort, details)
    stored = session.get_one(TrainingSession, session_id)
    before = {"starts_at": stored.starts_at.isoformat(), "ends_at": stored.ends_at.isoformat(), "title": stored.title}
    stored.title, stored.kind = details.title, details.kind
    stored.starts_at, stored.ends_at = details.starts_at, details.ends_at
    stored.room_id, stored.place, stored.online_link = details.room_id, details.place, details.online_link
    _set_parts(session, session_id, details)
    audit.record(
        session,
        actor=actor,
        action="training:session:change",
        subject=("session", session_id),
        at=at,
        before=before,
        after=_said(details),
    )


def cancel_session(session: Session, *, actor: Actor, session_id: UUID, reason: str, at: datetime) -> None:
    """Cancel a session with a reason; it stays on record and frees room, trainers and people.

    Raises:
        Missing: there is no such session for this person.
        SessionHeld: people were marked; what took place can't be cancelled.
        ReasonMissing: no reason was given.

    """
    lock_timetable(session)
    facts = queries.get_session(session, actor, session_id)
    if facts.cancelled_at is not None:
        return
    facts, _cohort = _get_planned(session, actor, session_id)
    if facts.marked:
        raise SessionHeld
    places.check_reason(reason)
    stored = session.get_one(TrainingSession, session_id)
    stored.cancelled_at, stored.cancelled_reason = at, reason.strip()
    audit.record(
        session,
        actor=actor,
        action="training:session:cancel",
        subject=("session", session_id),
        at=at,
        reason=reason.strip(),
    )


def _get_planned(session: Session, actor: Actor, session_id: UUID) -> tuple[queries.SessionFacts, CohortFacts]:
    facts = queries.get_session(session, actor, session_id)
    cohort = find_cohort_facts(session, facts.cohort_id)
    if cohort is None:
        raise Missing
    require(actor, TrainingPermission.EDIT_COHORT, cohort.scope)
    if facts.cancelled_at is not None:
        raise SessionCancelled
    return facts, cohort


def _check(session: Session, session_id: UUID, cohort: CohortFacts, details: SessionDetails) -> None:
    span = scheduling.Span(details.starts_at, details.ends_at, cohort.time_zone)
    scheduling.check_times(span, cohort.frame)
    room = session.get(Room, details.room_id) if details.room_id else None
    if details.room_id and (room is None or room.centre_id != cohort.centre_id):
        raise Missing
    if room:
        scheduling.check_room(room=room.name, seats=room.capacity, cohort=cohort.frame)
    known = queries.session_trainers(session, [session_id]).get(session_id, {})
    if not may_teach_at(session, cohort.centre_path, set(details.trainer_ids) - set(known)):
        raise Missing
    named = session.execute(select(User.id, User.name).where(User.id.in_(details.trainer_ids)))
    people = {person.user_id: person.name for person in queries.list_people(session, cohort.id)}
    wanted = scheduling.Booking(
        session_id=session_id,
        title=details.title,
        cohort_id=cohort.id,
        cohort=cohort.title,
        span=span,
        room_id=details.room_id,
        room=room.name if room else "",
        trainers={row.id: row.name for row in named},
        people=people,
    )
    scheduling.check_timetable(wanted, load_rivals(session, wanted))


def _set_parts(session: Session, session_id: UUID, details: SessionDetails) -> None:
    session.execute(delete(SessionTrainer).where(SessionTrainer.session_id == session_id))
    session.execute(delete(SessionModule).where(SessionModule.session_id == session_id))
    session.add_all(SessionTrainer(session_id=session_id, user_id=key) for key in sorted(set(details.trainer_ids)))
    session.add_all(SessionModule(session_id=session_id, module_key=key) for key in sorted(set(details.module_keys)))


def _said(details: SessionDetails) -> dict[str, str]:
    return {
        "title": details.title,
        "starts_at": details.starts_at.isoformat(),
        "ends_at": details.ends_at.isoformat(),
    }
