"""From which day a renewed certificate counts, and what is said of one that was not renewed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.certificates.obligations.rules.renewal import (
    Held,
    RenewalRule,
    Validity,
    new_expiry,
    renewal_rule_on,
    renewed,
    thresholds_due,
    validity,
)
from app.certificates.rules import Status, expiry, status_on
from app.core.ids import new_id

DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))
END = date(2028, 2, 29)


def rule(**changes):
    values = {
        "id": new_id(),
        "course_key": "basic",
        "valid_from": date(2020, 1, 1),
        "years": 3,
        "window": 90,
        "grace": 30,
    }
    return RenewalRule(**(values | changes))


OLD = Held(new_id(), "basic", END)


@pytest.mark.parametrize(
    ("issued", "expected"),
    [
        (END - timedelta(days=91), date(2030, 11, 30)),  # too early: from the day of issue
        (END - timedelta(days=90), date(2031, 2, 28)),  # within the window: from the old expiry
        (END, date(2031, 2, 28)),
        (END + timedelta(days=1), date(2031, 3, 1)),  # in grace: from the day of issue
    ],
)
def test_a_renewal_within_the_window_counts_from_the_old_expiry(issued, expected):
    assert new_expiry(issued, 3, OLD, [rule()]) == expected


def test_without_a_rule_or_an_old_one_it_counts_from_the_day_of_issue():
    assert new_expiry(date(2028, 2, 1), 3, None, [rule()]) == date(2031, 2, 1)
    assert new_expiry(date(2028, 2, 1), 3, OLD, []) == date(2031, 2, 1)
    assert new_expiry(date(2028, 2, 1), None, OLD, []) is None


def test_what_renews_what():
    other = Held(new_id(), "advanced", None)
    rules = [rule(equivalents=frozenset({"advanced"}))]
    assert renewed([OLD, other], "basic", rules, END) is OLD
    assert renewed([OLD], "advanced", rules, END) is OLD
    assert renewed([OLD], "other", rules, END) is None
    assert renewed([other], "basic", rules, END) is None  # the other way round was not said
    assert renewed([OLD], "basic", rules, END + timedelta(days=30)) is OLD
    assert renewed([OLD], "basic", rules, END + timedelta(days=31)) is None  # lapsed: it stands by itself


def test_the_rule_of_the_day_decides():
    rules = [rule(), rule(valid_from=date(2027, 1, 1), years=5)]
    assert renewal_rule_on(rules, "basic", date(2026, 12, 31)).years == 3
    assert renewal_rule_on(rules, "basic", date(2027, 1, 1)).years == 5
    assert renewal_rule_on(rules, "basic", date(2019, 1, 1)) is None


@given(end=DAYS, day=DAYS, window=st.integers(0, 400), grace=st.integers(0, 400))
def test_states_follow_each_other(end, day, window, grace):
    order = list(Validity)
    today = validity(end, day, rule(window=window, grace=grace))
    tomorrow = validity(end, day + timedelta(days=1), rule(window=window, grace=grace))
    assert order.index(tomorrow) >= order.index(today)
    assert (today in (Validity.FAR, Validity.DUE)) == (day <= end)


@given(end=DAYS, days=st.integers(-500, 500), window=st.integers(0, 400), years=st.integers(1, 10))
def test_nobody_loses_by_renewing_early_in_the_window(end, days, window, years):
    issued = end - timedelta(days=days)
    found = new_expiry(issued, years, Held(new_id(), "basic", end), [rule(years=years, window=window)])
    assert found >= expiry(issued, years) or days < 0
    assert found in (expiry(issued, years), expiry(end, years))


def test_each_threshold_is_reached_once():
    assert [thresholds_due(days) for days in (91, 90, 31, 30, 8, 7, 1, 0, -3)] == [None, 90, 90, 30, 30, 7, 7, 0, 0]


def test_what_was_replaced_says_so_unless_it_was_revoked():
    day = date(2026, 1, 1)
    assert status_on(day, expires_on=None, revoked=False, superseded=True) is Status.SUPERSEDED
    assert status_on(day, expires_on=None, revoked=True, superseded=True) is Status.REVOKED
