"""Where somebody was before they changed to another cohort of the course."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Table
from sqlalchemy.orm import Mapped, mapped_column

from app.core.audit import forbid_changes
from app.core.db import Base


class CohortStay(Base):
    """A place that ended with a change of cohort: its sessions between `since` and `until` stay the person's."""

    __tablename__ = "training_cohort_stays"
    __table_args__ = (
        Index("ix_training_cohort_stays_cohort_id", "cohort_id"),
        Index("ix_training_cohort_stays_enrolment_id", "enrolment_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("courses_enrolments.id"))
    cohort_id: Mapped[UUID] = mapped_column(ForeignKey("training_cohorts.id"))
    user_id: Mapped[UUID] = mapped_column(ForeignKey("accounts_users.id"))
    since: Mapped[datetime | None]
    until: Mapped[datetime]
    moved_to_id: Mapped[UUID] = mapped_column(ForeignKey("training_cohorts.id"))
    moved_by: Mapped[UUID] = mapped_column(ForeignKey("accounts_users.id"))
    reason: Mapped[str] = mapped_column(String(500))


assert isinstance(CohortStay.__table__, Table)
forbid_changes(CohortStay.__table__)
