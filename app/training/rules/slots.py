"""Finding the next free slot, repeating a session, and passing over days on which nobody teaches."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from .scheduling import NoSuchTime, Span, overlap, to_instant

STEP = timedelta(minutes=15)
MOST_REPEATS = 60
WEEKEND = (5, 6)


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotWish:
    """What is looked for: so long, on these days, within the centre's hours, not before an instant."""

    lasts: timedelta
    first_day: date
    last_day: date
    opens: time
    closes: time
    time_zone: str
    not_before: datetime
    weekends: bool = False
    days_off: Collection[date] = ()


@dataclass(frozen=True, slots=True)
class RoomChoice:
    """A room that would do, and when it is in use or closed."""

    id: UUID | None
    busy: Sequence[Span] = ()
    closed: Callable[[Span], bool] = lambda _span: False


@dataclass(frozen=True, slots=True)
class Slot:
    """A free stretch of time, and the first room that is free in it."""

    span: Span
    room_id: UUID | None


def free_slots(
    wish: SlotWish,
    *,
    busy: Sequence[Span],
    rooms: Sequence[RoomChoice],
    fits: Callable[[Span], bool] = lambda _span: True,
    limit: int = 10,
) -> list[Slot]:
    """Return the next free slots on a grid of a quarter of an hour; no two of them overlap.

    `busy` is when the cohort, its people and the trainers are taken; `fits` says whether the trainers may and can.
    """
    found: list[Slot] = []
    taken = sorted(busy, key=lambda span: span.starts_at)
    for span in _candidates(wish):
        if found and overlap(found[-1].span, span):
            continue
        if any(overlap(span, each) for each in taken) or not fits(span):
            continue
        room = next((room for room in rooms if _is_open(room, span)), None)
        if room is None:
            continue
        found.append(Slot(span, room.id))
        if len(found) == limit:
            break
    return found


def repeated_days(
    first: date, *, weekdays: Collection[int], count: int, days_off: Collection[date] = (), weekends: bool = True
) -> list[date]:
    """Return the next days after the first that fall on the weekdays; days off are passed over, not counted."""
    days: list[date] = []
    day, furthest = first, first + timedelta(days=731)
    while len(days) < min(count, MOST_REPEATS) and day < furthest and weekdays:
        day += timedelta(days=1)
        off = day in days_off or (not weekends and day.weekday() in WEEKEND)
        if day.weekday() in weekdays and not off:
            days.append(day)
    return days


def on_day(span: Span, day: date) -> Span:
    """Return the same times of the clock on another day.

    Raises:
        NoSuchTime: the clocks of the zone skip one of them.

    """
    zone = ZoneInfo(span.time_zone)
    starts, ends = span.starts_at.astimezone(zone), span.ends_at.astimezone(zone)
    last = day + (ends.date() - starts.date())
    return Span(
        to_instant(day, starts.time(), span.time_zone), to_instant(last, ends.time(), span.time_zone), span.time_zone
    )


def _candidates(wish: SlotWish) -> Iterator[Span]:
    zone = ZoneInfo(wish.time_zone)
    day = wish.first_day
    while day <= wish.last_day:
        if day not in wish.days_off and (wish.weekends or day.weekday() not in WEEKEND):
            clock, closes = datetime.combine(day, wish.opens), datetime.combine(day, wish.closes)
            while clock < closes:
                span = _read(clock, wish)
                ends = span.ends_at.astimezone(zone).replace(tzinfo=None) if span else closes
                if span and span.starts_at >= wish.not_before.astimezone(UTC) and ends <= closes:
                    yield span
                clock += STEP
        day += timedelta(days=1)


def _read(clock: datetime, wish: SlotWish) -> Span | None:
    try:
        starts_at = to_instant(clock.date(), clock.time(), wish.time_zone)
    except NoSuchTime:
        return None
    return Span(starts_at, starts_at + wish.lasts, wish.time_zone)


def _is_open(room: RoomChoice, span: Span) -> bool:
    return not room.closed(span) and not any(overlap(span, each) for each in room.busy)
