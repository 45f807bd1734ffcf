"""Lessons as the search finds them: those of the current editions, in every language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from uuid import UUID

from flask import url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from app.core import search
from app.core.contributions import SearchReach, SearchSource, SearchText
from app.core.i18n import pick
from app.core.policy import Actor

from .models import LessonText, ModuleEdition
from .permissions import may_preview
from .queries import course_outlines, find_own_enrolments

KIND = "lesson"


def write_lessons(session: Session, edition: ModuleEdition, lessons: Iterable[LessonText]) -> None:
    """Let the lessons of a new edition be found in place of those of the edition before."""
    texts = [_text(edition.module_key, edition.outline["title"], lesson) for lesson in lessons]
    search.replace(session, KIND, texts, scope=edition.module_key)


def _texts(session: Session) -> Iterator[SearchText]:
    latest = select(ModuleEdition.module_key, func.max(ModuleEdition.number)).group_by(ModuleEdition.module_key)
    current = (
        select(LessonText, ModuleEdition.module_key, ModuleEdition.outline)
        .join(ModuleEdition, ModuleEdition.id == LessonText.edition_id)
        .where(tuple_(ModuleEdition.module_key, ModuleEdition.number).in_(latest))
    )
    for lesson, module_key, outline in session.execute(current):
        yield _text(module_key, outline["title"], lesson)


def _text(module_key: str, titles: dict[str, str], lesson: LessonText) -> SearchText:
    return SearchText(
        key=f"{module_key}/{lesson.lesson_key}",
        language=lesson.language,
        title=lesson.title,
        body=search.plain(lesson.html),
        scope=module_key,
        context=pick(titles, lesson.language),
    )


def _reach(session: Session, actor: Actor) -> SearchReach:
    """Those who teach and write reach every lesson; others those of the courses that they are enrolled on."""
    if may_preview(actor, None):
        return SearchReach(None, _preview)
    open_ones = [each for each in find_own_enrolments(session, actor.id) if each.withdrawn_at is None]
    outlines = course_outlines(session, {each.course_edition_id for each in open_ones})
    places: dict[str, UUID] = {}
    for enrolment in open_ones:
        for module, lesson in outlines[enrolment.course_edition_id].steps:
            places.setdefault(f"{module.key}/{lesson.key}", enrolment.id)

    def address(key: str, language: str) -> str:
        module_key, lesson_key = key.split("/")
        return url_for(
            "courses.show_lesson",
            enrolment_id=places[key],
            module_key=module_key,
            lesson_key=lesson_key,
            language=language,
        )

    return SearchReach(frozenset(places), address)


def _preview(key: str, language: str) -> str:
    module_key, lesson_key = key.split("/")
    return url_for("modules.show_lesson", module_key=module_key, lesson_key=lesson_key, language=language)


LESSONS = SearchSource(KIND, _l("Lesson"), _texts, _reach)
