"""Describing a sample of numbers: what any statistics text begins with."""

from __future__ import annotations

import math
from collections.abc import Sequence


def mean(values: Sequence[float]) -> float:
    """Return the arithmetic mean of at least one number."""
    return math.fsum(values) / len(values)


def median(values: Sequence[float]) -> float:
    """Return the middle of at least one number, or the mean of the two in the middle."""
    ordered = sorted(values)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def deviation(values: Sequence[float]) -> float:
    """Return the standard deviation of a sample (divided by n - 1); of a single number it is 0."""
    if len(values) < 2:  # noqa: PLR2004 -- one number does not vary
        return 0.0
    middle = mean(values)
    return math.sqrt(math.fsum((each - middle) ** 2 for each in values) / (len(values) - 1))


def ranks(values: Sequence[float]) -> list[float]:
    """Return for each number the share of the sample below it, half of its equals included: between 0 and 1.

    Equal numbers get equal ranks, so that no group of people depends on the order in which they were read.
    """
    order = sorted(range(len(values)), key=values.__getitem__)
    found = [0.0] * len(values)
    start = 0
    while start < len(order):
        end = start
        while end < len(order) and values[order[end]] == values[order[start]]:
            end += 1
        for place in order[start:end]:
            found[place] = (start + end) / 2 / len(order)
        start = end
    return found


class Pairs:
    """Sums over pairs of numbers, from which their correlation follows without keeping them."""

    __slots__ = ("n", "x", "xx", "xy", "y", "yy")

    def __init__(self) -> None:
        self.n = 0
        self.x = self.y = self.xx = self.yy = self.xy = 0.0

    def add(self, x: float, y: float) -> None:
        """Take one more pair."""
        self.n += 1
        self.x += x
        self.y += y
        self.xx += x * x
        self.yy += y * y
        self.xy += x * y

    @property
    def correlation(self) -> float | None:
        """Pearson's product-moment correlation; None where one of the two does not vary.

        Between a question marked 0 or 1 and a score it is the point-biserial correlation (Crocker & Algina 1986,
        Introduction to Classical and Modern Test Theory, chapter 14).
        """
        return correlate(self.n, self.x, self.y, self.xx, self.yy, self.xy)


def correlate(n: int, x: float, y: float, xx: float, yy: float, xy: float) -> float | None:
    """Return the correlation from the sums of x, y, their squares and their products."""
    if n < 2:  # noqa: PLR2004
        return None
    across, down = xx - x * x / n, yy - y * y / n
    smallest = 1e-12 * n
    if across <= smallest or down <= smallest:
        return None
    return max(-1.0, min(1.0, (xy - x * y / n) / math.sqrt(across * down)))
