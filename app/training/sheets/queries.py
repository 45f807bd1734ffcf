"""A cohort as a table of marks: who, which sessions, what counts now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import Agency, User
from app.core.errors import Missing, RuleViolation
from app.core.policy import Actor, allowed

from ..models import AttendanceMark, Cohort, TrainingCentre, TrainingSession
from ..permissions import TrainingPermission
from ..queries.attendance import get_sheet, is_current
from ..queries.marks import Author, mark_columns, read_mark
from ..queries.seats import seats_where
from ..rules.attendance import Lock, Mark, check_open
from ..rules.people_words import name_order
from ..unlocks.models import AttendanceUnlock
from .models import SheetPrinting, SheetScan
from .rules import FileSession, Member


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody's time in a cohort."""

    enrolment_id: UUID
    name: str
    email: str
    agency_names: dict[str, str]
    since: datetime | None
    until: datetime | None
    left_at: datetime | None

    def has(self, starts_at: datetime) -> bool:
        """Whether a session that begins then is one of theirs."""
        return (
            (self.since is None or starts_at >= self.since)
            and (self.until is None or starts_at < self.until)
            and (self.left_at is None or starts_at < self.left_at)
        )


@dataclass(frozen=True, slots=True)
class Held:
    """A session of the cohort."""

    id: UUID
    title: str
    starts_at: datetime
    ends_at: datetime
    cancelled: bool
    lock: Lock


@dataclass(frozen=True, slots=True)
class Grid:
    """Everything that a file of marks is held to."""

    time_zone: str
    seats: list[Seat]
    sessions: list[Held]
    marks: Mapping[tuple[UUID, UUID], Mark]

    def members(self) -> list[Member]:
        """Return each person once, by name."""
        found = {each.enrolment_id: Member(each.enrolment_id, each.name, each.email) for each in self.seats}
        return sorted(found.values(), key=lambda each: name_order(each.name))

    def starts(self, held: Held) -> str:
        """Write when a session begins as files write it."""
        return f"{held.starts_at.astimezone(ZoneInfo(self.time_zone)):%Y-%m-%d %H:%M}"

    def file_sessions(self, at: datetime) -> dict[str, FileSession]:
        """Return the sessions by their beginning; a cancelled one gives way to one that is held at the same time."""
        found: dict[str, FileSession] = {}
        for held in sorted(self.sessions, key=lambda each: not each.cancelled):
            starts = self.starts(held)
            on_sheet = [seat.enrolment_id for seat in self.seats if seat.has(held.starts_at)]
            found[starts] = FileSession(
                held.id,
                starts,
                held.title,
                int((held.ends_at - held.starts_at).total_seconds() // 60),
                {key: self.marks.get((held.id, key)) for key in on_sheet},
                self._closed(held, at),
            )
        return found

    def _closed(self, held: Held, at: datetime) -> RuleViolation | None:
        try:
            check_open(
                starts_at=held.starts_at,
                ends_at=held.ends_at,
                cancelled=held.cancelled,
                time_zone=self.time_zone,
                lock=held.lock,
                at=at,
            )
        except RuleViolation as violation:
            return violation
        return None


def load_grid(session: Session, cohort_id: UUID) -> Grid:
    """Return a cohort's people, sessions and current marks (four statements).

    Raises:
        Missing: there is no such cohort.

    """
    centre = session.execute(
        select(TrainingCentre.time_zone, TrainingCentre.attendance_lock_days)
        .join(Cohort, Cohort.centre_id == TrainingCentre.agency_id)
        .where(Cohort.id == cohort_id)
    ).one_or_none()
    if centre is None:
        raise Missing
    return Grid(
        centre.time_zone,
        _seats(session, cohort_id),
        _sessions(session, cohort_id, centre.attendance_lock_days),
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
            seats.c.since,
            seats.c.until,
            seats.c.left_at,
        )
        .join(User, User.id == seats.c.user_id)
        .join(Agency, Agency.id == User.agency_id)
        .order_by(User.id)
    )
    return [Seat(*row) for row in rows]


def _sessions(session: Session, cohort_id: UUID, lock_days: int) -> list[Held]:
    unlocked = (
        select(func.max(AttendanceUnlock.expires_at))
        .where(AttendanceUnlock.session_id == TrainingSession.id)
        .correlate(TrainingSession)
        .scalar_subquery()
    )
    rows = session.execute(
        select(TrainingSession, unlocked)
        .where(TrainingSession.cohort_id == cohort_id)
        .order_by(TrainingSession.starts_at, TrainingSession.id)
    )
    return [
        Held(each.id, each.title, each.starts_at, each.ends_at, each.cancelled_at is not None, Lock(lock_days, until))
        for each, until in rows
    ]


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
