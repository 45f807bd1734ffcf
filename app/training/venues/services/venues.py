"""Keeping venues."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import audit
from app.core.errors import Missing
from app.core.policy import Actor

from ...services.locks import lock_timetable
from ..models import Venue
from ..rules import FewerThanBooked, most_beds
from .beds import stays_since
from .centres import NameTaken, own_centre


@dataclass(frozen=True, slots=True, kw_only=True)
class VenueDetails:
    """What is known of a venue."""

    name: str
    address: str
    city: str
    country: str
    time_zone: str
    beds: int


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
        booked = most_beds(stays_since(session, venue_id, at.date()))
        if details.beds < booked:
            raise FewerThanBooked(booked=booked)
        for name, value in values.items():
            setattr(stored, name, value)
    audit.record(
        session, actor=actor, action="training:venue:save", subject=("venue", venue_id), at=at, name=details.name
    )


def _values(details: VenueDetails) -> dict[str, Any]:
    return {name: getattr(details, name) for name in VenueDetails.__slots__}
