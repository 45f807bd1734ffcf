"""A line for each group: the mean gain as a point on its confidence interval, all on one scale."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from .rules import Gain

WIDTH, HEIGHT, EDGE = 170, 24, 8
STEP = 20


@dataclass(frozen=True, slots=True)
class Scale:
    """What the drawing reaches from and to, in points of 100."""

    low: float
    high: float
    width: int = WIDTH
    height: int = HEIGHT

    def at(self, value: float) -> float:
        """Return where a value stands."""
        share = (value - self.low) / (self.high - self.low)
        return round(EDGE + share * (WIDTH - 2 * EDGE), 1)

    @property
    def ticks(self) -> list[int]:
        """The round values on the scale."""
        return list(range(int(self.low), int(self.high) + 1, STEP))


def scale_for(gains: Iterable[Gain]) -> Scale:
    """Choose a scale with zero on it that holds every interval."""
    found = list(gains)
    lows = [each.interval.low if each.interval else each.mean for each in found]
    highs = [each.interval.high if each.interval else each.mean for each in found]
    low = STEP * math.floor(min([0.0, *lows]) / STEP)
    high = STEP * math.ceil(max([STEP, *highs]) / STEP)
    return Scale(low, high)
