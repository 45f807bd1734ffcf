"""Creating and changing cohorts."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, joinedload

from app.accounts.models import Role
from app.core import audit, events
from app.core.errors import Missing
from app.core.policy import Actor, require

from .. import queries
from ..events import CohortChanged, CohortEnlarged
from ..models import Cohort, CohortTrainer, TrainingCentre, TrainingSession
from ..permissions import TrainingPermission
from ..queries.cohorts import list_trainers
from ..rules import places
from ..rules.scheduling import Span
from .locks import lock_timetable

PLANNERS = (Role.TRAINER, Role.CENTRE_ADMINISTRATOR)


@dataclass(frozen=True, slots=True, kw_only=True)
class CohortDetails:
    """What is planned of a cohort."""

    title: str
    starts_on: date
    ends_on: date
    place: str
    capacity: int
    language: str
    trainer_ids: Collection[UUID] = ()


def create_cohort(
    session: Session,
    *,
    actor: Actor,
    cohort_id: UUID,
    centre_id: UUID,
    course_edition_id: UUID,
    details: CohortDetails,
    at: datetime,
) -> UUID:
    """Open a cohort on a course; repeating the id returns the stored one.

    Raises:
        Missing: there is no such centre for this person.
        CohortEndsBeforeStart: the dates are in the wrong order.

    """
    centre = session.get(TrainingCentre, centre_id)
    if centre is None:
        raise Missing
    require(actor, TrainingPermission.CREATE_COHORT, centre.agency.path)
    stored = session.get(Cohort, cohort_id)
    if stored is not None:
        return _own(stored, actor)
    places.check_dates(details.starts_on, details.ends_on)
    session.add(
        Cohort(
            id=cohort_id,
            centre_id=centre_id,
            course_edition_id=course_edition_id,
            title=details.title,
            starts_on=details.starts_on,
            ends_on=details.ends_on,
            place=details.place,
            capacity=details.capacity,
            language=details.language,
            created_at=at,
            created_by=actor.id,
        )
    )
    session.flush()
    _set_trainers(session, cohort_id, details.trainer_ids, centre.agency.path)
    audit.record(
        session, actor=actor, action="training:cohort:create", subject=("cohort", cohort_id), at=at, title=details.title
    )
    return cohort_id


def change_cohort(session: Session, *, actor: Actor, cohort_id: UUID, details: CohortDetails, at: datetime) -> None:
    """Change a cohort's dates, place, capacity, language or trainers; the course stays.

    Raises:
        Missing: there is no such cohort for this person.
        CohortEndsBeforeStart, SessionsOutsideDates, CapacityBelowTaken, CapacityAboveRoom: as named.

    """
    lock_timetable(session)
    facts = queries.get_cohort(session, actor, cohort_id)
    require(actor, TrainingPermission.EDIT_COHORT, facts.scope)
    places.check_dates(details.starts_on, details.ends_on)
    booked = booked_sessions(session, cohort_id, facts.time_zone)
    places.check_sessions_within(details.starts_on, details.ends_on, booked)
    places.check_capacity(details.capacity, taken=facts.taken, booked=booked, at=at)
    cohort = session.get_one(Cohort, cohort_id)
    before = {"starts_on": str(cohort.starts_on), "ends_on": str(cohort.ends_on), "capacity": cohort.capacity}
    cohort.title, cohort.place, cohort.language = details.title, details.place, details.language
    cohort.starts_on, cohort.ends_on, cohort.capacity = details.starts_on, details.ends_on, details.capacity
    _set_trainers(session, cohort_id, details.trainer_ids, facts.centre_path)
    audit.record(
        session,
        actor=actor,
        action="training:cohort:change",
        subject=("cohort", cohort_id),
        at=at,
        before=before,
        after={"starts_on": str(cohort.starts_on), "ends_on": str(cohort.ends_on), "capacity": cohort.capacity},
    )
    session.flush()
    was = (facts.title, facts.place, facts.starts_on, facts.ends_on)
    if was != (cohort.title, cohort.place, cohort.starts_on, cohort.ends_on):
        events.publish(CohortChanged(cohort_id, *was, actor.id, at), session)
    if cohort.capacity > facts.capacity:
        events.publish(CohortEnlarged(cohort_id, facts.capacity, cohort.capacity, actor.id, at), session)


def booked_sessions(session: Session, cohort_id: UUID, time_zone: str) -> list[places.Booked]:
    """Return a cohort's sessions that were not cancelled, as rules read them."""
    found = session.scalars(
        select(TrainingSession)
        .where(TrainingSession.cohort_id == cohort_id, TrainingSession.cancelled_at.is_(None))
        .options(joinedload(TrainingSession.room))
        .order_by(TrainingSession.starts_at)
    )
    return [
        places.Booked(
            each.title,
            Span(each.starts_at, each.ends_at, time_zone),
            each.room.name if each.room else "",
            each.room.capacity if each.room else None,
        )
        for each in found
    ]


def may_teach_at(session: Session, centre_path: str, user_ids: Collection[UUID]) -> bool:
    """Whether all of them hold the role of trainer over the centre."""
    return set(user_ids) <= set(list_trainers(session, centre_path))


def _set_trainers(session: Session, cohort_id: UUID, trainer_ids: Collection[UUID], centre_path: str) -> None:
    kept = set(session.scalars(select(CohortTrainer.user_id).where(CohortTrainer.cohort_id == cohort_id)))
    wanted = set(trainer_ids)
    # Somebody who taught here and lost the role stays on record; somebody new must hold it.
    if not may_teach_at(session, centre_path, wanted - kept):
        raise Missing
    session.execute(
        delete(CohortTrainer).where(CohortTrainer.cohort_id == cohort_id, CohortTrainer.user_id.in_(kept - wanted))
    )
    session.add_all(CohortTrainer(cohort_id=cohort_id, user_id=user_id) for user_id in sorted(wanted - kept))


def _own(stored: Cohort, actor: Actor) -> UUID:
    if stored.created_by != actor.id:
        raise Missing
    return stored.id
