"""Checks of questions that a person judges, and of those that are a case to walk through."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.assessments.rules.numbers import exact, is_exact
from app.core.errors import N_

from .faults import ID, Faults, table_of

MOST_WORDS = 3000


def check_essay(faults: Faults) -> None:
    """Check an essay: a rubric whose every level has points and words, and word limits that can be kept."""
    rubric = faults.tables("key.rubric", faults.key.get("rubric"), least=1)
    for at, criterion in enumerate(rubric):
        levels = faults.tables(f"key.rubric.{at}.levels", criterion.get("levels"), least=2)
        points = [level.get("points") for level in levels]
        good = [faults.decimal(f"key.rubric.{at}.levels.{n}.points", each, least=0) for n, each in enumerate(points)]
        if levels and all(good) and not any(exact(each) for each in points):
            faults.add(f"key.rubric.{at}.levels", N_("No level of this criterion earns any points."))
    _check_lengths(faults)
    for code, words in faults.texts.items():
        _check_rubric_words(faults, f"texts.{code}.rubric", rubric, words.get("rubric"))
        if "model_answer" in words and not isinstance(words["model_answer"], str):
            faults.add(f"texts.{code}.model_answer", N_("This must be text."))


def check_checklist(faults: Faults) -> None:
    """Check a checklist: what is observed, with points."""
    items = faults.tables("key.items", faults.key.get("items"), least=1)
    for at, item in enumerate(items):
        faults.decimal(f"key.items.{at}.points", item.get("points", "1"), least=0)
        if not isinstance(item.get("critical", False), bool):
            faults.add(f"key.items.{at}.critical", N_("This must be true or false."))
    points = [item.get("points", "1") for item in items]
    if items and all(map(is_exact, points)) and not any(exact(each) for each in points):
        faults.add("key.items", N_("No item earns any points."))
    faults.worded("items", [item["id"] for item in items])
    for code, words in faults.texts.items():
        if "instructions" in words and not isinstance(words["instructions"], str):
            faults.add(f"texts.{code}.instructions", N_("This must be text."))


def check_simulation(faults: Faults) -> None:
    """Check that a case is named; whether it is published is for those to know who can look."""
    case = faults.key.get("simulation")
    if not isinstance(case, str) or not ID.fullmatch(case):
        faults.add("key.simulation", N_("Name the case simulation by its key."))


def _check_lengths(faults: Faults) -> None:
    limits = []
    for name in ("least_words", "most_words"):
        value = faults.key.get(name)
        if value is None:
            continue
        if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= MOST_WORDS:
            faults.add(f"key.{name}", N_("This must be a whole number from 1 to %(most)s."), most=MOST_WORDS)
        else:
            limits.append(value)
    if limits != sorted(limits):
        faults.add("key.most_words", N_("The most words are fewer than the least."))


def _check_rubric_words(faults: Faults, place: str, rubric: list[Mapping[str, Any]], words: object) -> None:
    table = table_of(words)
    faults.same_ids(place, table, [criterion["id"] for criterion in rubric])
    for criterion in rubric:
        own = table_of(table.get(criterion["id"]))
        faults.text(f"{place}.{criterion['id']}.title", own.get("title"))
        levels = table_of(own.get("levels"))
        listed = criterion.get("levels")
        ids = [str(each.get("id")) for each in listed if isinstance(each, Mapping)] if isinstance(listed, list) else []
        faults.same_ids(f"{place}.{criterion['id']}.levels", levels, ids)
        for level, text in levels.items():
            faults.text(f"{place}.{criterion['id']}.levels.{level}", text)
