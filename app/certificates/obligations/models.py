"""Rules about hours and renewal, exemptions, which certificate replaced which, and reminders that went out."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts.models import Profession
from app.core.audit import forbid_changes
from app.core.db import Base, Words


class HoursRuleVersion(Base):
    """What is owed from a day on. Never changed: a later version of the same scope takes its place."""

    __tablename__ = "certificates_hours_rules"
    __table_args__ = (CheckConstraint("minutes >= 0", "minutes_not_negative"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    profession: Mapped[Profession | None] = mapped_column(Words(Profession))
    agency_id: Mapped[UUID | None] = mapped_column(ForeignKey("accounts_agencies.id"))
    valid_from: Mapped[date]
    minutes: Mapped[int]
    month: Mapped[int]
    day: Mapped[int]
    kinds: Mapped[list[Any]]
    face_to_face: Mapped[int]
    carry_over: Mapped[int]
    reason: Mapped[str] = mapped_column(String(500), default="")
    made_at: Mapped[datetime]
    made_by: Mapped[UUID] = mapped_column(ForeignKey("accounts_users.id"))


class RenewalRuleVersion(Base):
    """How certificates of a course are renewed from a day on. Never changed."""

    __tablename__ = "certificates_renewal_rules"
    __table_args__ = (UniqueConstraint("course_key", "valid_from"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    course_key: Mapped[str] = mapped_column(String(80))
    valid_from: Mapped[date]
    years: Mapped[int]
    window: Mapped[int]
    grace: Mapped[int]
    equivalents: Mapped[list[Any]]
    # Nought: hours of training by agencies renew nothing.
    refresher_minutes: Mapped[int] = mapped_column(default=0)
    made_at: Mapped[datetime]
    made_by: Mapped[UUID] = mapped_column(ForeignKey("accounts_users.id"))


class Exemption(Base):
    """That a person owes no hours from one day to another, and why. Never changed."""

    __tablename__ = "certificates_exemptions"
    __table_args__ = (
        CheckConstraint("last >= first", "days_in_order"),
        Index("ix_certificates_exemptions_user_id", "user_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("accounts_users.id"))
    first: Mapped[date]
    last: Mapped[date]
    reason: Mapped[str] = mapped_column(String(500))
    made_at: Mapped[datetime]
    made_by: Mapped[UUID] = mapped_column(ForeignKey("accounts_users.id"))


class ExemptionEnd(Base):
    """That an exemption was taken back, by whom and why. Never changed."""

    __tablename__ = "certificates_exemption_ends"

    exemption_id: Mapped[UUID] = mapped_column(ForeignKey("certificates_exemptions.id"), primary_key=True)
    reason: Mapped[str] = mapped_column(String(500))
    ended_at: Mapped[datetime]
    ended_by: Mapped[UUID] = mapped_column(ForeignKey("accounts_users.id"))


class Reminder(Base):
    """That people were reminded of something at a threshold; it is not said twice."""

    __tablename__ = "certificates_reminders"
    __table_args__ = (UniqueConstraint("about", "threshold"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("accounts_users.id"), index=True)
    about: Mapped[str] = mapped_column(String(120))
    threshold: Mapped[int]
    sent_at: Mapped[datetime]


class ReminderDay(Base):
    """A day on which everybody was looked through."""

    __tablename__ = "certificates_reminder_days"

    day: Mapped[date] = mapped_column(primary_key=True)
    done_at: Mapped[datetime]


for _each in (HoursRuleVersion, RenewalRuleVersion, Exemption, ExemptionEnd, Reminder, ReminderDay):
    assert isinstance(_each.__table__, Table)
    forbid_changes(_each.__table__)
