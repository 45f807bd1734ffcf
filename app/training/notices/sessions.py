"""Telling people about sessions and their place in a cohort, as it happens."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.accounts.notices.telling import tell
from app.core.channels import Recipient
from app.core.i18n import show_date
from app.core.notices import Draft, link_to

from .. import events
from ..rules.scheduling import Span
from . import kinds, queries, words
from .queries import ToldCohort, ToldSession


def _coming(session: Session, session_id: UUID, at: datetime) -> ToldSession | None:
    """Return a session unless it is over: what is entered afterwards is news to nobody."""
    told = queries.find_session(session, session_id)
    return told if told is not None and told.ends_at > at else None


def session_planned(event: events.SessionPlanned, session: Session) -> None:
    """Invite the participants; trainers are told that they teach."""
    told = _coming(session, event.session_id, event.at)
    if told is None:
        return
    tell(
        session,
        kind=kinds.PLANNED,
        to=set(event.participant_ids) - {event.planned_by},
        occasion=f"{told.id}:{told.sequence}",
        write=lambda person: words.planned(told, person, event.at),
        at=event.at,
        pressing=words.is_near(told.starts_at, told.time_zone, event.at),
    )


def session_moved(event: events.SessionMoved, session: Session) -> None:
    """Say to all concerned where and when it is now."""
    told = _coming(session, event.session_id, event.at)
    if told is None:
        return
    was = Span(event.was_starts_at, event.was_ends_at, told.time_zone)
    tell(
        session,
        kind=kinds.CHANGED,
        to={*event.participant_ids, *event.trainer_ids} - {event.moved_by},
        occasion=f"{told.id}:{told.sequence}",
        write=lambda person: words.moved(told, was, event.was_where, person, event.at),
        at=event.at,
        pressing=words.is_near(min(told.starts_at, event.was_starts_at), told.time_zone, event.at),
    )


def session_cancelled(event: events.SessionCancelled, session: Session) -> None:
    """Say to all concerned that it is not held."""
    told = _coming(session, event.session_id, event.at)
    if told is None:
        return
    tell(
        session,
        kind=kinds.CHANGED,
        to={*event.participant_ids, *event.trainer_ids} - {event.cancelled_by},
        occasion=f"{told.id}:cancelled",
        write=lambda person: words.cancelled(told, event.reason, person, event.at),
        at=event.at,
        pressing=words.is_near(told.starts_at, told.time_zone, event.at),
    )


def trainer_assigned(event: events.TrainerAssigned, session: Session) -> None:
    """Say to a trainer what they are to teach."""
    if event.user_id != event.assigned_by:
        _tell_trainer(session, event.session_id, event.user_id, "assigned", words.teaches, event.at)


def trainer_released(event: events.TrainerReleased, session: Session) -> None:
    """Say to a trainer what they no longer teach."""
    if event.user_id != event.released_by:
        _tell_trainer(session, event.session_id, event.user_id, "released", words.teaches_no_longer, event.at)


def _tell_trainer(
    session: Session,
    session_id: UUID,
    user_id: UUID,
    act: str,
    say: Callable[[ToldSession, Recipient, datetime], Draft],
    at: datetime,
) -> None:
    told = _coming(session, session_id, at)
    if told is None:
        return
    tell(
        session,
        kind=kinds.TEACHING,
        to=[user_id],
        occasion=f"{told.id}:{told.sequence}:{act}",
        write=lambda person: say(told, person, at),
        at=at,
        pressing=words.is_near(told.starts_at, told.time_zone, at),
    )


def person_joined(event: events.PersonJoinedCohort, session: Session) -> None:
    """Invite somebody who got a place: to the cohort, and to each session for the calendar."""
    _joined(session, event.cohort_id, event.user_id, event.enrolment_id, event.at)


def person_left(event: events.PersonLeftCohort, session: Session) -> None:
    """Take the sessions out of the calendar of somebody whose place ended."""
    _left(session, event.cohort_id, event.user_id, event.enrolment_id, event.at)


def person_changed_cohort(event: events.PersonChangedCohort, session: Session) -> None:
    """Out of one cohort and into the other."""
    _left(session, event.from_cohort_id, event.user_id, event.enrolment_id, event.at)
    _joined(session, event.to_cohort_id, event.user_id, event.enrolment_id, event.at)


def _joined(session: Session, cohort_id: UUID, user_id: UUID, enrolment_id: UUID, at: datetime) -> None:
    cohort = queries.find_cohort(session, cohort_id)
    if cohort is None or cohort.ends_on < at.date():
        return
    sessions = queries.coming_sessions(session, cohort_id, at)
    occasion = f"{enrolment_id}:{cohort_id}:{at.isoformat()}"

    def write(_person: Recipient) -> Draft:
        return _welcome(cohort, enrolment_id, sessions)

    tell(session, kind=kinds.JOINED, to=[user_id], occasion=occasion, write=write, at=at)
    for told in sessions:
        tell(
            session,
            kind=kinds.PLANNED,
            to=[user_id],
            occasion=f"{told.id}:{occasion}",
            write=lambda person, told=told: words.planned(told, person, at),  # type: ignore[misc]
            at=at,
        )


def _left(session: Session, cohort_id: UUID, user_id: UUID, enrolment_id: UUID, at: datetime) -> None:
    for told in queries.coming_sessions(session, cohort_id, at):
        tell(
            session,
            kind=kinds.LEFT,
            to=[user_id],
            occasion=f"{told.id}:{enrolment_id}:{at.isoformat()}",
            write=lambda person, told=told: words.left(told, person, at),  # type: ignore[misc]
            at=at,
        )


def _welcome(cohort: ToldCohort, enrolment_id: UUID, sessions: list[ToldSession]) -> Draft:
    text = _(
        "You have a place in a training.\n\n%(cohort)s\n%(first)s – %(last)s",
        cohort=cohort.title,
        first=show_date(cohort.starts_on),
        last=show_date(cohort.ends_on),
    )
    if sessions:
        text += "\n\n" + words.describe_all(sessions)
    return Draft(
        subject=_("Sabaq: you have a place in a training"),
        text=text,
        link=link_to("courses.show_course", enrolment_id=enrolment_id),
    )
