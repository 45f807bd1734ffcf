"""From the grades of several attempts to the one result, and from the marks of questions to those of sections."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .blueprints import Blueprint, Counting, SectionMark


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an attempt, or several together, were worth."""

    percent: float
    passed: bool


@dataclass(frozen=True, slots=True)
class SectionResult:
    """How somebody did in a section that has a pass mark of its own."""

    section: SectionMark
    points: float
    maximum: float

    @property
    def percent(self) -> float:
        """The share of the section's points; a section of which no question was drawn is reached."""
        return round(100 * self.points / self.maximum, 2) if self.maximum else 100.0

    @property
    def passed(self) -> bool:
        """Whether its own pass mark is reached."""
        return self.percent >= self.section.pass_mark


def counting_outcome(outcomes: Sequence[Outcome], blueprint: Blueprint) -> Outcome | None:
    """Return what counts of the graded attempts, given first to last; None where there are none.

    The best is the best passed one, where any is passed: a higher one may have failed a section. An average is passed
    when it reaches the pass mark and no attempt failed a section.
    """
    if not outcomes:
        return None
    if blueprint.counting is Counting.LAST:
        return outcomes[-1]
    if blueprint.counting is Counting.FIRST:
        return outcomes[0]
    if blueprint.counting is Counting.AVERAGE:
        percent = round(sum(each.percent for each in outcomes) / len(outcomes), 2)
        whole = all(each.passed or each.percent < blueprint.pass_mark for each in outcomes)
        return Outcome(percent, whole and percent >= blueprint.pass_mark)
    return max(outcomes, key=lambda each: (each.passed, each.percent))


def section_results(blueprint: Blueprint, details: Iterable[Mapping[str, Any]]) -> list[SectionResult]:
    """Return how each section with a pass mark went; `details` are the marks of a grade, question by question."""
    marks = list(details)
    return [_section(section, marks) for section in blueprint.sections]


def sections_passed(blueprint: Blueprint, details: Iterable[Mapping[str, Any]]) -> bool:
    """Whether no section was failed: who fails one fails the whole."""
    return all(each.passed for each in section_results(blueprint, details))


def _section(section: SectionMark, marks: Sequence[Mapping[str, Any]]) -> SectionResult:
    own = [each for each in marks if section.holds(each.get("module", ""), each.get("objective", ""))]
    return SectionResult(section, sum(each["points"] for each in own), sum(each["maximum"] for each in own))
