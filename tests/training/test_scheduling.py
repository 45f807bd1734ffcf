"""The timetable never puts a room, trainer, cohort or person in two places at once."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import combinations
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import RuleViolation
from app.training.rules import scheduling
from app.training.rules.scheduling import Booking, CohortFrame, Span

SPACE = UUID(int=0)
# Zones with and without daylight saving; Almaty moved by an hour on 1 March 2024.
ZONES = [
    "Asia/Dushanbe",
    "Asia/Tashkent",
    "Asia/Almaty",
    "Asia/Bishkek",
    "Asia/Ashgabat",
    "Europe/Berlin",
    "America/New_York",
]
DAYS = [
    date(2024, 2, 29),
    date(2026, 3, 8),
    date(2026, 3, 29),
    date(2026, 10, 25),
    date(2026, 11, 1),
    date(2026, 11, 24),
]


def key(name: str) -> UUID:
    return uuid5(SPACE, name)


def named(*names: str) -> dict[UUID, str]:
    return {key(name): name for name in names}


def booking(
    title: str = "Wanted", *, start: str = "09:00", end: str = "10:30", zone: str = "Asia/Dushanbe", **changes: object
) -> Booking:
    day = date(2026, 3, 2)
    values: dict[str, object] = {
        "session_id": key(title),
        "title": title,
        "cohort_id": key(f"cohort of {title}"),
        "cohort": f"Cohort of {title}",
        "span": Span(
            scheduling.to_instant(day, time.fromisoformat(start), zone),
            scheduling.to_instant(day, time.fromisoformat(end), zone),
            zone,
        ),
    }
    return Booking(**{**values, **changes})


def test_a_taken_room_is_named_with_the_other_session_its_time_and_zone():
    room = {"room_id": key("204"), "room": "Room 204"}

    with pytest.raises(scheduling.RoomTaken) as refused:
        scheduling.check_timetable(booking(**room), [booking("Indicators", start="10:00", end="11:00", **room)])

    sentence = refused.value.message % refused.value.facts
    assert sentence == (
        "Room 204 is taken: “Indicators” of Cohort of Indicators, 2026-03-02, 10:00–11:00 (Asia/Dushanbe)."
    )


@pytest.mark.parametrize(
    ("shared", "reason", "who"),
    [
        ({"trainers": named("Rustam")}, scheduling.TrainerTaken, "Rustam"),
        ({"people": named("Amina")}, scheduling.PersonTaken, "Amina"),
        ({"cohort_id": key("C"), "cohort": "Cohort C"}, scheduling.CohortTaken, "Cohort C"),
    ],
)
def test_each_kind_of_clash_says_who(shared, reason, who):
    with pytest.raises(reason) as refused:
        scheduling.check_timetable(booking(**shared), [booking("Other", **shared)])

    assert refused.value.facts["who"] == who
    assert refused.value.facts["title"] == "Other"


@pytest.mark.parametrize(
    ("own", "other", "reason"),
    [("trainers", "people", scheduling.TrainerLearns), ("people", "trainers", scheduling.PersonTeaches)],
)
def test_nobody_teaches_in_one_cohort_while_learning_in_another(own, other, reason):
    with pytest.raises(reason) as refused:
        scheduling.check_timetable(booking(**{own: named("Rustam")}), [booking("Other", **{other: named("Rustam")})])

    assert refused.value.facts["who"] == "Rustam"


def test_one_session_may_begin_when_another_ends():
    room = {"room_id": key("204")}

    scheduling.check_timetable(
        booking(**room),
        [booking("Before", start="07:00", end="09:00", **room), booking("After", start="10:30", end="12:00", **room)],
    )


def test_a_session_does_not_clash_with_its_own_earlier_time():
    room = {"room_id": key("204")}

    scheduling.check_timetable(booking(**room), [booking(start="10:00", end="11:00", **room)])


def test_zones_are_compared_as_instants():
    trainer = {"trainers": named("Rustam")}
    tashkent = booking("Tashkent", start="09:00", end="10:30", zone="Asia/Tashkent", **trainer)

    # 09:00 in Berlin is 13:00 in Tashkent: the same clock, another time.
    scheduling.check_timetable(booking(zone="Europe/Berlin", **trainer), [tashkent])
    with pytest.raises(scheduling.TrainerTaken) as refused:
        scheduling.check_timetable(booking(start="05:00", end="06:00", zone="Europe/Berlin", **trainer), [tashkent])

    assert str(refused.value.facts["when"]) == "2026-03-02, 09:00–10:30 (Asia/Tashkent)"


@st.composite
def bookings(draw: st.DrawFn) -> Booking:
    zone = draw(st.sampled_from(ZONES))
    starts_at = datetime.combine(draw(st.sampled_from(DAYS)), time(), UTC) + timedelta(
        minutes=15 * draw(st.integers(0, 40))
    )
    ends_at = starts_at + timedelta(minutes=15 * draw(st.integers(1, 12)))
    cohort = draw(st.sampled_from("ABC"))
    return Booking(
        session_id=draw(st.uuids()),
        title="Session",
        cohort_id=key(cohort),
        cohort=cohort,
        span=Span(starts_at.astimezone(ZoneInfo(zone)), ends_at.astimezone(ZoneInfo(zone)), zone),
        room_id=draw(st.sampled_from([None, key("1"), key("2"), key("3")])),
        trainers=named(*draw(st.sets(st.sampled_from("RSTU"), max_size=2))),
        people=named(*draw(st.sets(st.sampled_from("abcdRS"), max_size=3))),
    )


def quarters(one: Booking) -> set[datetime]:
    count = (one.span.ends_at - one.span.starts_at) // timedelta(minutes=15)
    return {one.span.starts_at.astimezone(UTC) + step * timedelta(minutes=15) for step in range(count)}


def in_two_places(one: Booking, other: Booking) -> bool:
    """Say the same as the rule in another way: by the quarters of an hour that both occupy."""
    shared = (
        (one.room_id and one.room_id == other.room_id)
        or one.cohort_id == other.cohort_id
        or (one.trainers.keys() | one.people.keys()) & (other.trainers.keys() | other.people.keys())
    )
    return bool(shared) and bool(quarters(one) & quarters(other))


@given(st.lists(bookings(), max_size=12, unique_by=lambda each: each.session_id))
def test_no_accepted_week_has_a_clash_and_no_free_time_is_refused(wanted):
    accepted: list[Booking] = []
    for each in wanted:
        clashes = any(in_two_places(each, other) for other in accepted)
        try:
            scheduling.check_timetable(each, accepted)
        except RuleViolation:
            assert clashes
        else:
            assert not clashes
            accepted.append(each)

    assert not any(in_two_places(one, other) for one, other in combinations(accepted, 2))


@given(bookings(), bookings())
def test_a_clash_is_mutual(one, other):
    def refused(wanted: Booking, stored: Booking) -> bool:
        try:
            scheduling.check_timetable(wanted, [stored])
        except RuleViolation:
            return True
        return False

    assert refused(one, other) == refused(other, one)


@given(
    st.sampled_from(DAYS),
    st.times().map(lambda each: each.replace(second=0, microsecond=0, fold=0)),
    st.sampled_from(ZONES),
)
def test_a_typed_time_is_shown_as_it_was_typed_or_refused(day, clock, zone):
    try:
        instant = scheduling.to_instant(day, clock, zone)
    except scheduling.NoSuchTime:
        assert zone in ("Europe/Berlin", "America/New_York")
        assert day in (date(2026, 3, 8), date(2026, 3, 29))
        return

    shown = instant.astimezone(ZoneInfo(zone))
    assert (shown.date(), shown.time()) == (day, clock)


def test_a_time_that_the_clocks_skip_is_refused():
    with pytest.raises(scheduling.NoSuchTime):
        scheduling.to_instant(date(2026, 3, 29), time(2, 30), "Europe/Berlin")


def test_a_time_that_the_clocks_show_twice_is_the_first():
    assert scheduling.to_instant(date(2026, 10, 25), time(2, 30), "Europe/Berlin") == datetime(
        2026, 10, 25, 0, 30, tzinfo=UTC
    )


FRAME = CohortFrame("Cohort 1", date(2026, 3, 2), date(2026, 3, 6), 24, "Asia/Dushanbe")


def span(starts_at: datetime, ends_at: datetime) -> Span:
    return Span(starts_at, ends_at, "Asia/Dushanbe")


def test_the_days_of_a_cohort_are_days_in_the_centres_zone():
    # 1 March 20:00 UTC is 2 March 01:00 in Dushanbe.
    night = datetime(2026, 3, 1, 20, tzinfo=UTC)

    scheduling.check_times(span(night, night + timedelta(hours=1)), FRAME)
    with pytest.raises(scheduling.SessionOutsideCohort):
        scheduling.check_times(span(night - timedelta(hours=2), night), FRAME)


def test_a_session_until_midnight_of_the_last_day_is_inside():
    midnight = datetime(2026, 3, 6, 19, tzinfo=UTC)

    scheduling.check_times(span(midnight - timedelta(hours=2), midnight), FRAME)
    with pytest.raises(scheduling.SessionOutsideCohort):
        scheduling.check_times(span(midnight - timedelta(hours=2), midnight + timedelta(minutes=1)), FRAME)


def test_times_in_the_wrong_order_and_endless_sessions_are_refused():
    noon = datetime(2026, 3, 3, 7, tzinfo=UTC)

    with pytest.raises(scheduling.SessionEndsBeforeStart):
        scheduling.check_times(span(noon, noon), FRAME)
    with pytest.raises(scheduling.SessionTooLong):
        scheduling.check_times(span(noon, noon + timedelta(hours=17)), FRAME)


def test_a_room_must_seat_every_place_of_the_cohort():
    scheduling.check_room(room="204", seats=24, cohort=FRAME)
    with pytest.raises(scheduling.RoomTooSmall) as refused:
        scheduling.check_room(room="204", seats=23, cohort=FRAME)

    assert refused.value.facts == {"room": "204", "seats": 23, "cohort": "Cohort 1", "places": 24}
