"""The sittings of a cohort, and who joined it after they were opened."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.assessments.sittings.models import SittingPlace
from app.assessments.sittings.queries.sittings import SittingFacts, find_sittings
from app.training.models import CohortPlace

from .models import CohortSitting


def sittings_of(session: Session, cohort_id: UUID) -> list[tuple[SittingFacts, int]]:
    """Return a cohort's sittings, the latest first, each with how many on the roster have no place."""
    ids = list(session.scalars(select(CohortSitting.sitting_id).where(CohortSitting.cohort_id == cohort_id)))
    if not ids:
        return []
    held = select(SittingPlace.enrolment_id).where(SittingPlace.sitting_id == CohortSitting.sitting_id)
    missing = (
        select(CohortSitting.sitting_id, func.count())
        .join(CohortPlace, CohortPlace.cohort_id == CohortSitting.cohort_id)
        .where(
            CohortSitting.cohort_id == cohort_id,
            CohortPlace.left_at.is_(None),
            CohortPlace.enrolment_id.not_in(held.correlate(CohortSitting)),
        )
        .group_by(CohortSitting.sitting_id)
    )
    counts: dict[UUID, int] = {row[0]: row[1] for row in session.execute(missing)}
    return [(each, counts.get(each.id, 0)) for each in reversed(find_sittings(session, ids))]


def cohort_of_sitting(session: Session, sitting_id: UUID) -> UUID | None:
    """Return the cohort for which a sitting was opened."""
    return session.scalar(select(CohortSitting.cohort_id).where(CohortSitting.sitting_id == sitting_id))


def roster(session: Session, cohort_id: UUID) -> list[UUID]:
    """Return the enrolments that are in a cohort now."""
    found = select(CohortPlace.enrolment_id).where(CohortPlace.cohort_id == cohort_id, CohortPlace.left_at.is_(None))
    return list(session.scalars(found.order_by(CohortPlace.enrolment_id)))
