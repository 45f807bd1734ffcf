"""What a simulation is and what decisions do in it. The state is a fold over the decisions; nothing else is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from app.core.errors import N_, RuleViolation

LONGEST_REASON = 1000
Levels = Mapping[str, int]


class EndingKind(StrEnum):
    """How a story ended, for those who read many results at once."""

    GOOD = "good"
    MIXED = "mixed"
    BAD = "bad"


class Band(StrEnum):
    """A meter's level in a word."""

    CRITICAL = "critical"
    WEAK = "weak"
    STEADY = "steady"
    STRONG = "strong"


BAND_TITLES = {
    Band.CRITICAL: N_("critical"),
    Band.WEAK: N_("weak"),
    Band.STEADY: N_("steady"),
    Band.STRONG: N_("strong"),
}
_BANDS = ((0.3, Band.CRITICAL), (0.6, Band.WEAK), (0.8, Band.STEADY))


class NoDecision(RuleViolation):
    """Nothing was chosen, or nothing that the page offered."""

    code = "no-decision"
    message = N_("Choose one of the decisions.")


class DecisionOnRecord(RuleViolation):
    """The decision at this point was taken before; going back in the browser does not undo it."""

    code = "decision-on-record"
    message = N_("You decided this before, and the decision is on record. Go on from where you are.")


class ReasonTooLong(RuleViolation):
    """The reason is longer than a note."""

    code = "reason-too-long"
    message = N_("The reason is longer than %(longest)s characters. It was not saved.")


@dataclass(frozen=True, slots=True)
class Meter:
    """Something that decisions move between two bounds."""

    key: str
    start: int
    least: int = 0
    most: int = 100

    def within(self, level: int) -> int:
        """Return a level, held by the bounds."""
        return min(max(level, self.least), self.most)

    def band(self, level: int) -> Band:
        """Put a level into a word."""
        share = (level - self.least) / (self.most - self.least)
        return next((band for limit, band in _BANDS if share < limit), Band.STRONG)


@dataclass(frozen=True, slots=True)
class Decision:
    """One of the choices at a node; `next` is None where the story ends."""

    key: str
    points: int
    next: str | None
    changes: Levels
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Node:
    """A point of the story at which the person decides."""

    key: str
    decisions: tuple[Decision, ...]

    def find(self, key: str) -> Decision | None:
        """Return a decision by its key."""
        return next((each for each in self.decisions if each.key == key), None)

    @property
    def most_points(self) -> int:
        """What the best decision here is worth."""
        return max((each.points for each in self.decisions), default=0)


@dataclass(frozen=True, slots=True)
class Ending:
    """How the story may end: when each named meter is high or low enough and each named decision was taken."""

    key: str
    kind: EndingKind
    least: Levels = field(default_factory=dict)
    most: Levels = field(default_factory=dict)
    decided: tuple[str, ...] = ()

    @property
    def conditional(self) -> bool:
        """Whether anything must be so for this ending."""
        return bool(self.least or self.most or self.decided)

    def fits(self, levels: Levels, decided: Iterable[str]) -> bool:
        """Tell whether the story ends so."""
        taken = set(decided)
        return (
            all(levels[key] >= value for key, value in self.least.items())
            and all(levels[key] <= value for key, value in self.most.items())
            and taken.issuperset(self.decided)
        )


@dataclass(frozen=True, slots=True)
class Plan:
    """The structure of a simulation without its words. `clock` names the meter that ends the story at its lowest."""

    start: str
    meters: tuple[Meter, ...]
    nodes: Mapping[str, Node]
    endings: tuple[Ending, ...]
    clock: str | None = None
    best: int = 0

    def ending(self, levels: Levels, decided: Iterable[str]) -> Ending:
        """Return the first ending that fits; the last one always does."""
        taken = tuple(decided)
        return next(each for each in self.endings if not each.conditional or each.fits(levels, taken))

    def after(self, levels: Levels, decision: Decision) -> dict[str, int]:
        """Return the meters after a decision."""
        return {each.key: each.within(levels[each.key] + decision.changes.get(each.key, 0)) for each in self.meters}

    def following(self, levels: Levels, decision: Decision) -> str | None:
        """Return the node after a decision that led to these levels, or None where the story ends."""
        over = any(each.key == self.clock and levels[each.key] <= each.least for each in self.meters)
        return None if over else decision.next

    @property
    def beginning(self) -> dict[str, int]:
        """The meters at the start."""
        return {each.key: each.start for each in self.meters}


@dataclass(frozen=True, slots=True)
class Step:
    """A decision as it was taken, with the meters before and after it."""

    node: Node
    decision: Decision
    before: Levels
    after: Levels

    @property
    def moved(self) -> dict[str, int]:
        """By how much each meter moved in fact; the bounds may have held it."""
        return {key: self.after[key] - level for key, level in self.before.items() if self.after[key] != level}


@dataclass(frozen=True, slots=True)
class Walk:
    """How far a run is: the steps so far, and either the node at which it stands or the ending."""

    steps: tuple[Step, ...]
    levels: Levels
    node: Node | None
    ending: Ending | None
    points: int
    percent: float


def fold(plan: Plan, choices: Iterable[str]) -> Walk:
    """Walk through a simulation by a row of choices.

    Raises:
        NoDecision: a choice is not offered where it is made, or comes after the end.

    """
    node: Node | None = plan.nodes[plan.start]
    levels: Levels = plan.beginning
    steps: list[Step] = []
    for choice in choices:
        decision = node.find(choice) if node else None
        if node is None or decision is None:
            raise NoDecision
        after = plan.after(levels, decision)
        steps.append(Step(node, decision, levels, after))
        following = plan.following(after, decision)
        node, levels = plan.nodes[following] if following else None, after
    points = sum(step.decision.points for step in steps)
    ending = plan.ending(levels, [refer_to(step.node, step.decision) for step in steps]) if node is None else None
    return Walk(tuple(steps), levels, node, ending, points, share(points, plan.best))


def refer_to(node: Node, decision: Decision) -> str:
    """Name a decision as endings do."""
    return f"{node.key}/{decision.key}"


def share(points: int, best: int) -> float:
    """Return points in per cent of the most that any way through the story earns."""
    return round(100 * max(points, 0) / best, 1) if best else 0.0


def check_reason(reason: str) -> str:
    """Return a person's note on a decision, trimmed.

    Raises:
        ReasonTooLong: it is no note any more.

    """
    trimmed = reason.strip()
    if len(trimmed) > LONGEST_REASON:
        raise ReasonTooLong(longest=LONGEST_REASON)
    return trimmed


def heaviest(plan: Plan, weigh: Callable[[Node, Decision], float]) -> float:
    """Return the largest sum of weights on any way through the story; the plan's cycles make progress."""
    meters = tuple(each.key for each in plan.meters)
    known: dict[tuple[str, tuple[int, ...]], float] = {}

    def visit(key: str, levels: Sequence[int]) -> float:
        place = (key, tuple(levels))
        if place not in known:
            now = dict(zip(meters, levels, strict=True))
            known[place] = max(onward(plan.nodes[key], each, now) for each in plan.nodes[key].decisions)
        return known[place]

    def onward(node: Node, decision: Decision, levels: Levels) -> float:
        after = plan.after(levels, decision)
        following = plan.following(after, decision)
        rest = visit(following, [after[each] for each in meters]) if following else 0
        return weigh(node, decision) + rest

    return visit(plan.start, [each.start for each in plan.meters])
