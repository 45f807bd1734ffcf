"""What an assessment asks for, read from the course file once and refused with the reason where it is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction
from typing import Any, TypeVar

from app.core.errors import N_, RuleViolation

from .numbers import exact, is_exact
from .questions import AssessmentKind

LONGEST_MINUTES = 24 * 60
APPEAL_DAYS = 14


class Showing(StrEnum):
    """When a person may see something of their own attempt: the result, or the right answers and why."""

    AFTER_SUBMIT = "after_submit"
    AFTER_CLOSE = "after_close"
    AFTER_LAST_ATTEMPT = "after_last_attempt"
    ON_RELEASE = "on_release"
    NEVER = "never"


class Counting(StrEnum):
    """Which of several attempts is the result."""

    BEST = "best"
    LAST = "last"
    FIRST = "first"
    AVERAGE = "average"


class Layout(StrEnum):
    """How many questions a page of an attempt shows."""

    ONE = "one"
    ALL = "all"


class MarkingRule(StrEnum):
    """How many people mark what a person must mark; see `marking.rules.combining`."""

    SINGLE = "single"
    DOUBLE = "double"


class MissingLanguage(StrEnum):
    """What happens to questions that are not written in the language of the person who sits."""

    LEAVE_OUT = "leave_out"
    REFUSE = "refuse"
    FALL_BACK = "fall_back"


class WrongBlueprint(RuleViolation):
    """The course file asks for an assessment that can't be."""

    code = "wrong-blueprint"
    message = N_("The blueprint of an assessment is wrong: %(name)s can't be %(value)s.")


@dataclass(frozen=True, slots=True)
class Quota:
    """So many questions of one module, objective, difficulty or pool; an empty word stands for any."""

    count: int
    module: str = ""
    objective: str = ""
    difficulty: str = ""
    pool: str = ""

    @property
    def precision(self) -> int:
        """How many words it fixes: the more precise quota chooses first."""
        return sum(bool(word) for word in (self.module, self.objective, self.difficulty, self.pool))


@dataclass(frozen=True, slots=True)
class SectionMark:
    """What must be reached in one section, a module or an objective of it; who misses it fails the whole."""

    pass_mark: int
    module: str = ""
    objective: str = ""

    def holds(self, module: str, objective: str) -> bool:
        """Whether a question belongs to the section."""
        return self.module in ("", module) and self.objective in ("", objective)


@dataclass(frozen=True, slots=True)
class Blueprint:
    """How a paper is drawn, how long it takes, how often it may be tried, and what is shown afterwards."""

    questions: int | None = None  # None: every question of the pool
    minutes: int | None = None  # None: no time limit
    pass_mark: int = 0
    attempts: int | None = None  # None: as often as one likes
    spacing_hours: float = 0
    pool: str = "practice"
    show_explanations: Showing = Showing.AFTER_SUBMIT
    shuffle_questions: bool = True
    shuffle_options: bool = True
    quotas: tuple[Quota, ...] = ()
    further_pools: tuple[str, ...] = ()
    banks: tuple[str, ...] = ()  # ids of banks of centres, whose published questions may be drawn too
    counting: Counting = Counting.BEST
    show_result: Showing = Showing.AFTER_SUBMIT
    sections: tuple[SectionMark, ...] = ()
    layout: Layout = Layout.ONE
    honour: Mapping[str, str] = field(default_factory=dict)  # what a person affirms before they begin, by language
    missing_language: MissingLanguage | None = None  # None: as is usual for the kind of assessment
    marking: MarkingRule = MarkingRule.SINGLE
    marking_tolerance: Fraction = Fraction(0)  # how far two markers may differ, in points, before a third decides
    appeal_days: int = APPEAL_DAYS  # how long after a result one may appeal against it

    @property
    def pools(self) -> tuple[str, ...]:
        """Every pool that a paper may draw from."""
        return (self.pool, *self.further_pools)

    def granting(self, more: int) -> Blueprint:
        """Return it with attempts on top of those that it allows: what a person was granted."""
        return self if self.attempts is None or not more else replace(self, attempts=self.attempts + more)

    @classmethod
    def from_mapping(cls, stated: Mapping[str, Any]) -> Blueprint:
        """Read a blueprint as a course file or a sitting states it.

        `quotas` is a list of tables with `count` and any of `module`, `objective`, `difficulty`, `pool`; what they
        leave of `questions` is spread evenly. `pool` is one word or a list of words. `sections` is a list of tables
        with `pass_mark` and `module` or `objective` or both.

        Raises:
            WrongBlueprint: a value is out of range or of the wrong type.

        """
        pool, *further = _words(stated, "pool") or ("practice",)
        return cls(
            questions=_whole(stated, "questions", 1, 500),
            minutes=_whole(stated, "minutes", 1, LONGEST_MINUTES),
            pass_mark=_whole(stated, "pass_mark", 0, 100) or 0,
            attempts=_whole(stated, "attempts", 1, 1000),
            spacing_hours=_hours(stated),
            pool=pool,
            show_explanations=_one_of(Showing, stated, "show_explanations", Showing.AFTER_SUBMIT),
            shuffle_questions=bool(stated.get("shuffle_questions", True)),
            shuffle_options=bool(stated.get("shuffle_options", True)),
            quotas=tuple(_quota(each) for each in stated.get("quotas", ())),
            further_pools=tuple(further),
            banks=_words(stated, "banks"),
            counting=_one_of(Counting, stated, "counting", Counting.BEST),
            show_result=_one_of(Showing, stated, "show_result", Showing.AFTER_SUBMIT),
            sections=tuple(_section(each) for each in stated.get("sections", ())),
            layout=_one_of(Layout, stated, "layout", Layout.ONE),
            honour=_texts(stated, "honour"),
            missing_language=_one_of(MissingLanguage, stated, "missing_language", None),
            marking=_one_of(MarkingRule, stated, "marking", MarkingRule.SINGLE),
            marking_tolerance=_points(stated, "marking_tolerance"),
            appeal_days=_days(stated, "appeal_days", APPEAL_DAYS),
        )

    def missing_language_for(self, kind: AssessmentKind) -> MissingLanguage:
        """What is stated, else what is usual: an exam leaves out what is not translated, the others fall back."""
        if self.missing_language is not None:
            return self.missing_language
        exams = (AssessmentKind.FINAL_EXAM, AssessmentKind.PRACTICAL)
        return MissingLanguage.LEAVE_OUT if kind in exams else MissingLanguage.FALL_BACK


def combined(stated: Mapping[str, Any], overrides: Mapping[str, Any]) -> dict[str, Any]:
    """Lay what a sitting says over what its assessment says."""
    return {**stated, **overrides}


def _whole(stated: Mapping[str, Any], name: str, least: int, most: int) -> int | None:
    value = stated.get(name)
    if value is None or (value == 0 and least == 1):
        return None
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise WrongBlueprint(name=name, value=value)
    return value


def _points(stated: Mapping[str, Any], name: str) -> Fraction:
    value = stated.get(name) or 0
    if isinstance(value, bool) or not is_exact(str(value)) or exact(str(value)) < 0:
        raise WrongBlueprint(name=name, value=value)
    return exact(str(value))


def _days(stated: Mapping[str, Any], name: str, usual: int) -> int:
    value = _whole(stated, name, 0, 365)
    return usual if value is None else value


def _hours(stated: Mapping[str, Any]) -> float:
    value = stated.get("spacing_hours") or 0
    if not isinstance(value, int | float) or isinstance(value, bool) or value < 0:
        raise WrongBlueprint(name="spacing_hours", value=value)
    return float(value)


Word = TypeVar("Word", bound=StrEnum)
Usual = TypeVar("Usual")


def _one_of(words: type[Word], stated: Mapping[str, Any], name: str, usual: Usual) -> Word | Usual:
    value = stated.get(name)
    if value is None:
        return usual
    try:
        return words(value)
    except ValueError:
        raise WrongBlueprint(name=name, value=value) from None


def _words(stated: Mapping[str, Any], name: str) -> tuple[str, ...]:
    value = stated.get(name) or ()
    found = (value,) if isinstance(value, str) else tuple(value) if isinstance(value, list | tuple) else (value,)
    if not all(isinstance(each, str) and each for each in found) or len(set(found)) < len(found):
        raise WrongBlueprint(name=name, value=value)
    return found


def _texts(stated: Mapping[str, Any], name: str) -> Mapping[str, str]:
    value = stated.get(name) or {}
    if not isinstance(value, Mapping) or not all(isinstance(each, str) for each in value.values()):
        raise WrongBlueprint(name=name, value=value)
    return dict(value)


def _quota(stated: Mapping[str, Any]) -> Quota:
    count = _whole(stated, "count", 1, 500)
    if count is None:
        raise WrongBlueprint(name="quotas.count", value=stated.get("count"))
    return Quota(count, *(str(stated.get(word, "")) for word in ("module", "objective", "difficulty", "pool")))


def _section(stated: Mapping[str, Any]) -> SectionMark:
    mark = _whole(stated, "pass_mark", 1, 100)
    module, objective = str(stated.get("module", "")), str(stated.get("objective", ""))
    if mark is None or not (module or objective):
        raise WrongBlueprint(name="sections", value=dict(stated))
    return SectionMark(mark, module, objective)
