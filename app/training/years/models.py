"""Training plans of a year: revisions with their lines, approvals, and the cohorts that were opened for lines."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.audit import forbid_changes
from app.core.db import Base


class YearPlan(Base):
    """A centre's training plan of a year."""

    __tablename__ = "training_year_plans"
    __table_args__ = (UniqueConstraint("centre_id", "year"), CheckConstraint("year > 1999", "year_plausible"))

    id: Mapped[UUID] = mapped_column(primary_key=True)
    centre_id: Mapped[UUID] = mapped_column(ForeignKey("training_centres.agency_id"))
    year: Mapped[int]
    created_at: Mapped[datetime]
    created_by: Mapped[UUID] = mapped_column(ForeignKey("accounts_users.id"))


class PlanRevision(Base):
    """A numbered state of a plan: a draft until it is approved, then kept for good."""

    __tablename__ = "training_plan_revisions"
    __table_args__ = (UniqueConstraint("plan_id", "number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    plan_id: Mapped[UUID] = mapped_column(ForeignKey("training_year_plans.id"))
    number: Mapped[int]
    created_at: Mapped[datetime]
    created_by: Mapped[UUID] = mapped_column(ForeignKey("accounts_users.id"))


class PlanApproval(Base):
    """That a revision was approved, when and by whom. Never changed."""

    __tablename__ = "training_plan_approvals"

    revision_id: Mapped[UUID] = mapped_column(ForeignKey("training_plan_revisions.id"), primary_key=True)
    approved_at: Mapped[datetime]
    approved_by: Mapped[UUID] = mapped_column(ForeignKey("accounts_users.id"))


class PlanLine(Base):
    """A course in a plan: when, for how many, paid by whom. `key` is the same in every revision."""

    __tablename__ = "training_plan_lines"
    __table_args__ = (UniqueConstraint("revision_id", "key"), Index("ix_training_plan_lines_key", "key"))

    id: Mapped[UUID] = mapped_column(primary_key=True)
    revision_id: Mapped[UUID] = mapped_column(ForeignKey("training_plan_revisions.id"))
    key: Mapped[UUID]
    position: Mapped[int]
    course_key: Mapped[str] = mapped_column(String(80))
    groups: Mapped[list[Any]]
    targets: Mapped[list[Any]]
    donor: Mapped[str] = mapped_column(String(120), default="")
    in_charge: Mapped[str] = mapped_column(String(200), default="")
    remark: Mapped[str] = mapped_column(String(1000), default="")


class PlannedCohort(Base):
    """For which line of a plan a cohort was opened."""

    __tablename__ = "training_planned_cohorts"
    __table_args__ = (Index("ix_training_planned_cohorts_plan_id", "plan_id"),)

    cohort_id: Mapped[UUID] = mapped_column(ForeignKey("training_cohorts.id"), primary_key=True)
    plan_id: Mapped[UUID] = mapped_column(ForeignKey("training_year_plans.id"))
    line_key: Mapped[UUID]
    linked_at: Mapped[datetime]
    linked_by: Mapped[UUID] = mapped_column(ForeignKey("accounts_users.id"))


assert isinstance(PlanApproval.__table__, Table)
forbid_changes(PlanApproval.__table__)
