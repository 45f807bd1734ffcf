"""When attempts begin and end, and what may be read afterwards."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app.assessments.rules.blueprints import Blueprint, Showing
from app.assessments.rules.timing import (
    AttemptsExhausted,
    Sitting,
    TooSoon,
    attempts_left,
    check_start,
    deadline,
    is_late,
    is_overdue,
    may_read_explanations,
    seconds_left,
)

START = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
OPEN = Sitting(START, START + timedelta(minutes=40), None)
DONE = Sitting(START, START + timedelta(minutes=40), START + timedelta(minutes=30))


def after(minutes: float = 0, seconds: float = 0) -> datetime:
    return START + timedelta(minutes=minutes, seconds=seconds)


@pytest.mark.parametrize(
    ("at", "late", "overdue", "left"),
    [
        (after(0), False, False, 2400),
        (after(39, 59.5), False, False, 0),
        (after(40), False, False, 0),
        (after(40, 5), False, False, 0),
        (after(40, 5.001), True, False, 0),
        (after(40, 15), True, False, 0),
        (after(40, 15.001), True, True, 0),
    ],
)
def test_time_around_the_deadline(at, late, overdue, left):
    assert (is_late(OPEN, at), is_overdue(OPEN, at), seconds_left(OPEN, at)) == (late, overdue, left)


def test_without_a_limit_nothing_is_ever_late():
    endless = Sitting(START, deadline(START, Blueprint()), None)

    assert not is_late(endless, after(10**6))
    assert not is_overdue(endless, after(10**6))
    assert seconds_left(endless, after(10**6)) is None


def test_after_handing_in_every_answer_is_late_and_nothing_is_overdue():
    assert is_late(DONE, after(31))
    assert not is_overdue(DONE, after(100))


def test_attempts_run_out():
    blueprint = Blueprint(attempts=2)
    check_start(blueprint, [DONE], after(60))

    assert attempts_left(blueprint, [DONE, DONE]) == 0
    with pytest.raises(AttemptsExhausted):
        check_start(blueprint, [DONE, DONE], after(60))


def test_the_spacing_counts_from_the_end_of_the_last_attempt():
    blueprint = Blueprint(spacing_hours=24)

    with pytest.raises(TooSoon) as refused:
        check_start(blueprint, [DONE], after(30) + timedelta(hours=23, minutes=59))
    check_start(blueprint, [DONE], after(30) + timedelta(hours=24))

    assert refused.value.opens_at == after(30) + timedelta(hours=24)


@pytest.mark.parametrize(
    ("rule", "attempts", "past", "readable"),
    [
        (Showing.AFTER_SUBMIT, 2, [DONE], True),
        (Showing.NEVER, 2, [DONE], False),
        (Showing.AFTER_LAST_ATTEMPT, 2, [DONE], False),
        (Showing.AFTER_LAST_ATTEMPT, 2, [DONE, OPEN], False),
        (Showing.AFTER_LAST_ATTEMPT, 2, [DONE, DONE], True),
        (Showing.AFTER_LAST_ATTEMPT, None, [DONE, DONE], False),
    ],
)
def test_when_explanations_may_be_read(rule, attempts, past, readable):
    blueprint = Blueprint(attempts=attempts, show_explanations=rule)

    assert may_read_explanations(blueprint, past[0], past) is readable


def test_an_open_attempt_explains_nothing():
    assert not may_read_explanations(Blueprint(), OPEN, [OPEN])
