"""What a lesson page shows, whoever reads it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import render_template, request
from markupsafe import Markup
from sqlalchemy.orm import Session

from app.core.i18n import LANGUAGE_NAMES, chain, current_language
from app.core.policy import Actor
from app.core.shelf import Shelf
from app.courses.outlines import LessonOutline, ModuleOutline, SourceOutline, Step
from app.courses.queries import LessonPage, get_lesson_page

_articles: Shelf[Markup] = Shelf(128)


@dataclass(frozen=True, slots=True)
class Reading:
    """A lesson in the language that it is shown in, and the steps before and after it."""

    module: ModuleOutline
    lesson: LessonOutline
    page: LessonPage
    language: str
    wanted: str
    before: Step | None
    after: Step | None

    @property
    def position(self) -> int:
        """Return the lesson's number within its module."""
        return self.module.lessons.index(self.lesson) + 1

    @property
    def fell_back(self) -> bool:
        """Whether the lesson does not exist in the language that the reader asked for."""
        return self.language != self.wanted

    @property
    def language_name(self) -> str:
        """Return the language's own name."""
        return LANGUAGE_NAMES.get(self.language, self.language)

    @property
    def wanted_name(self) -> str:
        """Return the own name of the language that the reader asked for."""
        return LANGUAGE_NAMES.get(self.wanted, self.wanted)

    @property
    def languages(self) -> list[tuple[str, str]]:
        """Return the languages in which the lesson exists, with their own names, in a fixed order."""
        return [(code, name) for code, name in LANGUAGE_NAMES.items() if code in self.lesson.titles]

    @property
    def sources(self) -> list[SourceOutline]:
        """Return the documents that the lesson leans on."""
        return [self.module.sources[key] for key in self.lesson.sources if key in self.module.sources]

    @property
    def objectives(self) -> list[dict[str, Any]]:
        """Return the objectives that the lesson serves, by language."""
        return [dict(self.module.objectives[key]) for key in self.lesson.objectives if key in self.module.objectives]


def wanted_language(actor: Actor) -> str:
    """Return the language that the address asks for, as a search result does, else the reader's own choice."""
    asked = request.args.get("language", "")
    return asked if asked in LANGUAGE_NAMES else actor.content_language


def read(session: Session, steps: Sequence[Step], at: int, wanted: str) -> Reading:
    """Find the text of a lesson, given by its place among the steps, and its neighbours."""
    module, lesson = steps[at]
    language = lesson.language_for(chain(wanted))
    return Reading(
        module=module,
        lesson=lesson,
        page=get_lesson_page(session, module.edition_id, language, lesson.key),
        language=language,
        wanted=wanted,
        before=steps[at - 1] if at else None,
        after=steps[at + 1] if at + 1 < len(steps) else None,
    )


def article(reading: Reading) -> Markup:
    """Return the text with its objectives and sources as HTML, made once for each language of the interface."""
    key = (reading.module.edition_id, reading.lesson.key, reading.language, reading.wanted, current_language())
    made = _articles.take(key, lambda: Markup(render_template("courses/article.html", reading=reading)))  # noqa: S704
    assert made is not None
    return made
