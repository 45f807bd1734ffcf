"""Booking beds and giving them back."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import audit
from app.core.errors import Missing
from app.core.policy import Actor

from ...queries.cohorts import get_cohort, list_people
from ...services.locks import lock_timetable
from ..models import BedBooking, Venue
from ..rules import Stay, check_beds
from .centres import own_centre


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
    check_beds(stay, stays_since(session, venue_id, stay.first_night), venue.beds)
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


def stays_since(session: Session, venue_id: UUID, since: date) -> list[Stay]:
    """Return the beds that are booked for nights from a day on."""
    rows = session.execute(
        select(BedBooking.first_night, BedBooking.last_night, BedBooking.beds).where(
            BedBooking.venue_id == venue_id, BedBooking.given_back_at.is_(None), BedBooking.last_night >= since
        )
    )
    return [Stay(*row) for row in rows]
