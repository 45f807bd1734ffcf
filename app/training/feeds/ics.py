"""Writing iCalendar (RFC 5545) and invitations (RFC 5546).

Times are written as instants in UTC and no zone travels with them. Every event here has one definite time, so nothing
is lost, and a program whose zone data is old can't shift it: Almaty moved by an hour on 1 March 2024, and calendars
that trust their own table show it wrongly until they are updated. `X-WR-TIMEZONE` says in which zone the calendar is
best shown, and the description says the time of the clock at the place. Whole days are dates without a zone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from icalendar import Calendar, Event, vCalAddress, vText

PRODUCT = "-//Sabaq//Training//EN"
DOMAIN = "sabaq"
REFRESH = timedelta(hours=1)


class Method(StrEnum):
    """What a calendar asks of the program that receives it."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"
    PUBLISH = "PUBLISH"


@dataclass(frozen=True, slots=True)
class CalendarPerson:
    """Somebody in an invitation."""

    name: str
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEvent:
    """Something in a calendar. `starts` and `ends` are both instants, or both days (the last one included)."""

    id: UUID
    title: str
    starts: datetime | date
    ends: datetime | date
    changed_at: datetime
    place: str = ""
    description: str = ""
    url: str = ""
    sequence: int = 0
    cancelled: bool = False


def calendar_of(
    events: Iterable[CalendarEvent], *, title: str, at: datetime, time_zone: str = "", language: str = ""
) -> bytes:
    """Write a calendar that programs subscribe to."""
    calendar = _calendar()
    for name in ("x-wr-calname", "name"):
        calendar.add(name, vText(title))
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    if time_zone:
        calendar.add("x-wr-timezone", time_zone)
    for each in events:
        calendar.add_component(_event(each, at, language))
    return bytes(calendar.to_ical())


def invitation(
    event: CalendarEvent,
    *,
    method: Method,
    attendee: CalendarPerson,
    organizer: CalendarPerson,
    at: datetime,
    language: str = "",
) -> bytes:
    """Write an invitation, its update (the same event with a higher sequence), or its cancellation."""
    calendar = _calendar()
    calendar.add("method", method.value)
    written = _event(event, at, language, cancelled=method is Method.CANCEL)
    written.add("organizer", _address(organizer))
    guest = _address(attendee)
    guest.params["ROLE"] = vText("REQ-PARTICIPANT")
    guest.params["PARTSTAT"] = vText("NEEDS-ACTION")
    guest.params["RSVP"] = vText("TRUE" if method is Method.REQUEST else "FALSE")
    written.add("attendee", guest)
    calendar.add_component(written)
    return bytes(calendar.to_ical())


def publication(
    events: Iterable[CalendarEvent], *, organizer: CalendarPerson, at: datetime, language: str = ""
) -> bytes:
    """Write events for a file that people open: whoever has them already has them once (RFC 5546, section 3.2.1)."""
    calendar = _calendar()
    calendar.add("method", Method.PUBLISH.value)
    for each in events:
        written = _event(each, at, language)
        written.add("organizer", _address(organizer))
        calendar.add_component(written)
    return bytes(calendar.to_ical())


def uid_of(key: UUID) -> str:
    """Return the name under which calendars know an event for good."""
    return f"{key}@{DOMAIN}"


def _calendar() -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    return calendar


def _address(person: CalendarPerson) -> vCalAddress:
    address = vCalAddress(f"mailto:{person.email}")
    address.params["CN"] = vText(_plain(person.name))
    return address


def _event(each: CalendarEvent, at: datetime, language: str, *, cancelled: bool = False) -> Event:
    event = Event()
    spoken = {"LANGUAGE": language} if language else {}
    event.add("uid", uid_of(each.id))
    event.add("dtstamp", at.astimezone(UTC).replace(microsecond=0))
    event.add("last-modified", each.changed_at.astimezone(UTC).replace(microsecond=0))
    event.add("sequence", each.sequence)
    for name, value in zip(("dtstart", "dtend"), _when(each), strict=True):
        event.add(name, value)
    event.add("summary", each.title, parameters=spoken)
    event.add("status", "CANCELLED" if cancelled or each.cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if cancelled or each.cancelled else "OPAQUE")
    for name, text in (("location", each.place), ("description", each.description)):
        if text:
            event.add(name, text, parameters=spoken)
    if each.url:
        event.add("url", each.url)
    return event


def _when(each: CalendarEvent) -> Sequence[datetime | date]:
    if isinstance(each.starts, datetime) and isinstance(each.ends, datetime):
        return each.starts.astimezone(UTC), each.ends.astimezone(UTC)
    # The end of whole days is the first day that no longer belongs to the event.
    return each.starts, each.ends + timedelta(days=1)


def _plain(text: str) -> str:
    """Leave out what a parameter of the format can't hold."""
    return "".join(sign for sign in text if sign >= " " and sign not in '"\x7f')
