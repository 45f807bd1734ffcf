"""Where and when invited people are expected, and where they sleep."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from ...models import Room, TrainingSession
from ...queries.cohorts import CohortFacts
from ...venues.models import BedBooking, Venue


@dataclass(frozen=True, slots=True)
class Stay:
    """The first session, its place, and a bed where one was booked."""

    begins_at: datetime | None = None
    room: str = ""
    place: str = ""
    address: str = ""
    bed_venue: str = ""
    bed_address: str = ""
    first_night: date | None = None
    last_night: date | None = None


def first_meetings(session: Session, cohort: CohortFacts, user_ids: Collection[UUID]) -> dict[UUID | None, Stay]:
    """Return what each person needs to know; under None what holds for all (two statements)."""
    first = session.execute(
        select(TrainingSession.starts_at, TrainingSession.place, Room.name, Venue.name, Venue.address, Venue.city)
        .outerjoin(Room, Room.id == TrainingSession.room_id)
        .outerjoin(Venue, Venue.id == Room.venue_id)
        .where(TrainingSession.cohort_id == cohort.id, TrainingSession.cancelled_at.is_(None))
        .order_by(TrainingSession.starts_at, TrainingSession.id)
        .limit(1)
    ).one_or_none()
    shared = Stay()
    if first is not None:
        starts_at, place, room, venue, address, city = first
        shared = Stay(starts_at, room or "", venue or place, ", ".join(each for each in (address, city) if each))
    bookings = session.execute(
        select(BedBooking.user_id, BedBooking.first_night, BedBooking.last_night, Venue.name, Venue.address)
        .join(Venue, Venue.id == BedBooking.venue_id)
        .where(
            BedBooking.cohort_id == cohort.id,
            BedBooking.given_back_at.is_(None),
            or_(BedBooking.user_id.is_(None), BedBooking.user_id.in_(user_ids)),
        )
        .order_by(BedBooking.booked_at)
    ).all()
    found: dict[UUID | None, Stay] = {None: shared}
    for user_id, first_night, last_night, venue, address in sorted(bookings, key=lambda row: row[0] is not None):
        base = found[None] if user_id is not None else shared
        found[user_id] = replace(
            base, bed_venue=venue, bed_address=address or "", first_night=first_night, last_night=last_night
        )
    return found
