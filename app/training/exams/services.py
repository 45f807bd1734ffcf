"""Opening a sitting for a cohort, and taking in who joined later."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.assessments.models import Assessment
from app.assessments.sittings.services import SittingDetails, add_people, open_sitting
from app.core.errors import Missing
from app.core.policy import Actor, require
from app.training.permissions import TrainingPermission
from app.training.queries.cohorts import get_cohort

from .models import CohortSitting
from .queries import cohort_of_sitting, roster


def open_cohort_sitting(
    session: Session,
    *,
    actor: Actor,
    cohort_id: UUID,
    sitting_id: UUID,
    assessment_id: UUID,
    details: SittingDetails,
    at: datetime,
) -> UUID:
    """Open a sitting with places for everybody who is in a cohort now; a repeat with the same id changes nothing.

    Raises:
        Missing: no such cohort of the actor's, or the assessment is not of its course.
        TimesInDisorder, WrongNetwork, WrongBlueprint: what was said can't be.

    """
    cohort = get_cohort(session, actor, cohort_id)
    require(actor, TrainingPermission.EDIT_COHORT, cohort.scope)
    assessment = session.get(Assessment, assessment_id)
    if assessment is None or assessment.course_edition_id != cohort.course_edition_id:
        raise Missing
    if session.get(CohortSitting, sitting_id) is not None:
        return sitting_id
    open_sitting(
        session,
        actor=actor,
        sitting_id=sitting_id,
        centre_id=cohort.centre_id,
        time_zone=cohort.time_zone,
        assessment_id=assessment_id,
        details=details,
        enrolment_ids=roster(session, cohort_id),
        at=at,
    )
    session.add(CohortSitting(sitting_id=sitting_id, cohort_id=cohort_id))
    session.flush()
    return sitting_id


def add_later_people(session: Session, *, actor: Actor, cohort_id: UUID, sitting_id: UUID, at: datetime) -> int:
    """Give places to those who joined the cohort after the sitting was opened; return how many.

    Raises:
        Missing: no such cohort of the actor's, or the sitting is not its own.

    """
    cohort = get_cohort(session, actor, cohort_id)
    require(actor, TrainingPermission.EDIT_COHORT, cohort.scope)
    if cohort_of_sitting(session, sitting_id) != cohort_id:
        raise Missing
    people = roster(session, cohort_id)
    return add_people(session, actor=actor, sitting_id=sitting_id, enrolment_ids=people, at=at)
