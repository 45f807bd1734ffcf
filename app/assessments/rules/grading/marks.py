"""A mark, and the marks of a paper; points are exact fractions until stored, so that no rounding decides who passes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

NOTHING, FULL = Fraction(0), Fraction(1)


class MarkState(StrEnum):
    """An answer in one word; `waiting` ones must be seen by an assessor first."""

    RIGHT = "right"
    PARTIAL = "partial"
    WRONG = "wrong"
    UNANSWERED = "unanswered"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class Mark:
    """What one answer is worth, between 0 and the question's `maximum`; `note` tells a person to look."""

    points: Fraction
    state: MarkState
    note: str = ""
    maximum: Fraction = FULL


@dataclass(frozen=True, slots=True)
class PaperMarks:
    """What an attempt is worth; nothing is final while an answer waits for an assessor."""

    marks: tuple[Mark, ...]
    pass_mark: int

    @property
    def points(self) -> Fraction:
        """The sum of the marks."""
        return sum((mark.points for mark in self.marks), NOTHING)

    @property
    def maximum(self) -> Fraction:
        """What could be reached: the sum of what the questions are worth."""
        return sum((mark.maximum for mark in self.marks), NOTHING)

    @property
    def percent(self) -> float:
        """Points of the maximum in percent, cut (not rounded) to two decimals: 79.996 is shown as 79.99, not as 80."""
        return int(10_000 * self.points / self.maximum) / 100 if self.marks else 0.0

    @property
    def passed(self) -> bool:
        """Whether the pass mark is reached, compared exactly."""
        return bool(self.marks) and 100 * self.points >= self.pass_mark * self.maximum

    @property
    def waiting(self) -> tuple[int, ...]:
        """The places, from 0, that an assessor must look at."""
        return tuple(place for place, mark in enumerate(self.marks) if mark.state is MarkState.WAITING)


def mark_of_share(share: Fraction, worth: Fraction, note: str = "") -> Mark:
    """Make the mark of an answer that earns a share, cut to between nothing and all, of what its question is worth."""
    within = min(max(share, NOTHING), FULL)
    state = MarkState.RIGHT if within == FULL else MarkState.PARTIAL if within > NOTHING else MarkState.WRONG
    return Mark(within * worth, state, note, worth)
