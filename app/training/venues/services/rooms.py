"""Keeping rooms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import audit
from app.core.errors import N_, Missing, RuleViolation
from app.core.policy import Actor

from ...models import Cohort, Room, TrainingCentre, TrainingSession
from ...rules.places import Booked, check_capacity
from ...rules.scheduling import Span
from ...services.locks import lock_timetable
from ...services.rooms import RoomNameTaken
from ..models import Venue
from ..rules import RoomFacts
from .centres import own_centre


class RoomBookedThen(RuleViolation):
    """A session stands in the room on a day on which it would be closed."""

    code = "room-booked-then"
    message = N_("“%(title)s” is booked in this room, %(when)s. Move it first.")


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomDetails:
    """What is known of a room."""

    name: str
    capacity: int
    venue_id: UUID | None
    features: tuple[str, ...]
    computers: int
    closed_from: date | None
    closed_to: date | None
    closed_reason: str


def change_room(session: Session, *, actor: Actor, room_id: UUID, details: RoomDetails, at: datetime) -> None:
    """Change a room; what is booked in it for later must still fit.

    Raises:
        Missing: there is no such room or venue for this person.
        RoomNameTaken, CapacityAboveRoom, RoomBookedThen: as named.

    """
    room = session.get(Room, room_id)
    if room is None:
        raise Missing
    own_centre(session, actor, room.centre_id)
    lock_timetable(session)
    venue = session.get(Venue, details.venue_id) if details.venue_id else None
    if details.venue_id and (venue is None or venue.centre_id != room.centre_id):
        raise Missing
    same = select(Room.id).where(Room.centre_id == room.centre_id, Room.name == details.name, Room.id != room_id)
    if session.scalars(same).first():
        raise RoomNameTaken(room=details.name)
    _check_booked(session, room, details, at)
    room.name, room.capacity, room.venue_id = details.name, details.capacity, details.venue_id
    room.features, room.computers = list(details.features), details.computers
    room.closed_from, room.closed_to, room.closed_reason = (
        details.closed_from,
        details.closed_to,
        details.closed_reason,
    )
    audit.record(
        session,
        actor=actor,
        action="training:room:change",
        subject=("room", room_id),
        at=at,
        name=details.name,
        seats=details.capacity,
        closed_from=details.closed_from.isoformat() if details.closed_from else "",
        closed_to=details.closed_to.isoformat() if details.closed_to else "",
    )


def _check_booked(session: Session, room: Room, details: RoomDetails, at: datetime) -> None:
    rows = session.execute(
        select(
            TrainingSession.title,
            TrainingSession.starts_at,
            TrainingSession.ends_at,
            TrainingSession.time_zone,
            TrainingCentre.time_zone,
            Cohort.capacity,
        )
        .join(Cohort, Cohort.id == TrainingSession.cohort_id)
        .join(TrainingCentre, TrainingCentre.agency_id == Cohort.centre_id)
        .where(TrainingSession.room_id == room.id, TrainingSession.cancelled_at.is_(None), TrainingSession.ends_at > at)
        .order_by(TrainingSession.starts_at)
    )
    zone = session.scalars(select(Venue.time_zone).where(Venue.id == details.venue_id)).first()
    centre_zone = session.get_one(TrainingCentre, room.centre_id).time_zone
    closing = RoomFacts(
        id=room.id,
        name=details.name,
        seats=details.capacity,
        time_zone=zone or centre_zone,
        closed_from=details.closed_from,
        closed_to=details.closed_to,
    )
    for title, starts, ends, there, here, places in rows:
        span = Span(starts, ends, there or here)
        if closing.closed_on(span):
            raise RoomBookedThen(title=title, when=span)
        check_capacity(places, taken=0, booked=[Booked(title, span, details.name, details.capacity)], at=at)
