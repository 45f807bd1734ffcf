"""Notices about sessions in words and as invitations, in the language that is spoken at the moment.

Neither subjects nor texts name a person: not the reader, not those who teach or learn. The page behind the link does.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from flask_babel import gettext as _

from app.core.channels import Recipient
from app.core.errors import N_
from app.core.i18n import show_date, zone
from app.core.notices import Draft, Writer, link_to

from ..events import CohortChanged
from ..feeds.ics import Method
from ..rules.scheduling import Span
from ..views.words import say_span
from .calendars import invite, session_link
from .queries import ToldCohort, ToldSession

NEAR = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class News:
    """What is said of sessions: marked texts, one of them the subject for several, and what calendars are asked to do.

    Whom the sessions no longer concern is led to the calendar, since the page of a session is closed to them.
    """

    subject: str
    text: str
    several: str = ""
    method: Method = Method.REQUEST
    concerns: bool = True


PLANNED = News(
    N_("Sabaq: a session is planned"),
    N_("This is planned for you.\n\n%(what)s"),
    N_("Sabaq: sessions are planned"),
)
MOVED = News(N_("Sabaq: a session is moved"), N_("A session of yours is moved.\n\n%(what)s\n\nBefore: %(before)s"))
RENAMED = News(
    N_("Sabaq: a session has another title"),
    N_("A session of yours has another title.\n\n%(what)s\n\nBefore: %(before)s"),
)
CANCELLED = News(
    N_("Sabaq: a session is cancelled"),
    N_("A session of yours is cancelled.\n\n%(what)s\n\nReason: %(why)s"),
    method=Method.CANCEL,
)
TEACHES = News(
    N_("Sabaq: you are to teach a session"),
    N_("You are to teach this.\n\n%(what)s"),
    N_("Sabaq: you are to teach sessions"),
)
TEACHES_NO_LONGER = News(
    N_("Sabaq: you no longer teach a session"),
    N_("You no longer teach this session.\n\n%(what)s"),
    method=Method.CANCEL,
    concerns=False,
)
LEFT = News(
    N_("Sabaq: a session is no longer yours"),
    N_("Your place in the cohort has ended; this is no longer yours.\n\n%(what)s"),
    N_("Sabaq: sessions are no longer yours"),
    method=Method.CANCEL,
    concerns=False,
)


def is_near(when: datetime, time_zone: str, at: datetime) -> bool:
    """Whether something is today or tomorrow, by the clock of the place."""
    here = zone(time_zone)
    return when.astimezone(here).date() <= at.astimezone(here).date() + NEAR


def say(news: News, told: Sequence[ToldSession], at: datetime, **values: str | Callable[[], str]) -> Writer:
    """Return the writer of news about one session or several; values that depend on the language are functions."""

    def write(person: Recipient) -> Draft:
        said = {name: value() if callable(value) else value for name, value in values.items()}
        alone = len(told) == 1
        return Draft(
            subject=_(news.subject if alone else news.several),
            text=_(news.text, what=describe_all(told), **said),
            link=session_link(told[0]) if alone and news.concerns else link_to("calendar.show"),
            **invite(told, person, at, method=news.method),
        )

    return write


def before(told: ToldSession, was: Span, was_where: str) -> str:
    """Say when, and where that changed, a session was to be held."""
    elsewhere = was_where and was_where != told.where
    return f"{say_span(was)}, {was_where}" if elsewhere else say_span(was)


def welcome(cohort: ToldCohort, enrolment_id: UUID, sessions: Sequence[ToldSession], at: datetime) -> Writer:
    """Return the writer of the one message to somebody who got a place: the cohort with all that is to come."""

    def write(person: Recipient) -> Draft:
        text = _(
            "You have a place in a training.\n\n%(cohort)s\n%(first)s – %(last)s",
            cohort=cohort.title,
            first=show_date(cohort.starts_on),
            last=show_date(cohort.ends_on),
        )
        return Draft(
            subject=_("Sabaq: you have a place in a training"),
            text="\n\n".join(part for part in (text, describe_all(sessions)) if part),
            link=link_to("courses.show_course", enrolment_id=enrolment_id),
            **invite(sessions, person, at),
        )

    return write


def cohort_changed(cohort: ToldCohort, event: CohortChanged) -> Writer:
    """Return the writer for those of a cohort with another title, place or time."""

    def write(_person: Recipient) -> Draft:
        text = _(
            "A training of yours is changed.\n\n%(now)s\n\nBefore: %(before)s",
            now=_describe_cohort("\n", cohort.title, cohort.starts_on, cohort.ends_on, cohort.place),
            before=_describe_cohort(", ", event.was_title, event.was_starts_on, event.was_ends_on, event.was_place),
        )
        return Draft(subject=_("Sabaq: a training of yours is changed"), text=text, link=link_to("calendar.show"))

    return write


def _describe_cohort(joined_by: str, title: str, first: date, last: date, place: str) -> str:
    days = f"{show_date(first)} – {show_date(last)}"
    return joined_by.join(part for part in (title, days, _("Where: %(where)s", where=place) if place else "") if part)


def absent(told: ToldSession) -> Writer:
    """Return the writer for somebody who was marked absent."""

    def write(_person: Recipient) -> Draft:
        text = _("You are marked absent.\n\n%(what)s\n\nIf this is wrong, tell your trainer soon.", what=describe(told))
        return Draft(subject=_("Sabaq: you are marked absent"), text=text, link=session_link(told))

    return write


def remind(subject: str, text: str, sessions: Collection[ToldSession]) -> Writer:
    """Return the writer of a reminder of sessions of one day."""

    def write(_person: Recipient) -> Draft:
        return Draft(subject=_(subject), text=_(text, what=describe_all(sessions)), link=link_to("calendar.show"))

    return write


def describe(told: ToldSession) -> str:
    """Say what, when and where, a line each."""
    lines = [told.title, say_span(told.span)]
    if told.where:
        lines.append(_("Where: %(where)s", where=told.where))
    return "\n".join(lines)


def describe_all(sessions: Collection[ToldSession]) -> str:
    """Say a number of sessions, a paragraph each."""
    return "\n\n".join(describe(each) for each in sessions)
