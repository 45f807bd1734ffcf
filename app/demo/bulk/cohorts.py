"""Writing invented cohorts, their people and their sessions."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from sqlalchemy import Connection

from app.courses.models import CourseEdition, Enrolment
from app.training.models import (
    Cohort,
    CohortPlace,
    CohortTrainer,
    SessionKind,
    SessionModule,
    SessionTrainer,
    TrainingSession,
)

from ..writing import write_rows
from .inventing import PEOPLE_IN_A_COHORT, SESSIONS_A_DAY, Group


def write_groups(connection: Connection, groups: list[Group], course: CourseEdition) -> None:
    """Write cohorts with their trainers, enrolments and places."""
    write_rows(
        connection,
        Cohort,
        (
            "id",
            "centre_id",
            "course_edition_id",
            "title",
            "starts_on",
            "ends_on",
            "place",
            "capacity",
            "language",
            "created_at",
        ),
        (
            (
                group.id,
                group.centre.id,
                course.id,
                f"Группа {group.number + 1}",
                group.starts_on,
                group.starts_on + timedelta(days=max(4, len(group.sessions) // SESSIONS_A_DAY)),
                "",
                PEOPLE_IN_A_COHORT,
                "ru",
                _created(group),
            )
            for group in groups
        ),
    )
    write_rows(
        connection,
        CohortTrainer,
        ("cohort_id", "user_id"),
        ((group.id, group.trainer.id) for group in groups),
    )
    write_rows(
        connection,
        Enrolment,
        (
            "id",
            "user_id",
            "course_edition_id",
            "agency_id",
            "profession",
            "language",
            "enrolled_at",
            "withdrawal_reason",
        ),
        (
            (each.enrolment_id, each.id, course.id, each.agency.id, each.profession, "ru", _created(group), "")
            for group in groups
            for each in group.people
        ),
    )
    write_rows(
        connection,
        CohortPlace,
        ("enrolment_id", "cohort_id", "user_id", "placed_at"),
        ((each.enrolment_id, group.id, each.id, _created(group)) for group in groups for each in group.people),
    )


def _created(group: Group) -> datetime:
    return datetime.combine(group.starts_on - timedelta(days=14), time(8), UTC)


def write_sessions(connection: Connection, groups: list[Group], module_key: str) -> None:
    """Write sessions with who teaches them and what they teach."""
    write_rows(
        connection,
        TrainingSession,
        (
            "id",
            "cohort_id",
            "title",
            "kind",
            "starts_at",
            "ends_at",
            "place",
            "online_link",
            "time_zone",
            "needs",
            "sequence",
            "cancelled_reason",
        ),
        (
            (
                session_id,
                group.id,
                f"Занятие {place + 1}",
                SessionKind.CLASSROOM,
                starts_at,
                ends_at,
                "",
                "",
                "",
                [],
                0,
                "",
            )
            for group in groups
            for place, (session_id, starts_at, ends_at) in enumerate(group.sessions)
        ),
    )
    write_rows(
        connection,
        SessionTrainer,
        ("session_id", "user_id"),
        ((session_id, group.trainer.id) for group in groups for session_id, _starts, _ends in group.sessions),
    )
    write_rows(
        connection,
        SessionModule,
        ("session_id", "module_key"),
        ((session_id, module_key) for group in groups for session_id, _starts, _ends in group.sessions),
    )
