"""Whether a session takes claims, and the claims."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.audit import forbid_changes
from app.core.db import Base, Words

from .rules import CodeKind


class CheckIn(Base):
    """The check-in of a session: its secret, whether it is open, and whether the printed code counts beside the other.

    Opening, closing and switching are in the audit trail.
    """

    __tablename__ = "training_check_ins"
    __table_args__ = (Index("ix_training_check_ins_open_until", "open_until"),)

    session_id: Mapped[UUID] = mapped_column(ForeignKey("training_sessions.id"), primary_key=True)
    secret: Mapped[str] = mapped_column(String(64))
    opened_at: Mapped[datetime]
    opened_by: Mapped[UUID] = mapped_column(ForeignKey("accounts_users.id"))
    open_until: Mapped[datetime]
    printed_code_counts: Mapped[bool] = mapped_column(default=False)


class CheckInClaim(Base):
    """That a participant said they are here, and by which code. Nothing of the device is kept."""

    __tablename__ = "training_check_in_claims"
    __table_args__ = (
        UniqueConstraint("session_id", "enrolment_id"),
        Index("ix_training_check_in_claims_enrolment_id", "enrolment_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    session_id: Mapped[UUID] = mapped_column(ForeignKey("training_sessions.id"))
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("courses_enrolments.id"))
    user_id: Mapped[UUID] = mapped_column(ForeignKey("accounts_users.id"))
    code_kind: Mapped[CodeKind] = mapped_column(Words(CodeKind))
    step: Mapped[int]
    read_at: Mapped[datetime]
    claimed_at: Mapped[datetime]


assert isinstance(CheckInClaim.__table__, Table)
forbid_changes(CheckInClaim.__table__)
