"""Warnings that were given, so that each is given once."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Numeric, Table
from sqlalchemy.orm import Mapped, mapped_column

from app.core.audit import forbid_changes
from app.core.db import Base


class AbsenceAlert(Base):
    """That an enrolment could no longer reach the attendance that its course requires."""

    __tablename__ = "training_absence_alerts"

    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("courses_enrolments.id"), primary_key=True)
    possible_percent: Mapped[float] = mapped_column(Numeric(5, 2, asdecimal=False))
    required_percent: Mapped[float] = mapped_column(Numeric(5, 2, asdecimal=False))
    raised_at: Mapped[datetime]


assert isinstance(AbsenceAlert.__table__, Table)
forbid_changes(AbsenceAlert.__table__)
