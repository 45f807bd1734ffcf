"""Question banks: structure and right answers from the English file, words from each language's file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from app.core.content_files import Problem, Table, parse_toml, read_text

from ..model import DIFFICULTIES, POOLS, QUESTION_KINDS, SOURCE_LANGUAGE, MediaFile, QuestionSource, digest_of
from . import choices, judged, typed
from .parts import Reading, Words, decimal

__all__ = ["read_questions"]

_READERS: dict[str, Callable[[Reading], dict[str, Any]]] = {
    "single": choices.read_choices,
    "multiple": choices.read_choices,
    "image": choices.read_image,
    "true_false": choices.read_true_false,
    "matching": choices.read_matching,
    "ordering": choices.read_ordering,
    "short": typed.read_short,
    "numeric": typed.read_numeric,
    "gaps": typed.read_gaps,
    "essay": judged.read_essay,
    "checklist": judged.read_checklist,
    "simulation": judged.read_simulation,
}


def read_questions(
    folder: Path, shown: str, languages: tuple[str, ...], media: Mapping[str, MediaFile], problems: list[Problem]
) -> tuple[QuestionSource, ...]:
    """Read a module's questions in every language that has a file."""
    if not (folder / f"{SOURCE_LANGUAGE}.toml").exists():
        problems.append(Problem(f"{shown}/{SOURCE_LANGUAGE}.toml", 1, "The module has no questions."))
        return ()
    questions: dict[str, QuestionSource] = {}
    for table in _tables(folder, shown, SOURCE_LANGUAGE, problems):
        question = _read_source(table, media)
        if question and question.id in questions:
            table.complain(f"The id {question.id} is used twice.", "id")
        elif question:
            questions[question.id] = question
    for language in languages:
        if language != SOURCE_LANGUAGE and (folder / f"{language}.toml").exists():
            for table in _tables(folder, shown, language, problems):
                _add_translation(questions, language, table)
    return tuple(questions.values())


def _tables(folder: Path, shown: str, language: str, problems: list[Problem]) -> list[Table]:
    path = f"{shown}/{language}.toml"
    text = read_text(folder / f"{language}.toml", path, problems)
    root = None if text is None else parse_toml(text, path, problems)
    if root is None:
        return []
    tables = root.tables("questions")
    root.close()
    return tables


def _read_source(table: Table, media: Mapping[str, MediaFile]) -> QuestionSource | None:
    key_id, kind = table.slug("id"), table.one_of("kind", QUESTION_KINDS)
    objective, difficulty = table.slug("objective"), table.one_of("difficulty", DIFFICULTIES)
    pool = table.one_of("pool", POOLS)
    if not key_id or not kind:
        return None
    words: Words = {"stem": table.text("stem"), "explanation": table.text("explanation")}
    key = _READERS[kind](Reading(table, words)) | _common(table)
    pictures = _pictures(table, key, media)
    table.close()
    return QuestionSource(
        id=key_id,
        kind=kind,
        objective=objective,
        difficulty=difficulty,
        pool=pool,
        key=key | ({"pictures": pictures} if pictures else {}),
        texts={SOURCE_LANGUAGE: words},
        line=table.line(),
        path=table.path,
        lines={SOURCE_LANGUAGE: table.line()},
    )


def _common(table: Table) -> dict[str, Any]:
    """Read what any question may say: its points, and that its options keep their order."""
    key: dict[str, Any] = {"points": decimal(table, "points")} if "points" in table else {}
    if not table.truth("shuffle", default=True):
        key["shuffle"] = False
    return key


def _pictures(table: Table, key: Mapping[str, Any], media: Mapping[str, MediaFile]) -> dict[str, str]:
    """Return the digests of a question's pictures: with another picture it is another version."""
    names = [*key.get("images", {}).values(), *([key["stem_image"]] if key.get("stem_image") else [])]
    for name in names:
        if name not in media:
            table.complain(f"There is no picture media/{name}.")
    return {name: digest_of(media[name].content.hex())[:16] for name in names if name in media}


def _add_translation(questions: dict[str, QuestionSource], language: str, table: Table) -> None:
    question = questions.get(table.slug("id"))
    if question is None:
        table.complain("There is no question with this id in English.", "id")
        return
    if language in question.texts:
        table.complain(f"The id {question.id} is used twice.", "id")
        return
    translates = table.text("translates", required=False)
    words: Words = {"stem": table.text("stem"), "explanation": table.text("explanation")}
    _READERS[question.kind](Reading(table, words, question.key))
    table.close()
    _compare(question.texts[SOURCE_LANGUAGE], words, table)
    questions[question.id] = replace(
        question,
        texts={**question.texts, language: words},
        translates={**question.translates, language: translates},
        lines={**question.lines, language: table.line()},
    )


def _compare(source: Mapping[str, Any], words: Words, table: Table) -> None:
    """Complain of the first part whose ids differ from those in English."""
    for part in ("choices", "left", "right", "items", "units", "gaps", "rubric", "answers"):
        if odd := _different(source.get(part, {}), words.get(part, {})):
            table.complain(f"The ids differ from those in English: {', '.join(odd)}.")
            return


def _different(source: Mapping[str, Any], words: Mapping[str, Any]) -> list[str]:
    """Return the ids that only one of the two has, those inside the parts too."""
    odd = set(source) ^ set(words)
    for name in set(source) & set(words):
        for part in ("levels", "choices"):
            if isinstance(source[name], Mapping) and isinstance(source[name].get(part), Mapping):
                inside = words[name].get(part, {}) if isinstance(words[name], Mapping) else {}
                odd |= {f"{name}/{each}" for each in set(source[name][part]) ^ set(inside)}
    return sorted(odd)
