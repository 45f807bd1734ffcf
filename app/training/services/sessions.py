"""Planning, changing and cancelling sessions."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.core import audit
from app.core import events as core_events
from app.core.errors import Missing
from app.core.policy import Actor, require

from .. import events, queries
from ..models import SessionModule, SessionTrainer, TrainingSession
from ..permissions import TrainingPermission
from ..queries.cohorts import CohortFacts, find_cohort_facts
from ..rules import places
from ..rules.attendance import SessionCancelled, SessionHeld
from ..rules.scheduling import Span
from ..tours.moving import move_programme
from ..venues.models import SessionEquipment
from .locks import lock_timetable
from .timetable import SessionDetails, check_session

__all__ = ["SessionDetails", "cancel_session", "change_session", "plan_session"]


def plan_session(
    session: Session, *, actor: Actor, session_id: UUID, cohort_id: UUID, details: SessionDetails, at: datetime
) -> UUID:
    """Add a session to a cohort; repeating the id returns the stored one.

    Raises:
        Missing: there is no such cohort for this person.
        SessionEndsBeforeStart, SessionTooLong, SessionOutsideCohort: as named.
        RoomTooSmall, RoomClosed, RoomLacks, NotEnoughItems: the room or the equipment would not do.
        TrainerAway, TrainerOffHours, TrainerNotQualified, QualificationExpired, QualificationNotYet: as named.
        RoomTaken, TrainerTaken, TrainerLearns, CohortTaken, PersonTaken, PersonTeaches: it clashes with another.

    """
    lock_timetable(session)
    cohort = queries.get_cohort(session, actor, cohort_id)
    require(actor, TrainingPermission.EDIT_COHORT, cohort.scope)
    stored = session.get(TrainingSession, session_id)
    if stored is not None:
        if stored.cohort_id != cohort_id:
            raise Missing
        return session_id
    check_session(session, session_id, cohort, details)
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
            time_zone=details.time_zone,
            needs=sorted(details.needs),
            changed_at=at,
            created_by=actor.id,
        )
    )
    session.flush()
    _set_parts(session, session_id, details)
    audit.record(
        session, actor=actor, action="training:session:plan", subject=("session", session_id), at=at, **_said(details)
    )
    trainer_ids, people = tuple(sorted(set(details.trainer_ids))), _people(session, cohort_id)
    core_events.publish(events.SessionPlanned(session_id, cohort_id, trainer_ids, people, actor.id, at), session)
    for trainer_id in trainer_ids:
        core_events.publish(events.TrainerAssigned(session_id, cohort_id, trainer_id, actor.id, at), session)
    return session_id


def change_session(session: Session, *, actor: Actor, session_id: UUID, details: SessionDetails, at: datetime) -> None:
    """Change a session; once people were marked its times stay as they were.

    Raises:
        Missing: there is no such session for this person.
        SessionCancelled, SessionHeld, ProgrammeOutside: it can't be changed so.
        SessionEndsBeforeStart, SessionTooLong, SessionOutsideCohort: as named.
        RoomTooSmall, RoomClosed, RoomLacks, NotEnoughItems: the room or the equipment would not do.
        TrainerAway, TrainerOffHours, TrainerNotQualified, QualificationExpired, QualificationNotYet: as named.
        RoomTaken, TrainerTaken, TrainerLearns, CohortTaken, PersonTaken, PersonTeaches: it clashes with another.

    """
    lock_timetable(session)
    facts, cohort = _get_planned(session, actor, session_id)
    moved = (facts.starts_at, facts.ends_at) != (details.starts_at, details.ends_at)
    if moved and facts.marked:
        raise SessionHeld
    check_session(session, session_id, cohort, details)
    if moved:
        zone = details.time_zone or cohort.time_zone
        move_programme(session, session_id, was=facts.span, now=Span(details.starts_at, details.ends_at, zone))
    stored = session.get_one(TrainingSession, session_id)
    where = (facts.room_id, facts.place, facts.online_link)
    elsewhere = where != (details.room_id, details.place, details.online_link)
    before = {"starts_at": stored.starts_at.isoformat(), "ends_at": stored.ends_at.isoformat(), "title": stored.title}
    stored.title, stored.kind = details.title, details.kind
    stored.starts_at, stored.ends_at = details.starts_at, details.ends_at
    stored.room_id, stored.place, stored.online_link = details.room_id, details.place, details.online_link
    stored.time_zone, stored.needs = details.time_zone, sorted(details.needs)
    stored.changed_at, stored.sequence = at, stored.sequence + 1
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
    _publish_change(session, actor, facts, details, moved=moved or elsewhere, at=at)


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
    facts, cohort = _get_planned(session, actor, session_id)
    if facts.marked:
        raise SessionHeld
    places.check_reason(reason)
    stored = session.get_one(TrainingSession, session_id)
    stored.cancelled_at, stored.cancelled_reason = at, reason.strip()
    stored.changed_at, stored.sequence = at, stored.sequence + 1
    audit.record(
        session,
        actor=actor,
        action="training:session:cancel",
        subject=("session", session_id),
        at=at,
        reason=reason.strip(),
    )
    core_events.publish(
        events.SessionCancelled(
            session_id=session_id,
            cohort_id=cohort.id,
            trainer_ids=tuple(sorted(facts.trainers)),
            participant_ids=_people(session, cohort.id),
            reason=reason.strip(),
            cancelled_by=actor.id,
            at=at,
        ),
        session,
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


def _publish_change(
    session: Session, actor: Actor, facts: queries.SessionFacts, details: SessionDetails, *, moved: bool, at: datetime
) -> None:
    wanted, had = set(details.trainer_ids), set(facts.trainers)
    # Who begins to teach, or no longer does, is told that alone.
    concerned: dict[str, Any] = {
        "session_id": facts.id,
        "cohort_id": facts.cohort_id,
        "trainer_ids": tuple(sorted(wanted & had)),
        "participant_ids": _people(session, facts.cohort_id),
    }
    if moved:
        event = events.SessionMoved(
            **concerned,
            was_starts_at=facts.starts_at,
            was_ends_at=facts.ends_at,
            was_where=facts.room or facts.place or facts.online_link,
            moved_by=actor.id,
            at=at,
        )
        core_events.publish(event, session)
    elif facts.title != details.title:
        renamed = events.SessionRenamed(**concerned, was_title=facts.title, renamed_by=actor.id, at=at)
        core_events.publish(renamed, session)
    for trainer_id in sorted(wanted - had):
        core_events.publish(events.TrainerAssigned(facts.id, facts.cohort_id, trainer_id, actor.id, at), session)
    for trainer_id in sorted(had - wanted):
        core_events.publish(events.TrainerReleased(facts.id, facts.cohort_id, trainer_id, actor.id, at), session)


def _people(session: Session, cohort_id: UUID) -> tuple[UUID, ...]:
    return tuple(person.user_id for person in queries.list_people(session, cohort_id))


def _set_parts(session: Session, session_id: UUID, details: SessionDetails) -> None:
    session.execute(delete(SessionTrainer).where(SessionTrainer.session_id == session_id))
    session.execute(delete(SessionModule).where(SessionModule.session_id == session_id))
    session.add_all(SessionTrainer(session_id=session_id, user_id=key) for key in sorted(set(details.trainer_ids)))
    session.add_all(SessionModule(session_id=session_id, module_key=key) for key in sorted(set(details.module_keys)))
    session.execute(delete(SessionEquipment).where(SessionEquipment.session_id == session_id))
    session.add_all(
        SessionEquipment(session_id=session_id, item_id=key, count=count) for key, count in details.items.items()
    )


def _said(details: SessionDetails) -> dict[str, str]:
    return {
        "title": details.title,
        "starts_at": details.starts_at.isoformat(),
        "ends_at": details.ends_at.isoformat(),
    }
