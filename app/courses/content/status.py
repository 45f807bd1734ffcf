"""How far the curriculum is, as its files say: each module in each language, for a terminal and to be stored."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from app.courses.standing import (
    CURRENT,
    MISSING,
    STALE,
    LanguageStanding,
    ModuleStanding,
    SignOff,
    TextStanding,
)

from .checks import WORDS_PER_MINUTE
from .model import REQUIRED_LANGUAGES, SOURCE_LANGUAGE, Content, LessonSource, ModuleSource, QuestionSource
from .rendering import Known, render_lesson

HEAD = (
    "module",
    "hours",
    "counted",
    "language",
    "lessons",
    "questions",
    "stale",
    "missing",
    "words",
    "reviewed by",
    "",
)
LONGEST_STEM = 80
Words = Mapping[tuple[str, str], int]


def status(content: Content) -> tuple[ModuleStanding, ...]:
    """Return where each module stands."""
    known = Known.of(content)
    return tuple(module_standing(module, count_words(module, known)) for module in content.modules)


def count_words(module: ModuleSource, known: Known) -> dict[tuple[str, str], int]:
    """Return how many words each lesson has in each language."""
    return {
        (lesson.key, language): render_lesson(module, lesson, words, known, "status").words
        for lesson in module.lessons
        for language, words in lesson.words.items()
    }


def module_standing(module: ModuleSource, words: Words, problems: Iterable[str] = ()) -> ModuleStanding:
    """Return where a module stands, given its words by lesson and language."""
    reading = sum(words.get((lesson.key, SOURCE_LANGUAGE), 0) for lesson in module.lessons) / WORDS_PER_MINUTE
    practice = sum(question.pool == "practice" for question in module.questions)
    return ModuleStanding(
        key=module.key,
        place=module.place,
        titles=dict(module.titles),
        version=module.version,
        hours=module.hours,
        counted=round(reading + sum(lesson.exercise_minutes for lesson in module.lessons) + practice),
        languages={
            language: _in_language(module, language, words)
            for language in dict.fromkeys((*REQUIRED_LANGUAGES, *module.languages))
        },
        problems=tuple(problems),
    )


def _in_language(module: ModuleSource, language: str, words: Words) -> LanguageStanding:
    review = module.review_in(language)
    return LanguageStanding(
        lessons=tuple(_lesson(lesson, language, words) for lesson in module.lessons),
        questions=tuple(_question(question, language) for question in module.questions),
        sign_off=SignOff(review.name, review.on, review.version) if review else None,
    )


def _lesson(lesson: LessonSource, language: str, words: Words) -> TextStanding:
    state = MISSING if language not in lesson.words else CURRENT if lesson.is_current(language) else STALE
    title = lesson.words[language if language in lesson.words else SOURCE_LANGUAGE].title
    return TextStanding(lesson.key, title, state, words.get((lesson.key, language), 0))


def _question(question: QuestionSource, language: str) -> TextStanding:
    state = MISSING if language not in question.texts else CURRENT if question.is_current(language) else STALE
    stem = " ".join(str(question.texts.get(language, question.texts[SOURCE_LANGUAGE])["stem"]).split())
    return TextStanding(question.id, stem if len(stem) <= LONGEST_STEM else f"{stem[:LONGEST_STEM]}…", state)


def status_table(content: Content) -> str:
    """Write the status as a table for people at a terminal, with what is stale or missing below it."""
    modules = status(content)
    rows = [HEAD, *(_row(module, code, each) for module in modules for code, each in module.languages.items())]
    rows += _totals(modules)
    widths = [max(len(row[at]) for row in rows) for at in range(len(HEAD))]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows)
    return "\n".join([*lines, *_lists(modules)])


def _row(module: ModuleStanding, language: str, each: LanguageStanding) -> tuple[str, ...]:
    return (
        module.key,
        f"{module.hours:g}",
        f"{module.counted_hours:g}",
        language,
        str(each.lessons_there),
        str(each.questions_there),
        str(each.stale),
        str(each.missing),
        str(each.words),
        each.sign_off.name if each.sign_off else "draft",
        "complete" if each.complete else "",
    )


def _totals(modules: tuple[ModuleStanding, ...]) -> Iterator[tuple[str, ...]]:
    for language in dict.fromkeys(code for module in modules for code in module.languages):
        own = [module.languages[language] for module in modules if language in module.languages]
        complete = sum(each.complete for each in own)
        yield (
            "all",
            f"{sum(module.hours for module in modules):g}",
            f"{sum(module.counted for module in modules) / 60:.1f}",
            language,
            str(sum(each.lessons_there for each in own)),
            str(sum(each.questions_there for each in own)),
            str(sum(each.stale for each in own)),
            str(sum(each.missing for each in own)),
            str(sum(each.words for each in own)),
            f"{sum(each.sign_off is not None for each in own)} of {len(modules)}",
            f"{complete} of {len(modules)} complete",
        )


def _lists(modules: tuple[ModuleStanding, ...]) -> Iterator[str]:
    for module in modules:
        for language, each in module.languages.items():
            for state, what, texts in (
                (STALE, "lesson", each.stale_lessons),
                (STALE, "question", each.stale_questions),
                (MISSING, "lesson", each.missing_lessons),
                (MISSING, "question", each.missing_questions),
            ):
                if texts:
                    yield f"{state}: {module.key} {language} {what}s: {', '.join(text.key for text in texts)}"
