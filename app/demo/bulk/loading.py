"""Adding all of it to the database."""

from __future__ import annotations

import click
from flask import current_app
from sqlalchemy import Connection, select

from app.accounts.models import Agency, User
from app.core.db import db, transaction
from app.core.ports import ports
from app.courses.models import CourseEdition
from app.courses.queries import course_outline, current_course_edition
from app.training.models import AttendanceMark, TrainingCentre

from ..load import COURSE
from ..names import read_names
from ..writing import write_rows
from .attendance import MARK_COLUMNS, attendance_marks
from .cohorts import write_groups, write_sessions
from .inventing import PEOPLE_IN_A_COHORT, Group, Inventor, email_of, find_homes, invent_groups
from .people import write_people


def load_bulk(*, people: int, sessions: int, seed: int) -> str:
    """Add so many people, in cohorts of 25, and so many sessions with everybody's attendance marked.

    Raises:
        click.ClickException: the same seed was loaded before, or there is nothing to add to.

    """
    settings = current_app.extensions["sabaq_settings"]
    with transaction() as session:
        course = current_course_edition(session, COURSE)
        teaching = select(Agency).join(TrainingCentre, TrainingCentre.agency_id == Agency.id).order_by(Agency.code)
        centres = list(session.scalars(teaching))
        if course is None or not centres:
            raise click.ClickException("Load the demo story first.")
        if session.scalar(select(User.id).where(User.email == email_of(seed, 0))):
            raise click.ClickException(f"Seed {seed} is loaded already; choose another.")
        inventor = Inventor(seed, read_names(settings.content_folder), ports().clock.now())
        homes = find_homes(session.scalars(select(Agency).order_by(Agency.code)), centres)
        module_key = course_outline(session, course.id).modules[0].key
        session.flush()
        groups = invent_groups(inventor, homes, max(people, PEOPLE_IN_A_COHORT), sessions)
        counts = _write(session.connection(), inventor, groups, course, module_key)
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("ANALYZE")
    return ", ".join(f"{count} {name}" for name, count in counts.items())


def _write(
    connection: Connection, inventor: Inventor, groups: list[Group], course: CourseEdition, module_key: str
) -> dict[str, int]:
    trainers = list({group.trainer.id: group.trainer for group in groups}.values())
    write_people(connection, inventor, [*trainers, *(each for group in groups for each in group.people)], trainers)
    write_groups(connection, groups, course)
    write_sessions(connection, groups, module_key)
    marks = write_rows(connection, AttendanceMark, MARK_COLUMNS, attendance_marks(inventor, groups))
    return {
        "people": sum(len(group.people) for group in groups),
        "cohorts": len(groups),
        "sessions": sum(len(group.sessions) for group in groups),
        "attendance marks": marks,
    }
