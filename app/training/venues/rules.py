"""What a room offers and whether it is open, how many of an item are left, whether there are beds enough."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

from app.core.errors import N_, RuleViolation

from ..rules.scheduling import Booking, Span, overlap


class Feature(StrEnum):
    """What a room has for good."""

    PROJECTOR = "projector"
    INTERPRETERS_BOOTH = "interpreters_booth"
    COMPUTERS = "computers"
    VIDEO_INTERVIEW = "video_interview"
    WHEELCHAIR = "wheelchair"
    VIDEO_CALLS = "video_calls"
    MOCK_COURT = "mock_court"


FEATURE_TITLES = {
    Feature.PROJECTOR: N_("Projector"),
    Feature.INTERPRETERS_BOOTH: N_("Interpreter's booth"),
    Feature.COMPUTERS: N_("Computers for the participants"),
    Feature.VIDEO_INTERVIEW: N_("Video interview room"),
    Feature.WHEELCHAIR: N_("Wheelchair access"),
    Feature.VIDEO_CALLS: N_("Camera and microphone for calls"),
    Feature.MOCK_COURT: N_("Mock courtroom"),
}


class RoomClosed(RuleViolation):
    """The room is closed on one of the days."""

    code = "room-closed"
    message = N_("%(room)s is closed from %(closed_from)s to %(closed_to)s.")


class RoomLacks(RuleViolation):
    """The room does not have what the session needs."""

    code = "room-lacks"
    message = N_("%(room)s lacks what this session needs: %(features)s.")


class NotEnoughItems(RuleViolation):
    """Other sessions at the same time have taken too many."""

    code = "not-enough-items"
    message = N_("%(item)s: %(wanted)s wanted and %(left)s of %(count)s left at that time.")


class NotEnoughBeds(RuleViolation):
    """A night would have more people than beds."""

    code = "not-enough-beds"
    message = N_("On the night of %(night)s %(left)s of %(beds)s beds are left, and %(wanted)s are wanted.")


class NightsInWrongOrder(RuleViolation):
    """The last night is before the first."""

    code = "nights-in-wrong-order"
    message = N_("The last night is the first night or a later one.")


class FewerThanBooked(RuleViolation):
    """More are promised already than there would be."""

    code = "fewer-than-booked"
    message = N_("%(booked)s are booked for later. The number can't be less.")


@dataclass(frozen=True, slots=True)
class RoomFacts:
    """A room as the timetable must know it."""

    id: UUID
    name: str
    seats: int
    time_zone: str
    features: frozenset[str] = frozenset()
    computers: int = 0
    closed_from: date | None = None
    closed_to: date | None = None

    def closed_on(self, span: Span) -> bool:
        """Whether one of a span's days, as the clock in the room shows them, is a day of closing."""
        if self.closed_from is None and self.closed_to is None:
            return False
        zone = ZoneInfo(self.time_zone)
        first = span.starts_at.astimezone(zone).date()
        last = (span.ends_at - timedelta(microseconds=1)).astimezone(zone).date()
        return (self.closed_from is None or last >= self.closed_from) and (
            self.closed_to is None or first <= self.closed_to
        )

    def lacks(self, needs: Iterable[str], places: int = 0) -> list[str]:
        """Return what is needed and not there; a computer is needed for each place."""
        short = {str(Feature.COMPUTERS)} if self.computers < places else set()
        return sorted(set(needs) - (self.features - short))


@dataclass(frozen=True, slots=True)
class Stay:
    """Beds that are taken from one night to another, both included."""

    first_night: date
    last_night: date
    beds: int


def check_open(room: RoomFacts, span: Span) -> None:
    """Refuse a room on the days on which it is closed.

    Raises:
        RoomClosed: it is.

    """
    if room.closed_on(span):
        raise RoomClosed(
            room=room.name, closed_from=room.closed_from or span.starts_at, closed_to=room.closed_to or span.ends_at
        )


def check_features(room: RoomFacts, needs: Iterable[str], places: int = 0) -> None:
    """Refuse a room without what a session needs.

    Raises:
        RoomLacks: naming what it lacks.

    """
    missing = room.lacks(needs, places)
    if missing:
        raise RoomLacks(room=room.name, features=tuple(Feature(each) for each in missing))


def check_items(
    wanted: Booking, others: Iterable[Booking], stock: Mapping[UUID, int], names: Mapping[UUID, str]
) -> None:
    """Refuse to take more of an item than is left at any moment of the session.

    Raises:
        NotEnoughItems: naming the first item by name.

    """
    rivals = [each for each in others if each.session_id != wanted.session_id and overlap(wanted.span, each.span)]
    for item_id, count in sorted(wanted.items.items(), key=lambda pair: names.get(pair[0], "")):
        used = most_at_once(wanted.span, [(each.span, each.items[item_id]) for each in rivals if item_id in each.items])
        if used + count > stock.get(item_id, 0):
            left = max(0, stock.get(item_id, 0) - used)
            raise NotEnoughItems(item=names.get(item_id, ""), wanted=count, left=left, count=stock.get(item_id, 0))


def most_at_once(within: Span, uses: Iterable[tuple[Span, int]]) -> int:
    """Return how much is used at the busiest moment: use only grows where something begins."""
    uses = list(uses)
    moments = {within.starts_at, *(span.starts_at for span, _count in uses)}
    return max(
        sum(count for span, count in uses if span.starts_at <= moment < span.ends_at)
        for moment in moments
        if within.starts_at <= moment < within.ends_at
    )


def check_beds(wanted: Stay, others: Iterable[Stay], beds: int) -> None:
    """Refuse more people than beds on any night.

    Raises:
        NightsInWrongOrder, NotEnoughBeds: as named, with the first such night.

    """
    if wanted.last_night < wanted.first_night:
        raise NightsInWrongOrder
    others = list(others)
    for number in range((wanted.last_night - wanted.first_night).days + 1):
        night = wanted.first_night + timedelta(days=number)
        taken = sum(each.beds for each in others if each.first_night <= night <= each.last_night)
        if taken + wanted.beds > beds:
            raise NotEnoughBeds(night=night, left=max(0, beds - taken), beds=beds, wanted=wanted.beds)


def most_beds(stays: Iterable[Stay]) -> int:
    """Return how many beds are taken in the fullest night."""
    stays = list(stays)
    nights = {each.first_night for each in stays}
    return max(
        (sum(each.beds for each in stays if each.first_night <= night <= each.last_night) for night in nights),
        default=0,
    )
