"""Questions that a person judges, and those that are a case to walk through."""

from __future__ import annotations

from app.core.content_files import Table

from .choices import Key
from .parts import Reading, decimal, each_once

MOST_WORDS = 3000


def read_essay(reading: Reading) -> Key:
    """Read a rubric, limits of length, and perhaps a good answer."""
    table, words = reading.table, reading.words
    rubric = []
    words["rubric"] = {}
    for name, criterion in each_once(table, "rubric"):
        title, levels, texts = criterion.text("title"), [], {}
        for level_name, level in each_once(criterion, "levels"):
            texts[level_name] = level.text("text")
            if reading.is_source:
                levels.append({"id": level_name, "points": decimal(level, "points")})
        words["rubric"][name] = {"title": title, "levels": texts}
        rubric.append({"id": name, "levels": levels})
    if "model_answer" in table:
        words["model_answer"] = table.text("model_answer")
    return {"rubric": rubric, **_lengths(table)} if reading.is_source else {}


def _lengths(table: Table) -> dict[str, int]:
    return {name: table.whole(name, 1, MOST_WORDS) for name in ("least_words", "most_words") if name in table}


def read_checklist(reading: Reading) -> Key:
    """Read what an assessor observes."""
    table, words = reading.table, reading.words
    items = []
    words["items"] = {}
    for name, item in each_once(table, "items"):
        words["items"][name] = item.text("text")
        if reading.is_source:
            critical = item.truth("critical", default=False)
            items.append({"id": name, "points": decimal(item, "points", default="1"), "critical": critical})
    if "instructions" in table:
        words["instructions"] = table.text("instructions")
    return {"items": items}


def read_simulation(reading: Reading) -> Key:
    """Read which case is walked through."""
    return {"simulation": reading.table.slug("simulation")} if reading.is_source else {}
