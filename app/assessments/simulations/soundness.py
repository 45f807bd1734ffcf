"""Whether a simulation can be played to its end on every way: what its graph must not have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from .rules import Plan, refer_to

MOST_STATES = 200_000
Place = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, and with which meter, node, decision or ending."""

    place: Place
    sentence: str


def faults(plan: Plan) -> list[Fault]:
    """Return everything that keeps a story from being walked to an end that means something."""
    broken = [*_links(plan), *_dead_ends(plan)]
    if broken:
        return broken
    unwalkable = [*_endings(plan), *_circles(plan)]
    return [*_unreached(plan), *_unscored(plan), *_unmoved(plan), *(unwalkable or _never_ended(plan))]


def _links(plan: Plan) -> Iterator[Fault]:
    if plan.start not in plan.nodes:
        yield Fault((), f"The story starts at {plan.start or 'no node'}, and there is no such node.")
    if plan.clock is not None and plan.clock not in {each.key for each in plan.meters}:
        yield Fault((), f"The clock {plan.clock} is not a meter.")
    for node in plan.nodes.values():
        for each in node.decisions:
            if each.next is not None and each.next not in plan.nodes:
                place = ("node", node.key, each.key)
                yield Fault(
                    place, f"The decision {node.key}/{each.key} leads to {each.next}, and there is no such node."
                )


def _dead_ends(plan: Plan) -> Iterator[Fault]:
    for node in plan.nodes.values():
        if not node.decisions:
            yield Fault(("node", node.key), f"The node {node.key} is a dead end: it offers no decision.")
        elif len(node.decisions) == 1:
            yield Fault(("node", node.key), f"The node {node.key} offers one decision only, which is no choice.")


def _unreached(plan: Plan) -> Iterator[Fault]:
    reached, waiting = {plan.start}, [plan.start]
    while waiting:
        fresh = {each.next for each in plan.nodes[waiting.pop()].decisions if each.next} - reached
        reached |= fresh
        waiting += fresh
    for key in plan.nodes:
        if key not in reached:
            yield Fault(("node", key), f"No decision leads to the node {key}.")


def _endings(plan: Plan) -> Iterator[Fault]:
    decisions = {refer_to(node, each) for node in plan.nodes.values() for each in node.decisions}
    for ending in plan.endings:
        for each in ending.decided:
            if each not in decisions:
                yield Fault(
                    ("ending", ending.key), f"The ending {ending.key} names {each}, and there is no such decision."
                )
    if not plan.endings or plan.endings[-1].conditional:
        place = ("ending", plan.endings[-1].key) if plan.endings else ()
        yield Fault(place, "The last ending must have no condition, so that every story ends.")
    for ending in plan.endings[:-1]:
        if not ending.conditional:
            yield Fault(
                ("ending", ending.key), f"The ending {ending.key} has no condition, so none after it is reached."
            )


def _unscored(plan: Plan) -> Iterator[Fault]:
    for node in plan.nodes.values():
        if len({each.points for each in node.decisions}) == 1:
            yield Fault(("node", node.key), f"The node {node.key} is not scored: its decisions are worth the same.")


def _unmoved(plan: Plan) -> Iterator[Fault]:
    moved = {key for node in plan.nodes.values() for each in node.decisions for key in each.changes}
    for meter in plan.meters:
        if meter.key not in moved:
            yield Fault(("meter", meter.key), f"No decision moves the meter {meter.key}.")


def _circles(plan: Plan) -> Iterator[Fault]:
    """A story may come back to a node only when the clock runs down on the way, and never up."""
    if (circle := _circle(plan, all_decisions=True)) is None:
        return
    if plan.clock is None:
        yield _endless(circle)
        return
    if (circle := _circle(plan, all_decisions=False)) is not None:
        yield _endless(circle)
    for node in plan.nodes.values():
        for each in node.decisions:
            if each.changes.get(plan.clock, 0) > 0:
                place = ("node", node.key, each.key)
                yield Fault(place, f"{node.key}/{each.key} turns the clock back, so the story might never end.")


def _endless(circle: Sequence[str]) -> Fault:
    return Fault(("node", circle[0]), f"The story can go in a circle without progress: {' → '.join(circle)}.")


def _circle(plan: Plan, *, all_decisions: bool) -> list[str] | None:
    """Return nodes that lead to one another, by all decisions or only by those that cost no time."""
    graph = {
        node.key: {
            each.next
            for each in node.decisions
            if each.next and (all_decisions or each.changes.get(plan.clock or "", 0) >= 0)
        }
        for node in plan.nodes.values()
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(reversed(error.args[1]))
    return None


def _never_ended(plan: Plan) -> Iterator[Fault]:
    reached = _reached_endings(plan)
    if reached is None:
        yield Fault(
            (), "The story has too many different states to be checked; use rounder numbers or fewer decisions."
        )
        return
    for ending in plan.endings:
        if ending.key not in reached:
            yield Fault(("ending", ending.key), f"No way through the story leads to the ending {ending.key}.")


def _reached_endings(plan: Plan) -> set[str] | None:
    """Walk every way; ways that differ in nothing that matters later are walked once."""
    matter = {each for ending in plan.endings for each in ending.decided}
    first = (plan.start, tuple(plan.beginning.items()), frozenset[str]())
    waiting, seen, reached = [first], {first}, set[str]()
    while waiting:
        if len(seen) > MOST_STATES:
            return None
        key, levels, decided = waiting.pop()
        for each in plan.nodes[key].decisions:
            after = plan.after(dict(levels), each)
            taken = decided | ({refer_to(plan.nodes[key], each)} & matter)
            following = plan.following(after, each)
            if following is None:
                reached.add(plan.ending(after, taken).key)
                continue
            state = (following, tuple(after.items()), frozenset(taken))
            if state not in seen:
                seen.add(state)
                waiting.append(state)
    return reached
