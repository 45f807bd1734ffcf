"""Lessons: TOML between two lines of `+++`, then Markdown."""

from __future__ import annotations

import re
from pathlib import Path

from app.core.content_files import Problem, Table, parse_toml, read_text

from .model import SOURCE_LANGUAGE, LessonSource, LessonWords

FENCE = "+++"
FILE_NAME = re.compile(r"\d{3}-[a-z0-9-]+\.md")
LONGEST_LESSON = 240


def read_lessons(
    folder: Path, shown: str, languages: tuple[str, ...], problems: list[Problem]
) -> tuple[LessonSource, ...]:
    """Read a module's lessons in order, in every language."""
    lessons: dict[str, LessonSource] = {}
    names: dict[str, str] = {}
    for file in _files(folder / SOURCE_LANGUAGE, f"{shown}/{SOURCE_LANGUAGE}", problems):
        lesson = _read_source(file, f"{shown}/{SOURCE_LANGUAGE}/{file.name}", problems)
        if lesson and lesson.key in lessons:
            problems.append(Problem(lesson.path, 1, f"The id {lesson.key} is used twice in this module."))
        elif lesson:
            lessons[lesson.key] = lesson
            names[file.name] = lesson.key
    for language in languages:
        if language != SOURCE_LANGUAGE:
            for file in _files(folder / language, f"{shown}/{language}", problems):
                _add_translation(lessons, names, language, file, f"{shown}/{language}/{file.name}", problems)
    return tuple(lessons.values())


def _files(folder: Path, shown: str, problems: list[Problem]) -> list[Path]:
    found = []
    for file in sorted(folder.iterdir()) if folder.is_dir() else ():
        if file.name.startswith("."):
            continue
        if FILE_NAME.fullmatch(file.name):
            found.append(file)
        else:
            problems.append(Problem(f"{shown}/{file.name}", 1, "A lesson's file is named like 010-three-elements.md."))
    return found


def _read_source(file: Path, shown: str, problems: list[Problem]) -> LessonSource | None:
    parts = split(file, shown, problems)
    if parts is None:
        return None
    head, words = parts
    key = head.slug("id")
    lesson = LessonSource(
        key=key,
        name=file.name,
        path=shown,
        minutes=head.whole("minutes", 1, LONGEST_LESSON),
        exercise_minutes=head.whole("exercise_minutes", 0, LONGEST_LESSON, default=0),
        objectives=head.words("objectives"),
        sources=head.words("sources"),
        words={SOURCE_LANGUAGE: words},
        lines={name: head.line(name) for name in ("id", "minutes", "objectives", "sources")},
    )
    head.close()
    return lesson if key else None


def _add_translation(
    lessons: dict[str, LessonSource],
    names: dict[str, str],
    language: str,
    file: Path,
    shown: str,
    problems: list[Problem],
) -> None:
    parts = split(file, shown, problems, language=language)
    if parts is None:
        return
    head, words = parts
    key = head.slug("id")
    head.close()
    if key not in lessons:
        head.complain(f"There is no lesson with the id {key} in English.", "id")
    elif language in lessons[key].words:
        head.complain(f"The id {key} is used twice in this language.", "id")
    else:
        if names.get(file.name) != key:
            head.complain(f"The file's name differs from the English one, {lessons[key].name}.", "id")
        old = lessons[key]
        lessons[key] = LessonSource(
            key=key,
            name=old.name,
            path=old.path,
            minutes=old.minutes,
            exercise_minutes=old.exercise_minutes,
            objectives=old.objectives,
            sources=old.sources,
            words={**old.words, language: words},
            lines=old.lines,
        )


def split(
    file: Path, shown: str, problems: list[Problem], *, language: str = SOURCE_LANGUAGE
) -> tuple[Table, LessonWords] | None:
    """Take a lesson's file apart into its front matter and its words."""
    text = read_text(file, shown, problems)
    if text is None:
        return None
    lines = text.split("\n")
    if lines[0].rstrip() != FENCE:
        problems.append(Problem(shown, 1, "The file must begin with a line +++ and the lesson's facts in TOML."))
        return None
    end = next((at for at in range(1, len(lines)) if lines[at].rstrip() == FENCE), None)
    if end is None:
        problems.append(Problem(shown, 1, "The second line +++, which ends the lesson's facts, is missing."))
        return None
    head = parse_toml("\n".join(lines[1:end]), shown, problems, first_line=2)
    if head is None:
        return None
    body = "\n".join(lines[end + 1 :])
    if not body.strip():
        problems.append(Problem(shown, end + 1, "The lesson has no text."))
    translated = language != SOURCE_LANGUAGE
    words = LessonWords(
        language=language,
        path=shown,
        title=head.text("title", longest=300),
        body=body,
        first_line=end + 2,
        translates=head.text("translates", required=False) if translated else "",
        translates_line=head.line("translates"),
    )
    return head, words
