"""What a selection of attendance marks demands of their sessions and of themselves."""

from __future__ import annotations

from sqlalchemy import ColumnElement, or_

from app.training.models import AttendanceMark, Cohort, TrainingSession

from .reach import Selection


def of_sessions(wanted: Selection) -> list[ColumnElement[bool]]:
    """Conditions that hold for all marks of a session."""
    conditions: list[ColumnElement[bool]] = []
    if wanted.first:
        conditions.append(TrainingSession.starts_at >= wanted.first)
    if wanted.before:
        conditions.append(TrainingSession.starts_at < wanted.before)
    if wanted.centre_id:
        conditions.append(Cohort.centre_id == wanted.centre_id)
    if wanted.editions is not None:
        conditions.append(Cohort.course_edition_id.in_(wanted.editions))
    reach = wanted.reach
    if not reach.everything and not reach.agencies:
        conditions.append(or_(Cohort.centre_id.in_(reach.centres), Cohort.id.in_(reach.cohorts)))
    return conditions


def of_marks(wanted: Selection) -> list[ColumnElement[bool]]:
    """Conditions on single marks, where the statement has the cohort in it."""
    conditions: list[ColumnElement[bool]] = []
    if wanted.status:
        conditions.append(AttendanceMark.status == wanted.status)
    if wanted.agencies is not None:
        conditions.append(AttendanceMark.agency_id.in_(wanted.agencies))
    reach = wanted.reach
    if not reach.everything:
        conditions.append(
            or_(
                AttendanceMark.agency_id.in_(reach.agencies),
                Cohort.centre_id.in_(reach.centres),
                Cohort.id.in_(reach.cohorts),
            )
        )
    return conditions
