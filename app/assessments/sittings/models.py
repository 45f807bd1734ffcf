"""Sittings, who has a place in them, what was done while they ran, and what single people are entitled to."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Table
from sqlalchemy.orm import Mapped, mapped_column

from app.assessments.rules.questions import AssessmentKind
from app.core.audit import forbid_changes
from app.core.db import Base, Words

from .rules.acts import ActKind


class Sitting(Base):
    """An assessment opened for a group of enrolments at a centre, within a window of time.

    `overrides` is laid over the assessment's blueprint. `code_number` says which access code is in force; 0 is none:
    the code itself is computed from it and never stored. `extra_minutes` is the sum of what was given to all, and
    `released_at` when the results were released: both are kept here from the acts on record.
    """

    __tablename__ = "assessments_sittings"
    __table_args__ = (
        CheckConstraint("closes_at > opens_at", "times_in_order"),
        Index("ix_assessments_sittings_centre_id_opens_at", "centre_id", "opens_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    centre_id: Mapped[UUID] = mapped_column(ForeignKey("accounts_agencies.id"))
    assessment_id: Mapped[UUID] = mapped_column(ForeignKey("assessments_assessments.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    time_zone: Mapped[str] = mapped_column(String(40))
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    full_time: Mapped[bool] = mapped_column(default=False)
    overrides: Mapped[dict[str, Any]]
    networks: Mapped[list[Any]]
    code_number: Mapped[int] = mapped_column(default=0)
    extra_minutes: Mapped[int] = mapped_column(default=0)
    released_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts_users.id"))


class SittingPlace(Base):
    """An enrolment that is to be sat in a sitting; `extra_minutes` is the sum of what was given to this person."""

    __tablename__ = "assessments_sitting_places"

    sitting_id: Mapped[UUID] = mapped_column(ForeignKey("assessments_sittings.id"), primary_key=True)
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("courses_enrolments.id"), primary_key=True, index=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("accounts_users.id"), index=True)
    extra_minutes: Mapped[int] = mapped_column(default=0)
    added_at: Mapped[datetime]


class SittingAct(Base):
    """What was done or noted while a sitting was watched over. Never changed; a correction is a further note."""

    __tablename__ = "assessments_sitting_acts"
    __table_args__ = (Index("ix_assessments_sitting_acts_sitting_id", "sitting_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    sitting_id: Mapped[UUID] = mapped_column(ForeignKey("assessments_sittings.id"))
    enrolment_id: Mapped[UUID | None] = mapped_column(ForeignKey("courses_enrolments.id"))
    attempt_id: Mapped[UUID | None] = mapped_column(ForeignKey("assessments_attempts.id"))
    kind: Mapped[ActKind] = mapped_column(Words(ActKind))
    minutes: Mapped[int] = mapped_column(default=0)
    text: Mapped[str] = mapped_column(String(2000), default="")
    acted_at: Mapped[datetime]
    acted_by: Mapped[UUID] = mapped_column(ForeignKey("accounts_users.id"))


class Accommodation(Base):
    """What a person is entitled to when they sit: in one sitting, in one kind of assessment, or always.

    Never changed: the latest entry of the same reach counts, and one that grants nothing withdraws it. `remark` says
    why; it is for the centre's administrators alone.
    """

    __tablename__ = "assessments_accommodations"
    __table_args__ = (Index("ix_assessments_accommodations_user_id", "user_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("accounts_users.id"))
    centre_id: Mapped[UUID] = mapped_column(ForeignKey("accounts_agencies.id"))
    kind: Mapped[AssessmentKind | None] = mapped_column(Words(AssessmentKind))
    sitting_id: Mapped[UUID | None] = mapped_column(ForeignKey("assessments_sittings.id"))
    extra_percent: Mapped[int] = mapped_column(default=0)
    extra_minutes: Mapped[int] = mapped_column(default=0)
    language: Mapped[str] = mapped_column(String(5), default="")
    large_print: Mapped[bool] = mapped_column(default=False)
    remark: Mapped[str] = mapped_column(String(1000), default="")
    granted_at: Mapped[datetime]
    granted_by: Mapped[UUID] = mapped_column(ForeignKey("accounts_users.id"))


for _each in (SittingAct, Accommodation):
    assert isinstance(_each.__table__, Table)
    forbid_changes(_each.__table__)
