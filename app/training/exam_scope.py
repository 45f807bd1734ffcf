"""Whose examinations a trainer or a centre's administrator may look into: those of the cohorts that they see."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.accounts.models import Agency, Role
from app.assessments.scopes import Group, Scope
from app.core.policy import Actor
from app.courses.models import CourseEdition

from .models import Cohort, CohortPlace
from .queries.scopes import sees_cohort


def scope_of_cohorts() -> Scope:
    """Return the way from a person to enrolments that leads through cohorts."""
    return Scope(_reached, _groups, _of_group, (Role.TRAINER, Role.CENTRE_ADMINISTRATOR))


def _reached(actor: Actor) -> Select[UUID]:
    return (
        select(CohortPlace.enrolment_id)
        .join(Cohort, Cohort.id == CohortPlace.cohort_id)
        .join(Agency, Agency.id == Cohort.centre_id)
        .where(sees_cohort(actor))
        .correlate(None)
    )


def _groups(session: Session, actor: Actor, course_key: str) -> list[Group]:
    rows = session.execute(
        select(Cohort.id, Cohort.title)
        .join(Agency, Agency.id == Cohort.centre_id)
        .join(CourseEdition, CourseEdition.id == Cohort.course_edition_id)
        .where(sees_cohort(actor), CourseEdition.course_key == course_key)
        .order_by(Cohort.starts_on.desc(), Cohort.title)
    )
    return [Group(row.id, row.title) for row in rows]


def _of_group(group_id: UUID) -> Select[UUID]:
    return select(CohortPlace.enrolment_id).where(CohortPlace.cohort_id == group_id).correlate(None)
