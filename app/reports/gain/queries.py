"""Who took the pre-test and the final exam, with what result, and where they belong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select, true
from sqlalchemy.orm import Session

from app.accounts.models import Profession, Sex, User
from app.assessments.models import Assessment, AssessmentKind, Attempt, Grade
from app.courses.models import Enrolment
from app.reports.queries.reach import Reach
from app.training.models import Cohort, CohortPlace

FIRST = 1
AT_ONCE = 2000


@dataclass(slots=True)
class Learner:
    """An enrolment, and its first results where there are any. Nobody is named."""

    agency_id: UUID
    profession: Profession
    language: str
    course_edition_id: UUID
    enrolled_at: datetime
    withdrawn: bool
    sex: Sex | None
    cohort_id: UUID | None
    cohort: str
    before: float | None = None
    after: float | None = None
    sat_exam: bool = False
    open_exam: bool = False
    sat_test: bool = False


def learners(session: Session, reach: Reach) -> Sequence[Learner]:
    """Return the enrolments that may be read, with the first attempts at pre-test and final exam (two statements)."""
    found: dict[UUID, Learner] = {}
    for row in session.execute(_enrolments(reach)):
        key, withdrawn_at, *facts = row
        agency_id, profession, language, edition_id, enrolled_at, sex, cohort_id, cohort = facts
        found[key] = Learner(
            agency_id,
            profession,
            language,
            edition_id,
            enrolled_at,
            withdrawn_at is not None,
            sex,
            cohort_id,
            cohort or "",
        )
    for enrolment_id, kind, submitted_at, percent in session.execute(_results(reach)):
        learner = found.get(enrolment_id)
        if learner is None:
            continue
        if kind is AssessmentKind.PRE_TEST:
            learner.sat_test = True
            learner.before = percent if percent is not None else learner.before
        else:
            learner.sat_exam, learner.open_exam = True, submitted_at is None
            learner.after = percent if percent is not None else learner.after
    return list(found.values())


def _enrolments(reach: Reach) -> Select[Any]:
    return _of_reach(
        select(
            Enrolment.id,
            Enrolment.withdrawn_at,
            Enrolment.agency_id,
            Enrolment.profession,
            Enrolment.language,
            Enrolment.course_edition_id,
            Enrolment.enrolled_at,
            User.sex,
            Cohort.id,
            Cohort.title,
        )
        .select_from(Enrolment)
        .join(User, User.id == Enrolment.user_id),
        reach,
    ).execution_options(yield_per=AT_ONCE)


def _results(reach: Reach) -> Select[Any]:
    """Select first attempts with their grades, the latest grade of each last."""
    kinds = (AssessmentKind.PRE_TEST, AssessmentKind.FINAL_EXAM)
    return (
        _of_reach(
            select(Attempt.enrolment_id, Assessment.kind, Attempt.submitted_at, Grade.percent)
            .select_from(Attempt)
            .join(Assessment, Assessment.id == Attempt.assessment_id)
            .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
            .outerjoin(Grade, Grade.attempt_id == Attempt.id),
            reach,
        )
        .where(Assessment.kind.in_(kinds), Attempt.number == FIRST)
        .order_by(Grade.graded_at, Grade.id)
        .execution_options(yield_per=AT_ONCE)
    )


def _of_reach(chosen: Select[*tuple[Any, ...]], reach: Reach) -> Select[Any]:
    joined = chosen.outerjoin(CohortPlace, CohortPlace.enrolment_id == Enrolment.id).outerjoin(
        Cohort, Cohort.id == CohortPlace.cohort_id
    )
    return joined.where(_readable(reach))


def _readable(reach: Reach) -> ColumnElement[bool]:
    if reach.everything:
        return true()
    return or_(
        Enrolment.agency_id.in_(reach.agencies), Cohort.centre_id.in_(reach.centres), Cohort.id.in_(reach.cohorts)
    )
