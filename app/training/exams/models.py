"""Which sittings were opened for which cohort."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class CohortSitting(Base):
    """A sitting that was opened for a cohort: its roster tells who can still be added."""

    __tablename__ = "training_cohort_sittings"

    sitting_id: Mapped[UUID] = mapped_column(ForeignKey("assessments_sittings.id"), primary_key=True)
    cohort_id: Mapped[UUID] = mapped_column(ForeignKey("training_cohorts.id"), index=True)
