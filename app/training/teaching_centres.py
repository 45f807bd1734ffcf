"""Whose centre marks what somebody wrote: the one whose cohort they are in."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from .models import Cohort, CohortPlace


def centre_that_teaches(session: Session, enrolment_id: UUID) -> UUID | None:
    """Return the centre of an enrolment's cohort, the present one before an earlier one."""
    statement = (
        select(Cohort.centre_id)
        .join(CohortPlace, CohortPlace.cohort_id == Cohort.id)
        .where(CohortPlace.enrolment_id == enrolment_id)
        .order_by(CohortPlace.left_at.is_not(None))
        .limit(1)
    )
    return session.scalars(statement).one_or_none()
