"""What an attempt says about a person's knowledge, objective by objective."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

STRONG_PERCENT = 80


@dataclass(frozen=True, slots=True)
class Strength:
    """How well the questions of one objective were answered."""

    module: str
    objective: str
    points: float
    maximum: float

    @property
    def percent(self) -> int:
        """Points of the maximum, cut to whole percent."""
        return int(100 * self.points / self.maximum + 1e-9) if self.maximum else 0

    @property
    def strong(self) -> bool:
        """Whether the objective needs no further work."""
        return self.percent >= STRONG_PERCENT


def by_objective(details: Iterable[Mapping[str, Any]]) -> tuple[Strength, ...]:
    """Sum the marks of an attempt by module and objective, the weakest first."""
    sums: dict[tuple[str, str], tuple[float, float]] = {}
    for each in details:
        place = (each.get("module", ""), each.get("objective", ""))
        points, maximum = sums.get(place, (0.0, 0.0))
        sums[place] = (points + each["points"], maximum + each["maximum"])
    strengths = [Strength(*place, points, maximum) for place, (points, maximum) in sums.items()]
    return tuple(sorted(strengths, key=lambda each: (each.percent, each.module, each.objective)))
