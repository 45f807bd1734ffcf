"""The calendar's part of a notice: an invitation to one session, or a file with several."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask import current_app

from app.core.channels import Recipient
from app.core.i18n import current_language, pick
from app.core.notices import link_to

from ..feeds.ics import CalendarEvent, CalendarPerson, Method, invitation, publication
from ..views.words import say_span
from .queries import ToldSession


def session_link(told: ToldSession) -> str:
    """Return the address of a session's page."""
    return link_to("training.show_session", session_id=told.id)


def invite(
    told: Sequence[ToldSession], person: Recipient, at: datetime, *, method: Method = Method.REQUEST
) -> dict[str, str]:
    """Return the calendar's part of a notice.

    One session is an invitation, whose only guest is the reader, or its cancellation. Several are published as a file:
    no invitation may hold more than one event, and the programs that get one with more take the first alone.
    """
    if not told:
        return {}
    centre = CalendarPerson(
        pick(told[0].centre_names, current_language()), current_app.extensions["sabaq_settings"].mail_from
    )
    cancelled = method is Method.CANCEL
    if len(told) > 1:
        events = [_event(each, at, cancelled=cancelled) for each in told]
        content = publication(events, organizer=centre, at=at, language=current_language())
        return {"calendar": content.decode(), "calendar_method": Method.PUBLISH.value}
    content = invitation(
        _event(told[0], at, cancelled=cancelled),
        method=method,
        attendee=CalendarPerson(person.email, person.email),
        organizer=centre,
        at=at,
        language=current_language(),
    )
    return {"calendar": content.decode(), "calendar_method": method.value}


def _event(told: ToldSession, at: datetime, *, cancelled: bool) -> CalendarEvent:
    return CalendarEvent(
        id=told.id,
        title=told.title,
        starts=told.starts_at,
        ends=told.ends_at,
        changed_at=told.changed_at or at,
        place=told.where,
        description="\n".join((told.cohort_title, say_span(told.span))),
        url=told.online_link or session_link(told),
        sequence=told.sequence,
        cancelled=cancelled,
    )
