"""Reads about the published curriculum."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from markupsafe import Markup
from sqlalchemy import Row, func, select, tuple_
from sqlalchemy.orm import Session

from app.core.errors import Missing
from app.core.shelf import Shelf

from ..models import (
    CourseEdition,
    CourseModule,
    LessonText,
    Media,
    ModuleEdition,
    ModuleState,
)
from ..outlines import CourseOutline, ModuleOutline, read_module_outline
from ..standing import ModuleStanding, from_json

_outlines: Shelf[CourseOutline] = Shelf(64)
_texts: Shelf[LessonPage] = Shelf(256)

_MODULE_COLUMNS = (
    ModuleEdition.id,
    ModuleEdition.module_key,
    ModuleEdition.number,
    ModuleEdition.version,
    ModuleEdition.minutes,
    ModuleEdition.outline,
)


@dataclass(frozen=True, slots=True)
class LessonPage:
    """A lesson's text in one language, as it was published."""

    title: str
    html: Markup
    stale: bool
    reviewed_by: str
    reviewed_on: date | None
    reviewed_version: str


def course_outline(session: Session, course_edition_id: UUID) -> CourseOutline:
    """Return a course edition with its modules and lessons; editions never change, so it is read once.

    Raises:
        Missing: there is none.

    """
    found = _outlines.find(course_edition_id) or course_outlines(session, [course_edition_id]).get(course_edition_id)
    if found is None:
        raise Missing
    return found


def course_outlines(session: Session, course_edition_ids: Iterable[UUID]) -> dict[UUID, CourseOutline]:
    """Return several course editions, those that are not at hand in one statement."""
    wanted = set(course_edition_ids)
    at_hand = ((key, _outlines.find(key)) for key in wanted)
    found = {key: outline for key, outline in at_hand if outline is not None}
    if missing := wanted - set(found):
        rows = session.execute(
            select(
                CourseEdition.id.label("course_edition_id"),
                CourseEdition.course_key,
                CourseEdition.number.label("course_number"),
                CourseEdition.hours,
                CourseEdition.definition,
                *_MODULE_COLUMNS,
            )
            .outerjoin(CourseModule, CourseModule.course_edition_id == CourseEdition.id)
            .outerjoin(ModuleEdition, ModuleEdition.id == CourseModule.edition_id)
            .where(CourseEdition.id.in_(missing))
            .order_by(CourseEdition.id, CourseModule.position)
        ).all()
        for key in missing:
            if own := [row for row in rows if row.course_edition_id == key]:
                found[key] = _read_course(own)
                _outlines.put(key, found[key])
    return found


def _read_course(rows: Sequence[Row[Any]]) -> CourseOutline:
    first = rows[0]
    modules = tuple(_read_module(row) for row in rows if row.id is not None)
    return CourseOutline(
        id=first.course_edition_id,
        key=first.course_key,
        number=first.course_number,
        hours=first.hours,
        definition=first.definition,
        modules=modules,
        total=sum(len(module.lessons) for module in modules),
    )


def _read_module(row: Row[Any]) -> ModuleOutline:
    return read_module_outline(row.id, row.module_key, row.number, row.version, row.minutes, row.outline)


def list_current_courses(session: Session) -> list[CourseEdition]:
    """Return the latest edition of each course."""
    latest = select(CourseEdition.course_key, func.max(CourseEdition.number)).group_by(CourseEdition.course_key)
    current = select(CourseEdition).where(tuple_(CourseEdition.course_key, CourseEdition.number).in_(latest))
    return list(session.scalars(current.order_by(CourseEdition.course_key)))


def current_course_edition(session: Session, course_key: str) -> CourseEdition | None:
    """Return the latest edition of a course."""
    editions = select(CourseEdition).where(CourseEdition.course_key == course_key)
    return session.scalars(editions.order_by(CourseEdition.number.desc()).limit(1)).one_or_none()


def list_current_modules(session: Session) -> list[ModuleOutline]:
    """Return the latest edition of each module, in the order of the curriculum."""
    latest = select(ModuleEdition.module_key, func.max(ModuleEdition.number)).group_by(ModuleEdition.module_key)
    current = select(*_MODULE_COLUMNS).where(tuple_(ModuleEdition.module_key, ModuleEdition.number).in_(latest))
    found = [_read_module(row) for row in session.execute(current)]
    return sorted(found, key=lambda module: (module.place, module.key))


def list_standings(session: Session) -> list[tuple[ModuleStanding, datetime]]:
    """Return where each module's files stood and when that was, in the order of the curriculum."""
    rows = session.execute(select(ModuleState.standing, ModuleState.read_at))
    found = [(from_json(standing), read_at) for standing, read_at in rows]
    return sorted(found, key=lambda pair: (pair[0].place, pair[0].key))


def get_module(session: Session, module_key: str, number: int | None = None) -> ModuleOutline:
    """Return an edition of a module, the latest unless a number is given.

    Raises:
        Missing: there is none.

    """
    editions = select(*_MODULE_COLUMNS).where(ModuleEdition.module_key == module_key)
    if number is not None:
        editions = editions.where(ModuleEdition.number == number)
    row = session.execute(editions.order_by(ModuleEdition.number.desc()).limit(1)).one_or_none()
    if row is None:
        raise Missing
    return _read_module(row)


def count_editions(session: Session, module_key: str) -> int:
    """Return how many editions of a module were published."""
    return session.scalar(select(func.count()).where(ModuleEdition.module_key == module_key)) or 0


def get_lesson_page(session: Session, edition_id: UUID, language: str, lesson_key: str) -> LessonPage:
    """Return a lesson's text; editions never change, so the recent ones are at hand.

    Raises:
        Missing: the edition has no such lesson in this language.

    """
    key = (edition_id, language, lesson_key)
    found = _texts.take(key, lambda: _fetch_lesson(session, edition_id, language, lesson_key))
    if found is None:
        raise Missing
    return found


def _fetch_lesson(session: Session, edition_id: UUID, language: str, lesson_key: str) -> LessonPage | None:
    row = session.execute(
        select(LessonText.title, LessonText.html, LessonText.stale, LessonText.reviewed).where(
            LessonText.edition_id == edition_id,
            LessonText.language == language,
            LessonText.lesson_key == lesson_key,
        )
    ).one_or_none()
    if row is None:
        return None
    return LessonPage(
        title=row.title,
        html=Markup(row.html),  # noqa: S704 -- rendered and sanitised by core.markdown before it was stored
        stale=row.stale,
        reviewed_by=row.reviewed.get("name", ""),
        reviewed_on=date.fromisoformat(row.reviewed["on"]) if "on" in row.reviewed else None,
        reviewed_version=row.reviewed.get("version", ""),
    )


def get_media(session: Session, edition_id: UUID, name: str) -> tuple[str, bytes]:
    """Return the kind and the bytes of a picture.

    Raises:
        Missing: the edition has no such picture.

    """
    row = session.execute(
        select(Media.kind, Media.content).where(Media.edition_id == edition_id, Media.name == name)
    ).one_or_none()
    if row is None:
        raise Missing
    return row.kind, row.content
