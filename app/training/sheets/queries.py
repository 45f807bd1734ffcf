"""A cohort as a table of marks: who, which sessions, what counts now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Agency, User
from app.core.errors import Missing
from app.core.policy import Actor, allowed

from ..models import AttendanceMark, Cohort, TrainingCentre, TrainingSession
from ..permissions import TrainingPermission
from ..queries.attendance import get_sheet, is_current
from ..queries.marks import Author, mark_columns, read_mark
from ..queries.seats import seats_where
from ..rules.attendance import Mark
from ..rules.people_words import name_order
from .models import SheetPrinting, SheetScan


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody of the cohort."""

    enrolment_id: UUID
    name: str
    email: str
    agency_names: dict[str, str]


@dataclass(frozen=True, slots=True)
class Held:
    """A session of the cohort."""

    id: UUID
    title: str
    starts_at: datetime
    cancelled: bool


@dataclass(frozen=True, slots=True)
class Grid:
    """The people, the sessions and the current marks."""

    time_zone: str
    seats: list[Seat]
    sessions: list[Held]
    marks: Mapping[tuple[UUID, UUID], Mark]

    def members(self) -> list[Seat]:
        """Return each person once, by name."""
        found = {each.enrolment_id: each for each in self.seats}
        return sorted(found.values(), key=lambda each: name_order(each.name))

    def starts(self, held: Held) -> str:
        """Write when a session begins as files write it."""
        return f"{held.starts_at.astimezone(ZoneInfo(self.time_zone)):%Y-%m-%d %H:%M}"


def load_grid(session: Session, cohort_id: UUID) -> Grid:
    """Return a cohort's people, sessions and current marks (four statements).

    Raises:
        Missing: there is no such cohort.

    """
    time_zone = session.scalar(
        select(TrainingCentre.time_zone)
        .join(Cohort, Cohort.centre_id == TrainingCentre.agency_id)
        .where(Cohort.id == cohort_id)
    )
    if time_zone is None:
        raise Missing
    return Grid(
        time_zone,
        _seats(session, cohort_id),
        _sessions(session, cohort_id),
        _marks(session, cohort_id),
    )


def _seats(session: Session, cohort_id: UUID) -> list[Seat]:
    seats = seats_where(lambda seat: seat.cohort_id == cohort_id)
    rows = session.execute(
        select(
            seats.c.enrolment_id,
            User.name,
            User.email,
            Agency.names,
        )
        .join(User, User.id == seats.c.user_id)
        .join(Agency, Agency.id == User.agency_id)
        .order_by(User.id)
    )
    return [Seat(*row) for row in rows]


def _sessions(session: Session, cohort_id: UUID) -> list[Held]:
    rows = session.execute(
        select(TrainingSession.id, TrainingSession.title, TrainingSession.starts_at, TrainingSession.cancelled_at)
        .where(TrainingSession.cohort_id == cohort_id)
        .order_by(TrainingSession.starts_at, TrainingSession.id)
    )
    return [Held(key, title, starts_at, cancelled_at is not None) for key, title, starts_at, cancelled_at in rows]


def _marks(session: Session, cohort_id: UUID) -> dict[tuple[UUID, UUID], Mark]:
    rows = session.execute(
        select(AttendanceMark.session_id, AttendanceMark.enrolment_id, *mark_columns())
        .join(TrainingSession, TrainingSession.id == AttendanceMark.session_id)
        .join(Author, Author.id == AttendanceMark.marked_by)
        .where(TrainingSession.cohort_id == cohort_id, is_current())
    )
    return {(row.session_id, row.enrolment_id): read_mark(row) for row in rows}


def find_printing(session: Session, session_id: UUID, code: str) -> SheetPrinting | None:
    """Return the printing of a session's sheet with a code, however it was typed."""
    wanted = code.strip().upper().replace(" ", "").replace("-", "")
    return session.scalars(
        select(SheetPrinting).where(SheetPrinting.session_id == session_id, SheetPrinting.code == wanted)
    ).one_or_none()


def get_scan(session: Session, actor: Actor, scan_id: UUID) -> SheetScan:
    """Return an entered sheet of a session that the person may mark.

    Raises:
        Missing: there is none.

    """
    scan = session.get(SheetScan, scan_id)
    if scan is None:
        raise Missing
    if not allowed(actor, TrainingPermission.MARK_ATTENDANCE, get_sheet(session, actor, scan.session_id).scope):
        raise Missing
    return scan


def list_scans(session: Session, session_id: UUID) -> list[tuple[SheetScan, str]]:
    """Return the sheets that were entered for a session, with who entered them."""
    rows = session.execute(
        select(SheetScan, User.name)
        .join(User, User.id == SheetScan.entered_by)
        .where(SheetScan.session_id == session_id)
        .order_by(SheetScan.entered_at)
    )
    return [(scan, name) for scan, name in rows]
