"""The state of a run is a fold over its decisions: same decisions, same state; every walk ends; meters keep bounds."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.assessments.content.simulations.reading import read_simulations
from app.assessments.simulations.rules import (
    Band,
    EndingKind,
    Meter,
    NoDecision,
    Plan,
    ReasonTooLong,
    check_reason,
    fold,
    heaviest,
)
from app.assessments.simulations.soundness import faults
from app.assessments.simulations.stored_plans import from_json, to_json
from tests.assessments.simulations.scene import decision, small_plan
from tests.conftest import ROOT

REAL = {each.key: each for each in read_simulations(ROOT / "content")[0]}
SMALL = small_plan()


def test_decisions_move_the_meters_within_their_bounds():
    walk = fold(SMALL, ["listen"])
    assert walk.levels == {"safety": 70, "evidence": 100}
    assert walk.steps[0].moved == {"safety": 10, "evidence": 10}
    assert walk.node is SMALL.nodes["scene"]
    assert walk.ending is None


def test_the_first_ending_that_fits_is_the_end():
    assert fold(SMALL, ["listen", "separate"]).ending.key == "strong"
    assert fold(SMALL, ["listen", "yard"]).ending.key == "lost"
    assert fold(SMALL, ["siren"]).levels["safety"] == 0


def test_the_score_is_the_share_of_the_best_way():
    assert fold(SMALL, ["listen", "separate"]).percent == 100
    assert fold(SMALL, ["listen", "yard"]).percent == 80
    assert fold(SMALL, ["siren"]).percent == 0


@pytest.mark.parametrize("choices", [["separate"], ["listen", "listen"], ["siren", "separate"], [""]])
def test_only_what_is_offered_can_be_decided(choices: list[str]):
    with pytest.raises(NoDecision):
        fold(SMALL, choices)


def test_an_ending_may_ask_for_a_decision():
    endings = [
        {"key": "listened", "kind": "good", "least": {}, "most": {}, "decided": ["call/listen"]},
        {"key": "other", "kind": "bad", "least": {}, "most": {}, "decided": []},
    ]
    plan = small_plan(endings=endings)
    assert fold(plan, ["listen", "yard"]).ending.key == "listened"
    assert fold(plan, ["siren"]).ending.kind is EndingKind.BAD


def test_the_clock_ends_the_story_when_it_has_run_down():
    plan = small_plan(clock="safety", nodes=[_waiting(), *to_json(SMALL)["nodes"][1:]])
    walk = fold(plan, ["wait", "wait", "wait"])
    assert walk.node is None
    assert walk.levels["safety"] == 0
    assert faults(plan) == []
    assert heaviest(plan, lambda _node, each: each.points) == 2 * 1 + 3 + 2


def _waiting() -> dict[str, object]:
    return {
        "key": "call",
        "decisions": [decision("listen", 3, "scene", {}), decision("wait", 1, "call", {"safety": -20})],
    }


@pytest.mark.parametrize(
    ("level", "band"), [(0, Band.CRITICAL), (29, Band.CRITICAL), (30, Band.WEAK), (60, Band.STEADY), (80, Band.STRONG)]
)
def test_a_level_is_put_into_a_word(level: int, band: Band):
    assert Meter("x", 60).band(level) is band


def test_a_plan_survives_being_stored():
    assert from_json(to_json(SMALL)) == SMALL


def test_a_reason_is_a_note():
    assert check_reason("  because  ") == "because"
    with pytest.raises(ReasonTooLong):
        check_reason("a" * 1001)


@pytest.mark.slow
@pytest.mark.parametrize("plan", [SMALL, *(each.plan for each in REAL.values())], ids=["small", *REAL])
@given(data=st.data())
def test_every_random_walk_ends_with_a_score_and_an_ending(plan: Plan, data: st.DataObject):
    choices: list[str] = []
    walk = fold(plan, choices)
    while walk.node is not None:
        choices.append(data.draw(st.sampled_from([each.key for each in walk.node.decisions])))
        walk = fold(plan, choices)
        for meter in plan.meters:
            assert meter.least <= walk.levels[meter.key] <= meter.most
        assert len(choices) <= 50
    best = heaviest(plan, lambda _node, each: each.points)
    assert walk.ending in plan.endings
    assert 0 <= walk.points <= best
    assert fold(plan, choices) == walk
    assert [step.decision.key for step in walk.steps] == choices


@pytest.mark.parametrize("key", ["brick-by-brick", "blue-courtyard"])
@given(data=st.data())
def test_every_step_of_a_random_walk_has_its_debrief_in_each_language(key: str, data: st.DataObject):
    simulation = REAL[key]
    choices: list[str] = []
    while (walk := fold(simulation.plan, choices)).node is not None:
        choices.append(data.draw(st.sampled_from([each.key for each in walk.node.decisions])))
    for words in simulation.words.values():
        assert words.parts["ending", walk.ending.key].texts["text"]
        for step in walk.steps:
            texts = words.parts["node", step.node.key].texts
            assert all(texts[f"{each.key}.debrief"] for each in step.node.decisions)
    assert set(simulation.words) >= {"en", "ru", "tg"}


def test_the_folder_of_content_has_both_simulations():
    assert set(REAL) == {"brick-by-brick", "blue-courtyard"}
    assert Path(ROOT / "content" / "simulations" / "brick-by-brick").is_dir()
