"""Question banks: structure and right answers from the English file, words from each language's file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.core.content_files import Problem, Table, parse_toml, read_text

from .model import DIFFICULTIES, POOLS, QUESTION_KINDS, SOURCE_LANGUAGE, QuestionSource

FEWEST_PARTS = 2
FEWEST_PAIRS = 3
Words = dict[str, Any]


def read_questions(
    folder: Path, shown: str, languages: tuple[str, ...], problems: list[Problem]
) -> tuple[QuestionSource, ...]:
    """Read a module's questions in every language that has a file."""
    if not (folder / f"{SOURCE_LANGUAGE}.toml").exists():
        problems.append(Problem(f"{shown}/{SOURCE_LANGUAGE}.toml", 1, "The module has no questions."))
        return ()
    questions: dict[str, QuestionSource] = {}
    for table in _tables(folder, shown, SOURCE_LANGUAGE, problems):
        question = _read_source(table)
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


def _read_source(table: Table) -> QuestionSource | None:
    key_id, kind = table.slug("id"), table.one_of("kind", QUESTION_KINDS)
    objective, difficulty = table.slug("objective"), table.one_of("difficulty", DIFFICULTIES)
    pool = table.one_of("pool", POOLS)
    if not key_id or not kind:
        return None
    words: Words = {"stem": table.text("stem"), "explanation": table.text("explanation")}
    key = _READERS[kind](table, words)
    table.close()
    return QuestionSource(
        id=key_id,
        kind=kind,
        objective=objective,
        difficulty=difficulty,
        pool=pool,
        key=key,
        texts={SOURCE_LANGUAGE: words},
        line=table.line(),
        path=table.path,
        lines={SOURCE_LANGUAGE: table.line()},
    )


def _choices(table: Table, words: Words) -> dict[str, Any]:
    choices, correct = _read_choices(table, words, with_key=True)
    if len(choices) < FEWEST_PARTS:
        table.complain("A question needs at least two choices.")
    if not correct:
        table.complain("No choice is marked as correct.")
    elif table.values.get("kind") == "single" and len(correct) > 1:
        table.complain("A question with a single answer has more than one correct choice.")
    return {"choices": choices, "correct": correct}


def _read_choices(table: Table, words: Words, *, with_key: bool) -> tuple[list[str], list[str]]:
    choices, correct = [], []
    words["choices"] = {}
    for choice in table.tables("choices"):
        key = choice.slug("id")
        if key in choices:
            choice.complain(f"The choice {key} stands twice.")
        choices.append(key)
        words["choices"][key] = {"text": choice.text("text"), "explanation": choice.text("explanation")}
        if with_key and choice.truth("correct", default=False):
            correct.append(key)
        choice.close()
    return choices, correct


def _true_false(table: Table, _words: Words) -> dict[str, Any]:
    return {"answer": table.truth("answer")}


def _matching(table: Table, words: Words) -> dict[str, Any]:
    pairs, distractors = _read_pairs(table, words)
    if len(pairs) < FEWEST_PAIRS:
        table.complain("A matching question needs at least three pairs.", "pairs")
    return {"pairs": pairs, "distractors": distractors}


def _read_pairs(table: Table, words: Words) -> tuple[list[str], list[str]]:
    pairs, distractors = [], []
    words["left"], words["right"] = {}, {}
    for pair in table.tables("pairs"):
        key = pair.slug("id")
        pairs.append(key)
        words["left"][key], words["right"][key] = pair.text("left"), pair.text("right")
        pair.close()
    for extra in table.tables("distractors", required=False):
        key = extra.slug("id")
        distractors.append(key)
        words["right"][key] = extra.text("text")
        extra.close()
    _complain_of_doubles(table, "pairs", [*pairs, *distractors], list(words["right"].values()))
    return pairs, distractors


def _ordering(table: Table, words: Words) -> dict[str, Any]:
    items = _read_items(table, words)
    if len(items) < FEWEST_PAIRS:
        table.complain("An ordering question needs at least three items.", "items")
    return {"items": items}


def _read_items(table: Table, words: Words) -> list[str]:
    items = []
    words["items"] = {}
    for item in table.tables("items"):
        key = item.slug("id")
        items.append(key)
        words["items"][key] = item.text("text")
        item.close()
    _complain_of_doubles(table, "items", items, list(words["items"].values()))
    return items


def _complain_of_doubles(table: Table, key: str, ids: list[str], texts: list[str]) -> None:
    if len(set(ids)) != len(ids):
        table.complain(f"An id stands twice in {key}.", key)
    if len(set(texts)) != len(texts):
        table.complain(f"Two texts in {key} are the same, so nobody can tell them apart.", key)


def _short(table: Table, words: Words) -> dict[str, Any]:
    words["accept"] = list(table.words("accept"))
    if not words["accept"]:
        table.complain("A short answer needs at least one accepted answer.", "accept")
    return {}


_READERS = {
    "single": _choices,
    "multiple": _choices,
    "true_false": _true_false,
    "matching": _matching,
    "ordering": _ordering,
    "short": _short,
}


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
    if question.kind in ("single", "multiple"):
        _read_choices(table, words, with_key=False)
    elif question.kind == "matching":
        _read_pairs(table, words)
    elif question.kind == "ordering":
        _read_items(table, words)
    elif question.kind == "short":
        _short(table, words)
    table.close()
    _compare(question.texts[SOURCE_LANGUAGE], words, table)
    questions[question.id] = QuestionSource(
        id=question.id,
        kind=question.kind,
        objective=question.objective,
        difficulty=question.difficulty,
        pool=question.pool,
        key=question.key,
        texts={**question.texts, language: words},
        line=question.line,
        path=question.path,
        translates={**question.translates, language: translates},
        lines={**question.lines, language: table.line()},
    )


def _compare(source: Mapping[str, Any], words: Words, table: Table) -> None:
    for part in ("choices", "left", "right", "items"):
        if part in source and set(source[part]) != set(words.get(part, {})):
            missing = sorted(set(source[part]) ^ set(words.get(part, {})))
            table.complain(f"The ids differ from those in English: {', '.join(missing)}.")
            return
