"""Questions whose answers are typed: short texts, numbers, texts with gaps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.core.content_files import Table

from .choices import Key, choices_of, complain_of_choices
from .parts import Reading, Words, decimal, each_once

GAP_KINDS = ("text", "choice", "numeric")


def read_short(reading: Reading) -> Key:
    """Read what a short answer may be."""
    reading.words["accept"] = accepted(reading.table)
    return _spelling(reading.table) if reading.is_source else {}


def accepted(table: Table) -> list[Any]:
    """Read accepted answers: texts, or tables with a share and a word to who gave it."""
    value = table.values.get("accept")
    if not (isinstance(value, list) and any(isinstance(each, dict) for each in value)):
        words = list(table.words("accept"))
        if not words:
            table.complain("A short answer needs at least one accepted answer.", "accept")
        return words
    return [_accepted(each) for each in table.tables("accept")]


def _accepted(entry: Table) -> dict[str, str]:
    read = {"text": entry.text("text"), "share": decimal(entry, "share", default="1")}
    if "explanation" in entry:
        read["explanation"] = entry.text("explanation")
    entry.close()
    return read


def _spelling(table: Table) -> Key:
    return {name: True for name in ("case", "wildcards") if table.truth(name, default=False)}


def read_numeric(reading: Reading) -> Key:
    """Read numbers that are right, and units with their names."""
    table, words = reading.table, reading.words
    key: Key = {}
    if reading.is_source:
        key["answers"] = _answers(table, words)
        if "unit_share" in table:
            key["unit_share"] = decimal(table, "unit_share")
    else:
        words["answers"] = {
            name: each.text("explanation") for name, each in each_once(table, "answers", required=False)
        }
    units = []
    words["units"] = {}
    for name, unit in each_once(table, "units", required=False):
        if reading.is_source:
            units.append({"id": name, "factor": decimal(unit, "factor", default="1")})
        words["units"][name] = list(unit.words("names"))
    if units:
        key["units"] = units
    for part in ("answers", "units"):
        if not words[part]:
            del words[part]
    return key


def _answers(table: Table, words: Words) -> list[dict[str, str]]:
    """Read values with a tolerance, or ranges."""
    answers = []
    words["answers"] = {}
    for name, each in each_once(table, "answers"):
        answer = {"id": name}
        if "low" in each or "high" in each:
            answer |= {"low": decimal(each, "low"), "high": decimal(each, "high")}
        else:
            answer |= {"value": decimal(each, "value"), "tolerance": decimal(each, "tolerance", default="0")}
        answer["share"] = decimal(each, "share", default="1")
        if "explanation" in each:
            words["answers"][name] = each.text("explanation")
        answers.append(answer)
    return answers


def read_gaps(reading: Reading) -> Key:
    """Read the gaps of a text, which stand in its stem as [[id]]."""
    kinds = {gap["id"]: gap["kind"] for gap in (reading.source or {}).get("gaps", ())}
    gaps = []
    reading.words["gaps"] = {}
    for name, gap in each_once(reading.table, "gaps", required=reading.is_source):
        kind = gap.one_of("kind", GAP_KINDS) if reading.is_source else kinds.get(name, "")
        own: Words = {}
        key = _gap(gap, kind, own, is_source=reading.is_source)
        reading.words["gaps"][name] = {part: value for part, value in own.items() if value}
        gaps.append({"id": name, "kind": kind, **key})
    for name in kinds.keys() - reading.words["gaps"].keys():
        if kinds[name] == "numeric":
            reading.words["gaps"][name] = {}
    return {"gaps": gaps}


def _gap(gap: Table, kind: str, words: Words, *, is_source: bool) -> Mapping[str, Any]:
    key: Key = {"weight": decimal(gap, "weight", default="1")} if is_source else {}
    if kind == "text":
        words["accept"] = accepted(gap)
        key |= _spelling(gap) if is_source else {}
    elif kind == "choice":
        own: Words = {}
        key |= _gap_choices(gap, own, is_source=is_source)
        words["choices"] = {name: each["text"] for name, each in own["choices"].items()}
    elif kind == "numeric" and is_source:
        key["answers"] = _answers(gap, {})
    return key


def _gap_choices(gap: Table, words: Words, *, is_source: bool) -> Key:
    key = choices_of(gap, words, is_source=is_source, explained=False)
    if not is_source:
        return {}
    complain_of_choices(gap, key, one=True)
    return key
