"""Store what passed the checks as immutable editions; what did not change is not touched.

A module is published whole or not at all, and a course only when all its modules are. Nothing here ever changes an
earlier edition: what a person was taught can be shown years later.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.core import audit
from app.core.content_files import Problem
from app.core.ids import new_id
from app.courses.models import CourseEdition, CourseModule, LessonText, Media, ModuleEdition
from app.courses.searching import write_lessons

from .checks import course_problems, module_problems
from .model import Content, CourseSource, ModuleSource, Review, digest_of
from .rendering import Known, Renderings
from .source import read_content
from .states import store_states

LOCK = 5_317_001  # an arbitrary number that stands for "publishing" among PostgreSQL's advisory locks


@dataclass(frozen=True, slots=True)
class Published:
    """A module or course after publishing; `new` when this run made the edition."""

    key: str
    edition_id: UUID
    number: int
    new: bool


@dataclass(frozen=True, slots=True)
class PublishReport:
    """What a run published, left as it was, and held back because of problems that block."""

    modules: tuple[Published, ...]
    courses: tuple[Published, ...]
    withheld: tuple[str, ...]
    problems: tuple[Problem, ...]


def publish(session: Session, content: Content | Path, at: datetime, *, strictly: bool = True) -> PublishReport:
    """Publish every module and course that changed and passes the checks. Safe to repeat.

    A preview is not strict: it shows modules with their faults, in a database of its own.
    """
    content = read_content(content) if isinstance(content, Path) else content
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
    known, found = Known.of(content), list(content.problems)
    modules: dict[str, Published] = {}
    held: dict[str, list[Problem]] = {}
    for module in content.modules:
        published, faults = _publish_module(session, module, known, at, strictly=strictly)
        found += faults
        if published:
            modules[module.key] = published
        else:
            held[module.key] = faults
    editions = {key: each.edition_id for key, each in modules.items()}
    store_states(session, content, editions=editions, faults=held, at=at)
    courses = []
    for course in content.courses:
        faults = course_problems(course, content)
        found += faults
        if not any(fault.blocks for fault in faults) and all(key in modules for key in course.modules):
            courses.append(_publish_course(session, course, modules, at))
    done = {*modules, *(course.key for course in courses)}
    keys = [*(module.key for module in content.modules), *(course.key for course in content.courses)]
    withheld = [key for key in keys if key not in done]
    return PublishReport(tuple(modules.values()), tuple(courses), tuple(withheld), tuple(sorted(set(found))))


def _publish_module(
    session: Session, module: ModuleSource, known: Known, at: datetime, *, strictly: bool
) -> tuple[Published | None, list[Problem]]:
    digest = digest_of("module", module.digest)
    latest, number, digest = next_edition(session, ModuleEdition, ModuleEdition.module_key, module.key, digest)
    if latest:
        return Published(module.key, latest, number, new=False), []
    edition_id = new_id()
    # Checked as it is stored: rendering takes most of the time.
    renderings = Renderings(module, known, str(edition_id))
    faults = module_problems(module, known, renderings)
    if strictly and any(fault.blocks for fault in faults):
        return None, faults
    edition = ModuleEdition(
        id=edition_id,
        module_key=module.key,
        number=number,
        version=module.version,
        digest=digest,
        minutes=module.minutes,
        outline=outline_of(module),
        published_at=at,
    )
    session.add(edition)
    session.flush()
    lessons = _lesson_texts(module, renderings, edition.id)
    session.add_all(lessons)
    write_lessons(session, edition, lessons)
    session.add_all(
        Media(edition_id=edition.id, name=each.name, kind=each.kind, content=each.content)
        for each in module.media.values()
    )
    _record(session, "courses:module:publish", ("module", module.key), at, edition.id, number)
    return Published(module.key, edition.id, number, new=True), faults


def next_edition(
    session: Session,
    table: type[Any],
    key_column: InstrumentedAttribute[str],
    key: str,
    digest: str,
) -> tuple[UUID | None, int, str]:
    """Return the latest edition's id and number when it is this content, else None and the next number and digest.

    Content that returns to an earlier state becomes a further edition, so that the latest is always the current one.
    """
    latest = session.execute(
        select(table.id, table.number, table.digest).where(key_column == key).order_by(table.number.desc()).limit(1)
    ).one_or_none()
    if latest is None:
        return None, 1, digest
    if latest.digest in (digest, digest_of(digest, latest.number)):
        return latest.id, latest.number, digest
    known_before = session.scalar(
        select(func.count()).select_from(table).where(key_column == key, table.digest == digest)
    )
    number = latest.number + 1
    return None, number, digest_of(digest, number) if known_before else digest


def _lesson_texts(module: ModuleSource, renderings: Renderings, edition_id: UUID) -> list[LessonText]:
    found = []
    for lesson in module.lessons:
        for language, words in lesson.words.items():
            rendered = renderings.of(lesson, words)
            review = module.review_in(language)
            found.append(
                LessonText(
                    edition_id=edition_id,
                    language=language,
                    lesson_key=lesson.key,
                    title=words.title,
                    html=rendered.html,
                    words=rendered.words,
                    stale=not lesson.is_current(language),
                    reviewed=_sign_off(review),
                )
            )
    return found


def _sign_off(review: Review | None) -> dict[str, str]:
    return {"name": review.name, "on": review.on.isoformat(), "version": review.version} if review else {}


def outline_of(module: ModuleSource) -> dict[str, Any]:
    """Return what pages need of a module without its lessons' text, as JSON knows it."""
    return {
        "title": dict(module.titles),
        "summary": dict(module.summaries),
        "place": module.place,
        "hours": module.hours,
        "audiences": list(module.audiences),
        "prerequisites": list(module.prerequisites),
        "objectives": [{"key": each.key, "texts": dict(each.texts)} for each in module.objectives],
        "sources": [
            {
                "key": each.key,
                "title": each.title,
                "url": each.url,
                "checked": each.checked.isoformat() if each.checked else None,
                "confidence": each.confidence,
            }
            for each in module.sources
        ],
        "lessons": [
            {
                "key": lesson.key,
                "minutes": lesson.minutes,
                "titles": {language: words.title for language, words in lesson.words.items()},
                "objectives": list(lesson.objectives),
                "sources": list(lesson.sources),
            }
            for lesson in module.lessons
        ],
    }


def _publish_course(session: Session, course: CourseSource, modules: dict[str, Published], at: datetime) -> Published:
    editions = [modules[key] for key in course.modules]
    digest = digest_of("course", course.definition, [str(each.edition_id) for each in editions])
    latest, number, digest = next_edition(session, CourseEdition, CourseEdition.course_key, course.key, digest)
    if latest:
        return Published(course.key, latest, number, new=False)
    edition = CourseEdition(
        id=new_id(),
        course_key=course.key,
        number=number,
        digest=digest,
        hours=course.hours,
        definition=dict(course.definition),
        published_at=at,
    )
    session.add(edition)
    session.flush()
    session.add_all(
        CourseModule(course_edition_id=edition.id, position=position, edition_id=each.edition_id, module_key=each.key)
        for position, each in enumerate(editions, start=1)
    )
    _record(session, "courses:course:publish", ("course", course.key), at, edition.id, number)
    return Published(course.key, edition.id, number, new=True)


def _record(
    session: Session, action: str, subject: tuple[str, str], at: datetime, edition_id: UUID, number: int
) -> None:
    audit.record(session, actor=None, action=action, subject=subject, at=at, edition=str(edition_id), number=number)
