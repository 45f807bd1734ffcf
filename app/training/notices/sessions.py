"""Telling people about sessions that change, and about their place in a cohort."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts.notices.telling import tell, told_before

from .. import events
from ..rules.scheduling import Span
from . import kinds, queries, words
from .planning import coming, untold
from .queries import ToldSession

INVITING = (kinds.PLANNED, kinds.CHANGED)


def session_moved(event: events.SessionMoved, session: Session) -> None:
    """Say to all concerned where and when it is now."""
    told = coming(session, event.session_id, event.at)
    if told is None:
        return
    was = Span(event.was_starts_at, event.was_ends_at, told.time_zone)
    tell(
        session,
        kind=kinds.CHANGED,
        to=_concerned(session, event, told) - {event.moved_by},
        occasion=f"{told.id}:{told.sequence}",
        write=words.say(words.MOVED, [told], event.at, before=lambda: words.before(told, was, event.was_where)),
        at=event.at,
        pressing=words.is_near(min(told.starts_at, event.was_starts_at), told.time_zone, event.at),
    )


def session_renamed(event: events.SessionRenamed, session: Session) -> None:
    """Say to all concerned what it is called now; time and place are as they were."""
    told = coming(session, event.session_id, event.at)
    if told is None:
        return
    tell(
        session,
        kind=kinds.CHANGED,
        to=_concerned(session, event, told) - {event.renamed_by},
        occasion=f"{told.id}:{told.sequence}",
        write=words.say(words.RENAMED, [told], event.at, before=event.was_title),
        at=event.at,
    )


def session_cancelled(event: events.SessionCancelled, session: Session) -> None:
    """Say to all concerned that it is not held."""
    told = coming(session, event.session_id, event.at)
    if told is None:
        return
    tell(
        session,
        kind=kinds.CHANGED,
        to=_concerned(session, event, told) - {event.cancelled_by},
        occasion=f"{told.id}:cancelled",
        write=words.say(words.CANCELLED, [told], event.at, why=event.reason),
        at=event.at,
        pressing=words.is_near(told.starts_at, told.time_zone, event.at),
    )


def cohort_changed(event: events.CohortChanged, session: Session) -> None:
    """Say to the people and trainers of a cohort what it is called, and where and when it is, now."""
    cohort = queries.find_cohort(session, event.cohort_id)
    if cohort is None or cohort.ends_on < event.at.date():
        return
    people = {each.user_id for each in queries.participants(session, [cohort.id]).get(cohort.id, [])}
    tell(
        session,
        kind=kinds.CHANGED,
        to={*people, *queries.trainers_of_cohort(session, cohort.id)} - {event.changed_by},
        occasion=f"{cohort.id}:{event.at.isoformat()}",
        write=words.cohort_changed(cohort, event),
        at=event.at,
    )


def person_joined(event: events.PersonJoinedCohort, session: Session) -> None:
    """Say in one message to somebody who got a place what it is and when all of it takes place."""
    _joined(session, event.cohort_id, event.user_id, event.enrolment_id, event.at)


def person_left(event: events.PersonLeftCohort, session: Session) -> None:
    """Take the sessions out of the calendar of somebody whose place ended."""
    _left(session, event.cohort_id, event.user_id, event.enrolment_id, event.at)


def person_changed_cohort(event: events.PersonChangedCohort, session: Session) -> None:
    """Out of one cohort and into the other."""
    _left(session, event.from_cohort_id, event.user_id, event.enrolment_id, event.at)
    _joined(session, event.to_cohort_id, event.user_id, event.enrolment_id, event.at)


def _concerned(
    session: Session, event: events.SessionMoved | events.SessionRenamed | events.SessionCancelled, told: ToldSession
) -> set[UUID]:
    """Return those who know of the session; whoever is yet to be told that it is planned is told how it is then."""
    people, trainers = untold(session, told.id)
    return {*(() if people else event.participant_ids), *event.trainer_ids} - trainers


def _joined(session: Session, cohort_id: UUID, user_id: UUID, enrolment_id: UUID, at: datetime) -> None:
    cohort = queries.find_cohort(session, cohort_id)
    if cohort is None or cohort.ends_on < at.date():
        return
    sessions = queries.coming_sessions(session, cohort_id, at)
    tell(
        session,
        kind=kinds.JOINED,
        to=[user_id],
        occasion=f"{enrolment_id}:{cohort_id}:{at.isoformat()}",
        write=words.welcome(cohort, enrolment_id, sessions, at),
        at=at,
    )


def _left(session: Session, cohort_id: UUID, user_id: UUID, enrolment_id: UUID, at: datetime) -> None:
    """Say it in one message; whoever was invited to a session by itself has it cancelled by itself."""
    sessions = queries.coming_sessions(session, cohort_id, at)
    if not sessions:
        return
    alone = _invited_alone(session, sessions, user_id) if len(sessions) > 1 else []
    for told, occasion in [(sessions, f"{cohort_id}:{enrolment_id}"), *(([each], str(each.id)) for each in alone)]:
        tell(
            session,
            kind=kinds.LEFT,
            to=[user_id],
            occasion=f"{occasion}:{at.isoformat()}",
            write=words.say(words.LEFT, told, at),
            at=at,
        )


def _invited_alone(session: Session, sessions: list[ToldSession], user_id: UUID) -> list[ToldSession]:
    """Return the sessions about which the person got an invitation that a calendar keeps."""
    sent = {
        each.id: [(kind, f"{each.id}:{number}") for kind in INVITING for number in range(each.sequence + 1)]
        for each in sessions
    }
    told = told_before(session, user_id, [one for each in sent.values() for one in each])
    return [each for each in sessions if not told.isdisjoint(sent[each.id])]
