"""Doors, entitlements, deadlines, counting and sections, without a database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.assessments.rules.blueprints import Blueprint, Counting, Showing, WrongBlueprint
from app.assessments.rules.counting import Outcome, counting_outcome, section_results, sections_passed
from app.assessments.rules.questions import AssessmentKind
from app.assessments.rules.timing import Allowance, Attempts, Released, Sitting, deadline_within, may_see
from app.assessments.sittings.rules.acts import WrongNetwork
from app.assessments.sittings.rules.doors import (
    Admission,
    Closed,
    Door,
    NotOpenYet,
    OutsideNetwork,
    WrongCode,
    access_code,
    check_code,
    check_network,
    check_open,
    choose_door,
    read_networks,
)
from app.assessments.sittings.rules.entitlements import Granted, entitlement

NINE = datetime(2026, 11, 24, 9, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
ID, OTHER = UUID(int=1), UUID(int=2)
EXAM = AssessmentKind.FINAL_EXAM


def door(key=ID, opens=NINE, closes=NINE + HOUR, **changes) -> Door:
    return Door(key, opens, closes, **changes)


def test_a_door_is_open_from_its_first_moment_until_just_before_its_last():
    with pytest.raises(NotOpenYet):
        check_open(door(), NINE - MINUTE)
    check_open(door(), NINE)
    check_open(door(), NINE + HOUR - MINUTE)
    with pytest.raises(Closed):
        check_open(door(), NINE + HOUR)


def test_of_several_sittings_the_open_one_counts_then_the_next_then_the_last():
    early, late = door(ID), door(OTHER, NINE + 2 * HOUR, NINE + 3 * HOUR)
    for at, wanted in (
        (NINE - HOUR, ID),
        (NINE, ID),
        (NINE + HOUR, OTHER),
        (NINE + 2 * HOUR, OTHER),
        (NINE + 9 * HOUR, OTHER),
    ):
        assert choose_door([late, early], at).id == wanted
    assert choose_door([], NINE) is None


@given(st.integers(1, 10**6), st.uuids())
def test_a_code_is_the_same_each_time_and_typed_as_one_likes(number, key):
    code = access_code("secret of the installation", key, number)
    assert len(code) == 6
    typed = Admission(code=f" {code[:3].lower()} {code[3:]} ", secret="secret of the installation")
    check_code(door(key, code_number=number), typed)
    with pytest.raises(WrongCode):
        check_code(door(key, code_number=number + 1), typed)
    with pytest.raises(WrongCode):
        check_code(door(key, code_number=number), Admission(code=code, secret="of another installation"))


@pytest.mark.parametrize(
    ("networks", "address", "inside"),
    [
        ([], "203.0.113.9", True),
        (["192.168.10.0/24"], "192.168.10.7", True),
        (["192.168.10.0/24"], "192.168.11.7", False),
        (["192.168.10.0/24"], "::ffff:192.168.10.7", True),
        (["2001:db8::/32"], "2001:db8:1::5", True),
        (["2001:db8::/32"], "192.168.10.7", False),
        (["10.0.0.1/32", "2001:db8::/32"], "10.0.0.1", True),
        (["10.0.0.0/8"], "not an address", False),
        (["10.0.0.0/8"], "", False),
    ],
)
def test_networks_of_both_families_let_in_or_not(networks, address, inside):
    if inside:
        check_network(networks, address)
    else:
        with pytest.raises(OutsideNetwork):
            check_network(networks, address)


def test_networks_are_written_properly_and_once():
    assert read_networks(["192.168.10.7/24", "", " 10.0.0.1 ", "192.168.10.0/24"]) == ["192.168.10.0/24", "10.0.0.1/32"]
    with pytest.raises(WrongNetwork):
        read_networks(["192.168.10.0/33"])


def test_who_begins_late_is_cut_by_the_end_unless_the_centre_says_otherwise():
    plan, window = Blueprint(minutes=40), (NINE, NINE + HOUR)
    assert deadline_within(NINE, plan, window) == NINE + 40 * MINUTE
    assert deadline_within(NINE + 50 * MINUTE, plan, window) == NINE + HOUR
    assert deadline_within(NINE + 50 * MINUTE, plan, window, full_time=True) == NINE + 90 * MINUTE
    assert deadline_within(NINE, Blueprint(), window) == NINE + HOUR


def test_extra_time_is_given_whole_also_where_the_window_is_as_long_as_the_exam():
    plan, window = Blueprint(minutes=60), (NINE, NINE + HOUR)
    assert deadline_within(NINE, plan, window, Allowance(percent=25)) == NINE + 75 * MINUTE
    assert deadline_within(NINE, plan, window, Allowance(10, 5)) == NINE + 71 * MINUTE
    assert deadline_within(NINE, Blueprint(minutes=31), window, Allowance(percent=10)) == NINE + 35 * MINUTE


def granted(number, **changes) -> Granted:
    values = {
        "id": UUID(int=number),
        "kind": None,
        "sitting_id": None,
        "extra_percent": 0,
        "extra_minutes": 0,
        "language": "",
        "large_print": False,
        "granted_at": NINE + number * MINUTE,
    }
    return Granted(**{**values, **changes})


def test_what_was_granted_for_the_sitting_counts_before_the_kind_and_before_all():
    entries = [
        granted(3, extra_percent=10),
        granted(2, extra_percent=20, kind=EXAM),
        granted(1, extra_percent=30, sitting_id=ID),
    ]
    assert entitlement(entries, EXAM, ID).allowance == Allowance(percent=30)
    assert entitlement(entries, EXAM, OTHER).allowance == Allowance(percent=20)
    assert entitlement(entries, AssessmentKind.QUIZ, None).allowance == Allowance(percent=10)
    assert entitlement([], EXAM, ID).allowance == Allowance()


def test_a_later_entry_replaces_and_an_empty_one_withdraws():
    entries = [granted(1, extra_percent=25, kind=EXAM), granted(2, large_print=True, kind=EXAM)]
    found = entitlement(entries, EXAM, None)
    assert (found.allowance.percent, found.large_print) == (0, True)
    assert not entitlement([*entries, granted(3, kind=EXAM)], EXAM, None).large_print


@pytest.mark.parametrize(
    ("counting", "percent", "passed"),
    [
        (Counting.BEST, 90, True),
        (Counting.LAST, 70, False),
        (Counting.FIRST, 50, False),
        (Counting.AVERAGE, 70, False),
    ],
)
def test_which_result_counts(counting, percent, passed):
    outcomes = [Outcome(50, passed=False), Outcome(90, passed=True), Outcome(70, passed=False)]
    assert counting_outcome(outcomes, Blueprint(pass_mark=80, counting=counting)) == Outcome(percent, passed)


def test_the_best_is_a_passed_one_where_there_is_one_and_nothing_counts_of_nothing():
    failed_a_section = Outcome(95, passed=False)
    assert counting_outcome([Outcome(85, passed=True), failed_a_section], Blueprint(pass_mark=80)).percent == 85
    assert counting_outcome([], Blueprint()) is None
    average = Blueprint(pass_mark=80, counting=Counting.AVERAGE)
    assert not counting_outcome([Outcome(85, passed=True), failed_a_section], average).passed


def test_a_section_below_its_mark_fails_the_whole():
    plan = Blueprint.from_mapping(
        {"pass_mark": 50, "sections": [{"module": "law", "pass_mark": 60}, {"objective": "safety", "pass_mark": 100}]}
    )
    details = [
        {"module": "law", "objective": "define", "points": 1.0, "maximum": 2.0},
        {"module": "law", "objective": "safety", "points": 1.0, "maximum": 1.0},
        {"module": "talk", "objective": "safety", "points": 1.0, "maximum": 1.0},
    ]
    law, safety = section_results(plan, details)
    assert (law.percent, law.passed, safety.percent, safety.passed) == (66.67, True, 100, True)
    details[0]["points"] = 0.0
    assert not sections_passed(plan, details)
    assert sections_passed(plan, [])


@pytest.mark.parametrize(
    "stated",
    [
        {"counting": "median"},
        {"show_result": "tomorrow"},
        {"sections": [{"pass_mark": 60}]},
        {"sections": [{"module": "law"}]},
        {"pool": ["exam", "exam"]},
        {"layout": "two"},
        {"missing_language": "shrug"},
        {"honour": "I swear"},
    ],
)
def test_a_blueprint_that_can_not_be_is_refused(stated):
    with pytest.raises(WrongBlueprint):
        Blueprint.from_mapping(stated)


def test_results_show_when_the_blueprint_says():
    plan = Blueprint(attempts=2)
    done = Sitting(NINE, None, NINE + HOUR)
    first, both = Attempts(done, (done,)), Attempts(done, (done, done))
    closing = Released(NINE + 2 * HOUR, None)
    out = Released(NINE + 2 * HOUR, NINE + 2 * HOUR)
    at = NINE + HOUR
    assert may_see(Showing.AFTER_SUBMIT, plan, first, closing, at)
    assert not may_see(Showing.AFTER_CLOSE, plan, first, closing, at)
    assert may_see(Showing.AFTER_CLOSE, plan, first, closing, NINE + 2 * HOUR)
    assert may_see(Showing.AFTER_CLOSE, plan, first, None, at)
    assert not may_see(Showing.AFTER_LAST_ATTEMPT, plan, first, None, at)
    assert may_see(Showing.AFTER_LAST_ATTEMPT, plan, both, None, at)
    assert not may_see(Showing.ON_RELEASE, plan, both, closing, NINE + 9 * HOUR)
    assert may_see(Showing.ON_RELEASE, plan, both, out, at)
    assert not may_see(Showing.ON_RELEASE, plan, both, None, at)
    assert not may_see(Showing.NEVER, plan, both, out, at)
    assert not may_see(Showing.AFTER_SUBMIT, plan, Attempts(Sitting(NINE, None, None), ()), None, at)
