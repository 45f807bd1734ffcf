"""Warning once when the attendance that a course requires can no longer be reached."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.core import events
from app.core.db import transaction
from app.core.ports import ports
from app.courses.models import CourseEdition, Enrolment

from ..events import AbsenceThresholdReached
from ..models import AttendanceMark, AttendanceStatus, Cohort, CohortPlace
from ..queries.attendance import attendance_percent
from .models import AbsenceAlert

LOOKS_AT = timedelta(days=30)


def required_percent(session: Session, enrolment_ids: Collection[UUID]) -> dict[UUID, float]:
    """Return what share of attendance each enrolment's course requires; courses that require none are left out."""
    rule = CourseEdition.definition["certificate"]["attendance"]
    rows = session.execute(
        select(Enrolment.id, rule)
        .join(CourseEdition, CourseEdition.id == Enrolment.course_edition_id)
        .where(Enrolment.id.in_(enrolment_ids))
    )
    return {key: float(percent) for key, percent in rows if percent}


def required_by(definition: Mapping[str, Any]) -> float | None:
    """Return the same of one course whose definition is at hand; None where it requires none."""
    percent = (definition.get("certificate") or {}).get("attendance")
    return float(percent) if percent else None


def raise_alerts(session: Session, *, at: datetime) -> int:
    """Warn about everybody newly out of reach in cohorts that run or ended lately (four statements); return how many.

    The marks that a warning rests on may be corrected later; the warning stays on record as one that was given.
    """
    absent = exists().where(
        AttendanceMark.enrolment_id == CohortPlace.enrolment_id, AttendanceMark.status == AttendanceStatus.ABSENT
    )
    warned = exists().where(AbsenceAlert.enrolment_id == CohortPlace.enrolment_id)
    places = session.execute(
        select(CohortPlace.enrolment_id, CohortPlace.user_id, CohortPlace.cohort_id)
        .join(Cohort, Cohort.id == CohortPlace.cohort_id)
        .where(CohortPlace.left_at.is_(None), Cohort.ends_on >= (at - LOOKS_AT).date(), absent, ~warned)
    ).all()
    keys = [each.enrolment_id for each in places]
    if not keys:
        return 0
    hours, required = attendance_percent(session, keys), required_percent(session, keys)
    raised = 0
    for place in places:
        reached, needed = hours[place.enrolment_id], required.get(place.enrolment_id)
        if needed is None or not reached.out_of_reach(needed):
            continue
        possible = reached.possible_percent or 0.0
        session.add(
            AbsenceAlert(
                enrolment_id=place.enrolment_id, possible_percent=possible, required_percent=needed, raised_at=at
            )
        )
        events.publish(
            AbsenceThresholdReached(place.enrolment_id, place.user_id, place.cohort_id, possible, needed, at), session
        )
        raised += 1
    session.flush()
    return raised


def watch() -> None:
    """Do it as a periodic job."""
    with transaction() as session:
        raise_alerts(session, at=ports().clock.now())
