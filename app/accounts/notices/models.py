"""How a person wants to be told things."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class NoticePreference(Base):
    """When: at once or once a day, and the quiet hours in minutes after midnight of the person's own clock."""

    __tablename__ = "accounts_notice_preferences"
    __table_args__ = (
        CheckConstraint("quiet_from BETWEEN 0 AND 1439", "quiet_from_in_day"),
        CheckConstraint("quiet_to BETWEEN 0 AND 1439", "quiet_to_in_day"),
    )

    user_id: Mapped[UUID] = mapped_column(ForeignKey("accounts_users.id"), primary_key=True)
    daily: Mapped[bool] = mapped_column(default=False)
    quiet_from: Mapped[int]
    quiet_to: Mapped[int]
    changed_at: Mapped[datetime]


class NoticeChoice(Base):
    """Whether a kind of notice is wanted by a channel; where nothing is said, the channel's default holds."""

    __tablename__ = "accounts_notice_choices"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("accounts_users.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(60), primary_key=True)
    channel: Mapped[str] = mapped_column(String(40), primary_key=True)
    wanted: Mapped[bool]


class NoticeAddress(Base):
    """Where a person is reached by a channel whose address the account does not hold."""

    __tablename__ = "accounts_notice_addresses"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("accounts_users.id"), primary_key=True)
    channel: Mapped[str] = mapped_column(String(40), primary_key=True)
    address: Mapped[str] = mapped_column(String(200))


class NoticeGiven(Base):
    """That a job told those concerned about something, so that its next run passes over it."""

    __tablename__ = "accounts_notices_given"

    kind: Mapped[str] = mapped_column(String(60), primary_key=True)
    occasion: Mapped[str] = mapped_column(String(120), primary_key=True)
    given_at: Mapped[datetime]
