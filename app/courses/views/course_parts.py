"""What a course page says of its modules whoever reads it: made once for each edition and each pair of languages."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from flask import get_template_attribute, render_template
from markupsafe import Markup, escape

from app.core.i18n import chain, current_language
from app.core.shelf import Shelf
from app.courses.outlines import CourseOutline, ModuleOutline

# Where the address of the reader's own course goes. Nothing that was escaped can hold it.
COURSE = Markup("<course>")

_modules: Shelf[tuple[ShownModule, ...]] = Shelf(64)


@dataclass(frozen=True, slots=True)
class LessonRow:
    """A lesson's line as it looks open, done, and done or not when the course is closed to the reader."""

    open: str
    done: str
    closed: str
    closed_done: str


@dataclass(frozen=True, slots=True)
class ShownModule:
    """A module's heading and the lines of its lessons, by edition and lesson as completions name them."""

    key: str
    head: Markup
    rows: dict[tuple[UUID, str], LessonRow]

    def count_done(self, done: frozenset[tuple[UUID, str]]) -> int:
        """Return how many of its lessons are completed."""
        return sum(key in done for key in self.rows)

    def list_lessons(self, done: frozenset[tuple[UUID, str]], course_url: str = "") -> Markup:
        """Return the list for one reader; without the address of their course the lines are no links."""
        if course_url:
            lines = "".join([row.done if key in done else row.open for key, row in self.rows.items()])
            lines = lines.replace(COURSE, escape(course_url))
        else:
            lines = "".join([row.closed_done if key in done else row.closed for key, row in self.rows.items()])
        return Markup('<ol class="lessons">' + lines + "</ol>")  # noqa: S704 -- lines of a template, and an address


def shown_modules(course: CourseOutline, content_language: str) -> tuple[ShownModule, ...]:
    """Return the modules of a course edition for readers of a language; an edition never changes."""
    found = _modules.take(
        (course.id, content_language, current_language()),
        lambda: tuple(_shown(module, place, content_language) for place, module in enumerate(course.modules, start=1)),
    )
    assert found is not None
    return found


def _shown(module: ModuleOutline, number: int, content_language: str) -> ShownModule:
    row = get_template_attribute("courses/parts.html", "lesson_row")
    rows = {}
    for lesson in module.lessons:
        facts = module, lesson, lesson.language_for(chain(content_language))
        lines = (row(*facts, done, base) for base in (COURSE, "") for done in (False, True))
        rows[module.edition_id, lesson.key] = LessonRow(*map(str, lines))
    head = render_template("courses/module_head.html", module=module, number=number, content_language=content_language)
    return ShownModule(module.key, Markup(head), rows)  # noqa: S704 -- from a template
