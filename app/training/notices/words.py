"""Notices about sessions in words and as invitations, in the language that is spoken at the moment.

Neither subjects nor texts name a person: not the reader, not those who teach or learn. The page behind the link does.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from flask import current_app
from flask_babel import gettext as _

from app.core.channels import Recipient
from app.core.i18n import current_language, pick, zone
from app.core.notices import Draft, link_to

from ..feeds.ics import CalendarEvent, CalendarPerson, Method, invitation
from ..rules.scheduling import Span
from ..views.words import say_span
from .queries import ToldSession

NEAR = timedelta(days=1)


def is_near(when: datetime, time_zone: str, at: datetime) -> bool:
    """Whether something is today or tomorrow, by the clock of the place."""
    here = zone(time_zone)
    return when.astimezone(here).date() <= at.astimezone(here).date() + NEAR


def session_link(told: ToldSession) -> str:
    """Return the address of a session's page."""
    return link_to("training.show_session", session_id=told.id)


def describe(told: ToldSession) -> str:
    """Say what, when and where, a line each."""
    lines = [told.title, say_span(told.span)]
    if told.where:
        lines.append(_("Where: %(where)s", where=told.where))
    return "\n".join(lines)


def describe_all(sessions: Collection[ToldSession]) -> str:
    """Say a number of sessions, a paragraph each."""
    return "\n\n".join(describe(each) for each in sessions)


def invite(told: ToldSession, person: Recipient, at: datetime, *, method: Method = Method.REQUEST) -> dict[str, str]:
    """Return the calendar's part of a notice: one event, and of its guests nobody but the reader."""
    settings = current_app.extensions["sabaq_settings"]
    event = CalendarEvent(
        id=told.id,
        title=told.title,
        starts=told.starts_at,
        ends=told.ends_at,
        changed_at=told.changed_at or at,
        place=told.where,
        description="\n".join((told.cohort_title, say_span(told.span))),
        url=told.online_link or session_link(told),
    )
    content = invitation(
        event,
        method=method,
        attendee=CalendarPerson(person.email, person.email),
        organizer=CalendarPerson(pick(told.centre_names, current_language()), settings.mail_from),
        sequence=told.sequence,
        at=at,
        language=current_language(),
    )
    return {"calendar": content.decode(), "calendar_method": method.value}


def planned(told: ToldSession, person: Recipient, at: datetime) -> Draft:
    """Invite to a new session."""
    return Draft(
        subject=_("Sabaq: a session is planned"),
        text=describe(told),
        link=session_link(told),
        **invite(told, person, at),
    )


def moved(told: ToldSession, was: Span, was_where: str, person: Recipient, at: datetime) -> Draft:
    """Say where and when a session is held now, and what was said before."""
    before = say_span(was) if was_where == told.where or not was_where else f"{say_span(was)}, {was_where}"
    text = _("A session of yours is moved.\n\n%(now)s\n\nBefore: %(before)s", now=describe(told), before=before)
    return Draft(subject=_("Sabaq: a session is moved"), text=text, link=session_link(told), **invite(told, person, at))


def cancelled(told: ToldSession, reason: str, person: Recipient, at: datetime) -> Draft:
    """Say that a session is not held, and why; take it out of the calendar."""
    text = _("A session of yours is cancelled.\n\n%(what)s\n\nReason: %(why)s", what=describe(told), why=reason)
    return Draft(
        subject=_("Sabaq: a session is cancelled"),
        text=text,
        link=session_link(told),
        **invite(told, person, at, method=Method.CANCEL),
    )


def teaches(told: ToldSession, person: Recipient, at: datetime) -> Draft:
    """Say to a trainer that they teach a session."""
    return Draft(
        subject=_("Sabaq: you are to teach a session"),
        text=_("You are to teach this session.\n\n%(what)s", what=describe(told)),
        link=session_link(told),
        **invite(told, person, at),
    )


def teaches_no_longer(told: ToldSession, person: Recipient, at: datetime) -> Draft:
    """Say to a trainer that somebody else teaches a session."""
    return Draft(
        subject=_("Sabaq: you no longer teach a session"),
        text=_("You no longer teach this session.\n\n%(what)s", what=describe(told)),
        link=link_to("calendar.show"),
        **invite(told, person, at, method=Method.CANCEL),
    )


def left(told: ToldSession, person: Recipient, at: datetime) -> Draft:
    """Take a session out of the calendar of somebody whose place ended."""
    return Draft(
        subject=_("Sabaq: a session is no longer yours"),
        text=_("Your place in the cohort has ended; this session is no longer yours.\n\n%(what)s", what=describe(told)),
        link=link_to("calendar.show"),
        **invite(told, person, at, method=Method.CANCEL),
    )


def tomorrow(sessions: Collection[ToldSession]) -> Draft:
    """Remind of the sessions of the next day."""
    return Draft(
        subject=_("Sabaq: your training tomorrow"),
        text=_("Tomorrow:\n\n%(what)s", what=describe_all(sessions)),
        link=link_to("calendar.show"),
    )


def in_a_week(sessions: Collection[ToldSession]) -> Draft:
    """Remind a week before."""
    return Draft(
        subject=_("Sabaq: your training in a week"),
        text=_("In a week:\n\n%(what)s", what=describe_all(sessions)),
        link=link_to("calendar.show"),
    )
