"""A simulation in words, as the templates show it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from markupsafe import Markup

from .rules import BAND_TITLES, Decision, Levels, Node, Plan, Step

MINUS = "−"


@dataclass(frozen=True, slots=True)
class CaseWords:
    """An edition's words in one language. Long texts were rendered and sanitised when the edition was published."""

    texts: Mapping[str, Any]
    language: str
    stale: bool
    sources: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def head(self) -> Mapping[str, Any]:
        """Title, summary, setting and the names of the meters."""
        return dict(self.texts["head"])

    @property
    def setting(self) -> Markup:
        """What the story begins from."""
        return _html(self.head["setting"])

    def meter(self, key: str) -> Mapping[str, str]:
        """Name and meaning of a meter."""
        return dict(self.texts["head"]["parts"][key])

    def node(self, key: str) -> dict[str, Any]:
        """Title and text of a node."""
        own = self.texts["nodes"][key]
        return {"title": own["title"], "text": _html(own["text"])}

    def decision(self, node: str, key: str) -> dict[str, Any]:
        """Label, consequence and debrief of a decision."""
        own = self.texts["nodes"][node]["parts"][key]
        return {"label": own["label"], "consequence": _html(own["consequence"]), "debrief": _html(own["debrief"])}

    def ending(self, key: str) -> dict[str, Any]:
        """Title and text of an ending."""
        own = self.texts["endings"][key]
        return {"title": own["title"], "text": _html(own["text"])}


@dataclass(frozen=True, slots=True)
class MeterRow:
    """A meter with its level in numbers and in a word; `moved` says in words by how much it just changed."""

    key: str
    name: str
    about: str
    level: int
    most: int
    words: str
    moved: str = ""
    kind: str = "neutral"


@dataclass(frozen=True, slots=True)
class ShownDecision:
    """A decision in the debrief."""

    label: str
    consequence: Markup
    debrief: Markup
    changes: str
    verdict: str
    kind: str
    points: int


@dataclass(frozen=True, slots=True)
class PastStep:
    """A step of a run: where it was, what was decided and why, and what the other decisions would have done."""

    node: Mapping[str, Any]
    taken: ShownDecision
    others: tuple[ShownDecision, ...]
    most_points: int
    reason: str
    sources: tuple[Mapping[str, str], ...]


def meter_rows(plan: Plan, words: CaseWords, levels: Levels, moved: Levels | None = None) -> list[MeterRow]:
    """Put the meters into words."""
    rows = []
    for meter in plan.meters:
        level, change = levels[meter.key], (moved or {}).get(meter.key, 0)
        own = words.meter(meter.key)
        said = _(
            "%(level)s of %(most)s, %(word)s", level=level, most=meter.most, word=_(BAND_TITLES[meter.band(level)])
        )
        kind = "good" if change > 0 else "bad" if change < 0 else "neutral"
        rows.append(
            MeterRow(
                meter.key, own["name"], own["about"], level, meter.most, said, signed(change) if change else "", kind
            )
        )
    return rows


def past_step(plan: Plan, words: CaseWords, step: Step, reason: str) -> PastStep:
    """Put a step into words; the sources are those that the debriefs of all its decisions lean on."""
    keys = dict.fromkeys(key for each in step.node.decisions for key in each.sources)
    return PastStep(
        node=words.node(step.node.key),
        taken=_shown(plan, words, step.node, step.decision, step.moved),
        others=tuple(
            _shown(plan, words, step.node, each, each.changes) for each in step.node.decisions if each != step.decision
        ),
        most_points=step.node.most_points,
        reason=reason,
        sources=tuple(words.sources[key] for key in keys if key in words.sources),
    )


def signed(change: int) -> str:
    """Write a change with its sign."""
    return f"+{change}" if change > 0 else f"{MINUS}{-change}"


def _shown(plan: Plan, words: CaseWords, node: Node, decision: Decision, changes: Levels) -> ShownDecision:
    own = words.decision(node.key, decision.key)
    moved = [(meter.key, changes[meter.key]) for meter in plan.meters if changes.get(meter.key)]
    verdict, kind = _verdict(node, decision)
    return ShownDecision(
        label=own["label"],
        consequence=own["consequence"],
        debrief=own["debrief"],
        changes=" · ".join(f"{words.meter(key)['name']} {signed(change)}" for key, change in moved),
        verdict=verdict,
        kind=kind,
        points=decision.points,
    )


def _verdict(node: Node, decision: Decision) -> tuple[str, str]:
    if decision.points == node.most_points:
        return str(_("Sound decision")), "good"
    return (str(_("Partly sound")), "warning") if decision.points else (str(_("Harmful decision")), "bad")


def _html(text: str) -> Markup:
    return Markup(text)  # noqa: S704 -- rendered and sanitised when it was published
