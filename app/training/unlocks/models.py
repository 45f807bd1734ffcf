"""Sheets that were unlocked for a while."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Table
from sqlalchemy.orm import Mapped, mapped_column

from app.core.audit import forbid_changes
from app.core.db import Base


class AttendanceUnlock(Base):
    """That a locked sheet may be corrected until a time, by whom and why it was unlocked."""

    __tablename__ = "training_attendance_unlocks"
    __table_args__ = (Index("ix_training_attendance_unlocks_session_id", "session_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    session_id: Mapped[UUID] = mapped_column(ForeignKey("training_sessions.id"))
    reason: Mapped[str] = mapped_column(String(500))
    unlocked_by: Mapped[UUID] = mapped_column(ForeignKey("accounts_users.id"))
    unlocked_at: Mapped[datetime]
    expires_at: Mapped[datetime]


assert isinstance(AttendanceUnlock.__table__, Table)
forbid_changes(AttendanceUnlock.__table__)
