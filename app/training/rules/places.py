"""How many a cohort takes, and which dates and sizes it may have."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from app.core.errors import N_, RuleViolation

from .scheduling import Span


class CohortEndsBeforeStart(RuleViolation):
    """The dates are in the wrong order."""

    code = "cohort-ends-before-start"
    message = N_("A cohort ends on the day it starts or later.")


class CohortFull(RuleViolation):
    """Every place is taken."""

    code = "cohort-full"
    message = N_("All %(places)s places of %(cohort)s are taken.")


class CapacityBelowTaken(RuleViolation):
    """More people are in the cohort than the new capacity allows."""

    code = "capacity-below-taken"
    message = N_("%(taken)s people are in this cohort already. The capacity can't be less.")


class CapacityAboveRoom(RuleViolation):
    """A session of the cohort is booked in a room that would become too small."""

    code = "capacity-above-room"
    message = N_("“%(title)s” is booked in %(room)s with %(seats)s seats. Move it before you raise the capacity.")


class SessionsOutsideDates(RuleViolation):
    """A session of the cohort lies outside the new dates."""

    code = "sessions-outside-dates"
    message = N_("“%(title)s”, %(when)s, would lie outside these dates. Move or cancel it first.")


class ReasonMissing(RuleViolation):
    """What can't be undone is done with a reason on record."""

    code = "reason-missing"
    message = N_("Write the reason; it is kept on record.")


@dataclass(frozen=True, slots=True)
class Booked:
    """A session of a cohort as a change of the cohort must respect it."""

    title: str
    span: Span
    room: str = ""
    seats: int | None = None


def check_place(*, cohort: str, places: int, taken: int) -> None:
    """Refuse when no place is left.

    Raises:
        CohortFull: none is.

    """
    if taken >= places:
        raise CohortFull(cohort=cohort, places=places)


def check_dates(starts_on: date, ends_on: date) -> None:
    """Refuse dates in the wrong order.

    Raises:
        CohortEndsBeforeStart: they are.

    """
    if ends_on < starts_on:
        raise CohortEndsBeforeStart


def check_capacity(capacity: int, *, taken: int, booked: Iterable[Booked], at: datetime) -> None:
    """Refuse a capacity below the people who are in, or above the seats of a room booked for later.

    Raises:
        CapacityBelowTaken, CapacityAboveRoom: as named.

    """
    if capacity < taken:
        raise CapacityBelowTaken(taken=taken)
    for each in booked:
        if each.seats is not None and each.seats < capacity and each.span.ends_at > at:
            raise CapacityAboveRoom(title=each.title, room=each.room, seats=each.seats)


def check_sessions_within(starts_on: date, ends_on: date, booked: Iterable[Booked]) -> None:
    """Refuse dates that would leave a session of the cohort outside.

    Raises:
        SessionsOutsideDates: naming the first such session.

    """
    for each in booked:
        zone = ZoneInfo(each.span.time_zone)
        if not starts_on <= each.span.starts_at.astimezone(zone).date() <= ends_on:
            raise SessionsOutsideDates(title=each.title, when=each.span)


def check_reason(reason: str) -> None:
    """Refuse an empty reason.

    Raises:
        ReasonMissing: it is empty.

    """
    if not reason.strip():
        raise ReasonMissing
