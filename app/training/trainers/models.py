"""What trainers may teach, in which languages, and when they can."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class Qualification(Base):
    """What a centre lets somebody teach, from when to when; withdrawn with a reason, never deleted.

    An empty course or module means any; an empty kind means every kind of session.
    """

    __tablename__ = "training_qualifications"
    __table_args__ = (
        Index("ix_training_qualifications_user_id_centre_id", "user_id", "centre_id"),
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", "validity_in_order"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    centre_id: Mapped[UUID] = mapped_column(ForeignKey("training_centres.agency_id"))
    user_id: Mapped[UUID] = mapped_column(ForeignKey("accounts_users.id"))
    course_key: Mapped[str] = mapped_column(String(80), default="")
    module_key: Mapped[str] = mapped_column(String(80), default="")
    session_kind: Mapped[str] = mapped_column(String(40), default="")
    awarded_by: Mapped[str] = mapped_column(String(200))
    evidence: Mapped[str] = mapped_column(String(500), default="")
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    granted_by: Mapped[UUID] = mapped_column(ForeignKey("accounts_users.id"))
    granted_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts_users.id"))
    withdrawn_reason: Mapped[str] = mapped_column(String(500), default="")


class TrainerProfile(Base):
    """The languages in which somebody teaches, and the hours of each weekday (0 is Monday); no hours mean any time."""

    __tablename__ = "training_trainer_profiles"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("accounts_users.id"), primary_key=True)
    languages: Mapped[list[Any]] = mapped_column(default=list)
    hours: Mapped[dict[str, Any]] = mapped_column(default=dict)
    changed_by: Mapped[UUID] = mapped_column(ForeignKey("accounts_users.id"))
    changed_at: Mapped[datetime]


class TrainerAbsence(Base):
    """Days on which somebody does not teach, in their own zone; taken back on record."""

    __tablename__ = "training_trainer_absences"
    __table_args__ = (
        Index("ix_training_trainer_absences_user_id", "user_id"),
        CheckConstraint("last_day >= first_day", "days_in_order"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("accounts_users.id"))
    first_day: Mapped[date]
    last_day: Mapped[date]
    reason: Mapped[str] = mapped_column(String(200), default="")
    noted_by: Mapped[UUID] = mapped_column(ForeignKey("accounts_users.id"))
    noted_at: Mapped[datetime]
    taken_back_at: Mapped[datetime | None]
