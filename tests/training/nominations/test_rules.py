"""Who may have a seat and who moves up, without a database."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.training.nominations.rules import seats as rules
from app.training.nominations.rules.references import reference_of
from app.training.nominations.rules.remarks import PersonHistory, RemarkKind, months_before, remarks_on
from app.training.nominations.rules.seats import Candidate, Seats, next_to_move_up
from app.training.nominations.rules.states import (
    FROM,
    NEEDS_REASON,
    Act,
    NotPossibleNow,
    State,
    after,
    check_act,
    fold,
)

BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
AGENCIES = [UUID(int=number) for number in range(1, 5)]


@st.composite
def boards(draw: st.DrawFn) -> tuple[Seats, list[Candidate]]:
    """Seats that some order of acts can lead to, and people who wait."""
    claims = {each: draw(st.integers(0, 5)) for each in AGENCIES}
    used = {each: draw(st.integers(0, 6)) for each in AGENCIES}
    placed = {each: draw(st.integers(0, used[each])) for each in AGENCIES}
    outside = draw(st.integers(0, 3))
    taken = sum(placed.values()) + outside
    capacity = max(1, taken + draw(st.integers(0, 12)))
    people = [
        Candidate(
            id=UUID(int=100 + number),
            agency_id=draw(st.sampled_from(AGENCIES)),
            since=BEGAN + timedelta(minutes=draw(st.integers(0, 50))),
            approved=draw(st.booleans()),
            reserve=draw(st.booleans()),
            position=draw(st.integers(0, 5)),
        )
        for number in range(draw(st.integers(0, 8)))
    ]
    return Seats(capacity, taken, claims, used, placed), people


def seat(seats: Seats, move: rules.MoveUp) -> Seats:
    """Return the seats after somebody moved up."""
    agency, came = move.candidate.agency_id, move.candidate.approved
    used, placed = dict(seats.used), dict(seats.placed)
    used[agency] += 1
    placed[agency] += came
    return Seats(seats.capacity, seats.taken + came, seats.claims, used, placed)


@given(boards())
def test_no_more_people_move_up_than_there_are_seats(found):
    seats, waiting = found
    moved = []
    while (move := next_to_move_up(seats, waiting)) is not None:
        waiting = [each for each in waiting if each.id != move.candidate.id]
        own_before, free_before = seats.room_of(move.candidate.agency_id), seats.free
        assert own_before > 0 or free_before > 0
        assert move.candidate.approved or move.own_seat
        seats = seat(seats, move)
        moved.append(move)
    assert seats.taken <= seats.capacity


@given(boards())
def test_nobody_moves_up_on_a_seat_that_is_held_for_another_agency(found):
    seats, waiting = found
    move = next_to_move_up(seats, waiting)
    if move is None:
        return
    then = seat(seats, move)
    for each in AGENCIES:
        if each != move.candidate.agency_id:
            assert then.held(each) == seats.held(each)
    if seats.free > 0 or not move.own_seat:
        assert then.taken + sum(then.held(each) for each in AGENCIES) <= max(
            seats.capacity, seats.taken + sum(seats.held(each) for each in AGENCIES)
        )


@given(boards(), st.randoms())
def test_who_moves_up_does_not_depend_on_the_order_in_which_people_are_read(found, chance: random.Random):
    seats, waiting = found
    mixed = list(waiting)
    chance.shuffle(mixed)
    assert next_to_move_up(seats, waiting) == next_to_move_up(seats, mixed)


@given(boards())
def test_the_quota_of_the_agency_comes_first_and_then_time(found):
    seats, waiting = found
    move = next_to_move_up(seats, waiting)
    if move is None:
        return
    own = [each for each in waiting if seats.room_of(each.agency_id) > 0]
    assert move.own_seat == bool(own)
    rivals = own or [each for each in waiting if each.approved]
    if own and any(each.reserve for each in own):
        assert move.candidate.reserve
        assert move.candidate.position == min(each.position for each in own if each.reserve)
    else:
        assert move.candidate.since == min(each.since for each in rivals)


def test_the_substitute_named_for_the_one_who_left_is_first():
    left, agency = UUID(int=9), AGENCIES[0]
    first = Candidate(UUID(int=1), agency, BEGAN, approved=True, reserve=True, position=1)
    named = Candidate(UUID(int=2), agency, BEGAN, approved=True, reserve=True, position=2, stands_in_for=left)
    seats = Seats(5, 0, {agency: 1}, {agency: 0}, {agency: 0})
    assert next_to_move_up(seats, [first, named], left).candidate is named
    assert next_to_move_up(seats, [first, named]).candidate is first


def test_a_quota_can_neither_be_overrun_nor_go_below_what_is_used():
    agency = AGENCIES[0]
    seats = Seats(4, 1, {agency: 2}, {agency: 2}, {agency: 1})
    with pytest.raises(rules.QuotaReached):
        rules.check_room(seats, agency)
    with pytest.raises(rules.NoQuota):
        rules.check_room(seats, AGENCIES[1])
    with pytest.raises(rules.QuotaBelowUsed):
        rules.check_quotas({agency: 1}, seats, {}, {agency: 2})
    with pytest.raises(rules.QuotasAboveCapacity):
        rules.check_quotas({agency: 3, AGENCIES[1]: 2}, seats, {}, {agency: 2})
    rules.check_quotas({agency: 2, AGENCIES[1]: 2}, seats, {}, {agency: 2})
    rules.check_quotas({agency: 1, AGENCIES[1]: 2}, seats, {}, {agency: 1})  # somebody moved up to a free seat


def test_seats_given_back_can_be_taken_again_while_they_are_free():
    one, two = AGENCIES[:2]
    seats = Seats(4, 0, {one: 1, two: 2}, {one: 0, two: 0}, {one: 0, two: 0})
    rules.check_reservation(seats, one, 2, quota=3)
    with pytest.raises(rules.SeatsGone):
        rules.check_reservation(seats, one, 3, quota=3)
    with pytest.raises(rules.ReservedAboveQuota):
        rules.check_reservation(seats, one, 4, quota=3)


@given(st.lists(st.sampled_from([act for act in Act if act in FROM]), max_size=12), st.booleans(), st.randoms())
def test_the_state_is_a_fold_in_which_the_order_of_reading_does_not_matter(acts, confirms, chance: random.Random):
    state, history = after(Act.NOMINATE, confirmed_by_head=confirms), [(1, Act.NOMINATE, confirms)]
    for act in acts:
        try:
            check_act(act, state)
        except NotPossibleNow:
            continue
        state = after(act, confirmed_by_head=confirms)
        history.append((len(history) + 1, act, confirms))
    chance.shuffle(history)
    assert fold(history) is state


def test_what_ended_stays_ended_and_hard_steps_need_a_reason():
    for state in (State.REFUSED, State.WITHDRAWN):
        assert all(state not in found for found in FROM.values())
    assert {Act.REFUSE, Act.RETURN, Act.WITHDRAW} <= NEEDS_REASON


def test_remarks_name_what_is_on_record_and_forbid_nothing():
    history = PersonHistory(
        closed=True,
        done=frozenset({"basics"}),
        trained=(("Cohort 3", date(2026, 1, 31)), ("Cohort 1", date(2020, 1, 1))),
        certified=(date(2026, 2, 1),),
        missed=("Cohort 2",),
    )
    found = remarks_on(
        history,
        profession="judge",
        audience=("prosecutor",),
        prerequisites=[("basics", "Basics"), ("law", "Law")],
        starts_on=date(2026, 12, 1),
    )
    kinds = [each.kind for each in found]
    assert kinds == [
        RemarkKind.CLOSED,
        RemarkKind.PROFESSION,
        RemarkKind.PREREQUISITE,
        RemarkKind.CERTIFIED,
        RemarkKind.TRAINED,
        RemarkKind.NO_SHOW,
    ]
    assert found[2].what == "Law"
    assert (
        remarks_on(PersonHistory(), profession="judge", audience=(), prerequisites=(), starts_on=date(2026, 1, 1)) == ()
    )


def test_months_are_counted_back_over_the_ends_of_months():
    assert months_before(date(2026, 3, 31), 1) == date(2026, 2, 28)
    assert months_before(date(2024, 3, 31), 1) == date(2024, 2, 29)
    assert months_before(date(2026, 1, 15), 24) == date(2024, 1, 15)


@given(st.uuids())
def test_a_reference_can_be_said_on_the_telephone(key):
    found = reference_of("NTC", 2026, key)
    assert found.startswith("NTC-L-2026-")
    assert not set(found[11:]) & set("ILOU")
