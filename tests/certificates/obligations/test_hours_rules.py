"""What is owed, what counts, what is carried over: exact to the minute, whatever the dates."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.accounts.models import Profession
from app.certificates.obligations.rules.hours import (
    HourKind,
    HoursRule,
    Leave,
    Line,
    Standing,
    anniversary,
    balance,
    owed_between,
    rule_on,
    year_around,
)
from app.core.ids import new_id

HOUR = 60
YEAR = 24 * HOUR
DAYS = st.dates(date(2019, 1, 1), date(2029, 12, 31))


def rule(valid_from=date(2024, 1, 1), minutes=YEAR, **changes):
    values = {"id": new_id(), "profession": None, "agency_path": "", "valid_from": valid_from, "minutes": minutes}
    return HoursRule(**(values | changes))


def line(on, hours, kind=HourKind.SESSION, face=True):
    return Line(on, round(hours * HOUR), kind, face, "x")


def now(rules, lines=(), leaves=(), *, since=date(2020, 1, 1), today=date(2026, 11, 24)):
    return balance(rules, lines, leaves, since=since, today=today)[-1]


def test_a_year_is_owed_whole_and_its_sources_counted():
    found = now(
        [rule(date(2026, 1, 1))], [line(date(2026, 3, 1), 12), line(date(2026, 5, 1), 6, HourKind.ONLINE, False)]
    )
    assert (found.first, found.last) == (date(2026, 1, 1), date(2026, 12, 31))
    assert (found.owed, found.done, found.missing) == (YEAR, 18 * HOUR, 6 * HOUR)
    assert found.done_face_to_face == 12 * HOUR
    assert found.standing is Standing.BEHIND


def test_what_does_not_count_is_left_out():
    found = now([rule(date(2026, 1, 1), kinds=frozenset({HourKind.AGENCY}))], [line(date(2026, 3, 1), 24)])
    assert (found.done, found.lines) == (0, ())


def test_the_share_face_to_face_is_asked_for():
    lines = [line(date(2026, 3, 1), 20, HourKind.ONLINE, face=False), line(date(2026, 3, 2), 4)]
    found = now([rule(date(2026, 1, 1), face_to_face=50)], lines)
    assert found.done == found.owed
    assert (found.needed_face_to_face, found.missing) == (12 * HOUR, 8 * HOUR)
    assert found.standing is not Standing.IN_ORDER


def test_a_surplus_is_carried_once_and_up_to_the_limit():
    rules = [rule(date(2024, 1, 1), carry_over=8 * HOUR)]
    first, second, third = balance(
        rules, [line(date(2024, 6, 1), 40)], (), since=date(2024, 1, 1), today=date(2026, 6, 1)
    )
    assert (first.carried, second.brought, second.missing) == (8 * HOUR, 8 * HOUR, 16 * HOUR)
    assert (second.carried, third.brought) == (0, 0)


def test_leave_shortens_what_is_owed_by_its_days():
    found = now([rule(date(2026, 1, 1), minutes=365)], leaves=[Leave(date(2026, 3, 1), date(2026, 3, 10))])
    assert (found.full, found.owed) == (365, 355)
    whole = now([rule(date(2026, 1, 1))], leaves=[Leave(date(2025, 12, 1), date(2027, 1, 10))])
    assert (whole.owed, whole.standing, whole.missing) == (0, Standing.EXEMPT, 0)


def test_a_rule_that_changes_in_the_middle_counts_from_its_day():
    rules = [rule(date(2025, 1, 1), minutes=365), rule(date(2026, 7, 2), minutes=730)]
    before, after = balance(rules, (), (), since=date(2025, 1, 1), today=date(2026, 11, 24))
    assert before.owed == 365  # the year before keeps the rule of its time
    assert after.owed == 182 * 1 + 183 * 2


def test_the_nearest_agency_wins_and_then_the_profession():
    everybody, judges = rule(), rule(profession=Profession.JUDGE)
    ministry, unit = rule(agency_path="tj/mia/"), rule(agency_path="tj/mia/sughd/", valid_from=date(2025, 1, 1))
    assert rule_on([everybody, judges], date(2026, 1, 1)) is judges
    assert rule_on([everybody, judges, ministry, unit], date(2026, 1, 1)) is unit
    assert rule_on([everybody, judges, ministry, unit], date(2024, 6, 1)) is ministry
    assert rule_on([unit], date(2024, 6, 1)) is None
    assert not judges.covers(Profession.PROSECUTOR, "tj/mia/")


def test_nobody_owes_for_years_before_they_came():
    found = balance([rule(date(2020, 1, 1))], (), (), since=date(2025, 6, 1), today=date(2026, 2, 1))
    assert [each.first for each in found] == [date(2025, 1, 1), date(2026, 1, 1)]
    assert balance([rule(date(2027, 1, 1))], (), (), since=date(2025, 6, 1), today=date(2026, 2, 1)) == []
    assert balance([], (), (), since=date(2025, 6, 1), today=date(2026, 2, 1)) == []


@pytest.mark.parametrize("year", [2023, 2024, 2025, 2026, 2027, 2028])
def test_a_year_from_the_29th_of_february_has_no_gap(year):
    leap = rule(month=2, day=29)
    first, last = year_around(date(year, 6, 1), leap)
    assert first == anniversary(year, 2, 29)
    assert year_around(last, leap) == (first, last)
    assert year_around(last + timedelta(days=1), leap)[0] == last + timedelta(days=1)


@given(
    day=DAYS,
    since=DAYS,
    month=st.integers(1, 12),
    number=st.integers(1, 31),
    starts=st.lists(DAYS, min_size=1, max_size=4),
    carry=st.integers(0, 900),
    share=st.integers(0, 100),
    data=st.data(),
)
def test_periods_follow_each_other_and_sums_are_exact(day, since, month, number, starts, carry, share, data):
    rules = [
        rule(
            start,
            minutes=data.draw(st.integers(0, 3000)),
            month=month,
            day=number,
            carry_over=carry,
            face_to_face=share,
        )
        for start in set(starts)
    ]
    lines = [line(data.draw(DAYS), data.draw(st.integers(1, 16)), face=data.draw(st.booleans())) for _each in range(6)]
    found = balance(rules, lines, (), since=since, today=day)
    for earlier, later in itertools.pairwise(found):
        assert later.first == earlier.last + timedelta(days=1)
        assert later.brought == min(earlier.carried, later.owed)
    if found:
        assert found[-1].first <= day <= found[-1].last
        counted = [each for each in lines if found[0].first <= each.on <= found[-1].last]
        assert sum(each.done for each in found) == sum(each.minutes for each in counted)
    for each in found:
        assert 0 <= each.owed <= each.full
        assert each.carried <= carry
        assert (each.missing == 0) == (each.standing in (Standing.IN_ORDER, Standing.EXEMPT))


@given(first=DAYS, length=st.integers(0, 700), begins=DAYS, lasts=st.integers(0, 400), minutes=st.integers(0, 5000))
def test_leave_never_adds_and_its_days_are_free(first, length, begins, lasts, minutes):
    rules, last = [rule(date(2018, 1, 1), minutes=minutes)], first + timedelta(days=length)
    leave = Leave(begins, begins + timedelta(days=lasts))
    full, owed = owed_between(rules, first, last, [leave])
    assert owed <= full
    assert owed_between(rules, first, last, [Leave(first, last)])[1] == 0
    if leave.last < first or leave.first > last:
        assert owed == full


@given(day=DAYS, cut=st.integers(1, 360), minutes=st.integers(0, 5000))
def test_a_year_cut_in_two_by_the_same_rule_owes_the_same(day, cut, minutes):
    same = [rule(date(2018, 1, 1), minutes=minutes)]
    first, last = year_around(day, same[0])
    twice = [*same, rule(first + timedelta(days=cut), minutes=minutes)]
    assert owed_between(twice, first, last, ()) == owed_between(same, first, last, ()) == (minutes, minutes)
