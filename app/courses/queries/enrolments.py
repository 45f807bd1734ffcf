"""Reads about who learns what of the curriculum."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, bindparam, func, select
from sqlalchemy.orm import Session

from app.core.db import Base
from app.core.errors import Missing

from ..models import (
    CourseModule,
    Enrolment,
    LessonCompletion,
)
from .curriculum import course_outlines

_enrolments, _completions, _places = (
    Base.metadata.tables[table.__tablename__] for table in (Enrolment, LessonCompletion, CourseModule)
)


@dataclass(frozen=True, slots=True)
class Study:
    """Whose enrolment it is, and which lessons of one module are done."""

    user_id: UUID
    course_edition_id: UUID
    withdrawn_at: datetime | None
    done: frozenset[str]


@dataclass(frozen=True, slots=True)
class OwnCourse:
    """An enrolment as its course page shows it; completions are pairs of edition and lesson."""

    id: UUID
    user_id: UUID
    course_edition_id: UUID
    withdrawn_at: datetime | None
    withdrawal_reason: str
    done: frozenset[tuple[UUID, str]]


def get_enrolment(session: Session, enrolment_id: UUID) -> Enrolment:
    """Return an enrolment.

    Raises:
        Missing: there is none.

    """
    found = session.get(Enrolment, enrolment_id)
    if found is None:
        raise Missing
    return found


def find_own_enrolments(session: Session, user_id: UUID) -> list[Enrolment]:
    """Return a person's enrolments, the latest first."""
    own = select(Enrolment).where(Enrolment.user_id == user_id)
    return list(session.scalars(own.order_by(Enrolment.enrolled_at.desc(), Enrolment.id.desc())))


def lesson_progress(session: Session, enrolment_ids: Collection[UUID]) -> dict[UUID, tuple[int, int]]:
    """Return how many lessons each enrolment completed, of how many: one statement while outlines are at hand."""
    if not enrolment_ids:
        return {}
    counted = (
        select(Enrolment.id, Enrolment.course_edition_id, func.count(LessonCompletion.id))
        .outerjoin(LessonCompletion, LessonCompletion.enrolment_id == Enrolment.id)
        .where(Enrolment.id.in_(list(enrolment_ids)))
        .group_by(Enrolment.id, Enrolment.course_edition_id)
    )
    rows = session.execute(counted).all()
    outlines = course_outlines(session, {row.course_edition_id for row in rows})
    return {key: (done, outlines[edition].total) for key, edition, done in rows}


def completed_lessons(session: Session, enrolment_ids: Collection[UUID]) -> dict[UUID, frozenset[tuple[UUID, str]]]:
    """Return the completed lessons of each enrolment as pairs of edition and lesson."""
    if not enrolment_ids:
        return {}
    rows = session.execute(
        select(LessonCompletion.enrolment_id, LessonCompletion.edition_id, LessonCompletion.lesson_key).where(
            LessonCompletion.enrolment_id.in_(list(enrolment_ids))
        )
    )
    found: dict[UUID, set[tuple[UUID, str]]] = {key: set() for key in enrolment_ids}
    for enrolment_id, edition_id, lesson_key in rows:
        found[enrolment_id].add((edition_id, lesson_key))
    return {key: frozenset(done) for key, done in found.items()}


# Built once and with the tables' own columns, because they run for every lesson and every course that somebody opens.
_OWN_COURSE = (
    select(
        _enrolments.c.id,
        _enrolments.c.user_id,
        _enrolments.c.course_edition_id,
        _enrolments.c.withdrawn_at,
        _enrolments.c.withdrawal_reason,
        _completions.c.edition_id,
        _completions.c.lesson_key,
    )
    .select_from(_enrolments)
    .outerjoin(_completions, _completions.c.enrolment_id == _enrolments.c.id)
    .where(_enrolments.c.id == bindparam("enrolment_id"))
)


def find_own_course(session: Session, enrolment_id: UUID) -> OwnCourse | None:
    """Return what the course page needs of an enrolment: one statement."""
    rows = session.connection().execute(_OWN_COURSE, {"enrolment_id": enrolment_id}).all()
    if not rows:
        return None
    done = frozenset((row[5], row[6]) for row in rows if row[5] is not None)
    return OwnCourse(*rows[0][:5], done)


_STUDY = (
    select(
        _enrolments.c.user_id,
        _enrolments.c.course_edition_id,
        _enrolments.c.withdrawn_at,
        _completions.c.lesson_key,
    )
    .select_from(_enrolments)
    .join(_places, _places.c.course_edition_id == _enrolments.c.course_edition_id)
    .outerjoin(
        _completions,
        and_(_completions.c.enrolment_id == _enrolments.c.id, _completions.c.edition_id == _places.c.edition_id),
    )
    .where(_enrolments.c.id == bindparam("enrolment_id"), _places.c.module_key == bindparam("module_key"))
)


def find_study(session: Session, enrolment_id: UUID, module_key: str) -> Study | None:
    """Return whose enrolment it is and what of the module is done: one statement, for the page that is read most."""
    rows = session.connection().execute(_STUDY, {"enrolment_id": enrolment_id, "module_key": module_key}).all()
    if not rows:
        return None
    user_id, course_edition_id, withdrawn_at, _first = rows[0]
    done = frozenset(filter(None, (row[3] for row in rows)))
    return Study(user_id, course_edition_id, withdrawn_at, done)
