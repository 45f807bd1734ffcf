"""People who came without being on the list, and who they turned out to be."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Table
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts.models import Profession
from app.core.audit import forbid_changes
from app.core.db import Base, Words

from ..rules.attendance import AttendanceStatus


class WalkIn(Base):
    """Somebody without a place who was at a session, as they said who they are. Never changed."""

    __tablename__ = "training_walk_ins"
    __table_args__ = (
        Index("ix_training_walk_ins_session_id", "session_id"),
        CheckConstraint("minutes_late >= 0", "minutes_late_not_negative"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    session_id: Mapped[UUID] = mapped_column(ForeignKey("training_sessions.id"))
    name: Mapped[str] = mapped_column(String(200))
    agency_id: Mapped[UUID | None] = mapped_column(ForeignKey("accounts_agencies.id"))
    agency_text: Mapped[str] = mapped_column(String(200), default="")
    profession: Mapped[Profession | None] = mapped_column(Words(Profession))
    contact: Mapped[str] = mapped_column(String(200), default="")
    status: Mapped[AttendanceStatus] = mapped_column(Words(AttendanceStatus))
    minutes_late: Mapped[int] = mapped_column(default=0)
    recorded_by: Mapped[UUID] = mapped_column(ForeignKey("accounts_users.id"))
    recorded_at: Mapped[datetime]


class WalkInMerge(Base):
    """Who a walk-in is, said by an administrator; with the enrolment whose mark it became, if there is one.

    Never changed: the highest number counts. One that names nobody takes back what was said before.
    """

    __tablename__ = "training_walk_in_merges"
    __table_args__ = (Index("ix_training_walk_in_merges_user_id", "user_id"),)

    walk_in_id: Mapped[UUID] = mapped_column(ForeignKey("training_walk_ins.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("accounts_users.id"))
    enrolment_id: Mapped[UUID | None] = mapped_column(ForeignKey("courses_enrolments.id"))
    reason: Mapped[str] = mapped_column(String(500))
    merged_by: Mapped[UUID] = mapped_column(ForeignKey("accounts_users.id"))
    merged_at: Mapped[datetime]


for _each in (WalkIn, WalkInMerge):
    assert isinstance(_each.__table__, Table)
    forbid_changes(_each.__table__)
