"""Learners in groups: each with its gain, what is missing and why, and whether it is too small to be shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from app.core.errors import N_

from .crossing import hide_together
from .hiding import FEWEST
from .queries import Learner
from .rules import Gain, gain_of


class Dimension(StrEnum):
    """By what people are grouped."""

    COHORT = "cohort"
    COURSE = "course"
    AGENCY = "agency"
    REGION = "region"
    COUNTRY = "country"
    PROFESSION = "profession"
    SEX = "sex"
    LANGUAGE = "language"
    YEAR = "year"


DIMENSION_TITLES = {
    Dimension.COHORT: N_("Cohort"),
    Dimension.COURSE: N_("Course"),
    Dimension.AGENCY: N_("Agency"),
    Dimension.REGION: N_("Region"),
    Dimension.COUNTRY: N_("Country"),
    Dimension.PROFESSION: N_("Profession"),
    Dimension.SEX: N_("Sex"),
    Dimension.LANGUAGE: N_("Language"),
    Dimension.YEAR: N_("Year of enrolment"),
}
# What lies within what: a cohort belongs to one course, an agency to one region, and both to one country.
LARGER = (
    (Dimension.COHORT, Dimension.COURSE),
    (Dimension.AGENCY, Dimension.REGION),
    (Dimension.AGENCY, Dimension.COUNTRY),
    (Dimension.REGION, Dimension.COUNTRY),
)
DIMENSIONS = tuple(Dimension)
_LARGER_PLACES = tuple((DIMENSIONS.index(smaller), DIMENSIONS.index(larger)) for smaller, larger in LARGER)


class Reason(StrEnum):
    """Why one of the two results is missing."""

    WITHDREW = "withdrew"
    UNDER_WAY = "under_way"
    NOT_MARKED = "not_marked"
    NO_EXAM_YET = "no_exam_yet"
    NO_PRE_TEST = "no_pre_test"


REASON_TITLES = {
    Reason.WITHDREW: N_("Pre-test only: left the course"),
    Reason.UNDER_WAY: N_("Pre-test only: the exam is under way"),
    Reason.NOT_MARKED: N_("Pre-test only: the exam is not marked yet"),
    Reason.NO_EXAM_YET: N_("Pre-test only: has not sat the exam"),
    Reason.NO_PRE_TEST: N_("Exam only: did not sit the pre-test"),
}


@dataclass(slots=True)
class Group:
    """Some learners: those with both results, and how many have one of them or none."""

    key: Hashable
    pairs: list[tuple[float, float]] = field(default_factory=list)
    missing: Counter[Reason] = field(default_factory=Counter)
    neither: int = 0

    def add(self, learner: Learner) -> None:
        """Take one more."""
        if learner.before is not None and learner.after is not None:
            self.pairs.append((learner.before, learner.after))
            return
        reason = reason_of(learner)
        if reason is None:
            self.neither += 1
        else:
            self.missing[reason] += 1

    @property
    def only_before(self) -> int:
        """How many have a pre-test alone."""
        return self.missing.total() - self.missing[Reason.NO_PRE_TEST]

    @property
    def only_after(self) -> int:
        """How many have an exam alone."""
        return self.missing[Reason.NO_PRE_TEST]


@dataclass(frozen=True, slots=True)
class Row:
    """A group in the table; without a gain where it is hidden or empty."""

    key: Hashable
    hidden: bool
    people: int | None
    gain: Gain | None
    only_before: int | None
    only_after: int | None


@dataclass(frozen=True, slots=True)
class Table:
    """The gain of everybody and of each group; `whole` is None where fewer than five have both results."""

    whole: Gain | None
    people: int
    missing: Mapping[Reason, int]
    neither: int
    rows: Sequence[Row]

    @property
    def one_only(self) -> int:
        """How many have one of the two results alone."""
        return sum(self.missing.values())

    @property
    def hides(self) -> bool:
        """Whether any group is hidden."""
        return any(row.hidden for row in self.rows)


Keys = Mapping[Dimension, Callable[[Learner], Hashable]]


def tabulate(learners: Iterable[Learner], by: Dimension, keys: Keys) -> Table:
    """Group learners and hide what is too small, or would give away what is too small in another grouping."""
    everyone = Group(None)
    groups: dict[Hashable, Group] = {}
    crossed: Counter[tuple[Hashable, ...]] = Counter()
    for learner in learners:
        everyone.add(learner)
        key = keys[by](learner)
        groups.setdefault(key, Group(key)).add(learner)
        if learner.before is not None and learner.after is not None:
            crossed[tuple(keys[each](learner) for each in DIMENSIONS)] += 1
    enough = len(everyone.pairs) >= FEWEST
    hidden = hide_together(crossed, _LARGER_PLACES)[DIMENSIONS.index(by)] if enough else frozenset()
    nothing_left = all(key in hidden for key, group in groups.items() if group.pairs)
    rows = [] if not enough or nothing_left else [_row(group, hidden=key in hidden) for key, group in groups.items()]
    return Table(
        whole=gain_of(everyone.pairs) if enough else None,
        people=len(everyone.pairs),
        missing=everyone.missing,
        neither=everyone.neither,
        rows=rows,
    )


def reason_of(learner: Learner) -> Reason | None:
    """Tell why one result is missing; None where both are."""
    if learner.before is None:
        return Reason.NO_PRE_TEST if learner.after is not None else None
    if learner.open_exam:
        return Reason.UNDER_WAY
    if learner.sat_exam:
        return Reason.NOT_MARKED
    return Reason.WITHDREW if learner.withdrawn else Reason.NO_EXAM_YET


def _row(group: Group, *, hidden: bool) -> Row:
    if hidden:
        return Row(group.key, hidden=True, people=None, gain=None, only_before=None, only_after=None)
    return Row(
        group.key,
        hidden=False,
        people=len(group.pairs),
        gain=gain_of(group.pairs),
        only_before=group.only_before,
        only_after=group.only_after,
    )
