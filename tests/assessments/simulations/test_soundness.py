"""A story that can't be walked to an end that means something is named, with the place."""

from __future__ import annotations

from typing import Any

import pytest

from app.assessments.simulations.soundness import faults
from app.assessments.simulations.stored_plans import to_json
from tests.assessments.simulations.scene import decision, small_plan

NODES = to_json(small_plan())["nodes"]
ENDINGS = to_json(small_plan())["endings"]


def sentences(**changes: Any) -> list[str]:
    return [fault.sentence for fault in faults(small_plan(**changes))]


def node(key: str, *decisions: dict[str, Any]) -> dict[str, Any]:
    return {"key": key, "decisions": list(decisions)}


def test_the_small_story_is_sound():
    assert sentences() == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"start": "nowhere"}, "starts at nowhere"),
        ({"clock": "money"}, "clock money is not a meter"),
        ({"nodes": NODES[:1]}, "call/listen leads to scene, and there is no such node"),
        ({"nodes": [*NODES, node("island", *NODES[1]["decisions"])]}, "No decision leads to the node island"),
        ({"nodes": [NODES[0], node("scene")]}, "scene is a dead end"),
        ({"nodes": [NODES[0], node("scene", decision("a", 1, None, {}))]}, "one decision only"),
        (
            {"nodes": [NODES[0], node("scene", decision("a", 1, None, {}), decision("b", 1, None, {}))]},
            "scene is not scored",
        ),
        (
            {"nodes": [NODES[0], node("scene", decision("a", 1, "call", {}), decision("b", 0, None, {}))]},
            "circle without progress",
        ),
        ({"endings": ENDINGS[:1]}, "last ending must have no condition"),
        ({"endings": [ENDINGS[1], ENDINGS[0], ENDINGS[1]]}, "lost has no condition, so none after it"),
        ({"endings": [{**ENDINGS[0], "decided": ["call/sing"]}, ENDINGS[1]]}, "no such decision"),
        ({"endings": [{**ENDINGS[0], "least": {"safety": 99}}, ENDINGS[1]]}, "leads to the ending strong"),
        (
            {"meters": [*to_json(small_plan())["meters"], {"key": "idle", "start": 1, "least": 0, "most": 2}]},
            "moves the meter idle",
        ),
    ],
)
def test_each_fault_is_named(changes: dict[str, Any], expected: str):
    found = sentences(**changes)
    assert any(expected in sentence for sentence in found), found


def test_a_circle_may_cost_time_but_never_give_it_back():
    back = node("scene", decision("again", 1, "call", {"safety": -10}), decision("end", 0, None, {}))
    wind = node("scene", decision("again", 1, "call", {"safety": -10}), decision("end", 0, None, {"safety": 5}))
    start = node("call", decision("on", 1, "scene", {"evidence": 1}), decision("off", 0, None, {}))

    assert not any("circle" in each for each in sentences(nodes=[start, back], clock="safety"))
    assert any("circle" in each for each in sentences(nodes=[start, back]))
    assert any("turns the clock back" in each for each in sentences(nodes=[start, wind], clock="safety"))
