"""Calls for nominations, quotas, reserved seats, nominations with everything done to them, and letters."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts.models import Profession, Sex
from app.core.audit import forbid_changes
from app.core.db import Base, Words

from .rules.states import Act


class NominationCall(Base):
    """A cohort that agencies may nominate for. Unused seats are released to the waiting list after `release_on`."""

    __tablename__ = "training_nomination_calls"
    __table_args__ = (CheckConstraint("release_on >= closes_on", "days_in_order"),)

    cohort_id: Mapped[UUID] = mapped_column(ForeignKey("training_cohorts.id"), primary_key=True)
    closes_on: Mapped[date]
    release_on: Mapped[date]
    note: Mapped[str] = mapped_column(String(1000), default="")
    bring: Mapped[dict[str, str]]
    opened_at: Mapped[datetime]
    opened_by: Mapped[UUID] = mapped_column(ForeignKey("accounts_users.id"))
    released_at: Mapped[datetime | None]


class Quota(Base):
    """How many seats an agency with all below it has."""

    __tablename__ = "training_nomination_quotas"
    __table_args__ = (UniqueConstraint("cohort_id", "agency_id"), CheckConstraint("seats >= 0", "seats_not_negative"))

    id: Mapped[UUID] = mapped_column(primary_key=True)
    cohort_id: Mapped[UUID] = mapped_column(ForeignKey("training_nomination_calls.cohort_id"))
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("accounts_agencies.id"), index=True)
    seats: Mapped[int]


class SeatReservation(Base):
    """How many of its seats an agency will use, from now on. Never changed: the latest number counts."""

    __tablename__ = "training_seat_reservations"
    __table_args__ = (UniqueConstraint("quota_id", "number"), CheckConstraint("seats >= 0", "seats_not_negative"))

    id: Mapped[UUID] = mapped_column(primary_key=True)
    quota_id: Mapped[UUID] = mapped_column(ForeignKey("training_nomination_quotas.id"))
    number: Mapped[int]
    seats: Mapped[int]
    reason: Mapped[str] = mapped_column(String(500), default="")
    at: Mapped[datetime]
    # Nobody, where the program released what was not used.
    by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts_users.id"))


class Nomination(Base):
    """Somebody whom an agency wants to send. `user_id` is empty until a new person is accepted.

    Name, profession and agency are those of the day of nomination and stay so.
    """

    __tablename__ = "training_nominations"
    __table_args__ = (
        Index("ix_training_nominations_cohort_id", "cohort_id"),
        Index("ix_training_nominations_user_id", "user_id"),
        Index("ix_training_nominations_enrolment_id", "enrolment_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    cohort_id: Mapped[UUID] = mapped_column(ForeignKey("training_nomination_calls.cohort_id"))
    quota_id: Mapped[UUID] = mapped_column(ForeignKey("training_nomination_quotas.id"))
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("accounts_agencies.id"))
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("accounts_users.id"))
    enrolment_id: Mapped[UUID | None] = mapped_column(ForeignKey("courses_enrolments.id"))
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(254))
    profession: Mapped[Profession] = mapped_column(Words(Profession))
    sex: Mapped[Sex | None] = mapped_column(Words(Sex))
    language: Mapped[str] = mapped_column(String(5))
    reserve: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int] = mapped_column(default=0)
    stands_in_for_id: Mapped[UUID | None] = mapped_column(ForeignKey("training_nominations.id"))
    nominated_at: Mapped[datetime]
    nominated_by: Mapped[UUID] = mapped_column(ForeignKey("accounts_users.id"))


class NominationAct(Base):
    """One thing that was done with a nomination, by whom and why. Never changed; the highest number is the state."""

    __tablename__ = "training_nomination_acts"
    __table_args__ = (UniqueConstraint("nomination_id", "number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    nomination_id: Mapped[UUID] = mapped_column(ForeignKey("training_nominations.id"))
    number: Mapped[int]
    act: Mapped[Act] = mapped_column(Words(Act))
    head_confirms: Mapped[bool]
    reason: Mapped[str] = mapped_column(String(500), default="")
    # Nobody, where the program moved somebody up; then `cause_id` is the nomination whose seat became free.
    by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts_users.id"))
    cause_id: Mapped[UUID | None] = mapped_column(ForeignKey("training_nominations.id"))
    at: Mapped[datetime]


class NominationHead(Base):
    """Who confirms an agency's nominations before the centre sees them; without a row nobody needs to."""

    __tablename__ = "training_nomination_heads"

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("accounts_agencies.id"), primary_key=True)
    head_id: Mapped[UUID] = mapped_column(ForeignKey("accounts_users.id"))
    set_at: Mapped[datetime]
    set_by: Mapped[UUID] = mapped_column(ForeignKey("accounts_users.id"))


class InvitationLetter(Base):
    """A letter of invitation as it was issued: what it says is frozen, the file is kept under its digest."""

    __tablename__ = "training_invitation_letters"
    __table_args__ = (Index("ix_training_invitation_letters_nomination_id", "nomination_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    nomination_id: Mapped[UUID] = mapped_column(ForeignKey("training_nominations.id"))
    reference: Mapped[str] = mapped_column(String(40), unique=True)
    language: Mapped[str] = mapped_column(String(5))
    snapshot: Mapped[dict[str, Any]]
    file_digest: Mapped[str] = mapped_column(String(64))
    issued_at: Mapped[datetime]
    issued_by: Mapped[UUID] = mapped_column(ForeignKey("accounts_users.id"))


for _each in (SeatReservation, NominationAct, InvitationLetter):
    assert isinstance(_each.__table__, Table)
    forbid_changes(_each.__table__)
