"""How strict a marker is: the own marks beside the marks that came to count.

A marker's mean difference is the usual measure of leniency and severity in classical terms (Saal, Downey and Lahey,
"Rating the ratings", Psychological Bulletin 88, 1980): the mean of the marker's marks minus that of the reference, here
in percentage points of what a question is worth. The mean absolute difference says how far single marks lie apart, even
where too high and too low ones cancel out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

FEWEST = 5
NOTABLE = 5.0


class Tendency(StrEnum):
    """What the figures say in a word."""

    SEVERE = "severe"
    LENIENT = "lenient"
    IN_LINE = "in_line"
    TOO_FEW = "too_few"


@dataclass(frozen=True, slots=True)
class Comparison:
    """One answer: what a marker gave, and the reference, both as a share of what it is worth."""

    marker_id: UUID
    given: float
    reference: float


@dataclass(frozen=True, slots=True)
class Severity:
    """One marker's figures, in percentage points; a negative mean difference is strict."""

    marker_id: UUID
    n: int
    mean_difference: float
    mean_absolute: float

    @property
    def tendency(self) -> Tendency:
        """Fewer than five answers say nothing; less than five points is in line."""
        if self.n < FEWEST:
            return Tendency.TOO_FEW
        if abs(self.mean_difference) < NOTABLE:
            return Tendency.IN_LINE
        return Tendency.SEVERE if self.mean_difference < 0 else Tendency.LENIENT


def severities(comparisons: Iterable[Comparison]) -> list[Severity]:
    """Return the figures of each marker, the strictest first."""
    differences: dict[UUID, list[float]] = defaultdict(list)
    for each in comparisons:
        differences[each.marker_id].append(100 * (each.given - each.reference))
    found = [
        Severity(marker, len(own), sum(own) / len(own), sum(map(abs, own)) / len(own))
        for marker, own in differences.items()
    ]
    return sorted(found, key=lambda each: (each.mean_difference, str(each.marker_id)))
