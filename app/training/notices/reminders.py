"""Reminders a week and a day before, by the clock of the place; each is given once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.accounts.notices.telling import not_yet_given, tell
from app.core.db import transaction
from app.core.errors import N_
from app.core.ports import ports

from . import kinds, queries, words
from .queries import Participant, ToldSession

# Not before nine: what is said on the day before should not be said in the night before it.
FROM = time(9, 0)
WEEK, DAY = 7, 1
SAID = {
    DAY: (N_("Sabaq: your training tomorrow"), N_("Tomorrow:\n\n%(what)s")),
    WEEK: (N_("Sabaq: your training in a week"), N_("In a week:\n\n%(what)s")),
}
LOOKS_AHEAD = timedelta(days=WEEK + 2)


def days_before(starts_at: datetime, time_zone: str, at: datetime) -> int | None:
    """Return whether it is a week or a day before, by the calendar of the place; None before nine and otherwise."""
    here = ZoneInfo(time_zone)
    now = at.astimezone(here)
    days = (starts_at.astimezone(here).date() - now.date()).days
    return days if days in (WEEK, DAY) and now.time() >= FROM else None


def remind(session: Session, *, at: datetime) -> int:
    """Remind everybody of what is due; return of how many days of cohorts. Safe to run twice.

    A day before, of every day with sessions; a week before, of those days before which the cohort did not meet for a
    week: the first day of a course, and each time that it comes together again.
    """
    coming = queries.sessions_between(session, at, at + LOOKS_AHEAD)
    due: dict[tuple[UUID, date, int], list[ToldSession]] = {}
    for each in coming:
        before = days_before(each.starts_at, each.time_zone, at)
        if before is not None:
            due.setdefault((each.cohort_id, each.day, before), []).append(each)
    met = queries.held_before(session, [each for key, all_of in due.items() if key[2] == WEEK for each in all_of], WEEK)
    due = {key: told for key, told in due.items() if key[2] == DAY or told[0].id not in met}
    named = {f"{cohort_id}:{day}:{before}": (cohort_id, day, before) for cohort_id, day, before in due}
    fresh = not_yet_given(session, kinds.REMINDER, list(named), at=at)
    if not fresh:
        return 0
    chosen = {occasion: due[named[occasion]] for occasion in fresh}
    people = queries.participants(session, {told[0].cohort_id for told in chosen.values()})
    taught = queries.trainers_of_sessions(session, [each.id for told in chosen.values() for each in told])
    for occasion, told in chosen.items():
        days = named[occasion][2]
        for sessions, users in _audiences(told, people.get(told[0].cohort_id, []), taught):
            write = words.remind(*SAID[days], sessions)
            tell(session, kind=kinds.REMINDER, to=users, occasion=occasion, write=write, at=at)
    return len(fresh)


def _audiences(
    told: list[ToldSession], people: Iterable[Participant], taught: dict[UUID, list[UUID]]
) -> list[tuple[tuple[ToldSession, ...], list[UUID]]]:
    """Return who is reminded of what: participants of all of it, trainers of what they teach."""
    wanted: dict[UUID, list[ToldSession]] = {}
    for person in people:
        wanted[person.user_id] = [each for each in told if person.takes_part_in(each)]
    for each in told:
        for user_id in taught.get(each.id, []):
            own = wanted.setdefault(user_id, [])
            if each not in own:
                own.append(each)
    groups: dict[tuple[UUID, ...], tuple[tuple[ToldSession, ...], list[UUID]]] = {}
    for user_id, sessions in wanted.items():
        if sessions:
            groups.setdefault(tuple(each.id for each in sessions), (tuple(sessions), []))[1].append(user_id)
    return list(groups.values())


def run() -> None:
    """Do it as a periodic job."""
    with transaction() as session:
        remind(session, at=ports().clock.now())
