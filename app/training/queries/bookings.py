"""What stands in the timetable beside a session that is wanted: read just before the rules decide."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, CompoundSelect, Select, and_, exists, false, or_, select, true, union_all
from sqlalchemy.orm import Session, aliased

from app.accounts.models import User

from ..models import Cohort, CohortPlace, Room, SessionTrainer, TrainingCentre, TrainingSession
from ..rules.scheduling import Booking, Span
from ..venues.models import SessionEquipment
from .resources import session_items
from .sessions import session_trainers, session_zone


@dataclass(frozen=True, slots=True)
class PersonClash:
    """A session of another cohort that a person would miss."""

    user_id: UUID
    title: str
    cohort: str
    span: Span


def load_rivals(session: Session, wanted: Booking) -> list[Booking]:
    """Return the sessions at the same time that share a room, trainer, cohort, person or item (four statements).

    Whoever teaches in one cohort and learns in another, as those who are taught to teach do, is shared too.
    """
    trainer_ids = list(wanted.trainers)
    shared_item = exists().where(
        SessionEquipment.session_id == TrainingSession.id, SessionEquipment.item_id.in_(list(wanted.items))
    )
    rows = session.execute(
        select(TrainingSession, Cohort.title, session_zone(), Room.name)
        .join(Cohort, Cohort.id == TrainingSession.cohort_id)
        .join(TrainingCentre, TrainingCentre.agency_id == Cohort.centre_id)
        .outerjoin(Room, Room.id == TrainingSession.room_id)
        .where(
            TrainingSession.id != wanted.session_id,
            TrainingSession.cancelled_at.is_(None),
            TrainingSession.starts_at < wanted.span.ends_at,
            TrainingSession.ends_at > wanted.span.starts_at,
            or_(
                and_(TrainingSession.room_id.is_not(None), TrainingSession.room_id == wanted.room_id),
                TrainingSession.cohort_id == wanted.cohort_id,
                _occupies_somebody(wanted.cohort_id, trainer_ids),
                shared_item,
            ),
        )
    ).all()
    if not rows:
        return []
    trainers = session_trainers(session, [stored.id for stored, *_rest in rows])
    people = _shared_people(session, wanted.cohort_id, trainer_ids, {stored.cohort_id for stored, *_rest in rows})
    items = session_items(session, [stored.id for stored, *_rest in rows])
    return [
        Booking(
            session_id=stored.id,
            title=stored.title,
            cohort_id=stored.cohort_id,
            cohort=cohort,
            span=Span(stored.starts_at, stored.ends_at, time_zone),
            room_id=stored.room_id,
            room=room or "",
            trainers=trainers.get(stored.id, {}),
            people=people.get(stored.cohort_id, {}),
            items=items.get(stored.id, {}),
        )
        for stored, cohort, time_zone, room in rows
    ]


def clashes_of_people(
    session: Session, cohort_id: UUID, user_ids: Collection[UUID], at: datetime, *, leaving: UUID | None = None
) -> dict[UUID, PersonClash]:
    """Return for each of the people the first coming session of another cohort that clashes (one statement).

    Sessions that they teach clash as those that they attend do; those of the cohort that they leave do not.
    """
    own = aliased(TrainingSession)
    busy = _busy(user_ids).subquery()
    rows = session.execute(
        select(
            busy.c.user_id,
            TrainingSession.title,
            Cohort.title,
            TrainingSession.starts_at,
            TrainingSession.ends_at,
            session_zone(),
        )
        .join(TrainingSession, TrainingSession.id == busy.c.session_id)
        .join(Cohort, Cohort.id == TrainingSession.cohort_id)
        .join(TrainingCentre, TrainingCentre.agency_id == Cohort.centre_id)
        .join(own, and_(own.starts_at < TrainingSession.ends_at, own.ends_at > TrainingSession.starts_at))
        .where(
            own.cohort_id == cohort_id,
            own.cancelled_at.is_(None),
            own.ends_at > at,
            TrainingSession.cancelled_at.is_(None),
            TrainingSession.cohort_id != cohort_id,
            or_(busy.c.teaches, TrainingSession.cohort_id != leaving) if leaving else true(),
        )
        .order_by(TrainingSession.starts_at, TrainingSession.id)
    )
    found: dict[UUID, PersonClash] = {}
    for user_id, title, cohort, starts_at, ends_at, time_zone in rows:
        found.setdefault(user_id, PersonClash(user_id, title, cohort, Span(starts_at, ends_at, time_zone)))
    return found


def _busy(user_ids: Collection[UUID]) -> CompoundSelect[UUID, UUID, bool]:
    """Return which sessions people attend or teach."""
    attends = (
        select(CohortPlace.user_id, TrainingSession.id.label("session_id"), false().label("teaches"))
        .join(TrainingSession, TrainingSession.cohort_id == CohortPlace.cohort_id)
        .where(CohortPlace.left_at.is_(None), CohortPlace.user_id.in_(user_ids))
    )
    teaches = select(SessionTrainer.user_id, SessionTrainer.session_id, true()).where(
        SessionTrainer.user_id.in_(user_ids)
    )
    return union_all(attends, teaches)


@dataclass(frozen=True, slots=True)
class Taken:
    """When somebody or something that a search asks about is occupied; a room that is None is not the reason."""

    span: Span
    room_id: UUID | None
    shared: bool


def taken_between(
    session: Session,
    *,
    cohort_id: UUID,
    trainer_ids: Collection[UUID],
    room_ids: Collection[UUID],
    first: datetime,
    last: datetime,
) -> list[Taken]:
    """Return what occupies the cohort, its people, the trainers (`shared`) or one of the rooms (one statement)."""
    shared = or_(TrainingSession.cohort_id == cohort_id, _occupies_somebody(cohort_id, list(trainer_ids)))
    rows = session.execute(
        select(
            TrainingSession.starts_at,
            TrainingSession.ends_at,
            session_zone(),
            TrainingSession.room_id,
            shared.label("shared"),
        )
        .join(Cohort, Cohort.id == TrainingSession.cohort_id)
        .join(TrainingCentre, TrainingCentre.agency_id == Cohort.centre_id)
        .where(
            TrainingSession.cancelled_at.is_(None),
            TrainingSession.starts_at < last,
            TrainingSession.ends_at > first,
            or_(shared, TrainingSession.room_id.in_(list(room_ids))),
        )
        .order_by(TrainingSession.starts_at, TrainingSession.id)
    )
    return [Taken(Span(starts, ends, zone), room_id, bool(also)) for starts, ends, zone, room_id, also in rows]


def _occupies_somebody(cohort_id: UUID, trainer_ids: Collection[UUID]) -> ColumnElement[bool]:
    """Whether one of the cohort's people or of the trainers learns or teaches in a session."""
    people = _people_of(cohort_id)
    teaches = exists().where(
        SessionTrainer.session_id == TrainingSession.id,
        or_(SessionTrainer.user_id.in_(trainer_ids), SessionTrainer.user_id.in_(people)),
    )
    learns = exists().where(
        CohortPlace.cohort_id == TrainingSession.cohort_id,
        CohortPlace.left_at.is_(None),
        or_(CohortPlace.user_id.in_(people), CohortPlace.user_id.in_(trainer_ids)),
    )
    return or_(teaches, learns)


def _people_of(cohort_id: UUID) -> Select[UUID]:
    own = aliased(CohortPlace)
    return select(own.user_id).where(own.cohort_id == cohort_id, own.left_at.is_(None))


def _shared_people(
    session: Session, cohort_id: UUID, trainer_ids: Collection[UUID], others: Collection[UUID]
) -> dict[UUID, dict[UUID, str]]:
    rows = session.execute(
        select(CohortPlace.cohort_id, User.id, User.name)
        .join(User, User.id == CohortPlace.user_id)
        .where(
            CohortPlace.cohort_id.in_(others),
            CohortPlace.left_at.is_(None),
            or_(CohortPlace.user_id.in_(_people_of(cohort_id)), CohortPlace.user_id.in_(trainer_ids)),
        )
    )
    found: dict[UUID, dict[UUID, str]] = {}
    for other, user_id, name in rows:
        found.setdefault(other, {})[user_id] = name
    return found
