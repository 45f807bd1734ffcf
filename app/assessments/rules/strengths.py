"""What attempts say about a person's knowledge, objective by objective."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .questions import AssessmentKind

STRONG_PERCENT = 80
Detail = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Strength:
    """How well the questions of one objective were answered."""

    module: str
    objective: str
    points: float
    maximum: float
    right: int = 0
    questions: int = 0

    @property
    def percent(self) -> int:
        """Points of the maximum, cut to whole percent."""
        return int(100 * self.points / self.maximum + 1e-9) if self.maximum else 0

    @property
    def strong(self) -> bool:
        """Whether the objective needs no further work."""
        return self.percent >= STRONG_PERCENT


def by_objective(details: Iterable[Detail]) -> tuple[Strength, ...]:
    """Sum the marks of attempts by module and objective, the weakest first; a question worth nothing is left out."""
    asked: dict[tuple[str, str], list[Detail]] = defaultdict(list)
    for each in details:
        if each["maximum"]:
            asked[_place(each)].append(each)
    summed = [_sum(*place, about) for place, about in asked.items()]
    return tuple(sorted(summed, key=lambda each: (each.percent, each.module, each.objective)))


def _sum(module: str, objective: str, details: Sequence[Detail]) -> Strength:
    return Strength(
        module,
        objective,
        sum((each["points"] for each in details), 0.0),
        sum((each["maximum"] for each in details), 0.0),
        sum(each["state"] == "right" for each in details),
        len(details),
    )


def over_attempts(attempts: Iterable[tuple[AssessmentKind, Sequence[Detail]]]) -> tuple[Strength, ...]:
    """Sum all attempts at a course by objective.

    The pre-test tells what was known before; it counts only for objectives that were not asked about since.
    """
    since: list[Detail] = []
    before: list[Detail] = []
    for kind, details in attempts:
        (before if kind is AssessmentKind.PRE_TEST else since).extend(details)
    asked = {_place(each) for each in since}
    return by_objective([*since, *(each for each in before if _place(each) not in asked)])


def _place(detail: Detail) -> tuple[str, str]:
    return detail.get("module", ""), detail.get("objective", "")
