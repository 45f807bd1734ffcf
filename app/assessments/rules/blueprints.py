"""What an assessment asks for, read from the course file once and refused with the reason where it is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.core.errors import N_, RuleViolation


class Explanations(StrEnum):
    """When a person may read the right answers and why they are right."""

    AFTER_SUBMIT = "after_submit"
    AFTER_LAST_ATTEMPT = "after_last_attempt"
    NEVER = "never"


class WrongBlueprint(RuleViolation):
    """The course file asks for an assessment that can't be."""

    code = "wrong-blueprint"
    message = N_("The blueprint of an assessment is wrong: %(name)s can't be %(value)s.")


@dataclass(frozen=True, slots=True)
class Quota:
    """So many questions of one module, objective or difficulty; an empty word stands for any."""

    count: int
    module: str = ""
    objective: str = ""
    difficulty: str = ""

    @property
    def precision(self) -> int:
        """How many words it fixes: the more precise quota chooses first."""
        return sum(bool(word) for word in (self.module, self.objective, self.difficulty))


@dataclass(frozen=True, slots=True)
class Blueprint:
    """How a paper is drawn, how long it takes, how often it may be tried, and what is shown afterwards."""

    questions: int | None = None  # None: every question of the pool
    minutes: int | None = None  # None: no time limit
    pass_mark: int = 0
    attempts: int | None = None  # None: as often as one likes
    spacing_hours: float = 0
    pool: str = "practice"
    show_explanations: Explanations = Explanations.AFTER_SUBMIT
    shuffle_questions: bool = True
    shuffle_options: bool = True
    quotas: tuple[Quota, ...] = ()

    @classmethod
    def from_mapping(cls, stated: Mapping[str, Any]) -> Blueprint:
        """Read a blueprint as a course file states it.

        `quotas` is a list of tables with `count` and any of `module`, `objective`, `difficulty`; what they leave of
        `questions` is spread evenly.

        Raises:
            WrongBlueprint: a value is out of range or of the wrong type.

        """
        return cls(
            questions=_whole(stated, "questions", 1, 500),
            minutes=_whole(stated, "minutes", 1, 24 * 60),
            pass_mark=_whole(stated, "pass_mark", 0, 100) or 0,
            attempts=_whole(stated, "attempts", 1, 1000),
            spacing_hours=_hours(stated),
            pool=str(stated.get("pool", "practice")),
            show_explanations=_explanations(stated),
            shuffle_questions=bool(stated.get("shuffle_questions", True)),
            shuffle_options=bool(stated.get("shuffle_options", True)),
            quotas=tuple(_quota(each) for each in stated.get("quotas", ())),
        )


def _whole(stated: Mapping[str, Any], name: str, least: int, most: int) -> int | None:
    value = stated.get(name)
    if value is None or (value == 0 and least == 1):
        return None
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise WrongBlueprint(name=name, value=value)
    return value


def _hours(stated: Mapping[str, Any]) -> float:
    value = stated.get("spacing_hours") or 0
    if not isinstance(value, int | float) or isinstance(value, bool) or value < 0:
        raise WrongBlueprint(name="spacing_hours", value=value)
    return float(value)


def _explanations(stated: Mapping[str, Any]) -> Explanations:
    value = stated.get("show_explanations", Explanations.AFTER_SUBMIT)
    try:
        return Explanations(value)
    except ValueError:
        raise WrongBlueprint(name="show_explanations", value=value) from None


def _quota(stated: Mapping[str, Any]) -> Quota:
    count = _whole(stated, "count", 1, 500)
    if count is None:
        raise WrongBlueprint(name="quotas.count", value=stated.get("count"))
    return Quota(count, *(str(stated.get(word, "")) for word in ("module", "objective", "difficulty")))
