"""What people judged, and what a case that was walked through is worth."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from fractions import Fraction
from typing import Any

from app.assessments.rules.numbers import exact

from .marks import FULL, NOTHING


def rubric_share(key: Mapping[str, Any], levels: Mapping[str, str]) -> Fraction:
    """The points of the levels that an assessor chose, of the points of the best levels.

    A criterion without a level earns nothing.
    """
    most = earned = NOTHING
    for criterion in key["rubric"]:
        points = {level["id"]: exact(level["points"]) for level in criterion["levels"]}
        most += max(points.values(), default=NOTHING)
        earned += points.get(levels.get(criterion["id"], ""), NOTHING)
    return earned / most if most else NOTHING


def checklist_share(key: Mapping[str, Any], observed: Collection[str]) -> Fraction:
    """The points of what was observed, of all points; nothing at all where a critical item was not observed."""
    items = key["items"]
    if any(item.get("critical") and item["id"] not in observed for item in items):
        return NOTHING
    points = {item["id"]: exact(item.get("points", "1"), FULL) for item in items}
    most = sum(points.values(), NOTHING)
    earned = sum((each for item, each in points.items() if item in observed), NOTHING)
    return earned / most if most else NOTHING


def run_share(answer: Mapping[str, Any], scores: Mapping[str, Fraction]) -> Fraction:
    """The share of the points that the run earned; a run that did not end, or is not this person's, earns nothing."""
    return scores.get(answer["run"], NOTHING)
