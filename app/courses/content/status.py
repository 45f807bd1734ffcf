"""How far the curriculum is: each module in each language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .model import REQUIRED_LANGUAGES, Content, LessonSource, ModuleSource
from .rendering import Known, render_lesson


@dataclass(frozen=True, slots=True)
class LanguageStatus:
    """A module in one language; stale texts translate an earlier source or were never compared."""

    lessons: int
    stale_lessons: int
    missing_lessons: int
    questions: int
    stale_questions: int
    missing_questions: int
    words: int
    reviewed: bool

    @property
    def complete(self) -> bool:
        """Whether nothing is missing and nothing is stale."""
        return not (self.stale_lessons or self.missing_lessons or self.stale_questions or self.missing_questions)


@dataclass(frozen=True, slots=True)
class ModuleStatus:
    """A module in all its languages."""

    key: str
    hours: float
    minutes: int
    languages: Mapping[str, LanguageStatus]


def status(content: Content) -> tuple[ModuleStatus, ...]:
    """Return where each module stands."""
    known = Known.of(content)
    return tuple(
        ModuleStatus(
            module.key,
            module.hours,
            module.minutes,
            {
                language: _in_language(module, language, known)
                for language in dict.fromkeys((*REQUIRED_LANGUAGES, *module.languages))
            },
        )
        for module in content.modules
    )


def _in_language(module: ModuleSource, language: str, known: Known) -> LanguageStatus:
    lessons = [lesson for lesson in module.lessons if language in lesson.words]
    questions = [question for question in module.questions if language in question.texts]
    return LanguageStatus(
        lessons=len(lessons),
        stale_lessons=sum(not lesson.is_current(language) for lesson in lessons),
        missing_lessons=len(module.lessons) - len(lessons),
        questions=len(questions),
        stale_questions=sum(not question.is_current(language) for question in questions),
        missing_questions=len(module.questions) - len(questions),
        words=sum(_words(module, lesson, language, known) for lesson in lessons),
        reviewed=module.review_in(language) is not None,
    )


def _words(module: ModuleSource, lesson: LessonSource, language: str, known: Known) -> int:
    return render_lesson(module, lesson, lesson.words[language], known, "status").words


def status_table(content: Content) -> str:
    """Write the status as a table for people at a terminal."""
    rows = [("module", "hours", "language", "lessons", "questions", "stale", "missing", "words", "reviewed", "")]
    for module in status(content):
        for language, each in module.languages.items():
            rows.append(
                (
                    module.key,
                    f"{module.hours:g}",
                    language,
                    str(each.lessons),
                    str(each.questions),
                    str(each.stale_lessons + each.stale_questions),
                    str(each.missing_lessons + each.missing_questions),
                    str(each.words),
                    "yes" if each.reviewed else "no",
                    "complete" if each.complete else "",
                )
            )
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )
