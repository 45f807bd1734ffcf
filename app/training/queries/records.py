"""One person's marks: in a cohort, and at sessions of their own."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, Generic, TypeVar
from uuid import UUID

from sqlalchemy import Row, Select, and_, bindparam, select
from sqlalchemy.orm import Session

from ..models import AttendanceMark, AttendanceStatus, Cohort, CohortPlace, Room, TrainingCentre, TrainingSession
from ..rules.attendance import Mark
from .attendance import about, is_current
from .marks import Author, mark_columns, read_mark
from .seats import seats_where, within

Marked = TypeVar("Marked")


@dataclass(frozen=True, slots=True)
class RecordedSession(Generic[Marked]):
    """A session in a person's record, with every mark about them."""

    session_id: UUID
    title: str
    starts_at: datetime
    ends_at: datetime
    cancelled: bool
    time_zone: str
    room: str
    cohort_id: UUID
    marks: list[Marked] = field(default_factory=list)

    @property
    def minutes(self) -> int:
        """How long it lasts."""
        return int((self.ends_at - self.starts_at).total_seconds() // 60)


def person_record(session: Session, enrolment_id: UUID) -> list[RecordedSession[Mark]]:
    """Return all sessions of a person's cohort with every mark about them, in time (one statement).

    Who changed to another cohort of the course has those of both, each up to and from that moment.
    """
    rows = session.execute(_record(), {"enrolment_id": enrolment_id})
    found: dict[UUID, RecordedSession[Mark]] = {}
    for row in rows:
        entry = found.setdefault(row.id, _recorded(row))
        if row.mark_id is not None:
            entry.marks.append(read_mark(row))
    return list(found.values())


@dataclass(frozen=True, slots=True)
class OwnMark:
    """Of a mark what its own person is shown beside the session."""

    id: UUID
    corrects_id: UUID | None
    status: AttendanceStatus


def own_sessions(session: Session, enrolment_id: UUID) -> list[RecordedSession[OwnMark]]:
    """Return the same with the little of each mark that the course page shows (one statement)."""
    found: dict[UUID, RecordedSession[OwnMark]] = {}
    for row in session.connection().execute(_own_sessions(), {"enrolment_id": enrolment_id}):
        entry = found.get(row.id)
        if entry is None:
            entry = found[row.id] = _recorded(row)
        if row.mark_id is not None:
            entry.marks.append(OwnMark(row.mark_id, row.corrects_id, row.status))
    return list(found.values())


@cache
def _own_sessions() -> Select[Any]:
    return _with_marks(AttendanceMark.id.label("mark_id"), AttendanceMark.corrects_id, AttendanceMark.status)


@cache
def _record() -> Select[Any]:
    return _with_marks(*mark_columns()).outerjoin(Author, Author.id == AttendanceMark.marked_by)


def _recorded(row: Row[Any]) -> RecordedSession[Any]:
    return RecordedSession(
        row.id,
        row.title,
        row.starts_at,
        row.ends_at,
        row.cancelled_at is not None,
        row.time_zone,
        row.room or row.place,
        row.cohort_id,
    )


def _with_marks(*columns: Any) -> Select[Any]:  # noqa: ANN401 -- columns
    seats = seats_where(lambda seat: seat.enrolment_id == bindparam("enrolment_id"))
    return (
        select(
            TrainingSession.id,
            TrainingSession.cohort_id,
            TrainingSession.title,
            TrainingSession.starts_at,
            TrainingSession.ends_at,
            TrainingSession.cancelled_at,
            TrainingSession.place,
            TrainingCentre.time_zone,
            Room.name.label("room"),
            *columns,
        )
        .join(seats, and_(seats.c.cohort_id == TrainingSession.cohort_id, within(seats)))
        .join(Cohort, Cohort.id == TrainingSession.cohort_id)
        .join(TrainingCentre, TrainingCentre.agency_id == Cohort.centre_id)
        .outerjoin(Room, Room.id == TrainingSession.room_id)
        .outerjoin(AttendanceMark, about(seats.c.enrolment_id))
        .order_by(TrainingSession.starts_at, TrainingSession.id, AttendanceMark.marked_at, AttendanceMark.id)
    )


def own_marks(session: Session, user_id: UUID, session_ids: Collection[UUID]) -> dict[UUID, Mark]:
    """Return a person's current marks at sessions (one statement)."""
    rows = session.execute(
        select(AttendanceMark.session_id, *mark_columns())
        .join(Author, Author.id == AttendanceMark.marked_by)
        .where(AttendanceMark.user_id == user_id, AttendanceMark.session_id.in_(session_ids), is_current())
    )
    return {row.session_id: read_mark(row) for row in rows}


def own_enrolment(session: Session, user_id: UUID, cohort_id: UUID) -> UUID | None:
    """Return a person's enrolment in a cohort (one statement)."""
    found = select(CohortPlace.enrolment_id).where(
        CohortPlace.user_id == user_id, CohortPlace.cohort_id == cohort_id, CohortPlace.left_at.is_(None)
    )
    return session.scalars(found.limit(1)).first()
