"""From the marks that people gave to one answer to the mark that counts.

Single marking: the marker's own latest mark counts. Double marking: two people mark without seeing each other's mark.
Where the two differ by no more than the tolerance, their mean counts; where they differ by more, a third person marks,
and that mark alone counts. A mark given in moderation or after an appeal stands above all marks before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Protocol, TypeVar
from uuid import UUID

from app.core.errors import N_, RuleViolation

LONGEST_COMMENT = 4000


class MarkRole(StrEnum):
    """In which capacity a mark was given."""

    FIRST = "first"
    SECOND = "second"
    THIRD = "third"
    MODERATION = "moderation"
    APPEAL = "appeal"
    # Not a mark: its marker took back what they gave before.
    TAKEN_BACK = "taken_back"


class Stage(StrEnum):
    """Whose mark an answer waits for."""

    FIRST = "first"
    SECOND = "second"
    THIRD = "third"
    SETTLED = "settled"


class Basis(StrEnum):
    """By which rule the mark that counts came about."""

    ONE = "one"
    MEAN = "mean"
    THIRD = "third"
    MODERATION = "moderation"
    APPEAL = "appeal"


OVERRULING = {MarkRole.MODERATION: Basis.MODERATION, MarkRole.APPEAL: Basis.APPEAL}


class MarkedAlready(RuleViolation):
    """The answer does not wait for this person's mark."""

    code = "marked-already"
    message = N_("This answer does not wait for your mark. What you chose was not saved.")


class LevelsMissing(RuleViolation):
    """A criterion has no level, or one that does not exist."""

    code = "levels-missing"
    message = N_("Choose a level for each criterion.")


class UnknownItem(RuleViolation):
    """Something was ticked that the checklist does not have."""

    code = "unknown-item"
    message = N_("The checklist has no such line. Load the page again.")


class CommentTooLong(RuleViolation):
    """The comment is no comment any more."""

    code = "comment-too-long"
    message = N_("Write at most %(most)s characters.")


@dataclass(frozen=True, slots=True)
class Plan:
    """How an answer is marked: by one or by two, and how far two may differ, in points."""

    double: bool = False
    tolerance: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class GivenMark:
    """A mark as somebody gave it; `sequence` is the order in which the marks of an answer were stored."""

    marker_id: UUID
    role: MarkRole
    points: Fraction
    sequence: int


class Given(Protocol):
    """Anything that says who gave which mark when."""

    @property
    def marker_id(self) -> UUID:
        """Who."""
        ...

    @property
    def role(self) -> MarkRole:
        """In which capacity."""
        ...

    @property
    def sequence(self) -> int:
        """In which order."""
        ...


GivenType = TypeVar("GivenType", bound=Given)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is known after the marks so far; `points` only when settled."""

    stage: Stage
    points: Fraction | None = None
    basis: Basis | None = None
    mark: GivenMark | None = None  # the one mark that counts, where it is one


def standing(given: Iterable[GivenType]) -> list[GivenType]:
    """Leave out the marks that their markers took back, and the acts of taking back."""
    marks = sorted(given, key=lambda mark: mark.sequence)
    until = {mark.marker_id: mark.sequence for mark in marks if mark.role is MarkRole.TAKEN_BACK}
    return [
        mark
        for mark in marks
        if mark.role is not MarkRole.TAKEN_BACK
        and (mark.role in OVERRULING or mark.sequence > until.get(mark.marker_id, -1))
    ]


def combine(given: Iterable[GivenMark], plan: Plan) -> Verdict:
    """Return the mark that counts, or whose mark is missing; the order in which the marks are named is of no matter."""
    marks = sorted(given, key=lambda mark: mark.sequence)
    overruling = [mark for mark in marks if mark.role in OVERRULING]
    if overruling:
        return _settled(overruling[-1], OVERRULING[overruling[-1].role])
    latest = {mark.role: mark for mark in marks}
    first, second, third = (latest.get(role) for role in (MarkRole.FIRST, MarkRole.SECOND, MarkRole.THIRD))
    if first is None:
        return Verdict(Stage.FIRST)
    if not plan.double:
        return _settled(first, Basis.ONE)
    if second is None:
        return Verdict(Stage.SECOND)
    if abs(first.points - second.points) <= plan.tolerance:
        return Verdict(Stage.SETTLED, (first.points + second.points) / 2, Basis.MEAN)
    return Verdict(Stage.THIRD) if third is None else _settled(third, Basis.THIRD)


def _settled(mark: GivenMark, basis: Basis) -> Verdict:
    return Verdict(Stage.SETTLED, mark.points, basis, mark)


def role_of(marker_id: UUID, given: Sequence[GivenMark], plan: Plan) -> MarkRole:
    """Return in which capacity somebody's next mark would be given.

    Nobody gives two of the marks; what was marked stands, and a moderator or an appeal may overrule it.

    Raises:
        MarkedAlready: the answer is settled, or it waits for somebody else.

    """
    stage = combine(given, plan).stage
    own = [mark.role for mark in given if mark.marker_id == marker_id]
    if stage is Stage.SETTLED or own:
        raise MarkedAlready
    return MarkRole(stage.value)


def check_levels(key: Mapping[str, object], levels: Mapping[str, str]) -> dict[str, str]:
    """Return the chosen level of each criterion of a rubric.

    Raises:
        LevelsMissing: a criterion has none, or one that it does not know.

    """
    chosen = {}
    for criterion in key["rubric"]:  # type: ignore[attr-defined]  # a rubric is a list of tables
        known = {level["id"] for level in criterion["levels"]}
        level = levels.get(criterion["id"])
        if level not in known:
            raise LevelsMissing
        chosen[criterion["id"]] = str(level)
    return chosen


def check_observed(key: Mapping[str, object], observed: Iterable[str]) -> list[str]:
    """Return what was observed, in the order of the checklist.

    Raises:
        UnknownItem: something else than its items was ticked.

    """
    items = [item["id"] for item in key["items"]]  # type: ignore[attr-defined]  # a checklist is a list of tables
    ticked = set(observed)
    if not ticked <= set(items):
        raise UnknownItem
    return [item for item in items if item in ticked]


def check_comment(comment: str) -> str:
    """Return a comment without surrounding blanks.

    Raises:
        CommentTooLong: it is too long.

    """
    text = comment.strip()
    if len(text) > LONGEST_COMMENT:
        raise CommentTooLong(most=LONGEST_COMMENT)
    return text
