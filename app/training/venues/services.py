"""Keeping venues, rooms and equipment, and booking beds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import audit
from app.core.errors import N_, Missing, RuleViolation
from app.core.policy import Actor, require

from ..models import Cohort, Room, TrainingCentre, TrainingSession
from ..permissions import TrainingPermission
from ..queries.cohorts import get_cohort, list_people
from ..rules.places import Booked, check_capacity
from ..rules.scheduling import Span
from ..services.locks import lock_timetable
from ..services.rooms import RoomNameTaken
from .models import BedBooking, EquipmentItem, SessionEquipment, Venue
from .rules import FewerThanBooked, RoomFacts, Stay, check_beds, most_at_once, most_beds


class NameTaken(RuleViolation):
    """The centre has one of this name."""

    code = "name-taken"
    message = N_("This centre already has “%(name)s”.")


class RoomBookedThen(RuleViolation):
    """A session stands in the room on a day on which it would be closed."""

    code = "room-booked-then"
    message = N_("“%(title)s” is booked in this room, %(when)s. Move it first.")


@dataclass(frozen=True, slots=True, kw_only=True)
class VenueDetails:
    """What is known of a venue."""

    name: str
    address: str
    city: str
    country: str
    time_zone: str
    beds: int


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


def own_centre(session: Session, actor: Actor, centre_id: UUID) -> TrainingCentre:
    """Return a centre that the person administers.

    Raises:
        Missing: there is none.

    """
    centre = session.get(TrainingCentre, centre_id)
    if centre is None:
        raise Missing
    require(actor, TrainingPermission.MANAGE_ROOMS, centre.agency.path)
    return centre


def save_venue(
    session: Session, *, actor: Actor, venue_id: UUID, centre_id: UUID, details: VenueDetails, at: datetime
) -> None:
    """Add a venue, or change it.

    Raises:
        Missing: there is no such centre or venue for this person.
        NameTaken: the centre has a venue of this name.
        FewerThanBooked: more beds are booked for a coming night.

    """
    own_centre(session, actor, centre_id)
    lock_timetable(session)
    stored = session.get(Venue, venue_id)
    if stored is not None and stored.centre_id != centre_id:
        raise Missing
    same = select(Venue.id).where(Venue.centre_id == centre_id, Venue.name == details.name, Venue.id != venue_id)
    if session.scalars(same).first():
        raise NameTaken(name=details.name)
    values = _values(details)
    if stored is None:
        session.add(Venue(id=venue_id, centre_id=centre_id, **values))
    else:
        booked = most_beds(_stays(session, venue_id, at.date()))
        if details.beds < booked:
            raise FewerThanBooked(booked=booked)
        for name, value in values.items():
            setattr(stored, name, value)
    audit.record(
        session, actor=actor, action="training:venue:save", subject=("venue", venue_id), at=at, name=details.name
    )


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


def save_item(
    session: Session, *, actor: Actor, item_id: UUID, centre_id: UUID, name: str, count: int, at: datetime
) -> None:
    """Add an item of equipment, or change its name and number.

    Raises:
        Missing: there is no such centre or item for this person.
        NameTaken: the centre has an item of this name.
        FewerThanBooked: coming sessions take more at once.

    """
    own_centre(session, actor, centre_id)
    lock_timetable(session)
    stored = session.get(EquipmentItem, item_id)
    if stored is not None and stored.centre_id != centre_id:
        raise Missing
    same = select(EquipmentItem.id).where(
        EquipmentItem.centre_id == centre_id, EquipmentItem.name == name, EquipmentItem.id != item_id
    )
    if session.scalars(same).first():
        raise NameTaken(name=name)
    if stored is None:
        session.add(EquipmentItem(id=item_id, centre_id=centre_id, name=name, count=count))
    else:
        uses = _uses(session, item_id, at)
        booked = max((most_at_once(span, uses) for span, _count in uses), default=0)
        if count < booked:
            raise FewerThanBooked(booked=booked)
        stored.name, stored.count = name, count
    audit.record(
        session, actor=actor, action="training:equipment:save", subject=("item", item_id), at=at, name=name, count=count
    )


def book_beds(
    session: Session,
    *,
    actor: Actor,
    booking_id: UUID,
    venue_id: UUID,
    cohort_id: UUID,
    user_id: UUID | None,
    stay: Stay,
    at: datetime,
) -> UUID:
    """Book beds for a cohort or one of its people; repeating the id changes nothing.

    Raises:
        Missing: there is no such venue or cohort for this person, or the person is not in the cohort.
        NightsInWrongOrder, NotEnoughBeds: as named.

    """
    venue = session.get(Venue, venue_id)
    if venue is None:
        raise Missing
    own_centre(session, actor, venue.centre_id)
    lock_timetable(session)
    cohort = get_cohort(session, actor, cohort_id)
    if user_id is not None and user_id not in {each.user_id for each in list_people(session, cohort.id)}:
        raise Missing
    if session.get(BedBooking, booking_id) is not None:
        return booking_id
    check_beds(stay, _stays(session, venue_id, stay.first_night), venue.beds)
    session.add(
        BedBooking(
            id=booking_id,
            venue_id=venue_id,
            cohort_id=cohort_id,
            user_id=user_id,
            beds=stay.beds,
            first_night=stay.first_night,
            last_night=stay.last_night,
            booked_by=actor.id,
            booked_at=at,
        )
    )
    audit.record(
        session,
        actor=actor,
        action="training:beds:book",
        subject=("venue", venue_id),
        at=at,
        cohort=str(cohort_id),
        beds=stay.beds,
        first_night=stay.first_night.isoformat(),
        last_night=stay.last_night.isoformat(),
    )
    return booking_id


def give_beds_back(session: Session, *, actor: Actor, booking_id: UUID, at: datetime) -> UUID:
    """Give booked beds back; it stays on record. Return the venue.

    Raises:
        Missing: there is no such booking for this person.

    """
    booking = session.get(BedBooking, booking_id)
    venue = session.get(Venue, booking.venue_id) if booking else None
    if booking is None or venue is None:
        raise Missing
    own_centre(session, actor, venue.centre_id)
    if booking.given_back_at is None:
        booking.given_back_at, booking.given_back_by = at, actor.id
        audit.record(
            session,
            actor=actor,
            action="training:beds:give_back",
            subject=("venue", venue.id),
            at=at,
            beds=booking.beds,
        )
    return venue.id


def _values(details: VenueDetails) -> dict[str, Any]:
    return {name: getattr(details, name) for name in VenueDetails.__slots__}


def _stays(session: Session, venue_id: UUID, since: date) -> list[Stay]:
    rows = session.execute(
        select(BedBooking.first_night, BedBooking.last_night, BedBooking.beds).where(
            BedBooking.venue_id == venue_id, BedBooking.given_back_at.is_(None), BedBooking.last_night >= since
        )
    )
    return [Stay(*row) for row in rows]


def _uses(session: Session, item_id: UUID, at: datetime) -> list[tuple[Span, int]]:
    rows = session.execute(
        select(TrainingSession.starts_at, TrainingSession.ends_at, SessionEquipment.count)
        .join(SessionEquipment, SessionEquipment.session_id == TrainingSession.id)
        .where(
            SessionEquipment.item_id == item_id,
            TrainingSession.cancelled_at.is_(None),
            TrainingSession.ends_at > at,
        )
    )
    return [(Span(starts, ends, "UTC"), count) for starts, ends, count in rows]


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
