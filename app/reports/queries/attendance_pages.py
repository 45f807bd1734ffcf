"""Attendance marks on the screen: a page of them, and their sum."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.courses.models import Enrolment
from app.training.models import AttendanceMark, AttendanceStatus, Cohort, TrainingSession
from app.training.queries.attendance import is_current

from .conditions import of_marks, of_sessions
from .reach import Selection

EVER = (datetime(1970, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC))


@dataclass(frozen=True, slots=True)
class PageRow:
    """A mark on the screen."""

    name: str
    agency_id: UUID
    profession: str
    session_title: str
    starts_at: datetime
    centre_id: UUID
    cohort: str
    course_edition_id: UUID
    status: AttendanceStatus
    minutes_late: int
    corrected: bool


def count_by_status(session: Session, wanted: Selection) -> dict[AttendanceStatus, int]:
    """Return how many current marks say what (one statement)."""
    counted = (
        select(AttendanceMark.status, func.count())
        .join(TrainingSession, TrainingSession.id == AttendanceMark.session_id)
        .join(Cohort, Cohort.id == TrainingSession.cohort_id)
        .where(is_current(), *of_sessions(wanted), *of_marks(wanted))
        .group_by(AttendanceMark.status)
    )
    return dict(session.execute(counted).all())


def list_page(session: Session, wanted: Selection, *, offset: int, limit: int) -> list[PageRow]:
    """Return some rows, the latest sessions first (one statement)."""
    rows = session.execute(
        select(
            User.name,
            AttendanceMark.agency_id,
            Enrolment.profession,
            TrainingSession.title.label("session_title"),
            TrainingSession.starts_at,
            Cohort.centre_id,
            Cohort.title.label("cohort"),
            Cohort.course_edition_id,
            AttendanceMark.status,
            AttendanceMark.minutes_late,
            AttendanceMark.corrects_id.is_not(None).label("corrected"),
        )
        .join(TrainingSession, TrainingSession.id == AttendanceMark.session_id)
        .join(Cohort, Cohort.id == TrainingSession.cohort_id)
        .join(Enrolment, Enrolment.id == AttendanceMark.enrolment_id)
        .join(User, User.id == AttendanceMark.user_id)
        # The first condition excludes nothing; it leads SQLite along the index in which the latest sessions come first.
        .where(TrainingSession.starts_at.between(*EVER), is_current(), *of_sessions(wanted), *of_marks(wanted))
        .order_by(TrainingSession.starts_at.desc(), TrainingSession.id, User.name, AttendanceMark.id)
        .offset(offset)
        .limit(limit)
    )
    return [PageRow(**row._mapping) for row in rows]  # noqa: SLF001 -- SQLAlchemy's public name
