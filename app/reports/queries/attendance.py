"""All attendance marks in order, for reading out.

The order is by session (when it began), and by person within it. Sessions are walked in that order
some hundreds at a time, with the marks of each lot in one statement: the time for a row does not grow with their
number, nothing is sorted or counted that need not be, and memory holds one lot.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, String, and_, cast, false, or_, select, true, tuple_
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.courses.models import Enrolment
from app.training.models import (
    AttendanceMark,
    AttendanceStatus,
    Cohort,
    Room,
    SessionKind,
    SessionTrainer,
    TrainingSession,
)

from .conditions import of_sessions
from .reach import Selection

SESSIONS_AT_ONCE = 300


@dataclass(frozen=True, slots=True)
class SessionFacts:
    """What all rows of a session share."""

    id: UUID
    title: str
    kind: SessionKind
    starts_at: datetime
    ends_at: datetime
    place: str
    room: str | None
    cohort_id: UUID
    cohort: str
    centre_id: UUID
    course_edition_id: UUID
    trainers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lot:
    """Some sessions in order, with the current marks of each, and the names of those who marked.

    A mark is a row of texts as the database writes them, since nothing is converted that is only compared: session,
    id, the id of the mark it corrects, name, agency, profession, status, minutes late (a number), author, time, source.
    """

    sessions: Sequence[SessionFacts]
    marks: dict[str, list[Any]]
    authors: dict[str, str] = field(default_factory=dict)


def walk(session: Session, wanted: Selection) -> Iterator[Lot]:
    """Give all rows, lot by lot, in order."""
    authors: dict[str, str] = {}
    last: tuple[datetime, UUID] | None = None
    while True:
        sessions = _next_sessions(session, wanted, last)
        if not sessions:
            return
        last = (sessions[-1].starts_at, sessions[-1].id)
        marks = _marks_of(session, wanted, sessions)
        _learn_authors(session, marks, authors)
        yield Lot(sessions, marks, authors)
        if len(sessions) < SESSIONS_AT_ONCE:
            return


def _next_sessions(session: Session, wanted: Selection, last: tuple[datetime, UUID] | None) -> list[SessionFacts]:
    found = (
        select(
            TrainingSession.id,
            TrainingSession.title,
            TrainingSession.kind,
            TrainingSession.starts_at,
            TrainingSession.ends_at,
            TrainingSession.place,
            Room.name.label("room"),
            TrainingSession.cohort_id,
            Cohort.title.label("cohort"),
            Cohort.centre_id,
            Cohort.course_edition_id,
        )
        .join(Cohort, Cohort.id == TrainingSession.cohort_id)
        .outerjoin(Room, Room.id == TrainingSession.room_id)
        .where(*of_sessions(wanted))
        .order_by(TrainingSession.starts_at, TrainingSession.id)
        .limit(SESSIONS_AT_ONCE)
    )
    if last:
        place = tuple_(TrainingSession.starts_at, TrainingSession.id)
        found = found.where(TrainingSession.starts_at >= last[0], place > last)
    rows = session.execute(found).all()
    trainers = _trainers_of(session, [row.id for row in rows])
    return [SessionFacts(*row, tuple(trainers.get(row.id, ()))) for row in rows]


def _trainers_of(session: Session, session_ids: Sequence[UUID]) -> dict[UUID, list[str]]:
    found: dict[UUID, list[str]] = defaultdict(list)
    rows = session.execute(
        select(SessionTrainer.session_id, User.name)
        .join(User, User.id == SessionTrainer.user_id)
        .where(SessionTrainer.session_id.in_(session_ids))
        .order_by(User.name)
    )
    for session_id, name in rows:
        found[session_id].append(name)
    return found


def _marks_of(session: Session, wanted: Selection, sessions: Sequence[SessionFacts]) -> dict[str, list[Any]]:
    """Return the current marks of sessions, by session and name.

    Earlier marks are dropped here and not by the database: corrections are rare and stand in the same lot. For the
    same reason they are fetched whatever they say, and held to the filter afterwards.
    """
    open_to_all = [each.id for each in sessions if _sees_whole(wanted, each)]
    rest = [each.id for each in sessions if not _sees_whole(wanted, each)]
    within = _within(open_to_all, wanted.agencies) | _within(rest, _both(wanted.reach.agencies, wanted.agencies))
    status = AttendanceMark.status == wanted.status if wanted.status else true()
    every = AttendanceMark.session_id.in_([each.id for each in sessions])
    chosen = _marks().where(every, or_(and_(within, status), AttendanceMark.corrects_id.is_not(None)))
    rows = _fetch(session, chosen)
    found: dict[str, list[Any]] = defaultdict(list)
    superseded: set[str] = set()
    for row in rows:
        found[row[0]].append(row)
        if row[2] is not None:
            superseded.add(row[2])
    if superseded:
        whole = {_hex(each) for each in open_to_all}
        for key, marks in found.items():
            limit = wanted.agencies if _hex(key) in whole else _both(wanted.reach.agencies, wanted.agencies)
            found[key] = [mark for mark in marks if mark[1] not in superseded and _matches(mark, wanted, limit)]
    for marks in found.values():
        marks.sort(key=_name)
    return found


def _fetch(session: Session, chosen: Any) -> list[Any]:  # noqa: ANN401 -- a select of texts
    """Fetch plain tuples from the driver: there is nothing to convert, and a row object for each would cost a third."""
    cursor = session.connection().execute(chosen).cursor
    assert cursor is not None
    return list(cursor.fetchall())


def _sees_whole(wanted: Selection, session: SessionFacts) -> bool:
    reach = wanted.reach
    return reach.everything or session.centre_id in reach.centres or session.cohort_id in reach.cohorts


def _within(session_ids: Sequence[UUID], agencies: frozenset[UUID] | None) -> ColumnElement[bool]:
    if not session_ids:
        return false()
    inside = true() if agencies is None else AttendanceMark.agency_id.in_(agencies)
    return and_(AttendanceMark.session_id.in_(session_ids), inside)


def _both(one: frozenset[UUID], other: frozenset[UUID] | None) -> frozenset[UUID]:
    return one if other is None else one & other


def _matches(mark: Any, wanted: Selection, agencies: frozenset[UUID] | None) -> bool:  # noqa: ANN401 -- a row
    """Hold a correction to the filter; what is none was fetched because it matches. What was withdrawn is no mark."""
    if mark[2] is None:
        return True
    if mark[6] == AttendanceStatus.WITHDRAWN.value:
        return False
    of_agency = agencies is None or UUID(mark[4]) in agencies
    return of_agency and (wanted.status is None or mark[6] == wanted.status.value)


def _hex(key: UUID | str) -> str:
    return str(key).replace("-", "")


def _name(mark: Any) -> Any:  # noqa: ANN401 -- a row
    return mark[3]


def _marks() -> Any:  # noqa: ANN401 -- a select whose columns mypy need not count
    """Select the fields that `Lot` lists."""
    return (
        select(
            cast(AttendanceMark.session_id, String),
            cast(AttendanceMark.id, String),
            cast(AttendanceMark.corrects_id, String),
            User.name,
            cast(AttendanceMark.agency_id, String),
            cast(Enrolment.profession, String),
            cast(AttendanceMark.status, String),
            AttendanceMark.minutes_late,
            cast(AttendanceMark.marked_by, String),
            cast(AttendanceMark.marked_at, String),
            cast(AttendanceMark.source, String),
        )
        .join(User, User.id == AttendanceMark.user_id)
        .join(Enrolment, Enrolment.id == AttendanceMark.enrolment_id)
    )


def _learn_authors(session: Session, marks: dict[str, list[Any]], known: dict[str, str]) -> None:
    unknown = {mark[8] for rows in marks.values() for mark in rows} - known.keys()
    if unknown:
        rows = session.execute(select(User.id, User.name).where(User.id.in_([UUID(each) for each in unknown])))
        names = {row.id: row.name for row in rows}
        known.update({key: names.get(UUID(key), "") for key in unknown})
