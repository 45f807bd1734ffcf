"""How the structure of a simulation is stored, and read again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .rules import Decision, Ending, EndingKind, Meter, Node, Plan


def to_json(plan: Plan) -> dict[str, Any]:
    """Write a plan as it is stored."""
    return {
        "start": plan.start,
        "clock": plan.clock,
        "best": plan.best,
        "meters": [{"key": m.key, "start": m.start, "least": m.least, "most": m.most} for m in plan.meters],
        "nodes": [
            {"key": node.key, "decisions": [_decision(each) for each in node.decisions]} for node in plan.nodes.values()
        ],
        "endings": [
            {
                "key": each.key,
                "kind": each.kind.value,
                "least": dict(each.least),
                "most": dict(each.most),
                "decided": list(each.decided),
            }
            for each in plan.endings
        ],
    }


def _decision(decision: Decision) -> dict[str, Any]:
    return {
        "key": decision.key,
        "points": decision.points,
        "next": decision.next,
        "changes": dict(decision.changes),
        "sources": list(decision.sources),
    }


def from_json(stored: Mapping[str, Any]) -> Plan:
    """Read a plan as it was stored."""
    nodes = [
        Node(node["key"], tuple(Decision(**{**each, "sources": tuple(each["sources"])}) for each in node["decisions"]))
        for node in stored["nodes"]
    ]
    return Plan(
        start=stored["start"],
        clock=stored["clock"],
        best=stored["best"],
        meters=tuple(Meter(**each) for each in stored["meters"]),
        nodes={node.key: node for node in nodes},
        endings=tuple(
            Ending(each["key"], EndingKind(each["kind"]), each["least"], each["most"], tuple(each["decided"]))
            for each in stored["endings"]
        ),
    )
