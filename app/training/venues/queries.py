"""Reads about venues, rooms, equipment and beds."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import User

from ..models import Cohort
from .models import BedBooking, EquipmentItem, Venue
from .rules import Stay


@dataclass(frozen=True, slots=True, kw_only=True)
class BookedBeds:
    """Beds that are taken, and for whom."""

    id: UUID
    cohort_id: UUID
    cohort: str
    person: str | None
    beds: int
    first_night: date
    last_night: date
    given_back_at: datetime | None

    @property
    def stay(self) -> Stay:
        """The nights."""
        return Stay(self.first_night, self.last_night, self.beds)


def list_venues(session: Session, centre_ids: Collection[UUID]) -> list[Venue]:
    """Return the venues of centres by name."""
    return list(session.scalars(select(Venue).where(Venue.centre_id.in_(centre_ids)).order_by(Venue.name)))


def list_items(session: Session, centre_ids: Collection[UUID]) -> list[EquipmentItem]:
    """Return the equipment of centres by name."""
    found = select(EquipmentItem).where(EquipmentItem.centre_id.in_(centre_ids)).order_by(EquipmentItem.name)
    return list(session.scalars(found))


def list_beds(session: Session, venue_id: UUID, since: date) -> list[BookedBeds]:
    """Return who sleeps at a venue from a night on, in the order of the nights; given back ones are left out."""
    rows = session.execute(
        select(
            BedBooking.id,
            BedBooking.cohort_id,
            Cohort.title.label("cohort"),
            User.name.label("person"),
            BedBooking.beds,
            BedBooking.first_night,
            BedBooking.last_night,
            BedBooking.given_back_at,
        )
        .join(Cohort, Cohort.id == BedBooking.cohort_id)
        .outerjoin(User, User.id == BedBooking.user_id)
        .where(BedBooking.venue_id == venue_id, BedBooking.last_night >= since, BedBooking.given_back_at.is_(None))
        .order_by(BedBooking.first_night, Cohort.title, BedBooking.id)
    )
    return [BookedBeds(**row._mapping) for row in rows]  # noqa: SLF001 -- SQLAlchemy's public name
