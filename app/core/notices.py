"""What people are told: the kinds of notices, a notice before it goes out, and when it may.

Features register their kinds; which of them somebody wants, and how, is for the person to say. Subjects name nobody and
no place: a subject stands on locked screens and in the lists of mail servers, and the names of investigators and judges
are worth money to those whom they pursue.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from flask import current_app
from flask_babel import gettext
from werkzeug.routing import MapAdapter

from .channels import Recipient
from .contributions import Registry
from .i18n import show_date, show_number
from .policy import Actor

DIGEST_TIME = time(8, 0)
NOTHING: Mapping[str, object] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeKind:
    """A kind of notice, as the page of a person's notices names it.

    What is `mandatory` can't be switched off. What may not `wait` is never kept for the daily summary; what `gathers`
    always is. `secret` holds a link that lets somebody in. It is offered to those who hold one of `roles`, or to all
    where none is named; what is not `listed` goes to people without an account.
    """

    name: str
    title: str
    mandatory: bool = False
    urgent: bool = False
    waits: bool = False
    gathers: bool = False
    secret: bool = False
    roles: frozenset[str] = frozenset()
    listed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A notice in the language that is spoken at the moment; `link` is a full address."""

    subject: str
    text: str
    link: str = ""
    calendar: str = ""
    calendar_method: str = ""


Writer = Callable[[Recipient], Draft | None]
notice_kinds: Registry[NoticeKind] = Registry()


def offer_kinds(*kinds: NoticeKind) -> None:
    """Register kinds in the order in which they are listed."""
    for each in kinds:
        notice_kinds.register(each.name, each)


def kinds_for(actor: Actor) -> list[NoticeKind]:
    """Return the kinds that a person may ever be told of."""
    return [each for each in notice_kinds.all() if each.listed and (not each.roles or actor.has_role(*each.roles))]


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From when to when of the person's own clock nothing arrives that can wait, in minutes after midnight.

    The end may lie on the next day; equal times are no quiet hours.
    """

    begin: int = 21 * 60
    end: int = 7 * 60

    def covers(self, minute: int) -> bool:
        """Whether a minute of the day is quiet."""
        if self.begin <= self.end:
            return self.begin <= minute < self.end
        return minute >= self.begin or minute < self.end


def may_arrive(at: datetime, zone: str, quiet: QuietHours) -> datetime:
    """Return the first moment from an instant on that is not within the quiet hours of the person's clock."""
    local = at.astimezone(ZoneInfo(zone))
    if not quiet.covers(local.hour * 60 + local.minute):
        return at
    return _next(at, zone, time(quiet.end // 60, quiet.end % 60))


def next_summary(at: datetime, zone: str, quiet: QuietHours) -> datetime:
    """Return when the next daily summary is due: at eight of the person's clock, or when quiet hours end."""
    return may_arrive(_next(at, zone, DIGEST_TIME), zone, quiet)


def link_to(endpoint: str, **values: object) -> str:
    """Return the full address of a page, from a job as well, where there is no request."""
    settings = current_app.extensions["sabaq_settings"]
    adapter: MapAdapter = current_app.url_map.bind("localhost")
    return f"{settings.public_url}{adapter.build(endpoint, values)}"


def plain(
    subject: str, text: str, endpoint: str, /, *, values: Mapping[str, object] = NOTHING, **link: object
) -> Writer:
    """Return the writer of a notice that is a subject and a text, both marked by `N_`, and the link to a page.

    Days and numbers among the values are written as the reader's language writes them.
    """

    def write(_person: Recipient) -> Draft:
        said = {name: _say(value) for name, value in values.items()}
        return Draft(subject=gettext(subject), text=gettext(text, **said), link=link_to(endpoint, **link))

    return write


def _say(value: object) -> object:
    if isinstance(value, date):
        return show_date(value)
    return show_number(value) if isinstance(value, int | float) else value


def _next(at: datetime, zone: str, clock: time) -> datetime:
    """Return the next instant after `at` at which the clock there shows this time (later, where it is skipped)."""
    here = ZoneInfo(zone)
    day = at.astimezone(here).date()
    while True:
        found = datetime.combine(day, clock, here).astimezone(at.tzinfo)
        if found > at:
            return found
        day += timedelta(days=1)
