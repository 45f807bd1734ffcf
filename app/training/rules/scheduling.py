"""Where and when sessions may be: no room, trainer, cohort or person in two places at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from app.core.errors import N_, RuleViolation

LONGEST = timedelta(hours=16)


class SessionEndsBeforeStart(RuleViolation):
    """The times are in the wrong order."""

    code = "session-ends-before-start"
    message = N_("A session ends after it starts.")


class SessionTooLong(RuleViolation):
    """Longer than a day's teaching: most often a slip of the hand."""

    code = "session-too-long"
    message = N_("A session lasts at most %(hours)s hours. Make one session for each day.")


class SessionOutsideCohort(RuleViolation):
    """The day is not one of the cohort's days."""

    code = "session-outside-cohort"
    message = N_("%(cohort)s runs from %(starts_on)s to %(ends_on)s. Choose a day between them.")


class NoSuchTime(RuleViolation):
    """The clocks of that zone were put forward over the time that was typed."""

    code = "no-such-time"
    message = N_("On %(day)s there is no %(time)s in the zone %(zone)s: the clocks are put forward then.")


class RoomTooSmall(RuleViolation):
    """The room has fewer seats than the cohort has places."""

    code = "room-too-small"
    message = N_("%(room)s has %(seats)s seats and %(cohort)s has %(places)s places. Choose a larger room.")


class RoomTaken(RuleViolation):
    """The room is in use."""

    code = "room-taken"
    message = N_("%(who)s is taken: “%(title)s” of %(cohort)s, %(when)s.")


class TrainerTaken(RuleViolation):
    """The trainer teaches elsewhere."""

    code = "trainer-taken"
    message = N_("%(who)s teaches then: “%(title)s” of %(cohort)s, %(when)s.")


class TrainerLearns(RuleViolation):
    """The trainer takes part in another cohort."""

    code = "trainer-learns"
    message = N_("%(who)s takes part in another cohort that meets then: “%(title)s” of %(cohort)s, %(when)s.")


class CohortTaken(RuleViolation):
    """The cohort has another session."""

    code = "cohort-taken"
    message = N_("%(who)s has another session then: “%(title)s”, %(when)s.")


class PersonTaken(RuleViolation):
    """A participant has a session of another cohort."""

    code = "person-taken"
    message = N_("%(who)s is in another cohort that meets then: “%(title)s” of %(cohort)s, %(when)s.")


class PersonTeaches(RuleViolation):
    """A participant teaches a session of another cohort."""

    code = "person-teaches"
    message = N_("%(who)s is in this cohort and teaches then: “%(title)s” of %(cohort)s, %(when)s.")


@dataclass(frozen=True, slots=True)
class Span:
    """From when to when, in the zone in which people there read the clock."""

    starts_at: datetime
    ends_at: datetime
    time_zone: str

    def __post_init__(self) -> None:
        """Keep instants in UTC: Python compares times of one zone by the clock, which shows some hours twice."""
        object.__setattr__(self, "starts_at", self.starts_at.astimezone(UTC))
        object.__setattr__(self, "ends_at", self.ends_at.astimezone(UTC))

    def __str__(self) -> str:
        zone = ZoneInfo(self.time_zone)
        first, last = self.starts_at.astimezone(zone), self.ends_at.astimezone(zone)
        return f"{first:%Y-%m-%d}, {first:%H:%M}–{last:%H:%M} ({self.time_zone})"


@dataclass(frozen=True, slots=True)
class CohortFrame:
    """What a cohort allows its sessions."""

    title: str
    starts_on: date
    ends_on: date
    places: int
    time_zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """A session as the timetable sees it: when, and whom and what it occupies (ids with their names)."""

    session_id: UUID
    title: str
    cohort_id: UUID
    cohort: str
    span: Span
    room_id: UUID | None = None
    room: str = ""
    trainers: Mapping[UUID, str] = field(default_factory=dict)
    people: Mapping[UUID, str] = field(default_factory=dict)
    items: Mapping[UUID, int] = field(default_factory=dict)


def overlap(one: Span, other: Span) -> bool:
    """Whether two spans share a moment; one that ends when the other begins does not."""
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at


def check_timetable(wanted: Booking, others: Iterable[Booking]) -> None:
    """Refuse a session that would put a room, trainer, cohort or person in two places at once.

    Raises:
        RoomTaken, TrainerTaken, TrainerLearns, CohortTaken, PersonTaken, PersonTeaches: the first clash, naming the
            other session.

    """
    rivals = sorted(
        (each for each in others if each.session_id != wanted.session_id and overlap(wanted.span, each.span)),
        key=lambda each: (each.span.starts_at, each.session_id),
    )
    for check in (_check_room, _check_trainers, _check_cohort, _check_people):
        for rival in rivals:
            check(wanted, rival)


def check_times(span: Span, cohort: CohortFrame) -> None:
    """Refuse times in the wrong order, too long, or on a day outside the cohort's dates (in the centre's zone).

    Raises:
        SessionEndsBeforeStart, SessionTooLong, SessionOutsideCohort: as named.

    """
    if span.ends_at <= span.starts_at:
        raise SessionEndsBeforeStart
    if span.ends_at - span.starts_at > LONGEST:
        raise SessionTooLong(hours=LONGEST // timedelta(hours=1))
    zone = ZoneInfo(cohort.time_zone)
    # A session until midnight belongs to the day it fills.
    last_moment = span.ends_at - timedelta(microseconds=1)
    first_day, last_day = span.starts_at.astimezone(zone).date(), last_moment.astimezone(zone).date()
    if first_day < cohort.starts_on or last_day > cohort.ends_on:
        raise SessionOutsideCohort(cohort=cohort.title, starts_on=cohort.starts_on, ends_on=cohort.ends_on)


def check_room(*, room: str, seats: int, cohort: CohortFrame) -> None:
    """Refuse a room with fewer seats than the cohort has places, taken or not: the rest may still come.

    Raises:
        RoomTooSmall: it has.

    """
    if seats < cohort.places:
        raise RoomTooSmall(room=room, seats=seats, cohort=cohort.title, places=cohort.places)


def to_instant(day: date, clock: time, time_zone: str) -> datetime:
    """Read a typed day and time in a zone.

    A time that the clocks show twice (autumn) is taken as the first of the two.

    Raises:
        NoSuchTime: the clocks skip it (spring).

    """
    local = datetime.combine(day, clock, tzinfo=ZoneInfo(time_zone))
    instant = local.astimezone(UTC)
    if instant.astimezone(local.tzinfo).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise NoSuchTime(day=day, time=f"{clock:%H:%M}", zone=time_zone)
    return instant


def _check_room(wanted: Booking, rival: Booking) -> None:
    if wanted.room_id is not None and wanted.room_id == rival.room_id:
        raise RoomTaken(who=wanted.room or rival.room, **_facts(rival))


def _check_trainers(wanted: Booking, rival: Booking) -> None:
    for trainer_id, name in sorted(wanted.trainers.items(), key=lambda pair: pair[1]):
        if trainer_id in rival.trainers:
            raise TrainerTaken(who=name, **_facts(rival))
        if trainer_id in rival.people and rival.cohort_id != wanted.cohort_id:
            raise TrainerLearns(who=name, **_facts(rival))


def _check_cohort(wanted: Booking, rival: Booking) -> None:
    if wanted.cohort_id == rival.cohort_id:
        raise CohortTaken(who=wanted.cohort, **_facts(rival))


def _check_people(wanted: Booking, rival: Booking) -> None:
    for person_id, name in sorted(wanted.people.items(), key=lambda pair: pair[1]):
        if person_id in rival.people:
            raise PersonTaken(who=name, **_facts(rival))
        if person_id in rival.trainers:
            raise PersonTeaches(who=name, **_facts(rival))


def _facts(rival: Booking) -> dict[str, object]:
    return {"title": rival.title, "cohort": rival.cohort, "when": rival.span}
