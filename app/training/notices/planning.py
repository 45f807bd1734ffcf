"""Telling people what is planned for them, in one message for all that was planned in one go.

Who plans a course adds twenty sessions within minutes, or reads them from a file. What is not about today or tomorrow
is kept until nothing was added for a while, and then told together.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts.notices.telling import keep_for_later, keep_no_longer, kept_for_later, tell
from app.core.db import transaction
from app.core.notices import NoticeKind
from app.core.ports import ports

from .. import events
from . import kinds, queries, words
from .queries import ToldSession

PAUSE = timedelta(minutes=10)
LONGEST = timedelta(hours=1)
Key = TypeVar("Key", bound=Hashable)
Group = tuple[list[ToldSession], list[UUID]]


def coming(session: Session, session_id: UUID, at: datetime) -> ToldSession | None:
    """Return a session unless it is over: what is entered afterwards is news to nobody."""
    told = queries.find_session(session, session_id)
    return told if told is not None and told.ends_at > at else None


def session_planned(event: events.SessionPlanned, session: Session) -> None:
    """Invite the participants, soon; trainers are told that they teach."""
    told = coming(session, event.session_id, event.at)
    if told is None:
        return
    if words.is_near(told.starts_at, told.time_zone, event.at):
        _tell(session, kinds.PLANNED, words.PLANNED, [told], set(event.participant_ids) - {event.planned_by}, event.at)
    else:
        keep_for_later(session, kinds.PLANNED, str(told.id), at=event.at)


def trainer_assigned(event: events.TrainerAssigned, session: Session) -> None:
    """Say to a trainer, soon, what they are to teach."""
    told = coming(session, event.session_id, event.at)
    if told is None or event.user_id == event.assigned_by:
        return
    if words.is_near(told.starts_at, told.time_zone, event.at):
        _tell(session, kinds.TEACHING, words.TEACHES, [told], [event.user_id], event.at)
    else:
        keep_for_later(session, kinds.TEACHING, f"{told.id}:{event.user_id}", at=event.at)


def trainer_released(event: events.TrainerReleased, session: Session) -> None:
    """Say to a trainer what they no longer teach, where they were told that they do."""
    told = coming(session, event.session_id, event.at)
    if told is None or event.user_id == event.released_by:
        return
    if event.user_id in untold(session, told.id)[1]:
        keep_no_longer(session, kinds.TEACHING, [f"{told.id}:{event.user_id}"])
    else:
        _tell(session, kinds.TEACHING, words.TEACHES_NO_LONGER, [told], [event.user_id], event.at)


def untold(session: Session, session_id: UUID) -> tuple[bool, set[UUID]]:
    """Return whether the participants are yet to be told that a session is planned, and which of its trainers are."""
    key = str(session_id)
    trainers = kept_for_later(session, kinds.TEACHING, about=key)
    people = kept_for_later(session, kinds.PLANNED, about=key)
    return bool(people), {UUID(each.partition(":")[2]) for each in trainers}


def tell_planned(session: Session, *, at: datetime) -> int:
    """Tell what was planned and is settled; return how many messages' worth. Safe to run twice."""
    planned = kept_for_later(session, kinds.PLANNED, locked=True)
    taught = kept_for_later(session, kinds.TEACHING, locked=True)
    known = {each.id: each for each in queries.find_sessions(session, {*map(_session_of, (*planned, *taught))})}
    groups = 0
    for occasions in _settled(planned, lambda each: _cohort_of(known, each), at):
        since = {_session_of(each): planned[each] for each in occasions}
        told = _still_coming(known, since, at)
        for sessions, people in _audiences(session, told, since):
            _tell(session, kinds.PLANNED, words.PLANNED, sessions, people, at)
            groups += 1
        keep_no_longer(session, kinds.PLANNED, occasions)
    for occasions in _settled(taught, lambda each: each.partition(":")[2], at):
        told = _still_coming(known, map(_session_of, occasions), at)
        if told:
            _tell(session, kinds.TEACHING, words.TEACHES, told, [UUID(occasions[0].partition(":")[2])], at)
            groups += 1
        keep_no_longer(session, kinds.TEACHING, occasions)
    return groups


def run() -> None:
    """Do it as a periodic job."""
    with transaction() as session:
        tell_planned(session, at=ports().clock.now())


def _tell(
    session: Session,
    kind: NoticeKind,
    news: words.News,
    told: Sequence[ToldSession],
    to: Iterable[UUID],
    at: datetime,
) -> None:
    act = "" if len(told) == 1 and news is words.PLANNED else f":{len(told)}:{at.isoformat()}"
    tell(
        session,
        kind=kind,
        to=set(to),
        occasion=f"{told[0].id}:{told[0].sequence}{act}",
        write=words.say(news, told, at),
        at=at,
        pressing=any(words.is_near(each.starts_at, each.time_zone, at) for each in told),
    )


def _settled(kept: dict[str, datetime], key: Callable[[str], Key], at: datetime) -> list[list[str]]:
    """Return what belongs together and is settled: nothing was added for a while, or the first has waited long."""
    groups: dict[Key, list[str]] = {}
    for occasion in kept:
        groups.setdefault(key(occasion), []).append(occasion)
    return [
        each
        for each in groups.values()
        if max(kept[one] for one in each) <= at - PAUSE or min(kept[one] for one in each) <= at - LONGEST
    ]


def _audiences(session: Session, told: list[ToldSession], since: dict[UUID, datetime]) -> list[Group]:
    """Return who is told of what: those who came after something was planned heard of it when they came."""
    if not told:
        return []
    groups: dict[tuple[UUID, ...], Group] = {}
    for person in queries.participants(session, [told[0].cohort_id]).get(told[0].cohort_id, []):
        own = [each for each in told if person.placed_at < since[each.id] and person.takes_part_in(each)]
        if own:
            groups.setdefault(tuple(each.id for each in own), (own, []))[1].append(person.user_id)
    return list(groups.values())


def _still_coming(known: dict[UUID, ToldSession], ids: Iterable[UUID], at: datetime) -> list[ToldSession]:
    found = [known[each] for each in ids if each in known]
    wanted = [each for each in found if each.ends_at > at and each.cancelled_at is None]
    return sorted(wanted, key=lambda each: (each.starts_at, each.id))


def _session_of(occasion: str) -> UUID:
    return UUID(occasion.partition(":")[0])


def _cohort_of(known: dict[UUID, ToldSession], occasion: str) -> UUID | None:
    told = known.get(_session_of(occasion))
    return told.cohort_id if told else None
