"""The timetable with everything in it: rooms, equipment, trainers and zones with daylight saving; free slots."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from itertools import combinations
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.errors import RuleViolation
from app.training.rules import public_holidays, scheduling
from app.training.rules.scheduling import Booking, Span
from app.training.rules.slots import RoomChoice, SlotWish, free_slots, on_day, repeated_days
from app.training.trainers import rules as trainers
from app.training.venues import rules as venues
from tests.training.test_scheduling import key, named

pytestmark = pytest.mark.slow

ZONES = ["Asia/Dushanbe", "Asia/Almaty", "Asia/Bishkek", "Asia/Ashgabat", "Asia/Tashkent", "Europe/Vienna"]
# Vienna puts its clocks forward on 29 March and back on 25 October; Almaty moved on 1 March 2024.
DAYS = [date(2024, 2, 29), date(2026, 3, 28), date(2026, 10, 24), date(2026, 11, 24)]
QUARTER = timedelta(minutes=15)
ITEM = key("microscope")
STOCK = 3
ROOMS = {
    key(name): venues.RoomFacts(
        id=key(name),
        name=name,
        seats=24,
        time_zone=zone,
        features=frozenset(features),
        computers=24,
        closed_from=closed,
        closed_to=closed,
    )
    for name, zone, features, closed in (
        ("1", "Asia/Dushanbe", ["projector"], None),
        ("2", "Europe/Vienna", ["projector", "computers"], date(2026, 3, 29)),
        ("3", "Asia/Almaty", [], date(2024, 3, 1)),
    )
}
HELD = trainers.Held("course", "", "", date(2024, 1, 1), date(2026, 10, 24))
TRAINERS = {
    "R": trainers.TrainerFacts("R", "Asia/Dushanbe", (HELD,)),
    "S": trainers.TrainerFacts(
        "S", "Europe/Vienna", (trainers.Held("", "", "", date(2020, 1, 1)),), (trainers.Away(*[date(2026, 3, 28)] * 2),)
    ),
    "T": trainers.TrainerFacts(
        "T",
        "Asia/Almaty",
        (trainers.Held("", "", "", date(2020, 1, 1)),),
        (),
        {day: (time(9), time(18)) for day in range(7)},
    ),
}
SUBJECT = trainers.Subject("course", "Course", {"module": "Module"}, "classroom")


@st.composite
def bookings(draw: st.DrawFn) -> tuple[Booking, tuple[str, ...]]:
    zone = draw(st.sampled_from(ZONES))
    starts_at = datetime.combine(draw(st.sampled_from(DAYS)), time(18), UTC) + QUARTER * draw(st.integers(0, 60))
    ends_at = starts_at + QUARTER * draw(st.integers(1, 12))
    cohort = draw(st.sampled_from("ABC"))
    booking = Booking(
        session_id=draw(st.uuids()),
        title="Session",
        cohort_id=key(cohort),
        cohort=cohort,
        span=Span(starts_at.astimezone(ZoneInfo(zone)), ends_at.astimezone(ZoneInfo(zone)), zone),
        room_id=draw(st.sampled_from([None, *ROOMS])),
        trainers=named(*draw(st.sets(st.sampled_from("RST"), max_size=2))),
        people=named(*draw(st.sets(st.sampled_from("abcR"), max_size=2))),
        items={ITEM: count} if (count := draw(st.integers(0, 3))) else {},
    )
    return booking, tuple(draw(st.sets(st.sampled_from(["projector", "computers"]), max_size=1)))


def accepted_by_rules(wanted: Booking, needs: tuple[str, ...], stored: list[Booking]) -> bool:
    try:
        if wanted.room_id:
            venues.check_open(ROOMS[wanted.room_id], wanted.span)
            venues.check_features(ROOMS[wanted.room_id], needs, 24)
        for name in wanted.trainers.values():
            trainers.check_available(TRAINERS[name], wanted.span)
            trainers.check_qualified(TRAINERS[name], SUBJECT, wanted.span)
        scheduling.check_timetable(wanted, stored)
        venues.check_items(wanted, stored, {ITEM: STOCK}, {ITEM: "microscope"})
    except RuleViolation:
        return False
    return True


def quarters(span: Span) -> list[datetime]:
    return [span.starts_at + step * QUARTER for step in range((span.ends_at - span.starts_at) // QUARTER)]


def accepted_by_counting(wanted: Booking, needs: tuple[str, ...], stored: list[Booking]) -> bool:
    """Say the same in another way: walk through the quarters of an hour and look at the clock of each place."""
    used: Counter[tuple[object, datetime]] = Counter()
    for each in stored:
        for moment in quarters(each.span):
            used[each.room_id, moment] += 1
            used[each.cohort_id, moment] += 1
            used[ITEM, moment] += each.items.get(ITEM, 0)
            for someone in (*each.trainers, *each.people):
                used[someone, moment] += 1
    return not any(
        _is_busy(wanted, used, moment)
        or (wanted.room_id and _is_unfit(ROOMS[wanted.room_id], needs, moment))
        or any(_is_away(TRAINERS[name], wanted, moment) for name in wanted.trainers.values())
        for moment in quarters(wanted.span)
    )


def _is_busy(wanted: Booking, used: Counter[tuple[object, datetime]], moment: datetime) -> bool:
    things = [wanted.cohort_id, *wanted.trainers, *wanted.people, *([wanted.room_id] if wanted.room_id else [])]
    too_many = wanted.items and used[ITEM, moment] + wanted.items[ITEM] > STOCK
    return bool(too_many) or any(used[thing, moment] for thing in things)


def _is_unfit(room, needs: tuple[str, ...], moment: datetime) -> bool:
    closed = moment.astimezone(ZoneInfo(room.time_zone)).date() == room.closed_from
    return closed or not set(needs) <= room.features


def _is_away(trainer, wanted: Booking, moment: datetime) -> bool:
    here = moment.astimezone(ZoneInfo(trainer.time_zone))
    until = (moment + QUARTER).astimezone(ZoneInfo(trainer.time_zone))
    there = moment.astimezone(ZoneInfo(wanted.span.time_zone)).date()
    lapsed = trainer.held[0].valid_to and there > trainer.held[0].valid_to
    away = any(away.first_day <= here.date() <= away.last_day for away in trainer.away)
    closed = trainer.hours and not (here.time() >= time(9) and until.time() <= time(18) and until.hour >= 9)
    return bool(lapsed or away or closed)


@settings(max_examples=300)
@given(st.lists(bookings(), max_size=12, unique_by=lambda each: each[0].session_id))
def test_no_accepted_week_has_a_clash_of_any_kind_and_no_free_time_is_refused(wanted):
    stored: list[Booking] = []
    for booking, needs in wanted:
        expected = accepted_by_counting(booking, needs, stored)
        assert accepted_by_rules(booking, needs, stored) == expected
        if expected:
            stored.append(booking)

    for one, other in combinations(stored, 2):
        assert not scheduling.overlap(one.span, other.span) or not (
            (one.room_id and one.room_id == other.room_id)
            or one.cohort_id == other.cohort_id
            or (one.trainers.keys() | one.people.keys()) & (other.trainers.keys() | other.people.keys())
        )


@st.composite
def searches(draw: st.DrawFn) -> tuple[SlotWish, list[Span], list[RoomChoice]]:
    zone = draw(st.sampled_from(ZONES))
    first = draw(st.sampled_from(DAYS))
    wish = SlotWish(
        lasts=QUARTER * draw(st.integers(1, 16)),
        first_day=first,
        last_day=first + timedelta(days=draw(st.integers(0, 4))),
        opens=time(draw(st.integers(0, 10))),
        closes=time(draw(st.integers(11, 23))),
        time_zone=zone,
        not_before=datetime.combine(first, time(5), UTC),
        weekends=draw(st.booleans()),
        days_off=draw(st.sets(st.just(first + timedelta(days=1)))),
    )

    def taken() -> list[Span]:
        return [
            Span(start, start + QUARTER * draw(st.integers(1, 40)), "UTC")
            for start in (
                datetime.combine(first, time(), UTC) + QUARTER * draw(st.integers(0, 400))
                for _each in range(draw(st.integers(0, 6)))
            )
        ]

    return wish, taken(), [RoomChoice(key("1"), taken()), RoomChoice(key("2"), taken())]


@settings(max_examples=200)
@given(searches())
def test_a_slot_that_is_found_is_free_and_none_before_it_is(search):
    wish, busy, rooms = search
    zone = ZoneInfo(wish.time_zone)
    found = free_slots(wish, busy=busy, rooms=rooms, limit=3)

    def free(start: datetime) -> UUID | None:
        """Look at one start as a person with a calendar would."""
        span = Span(start, start + wish.lasts, wish.time_zone)
        begins, ends = span.starts_at.astimezone(zone), span.ends_at.astimezone(zone)
        right_day = wish.first_day <= begins.date() <= wish.last_day and begins.date() not in wish.days_off
        within = begins.time() >= wish.opens and ends.date() == begins.date() and ends.time() <= wish.closes
        if not right_day or not within or (begins.weekday() > 4 and not wish.weekends) or start < wish.not_before:
            return None
        if begins.fold or any(scheduling.overlap(span, each) for each in busy):
            return None
        return next((room.id for room in rooms if not any(scheduling.overlap(span, each) for each in room.busy)), None)

    start = datetime.combine(wish.first_day, time(), UTC) - timedelta(days=1)
    expected: list[tuple[datetime, UUID]] = []
    while start < datetime.combine(wish.last_day, time(), UTC) + timedelta(days=2) and len(expected) < 3:
        room = free(start)
        if room and (not expected or start >= expected[-1][0] + wish.lasts):
            expected.append((start, room))
        start += QUARTER
    assert [(slot.span.starts_at, slot.room_id) for slot in found] == expected


def test_repeating_passes_over_holidays_and_keeps_the_clock_when_summer_time_ends():
    span = Span(
        scheduling.to_instant(date(2026, 10, 20), time(9), "Europe/Vienna"),
        scheduling.to_instant(date(2026, 10, 20), time(10), "Europe/Vienna"),
        "Europe/Vienna",
    )

    days = repeated_days(date(2026, 10, 20), weekdays={1, 3}, count=3, days_off={date(2026, 10, 22)})

    assert days == [date(2026, 10, 27), date(2026, 10, 29), date(2026, 11, 3)]
    assert on_day(span, days[0]).starts_at == datetime(2026, 10, 27, 8, tzinfo=UTC)
    assert span.starts_at == datetime(2026, 10, 20, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("country", "day", "language", "name"),
    [
        ("TJ", date(2026, 9, 9), "tg", "Рӯзи Истиқлолияти Давлатии Ҷумҳурии Тоҷикистон"),
        ("TJ", date(2026, 9, 9), "en", "Independence Day"),
        ("KZ", date(2026, 12, 16), "en", "Independence Day"),
        ("KG", date(2026, 8, 31), "en", "Independence Day"),
        ("UZ", date(2026, 9, 1), "en", "Independence Day"),
        ("TM", date(2026, 9, 27), "en", "Independence Day"),
        ("TJ", date(2026, 9, 10), "en", ""),
        ("AT", date(2026, 12, 25), "en", ""),
    ],
)
def test_holidays_of_the_five_countries_are_named(country, day, language, name):
    found = public_holidays.holiday_on(country, day, language)

    assert bool(found) == bool(name)
    if language == "en":
        assert found == name
    else:
        assert any(letter in found for letter in "ӯқҷ")


def test_an_expired_qualification_is_named_with_its_last_day():
    facts = trainers.TrainerFacts(
        "Rustam", "Asia/Dushanbe", (trainers.Held("course", "", "", *(date(2026, 1, 1),) * 2),)
    )
    span = Span(datetime(2026, 3, 2, 4, tzinfo=UTC), datetime(2026, 3, 2, 5, tzinfo=UTC), "Asia/Dushanbe")

    with pytest.raises(trainers.QualificationExpired) as refused:
        trainers.check_qualified(facts, SUBJECT, span)

    assert refused.value.facts == {"who": "Rustam", "subject": "Module", "valid_to": date(2026, 1, 1)}


@given(st.lists(st.tuples(st.integers(0, 10), st.integers(0, 5), st.integers(1, 4)), max_size=10))
def test_no_night_has_more_people_than_beds(wishes):
    day, taken = date(2026, 11, 1), []
    for first, length, beds in wishes:
        stay = venues.Stay(day + timedelta(days=first), day + timedelta(days=first + length), beds)
        nights = Counter(
            each.first_night + timedelta(days=number)
            for each in (*taken, stay)
            for number in range((each.last_night - each.first_night).days + 1)
            for _bed in range(each.beds)
        )
        try:
            venues.check_beds(stay, taken, 6)
        except venues.NotEnoughBeds:
            assert max(nights.values()) > 6
        else:
            assert max(nights.values()) <= 6
            taken.append(stay)
    assert venues.most_beds(taken) <= 6
