"""Reads about manuals: what goes into one, and what was made of it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from flask_babel import gettext
from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from app.accounts.models import PROFESSION_TITLES, Profession
from app.core.contributions import Glossary, glossaries
from app.core.i18n import CODES, chain, pick, speaking
from app.courses.models import CourseEdition, Enrolment, LessonText, Media, ModuleEdition
from app.courses.outlines import CourseOutline, LessonOutline, ModuleOutline

from .book import Elsewhere, Manuscript, Source, SourceLesson, SourceModule, SourceTerm
from .models import Manual
from .rules import fingerprint

PICTURE = re.compile(r'src="(/media/[0-9a-f-]{36}/([a-z0-9._-]+))"')
NO_GLOSSARY = Glossary(0, ())


@dataclass(frozen=True, slots=True)
class Reader:
    """Whether a person is enrolled on the course that a manual belongs to."""

    enrolled: bool


def find_reader(session: Session, user_id: UUID, course_key: str) -> Reader:
    """Tell whether a person is enrolled on a course, whichever edition of it."""
    enrolments = (
        select(Enrolment.id)
        .join(CourseEdition, CourseEdition.id == Enrolment.course_edition_id)
        .where(
            Enrolment.user_id == user_id,
            Enrolment.withdrawn_at.is_(None),
            CourseEdition.course_key == course_key,
        )
    )
    return Reader(session.scalar(enrolments.limit(1)) is not None)


def current_glossary(session: Session) -> Glossary:
    """Return the glossary of whichever feature keeps one."""
    return next((offer(session) for offer in glossaries.all()), NO_GLOSSARY)


def find_manual(session: Session, course_edition_id: UUID, language: str, glossary: Glossary) -> Manual | None:
    """Return the manual that is current for an edition and language, whatever its state."""
    return session.scalars(
        select(Manual).where(
            Manual.course_edition_id == course_edition_id,
            Manual.language == language,
            Manual.fingerprint == fingerprint(glossary.edition),
        )
    ).one_or_none()


def find_file(session: Session, course_edition_id: UUID, language: str, digest: str) -> Manual | None:
    """Return the manual that a stored file belongs to: those of earlier templates stay where they are."""
    return session.scalars(
        select(Manual).where(
            Manual.course_edition_id == course_edition_id, Manual.language == language, Manual.digest == digest
        )
    ).first()


def gather(session: Session, course: CourseOutline, language: str, glossary: Glossary) -> Manuscript:
    """Collect everything that goes into a manual: a fixed number of statements, however many lessons."""
    published = _published(session, course)
    at = published[course.id]
    texts = _texts(session, [module.edition_id for module in course.modules], chain(language))
    return Manuscript(
        key=course.key,
        title=pick(course.titles, language),
        audience=_audience(course.definition.get("audience", ()), language),
        language=language,
        edition=course.number,
        published=at.date(),
        hours=course.hours,
        modules=tuple(
            _module(module, published[module.edition_id].date(), texts, language) for module in course.modules
        ),
        terms={
            term.id: SourceTerm(term.id, pick(term.names, language), pick(term.meanings, language))
            for term in glossary.terms
        },
        elsewhere=_elsewhere(session, {module.key for module in course.modules}, at, language),
    )


def published_at(session: Session, course_edition_id: UUID) -> datetime:
    """Return when a course edition was published."""
    return session.scalars(select(CourseEdition.published_at).where(CourseEdition.id == course_edition_id)).one()


def find_pictures(session: Session, manuscript: Manuscript, course: CourseOutline) -> dict[str, tuple[str, bytes]]:
    """Return the kind and bytes of the pictures that the lessons show, by their address."""
    shown = {
        found[1]
        for module in manuscript.modules
        for lesson in module.lessons
        for found in PICTURE.finditer(lesson.html)
    }
    if not shown:
        return {}
    rows = session.execute(
        select(Media.edition_id, Media.name, Media.kind, Media.content).where(
            Media.edition_id.in_([module.edition_id for module in course.modules])
        )
    )
    addresses = {f"/media/{edition}/{name}": (kind, content) for edition, name, kind, content in rows}
    return {address: found for address, found in addresses.items() if address in shown}


def _published(session: Session, course: CourseOutline) -> dict[UUID, datetime]:
    editions = select(ModuleEdition.id, ModuleEdition.published_at).where(
        ModuleEdition.id.in_([module.edition_id for module in course.modules])
    )
    found = {row.id: row.published_at for row in session.execute(editions)}
    return {course.id: published_at(session, course.id), **found}


def _texts(session: Session, editions: list[UUID], languages: Iterable[str]) -> dict[tuple[UUID, str, str], Row[Any]]:
    rows = session.execute(
        select(
            LessonText.edition_id,
            LessonText.lesson_key,
            LessonText.language,
            LessonText.title,
            LessonText.html,
            LessonText.stale,
            LessonText.reviewed,
        ).where(LessonText.edition_id.in_(editions), LessonText.language.in_(list(languages)))
    )
    return {(row.edition_id, row.lesson_key, row.language): row for row in rows}


def _module(
    module: ModuleOutline, published: date, texts: dict[tuple[UUID, str, str], Row[Any]], language: str
) -> SourceModule:
    lessons = (_lesson(module, lesson, texts, language) for lesson in module.lessons)
    return SourceModule(
        key=module.key,
        number=module.place,
        title=pick(dict(module.titles), language),
        summary=pick(dict(module.summaries), language),
        edition=module.number,
        version=module.version,
        published=published,
        objectives=tuple(pick(dict(words), language) for words in module.objectives.values()),
        lessons=tuple(lesson for lesson in lessons if lesson is not None),
        sources=tuple(
            Source(each.key, each.title, each.url, each.checked, each.confidence) for each in module.sources.values()
        ),
    )


def _lesson(
    module: ModuleOutline, lesson: LessonOutline, texts: dict[tuple[UUID, str, str], Row[Any]], language: str
) -> SourceLesson | None:
    shown = lesson.language_for(chain(language))
    row = texts.get((module.edition_id, lesson.key, shown))
    if row is None:
        return None
    reviewed_on = row.reviewed.get("on", "")
    return SourceLesson(
        key=lesson.key,
        title=row.title,
        language=shown,
        html=row.html,
        sources=lesson.sources,
        reviewed_by=row.reviewed.get("name", ""),
        reviewed_on=date.fromisoformat(reviewed_on) if reviewed_on else None,
        stale=row.stale,
    )


def _elsewhere(session: Session, own: set[str], at: datetime, language: str) -> dict[str, Elsewhere]:
    """Return the other modules as they were when the course edition was published, so that it never changes."""
    rows = session.execute(
        select(ModuleEdition.module_key, ModuleEdition.outline)
        .where(ModuleEdition.published_at <= at, ModuleEdition.module_key.not_in(own))
        .order_by(ModuleEdition.number)
    )
    return {
        key: Elsewhere(
            outline.get("place", 0),
            pick(outline.get("title", {}), language),
            tuple(lesson["key"] for lesson in outline.get("lessons", ())),
        )
        for key, outline in rows
    }


def _audience(stated: str | Iterable[str], language: str) -> tuple[str, ...]:
    """Return the professions that a course is for, in the language of the manual."""
    professions = [stated] if isinstance(stated, str) else list(stated)
    with speaking(language if language in CODES else "en"):
        return tuple(gettext(PROFESSION_TITLES[Profession(each)]) for each in professions if each in set(Profession))
