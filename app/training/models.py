"""Training centres, rooms, cohorts, sessions and attendance."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Table, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Agency
from app.core.audit import forbid_changes
from app.core.db import Base, Words
from app.core.errors import N_

from .rules.attendance import DAYS_BEFORE_LOCK, AttendanceStatus, MarkSource

__all__ = [
    "ATTENDANCE_TITLES",
    "MARK_TITLES",
    "SESSION_KIND_TITLES",
    "SOURCE_TITLES",
    "AttendanceMark",
    "AttendanceStatus",
    "Cohort",
    "CohortPlace",
    "CohortTrainer",
    "MarkSource",
    "Room",
    "SessionKind",
    "SessionModule",
    "SessionPlan",
    "SessionTrainer",
    "TrainingCentre",
    "TrainingSession",
]


class SessionKind(StrEnum):
    """How a session is held."""

    CLASSROOM = "classroom"
    ONLINE = "online"
    FIELD = "field"
    STUDY_TOUR = "study_tour"
    PRACTICAL_EXAM = "practical_exam"


SESSION_KIND_TITLES = {
    SessionKind.CLASSROOM: N_("Classroom"),
    SessionKind.ONLINE: N_("Online"),
    SessionKind.FIELD: N_("Field exercise"),
    SessionKind.STUDY_TOUR: N_("Study tour"),
    SessionKind.PRACTICAL_EXAM: N_("Practical exam"),
}
ATTENDANCE_TITLES = {
    AttendanceStatus.PRESENT: N_("Present"),
    AttendanceStatus.LATE: N_("Late"),
    AttendanceStatus.EXCUSED: N_("Excused"),
    AttendanceStatus.ABSENT: N_("Absent"),
}
MARK_TITLES = {**ATTENDANCE_TITLES, AttendanceStatus.WITHDRAWN: N_("Mark withdrawn")}
SOURCE_TITLES = {
    MarkSource.TRAINER: N_("Marked by hand"),
    MarkSource.CLAIM: N_("Check-in that was confirmed"),
    MarkSource.SHEET: N_("Paper sheet"),
    MarkSource.FILE: N_("File"),
    MarkSource.WALK_IN: N_("Walk-in"),
    MarkSource.ABSENCE: N_("Announced absence"),
}


class TrainingCentre(Base):
    """An agency that teaches: what its cohorts and certificates need beyond the agency itself."""

    __tablename__ = "training_centres"

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("accounts_agencies.id"), primary_key=True)
    time_zone: Mapped[str] = mapped_column(String(40))
    language: Mapped[str] = mapped_column(String(5))
    city: Mapped[dict[str, str]]
    signatory_name: Mapped[str] = mapped_column(String(200), default="")
    signatory_title: Mapped[dict[str, str]]
    serial_prefix: Mapped[str] = mapped_column(String(12), unique=True)
    attendance_lock_days: Mapped[int] = mapped_column(default=DAYS_BEFORE_LOCK)
    requires_qualifications: Mapped[bool] = mapped_column(default=False)
    tells_officers: Mapped[bool] = mapped_column(default=False)

    agency: Mapped[Agency] = relationship(lazy="joined", innerjoin=True)


class Room(Base):
    """A room of a centre, in one of its venues; what stands in it for good are its features."""

    __tablename__ = "training_rooms"
    __table_args__ = (UniqueConstraint("centre_id", "name"), CheckConstraint("capacity > 0", "capacity_positive"))

    id: Mapped[UUID] = mapped_column(primary_key=True)
    centre_id: Mapped[UUID] = mapped_column(ForeignKey("training_centres.agency_id"))
    name: Mapped[str] = mapped_column(String(120))
    capacity: Mapped[int]
    venue_id: Mapped[UUID | None] = mapped_column(ForeignKey("training_venues.id"), index=True)
    features: Mapped[list[Any]] = mapped_column(default=list)
    computers: Mapped[int] = mapped_column(default=0)
    closed_from: Mapped[date | None]
    closed_to: Mapped[date | None]
    closed_reason: Mapped[str] = mapped_column(String(200), default="")


class Cohort(Base):
    """A group that takes a course together at a centre."""

    __tablename__ = "training_cohorts"
    __table_args__ = (
        CheckConstraint("capacity > 0", "capacity_positive"),
        CheckConstraint("ends_on >= starts_on", "dates_in_order"),
        Index("ix_training_cohorts_centre_id", "centre_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    centre_id: Mapped[UUID] = mapped_column(ForeignKey("training_centres.agency_id"))
    course_edition_id: Mapped[UUID] = mapped_column(ForeignKey("courses_course_editions.id"))
    title: Mapped[str] = mapped_column(String(200))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    place: Mapped[str] = mapped_column(String(200), default="")
    capacity: Mapped[int]
    language: Mapped[str] = mapped_column(String(5))
    created_at: Mapped[datetime]
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts_users.id"))

    centre: Mapped[TrainingCentre] = relationship(lazy="raise")


class CohortTrainer(Base):
    """A trainer of a cohort: sees its people, progress and results."""

    __tablename__ = "training_cohort_trainers"

    cohort_id: Mapped[UUID] = mapped_column(ForeignKey("training_cohorts.id"), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("accounts_users.id"), primary_key=True, index=True)


class CohortPlace(Base):
    """An enrolment's place in a cohort; leaving is recorded, the row stays.

    Who came from another cohort of the course brings a time from which this one's sessions count.
    """

    __tablename__ = "training_cohort_places"
    __table_args__ = (Index("ix_training_cohort_places_cohort_id", "cohort_id"),)

    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("courses_enrolments.id"), primary_key=True)
    cohort_id: Mapped[UUID] = mapped_column(ForeignKey("training_cohorts.id"))
    user_id: Mapped[UUID] = mapped_column(ForeignKey("accounts_users.id"), index=True)
    placed_at: Mapped[datetime]
    counts_from: Mapped[datetime | None]
    left_at: Mapped[datetime | None]


class TrainingSession(Base):
    """Something held at a time: a lesson in a room, a meeting online, an exercise, a visit.

    `time_zone` is that of the place where it is held; empty means the centre's. `sequence` counts what a calendar must
    be told of.
    """

    __tablename__ = "training_sessions"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", "times_in_order"),
        Index("ix_training_sessions_cohort_id", "cohort_id"),
        Index("ix_training_sessions_room_id_starts_at", "room_id", "starts_at"),
        Index("ix_training_sessions_starts_at", "starts_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    cohort_id: Mapped[UUID] = mapped_column(ForeignKey("training_cohorts.id"))
    title: Mapped[str] = mapped_column(String(200))
    kind: Mapped[SessionKind] = mapped_column(Words(SessionKind))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    room_id: Mapped[UUID | None] = mapped_column(ForeignKey("training_rooms.id"))
    place: Mapped[str] = mapped_column(String(200), default="")
    online_link: Mapped[str] = mapped_column(String(500), default="")
    time_zone: Mapped[str] = mapped_column(String(40), default="")
    needs: Mapped[list[Any]] = mapped_column(default=list)
    sequence: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    cancelled_reason: Mapped[str] = mapped_column(String(500), default="")
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts_users.id"))

    cohort: Mapped[Cohort] = relationship(lazy="raise")
    room: Mapped[Room | None] = relationship(lazy="raise")


class SessionTrainer(Base):
    """Who teaches a session."""

    __tablename__ = "training_session_trainers"

    session_id: Mapped[UUID] = mapped_column(ForeignKey("training_sessions.id"), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("accounts_users.id"), primary_key=True, index=True)


class SessionModule(Base):
    """Which modules a session covers."""

    __tablename__ = "training_session_modules"

    session_id: Mapped[UUID] = mapped_column(ForeignKey("training_sessions.id"), primary_key=True)
    module_key: Mapped[str] = mapped_column(String(80), primary_key=True)


class AttendanceMark(Base):
    """One fact about one person at one session. Never changed: a correction is a new mark naming the one it corrects.

    The current mark is the one that no other mark corrects. `agency_id` is the person's agency at the time. `source_id`
    is the claim, scan, file, walk-in or announcement that `source` speaks of.
    """

    __tablename__ = "training_attendance_marks"
    __table_args__ = (
        UniqueConstraint("corrects_id"),
        Index(
            "uq_training_attendance_marks_first",
            "session_id",
            "enrolment_id",
            unique=True,
            sqlite_where=text("corrects_id IS NULL"),
            postgresql_where=text("corrects_id IS NULL"),
        ),
        Index("ix_training_attendance_marks_session_id", "session_id"),
        Index("ix_training_attendance_marks_enrolment_id", "enrolment_id"),
        CheckConstraint("minutes_late >= 0", "minutes_late_not_negative"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    session_id: Mapped[UUID] = mapped_column(ForeignKey("training_sessions.id"))
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("courses_enrolments.id"))
    user_id: Mapped[UUID] = mapped_column(ForeignKey("accounts_users.id"))
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("accounts_agencies.id"))
    status: Mapped[AttendanceStatus] = mapped_column(Words(AttendanceStatus))
    minutes_late: Mapped[int] = mapped_column(default=0)
    remark: Mapped[str] = mapped_column(String(500), default="")
    marked_by: Mapped[UUID] = mapped_column(ForeignKey("accounts_users.id"))
    marked_at: Mapped[datetime]
    source: Mapped[MarkSource] = mapped_column(Words(MarkSource), default=MarkSource.TRAINER)
    source_id: Mapped[UUID | None]
    corrects_id: Mapped[UUID | None] = mapped_column(ForeignKey("training_attendance_marks.id"))
    reason: Mapped[str] = mapped_column(String(500), default="")


assert isinstance(AttendanceMark.__table__, Table)
forbid_changes(AttendanceMark.__table__)


class SessionPlan(Base):
    """An edition of a plan of sessions that can be applied to a cohort in one step; the latest number is current."""

    __tablename__ = "training_session_plans"
    __table_args__ = (UniqueConstraint("plan_key", "number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    plan_key: Mapped[str] = mapped_column(String(80))
    number: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    definition: Mapped[dict[str, Any]]
    published_at: Mapped[datetime]


assert isinstance(SessionPlan.__table__, Table)
forbid_changes(SessionPlan.__table__)
