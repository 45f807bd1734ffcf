"""Absences that were announced beforehand."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Table
from sqlalchemy.orm import Mapped, mapped_column

from app.core.audit import forbid_changes
from app.core.db import Base

from ..papers.models import Paper


class Absence(Base):
    """That somebody will not come to some sessions, why, and who said so."""

    __tablename__ = "training_absences"
    __table_args__ = (Index("ix_training_absences_enrolment_id", "enrolment_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("courses_enrolments.id"))
    user_id: Mapped[UUID] = mapped_column(ForeignKey("accounts_users.id"), index=True)
    reason: Mapped[str] = mapped_column(String(500))
    paper_id: Mapped[UUID | None] = mapped_column(ForeignKey(Paper.id))
    announced_by: Mapped[UUID] = mapped_column(ForeignKey("accounts_users.id"))
    announced_at: Mapped[datetime]


class AbsenceSession(Base):
    """A session that an announcement is about."""

    __tablename__ = "training_absence_sessions"

    session_id: Mapped[UUID] = mapped_column(ForeignKey("training_sessions.id"), primary_key=True)
    absence_id: Mapped[UUID] = mapped_column(ForeignKey("training_absences.id"), primary_key=True, index=True)


class AbsenceWithdrawal(Base):
    """That an announcement was taken back."""

    __tablename__ = "training_absence_withdrawals"

    absence_id: Mapped[UUID] = mapped_column(ForeignKey("training_absences.id"), primary_key=True)
    withdrawn_by: Mapped[UUID] = mapped_column(ForeignKey("accounts_users.id"))
    withdrawn_at: Mapped[datetime]


for _each in (Absence, AbsenceSession, AbsenceWithdrawal):
    assert isinstance(_each.__table__, Table)
    forbid_changes(_each.__table__)
