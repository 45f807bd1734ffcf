"""Marks are facts; the state is their fold; a sheet adds only what is new."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.training.rules import attendance
from app.training.rules.attendance import AttendanceStatus, Entry, HeldSession, Mark, Participant, decide_marks

PRESENT, LATE, EXCUSED, ABSENT, WITHDRAWN = AttendanceStatus
STATUSES = st.sampled_from(list(AttendanceStatus))


def mark(status: AttendanceStatus = PRESENT, corrects: Mark | None = None, **changes: object) -> Mark:
    return Mark(id=uuid4(), corrects_id=corrects.id if corrects else None, status=status, author="Rustam", **changes)


def chain(*statuses: AttendanceStatus) -> list[Mark]:
    marks: list[Mark] = []
    for status in statuses:
        marks.append(mark(status, marks[-1] if marks else None))
    return marks


@given(st.lists(STATUSES, max_size=6).flatmap(lambda each: st.permutations(chain(*each))), st.data())
def test_marks_fold_to_the_same_state_in_any_order(shuffled, data):
    again = data.draw(st.permutations(shuffled))

    assert attendance.history(shuffled) == attendance.history(again)
    assert attendance.fold(shuffled) == attendance.fold(again)
    corrected = {each.corrects_id for each in shuffled}
    current = attendance.fold(shuffled)
    last = [each for each in shuffled if each.id not in corrected]
    assert [each for each in last if each.status is not WITHDRAWN] == ([current] if current else [])


def sheet(*marks: Mark) -> tuple[Participant, UUID]:
    person = Participant(uuid4(), "Амина", tuple(marks))
    return person, person.enrolment_id


def test_nothing_typed_adds_nothing():
    person, key = sheet()

    assert decide_marks([person], {key: Entry(None)}, minutes=90, reason="") == []
    assert decide_marks([person], {}, minutes=90, reason="") == []


def test_a_first_mark_needs_no_reason():
    person, key = sheet()

    (added,) = decide_marks([person], {key: Entry(LATE, 10, " bus ")}, minutes=90, reason="")

    assert (added.status, added.minutes_late, added.remark, added.corrects_id) == (LATE, 10, "bus", None)


def test_minutes_count_only_for_the_late():
    person, key = sheet()

    (added,) = decide_marks([person], {key: Entry(PRESENT, 10)}, minutes=90, reason="")

    assert added.minutes_late == 0


def test_a_correction_names_the_mark_and_needs_a_reason():
    earlier = mark(ABSENT)
    person, key = sheet(earlier)
    entries = {key: Entry(PRESENT, seen=earlier.id)}

    with pytest.raises(attendance.SheetRefused) as refused:
        decide_marks([person], entries, minutes=90, reason="  ")
    (added,) = decide_marks([person], entries, minutes=90, reason="Came by the other door")

    assert refused.value.reason_missing
    assert not refused.value.problems
    assert added.corrects_id == earlier.id


def test_a_withdrawn_mark_leaves_the_person_unmarked_and_a_new_one_needs_no_reason():
    first = mark(PRESENT)
    person, key = sheet(first)
    withdrawing = {key: Entry(WITHDRAWN, seen=first.id)}

    with pytest.raises(attendance.SheetRefused):
        decide_marks([person], withdrawing, minutes=90, reason="")
    (added,) = decide_marks([person], withdrawing, minutes=90, reason="Wrong file")
    withdrawn = mark(WITHDRAWN, first)
    person, key = sheet(withdrawn, first)

    assert (added.status, added.corrects_id) == (WITHDRAWN, first.id)
    assert attendance.fold(person.marks) is person.standing.mark is None
    assert decide_marks([person], {key: Entry(WITHDRAWN)}, minutes=90, reason="Wrong file") == []
    for seen in (withdrawn.id, None):
        (again,) = decide_marks([person], {key: Entry(ABSENT, seen=seen)}, minutes=90, reason="")
        assert (again.status, again.corrects_id) == (ABSENT, withdrawn.id)
    with pytest.raises(attendance.SheetRefused):
        decide_marks([person], {key: Entry(ABSENT, seen=first.id)}, minutes=90, reason="because")


def test_nothing_is_withdrawn_where_nothing_was_said():
    person, key = sheet()

    assert decide_marks([person], {key: Entry(WITHDRAWN)}, minutes=90, reason="Wrong file") == []


def test_another_author_in_between_is_a_conflict_that_names_them():
    earlier = mark(ABSENT)
    meanwhile = mark(EXCUSED, earlier, marked_at=datetime(2026, 3, 2, tzinfo=UTC))
    person, key = sheet(meanwhile, earlier)

    with pytest.raises(attendance.SheetRefused) as refused:
        decide_marks([person], {key: Entry(PRESENT, seen=earlier.id)}, minutes=90, reason="because")

    (problem,) = refused.value.problems.values()
    assert isinstance(problem, attendance.MarkedMeanwhile)
    assert problem.facts["author"] == "Rustam"
    assert problem.facts["status"] is EXCUSED


def test_the_same_mark_by_another_author_is_no_conflict():
    person, key = sheet(mark(PRESENT))

    assert decide_marks([person], {key: Entry(PRESENT)}, minutes=90, reason="") == []


def test_an_untouched_row_keeps_what_another_author_said_meanwhile():
    earlier = mark(ABSENT)
    person, key = sheet(earlier, mark(PRESENT, earlier))

    assert decide_marks([person], {key: Entry(ABSENT, seen=earlier.id)}, minutes=90, reason="") == []


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        (Entry(None, remark="was ill"), attendance.StatusMissing),
        (Entry(None, minutes_late=5), attendance.StatusMissing),
        (Entry(LATE, 91), attendance.TooManyMinutes),
    ],
)
def test_rows_that_make_no_sense_are_named(entry, reason):
    person, key = sheet()

    with pytest.raises(attendance.SheetRefused) as refused:
        decide_marks([person], {key: entry}, minutes=90, reason="")

    assert isinstance(refused.value.problems[key], reason)


def test_somebody_who_is_not_in_the_cohort_is_refused():
    with pytest.raises(attendance.NotOnRoster):
        decide_marks([], {uuid4(): Entry(PRESENT)}, minutes=90, reason="")


entries = st.builds(Entry, st.none() | STATUSES, st.integers(0, 90), st.sampled_from(["", "ill"]))


@given(st.lists(st.tuples(st.lists(STATUSES, max_size=3), entries), max_size=5))
def test_sending_a_sheet_twice_is_sending_it_once(rows):
    people = [Participant(uuid4(), "A", tuple(chain(*statuses))) for statuses, _entry in rows]
    typed = {}
    for person, (_statuses, entry) in zip(people, rows, strict=True):
        current = attendance.fold(person.marks)
        typed[person.enrolment_id] = Entry(
            entry.status, entry.minutes_late, entry.remark, current.id if current else None
        )
    try:
        added = decide_marks(people, typed, minutes=90, reason="because")
    except attendance.SheetRefused:
        return
    stored = {
        each.enrolment_id: Mark(
            id=uuid4(),
            corrects_id=each.corrects_id,
            status=each.status,
            minutes_late=each.minutes_late,
            remark=each.remark,
        )
        for each in added
    }
    after = [
        Participant(
            each.enrolment_id, "A", (*each.marks, *([stored[each.enrolment_id]] if each.enrolment_id in stored else []))
        )
        for each in people
    ]

    assert decide_marks(after, typed, minutes=90, reason="because") == []
    for person in after:
        assert len(attendance.history(person.marks)) == len(person.marks)
        said = typed[person.enrolment_id].said
        current = attendance.fold(person.marks)
        unmarked = said[0] is WITHDRAWN and current is None
        assert said[0] is None or unmarked or (current is not None and current.said == said)


def test_late_counts_and_excused_leaves_both_sides():
    hours = attendance.count_hours(
        [HeldSession(120, PRESENT), HeldSession(60, LATE), HeldSession(60, ABSENT), HeldSession(360, EXCUSED)]
    )

    assert (hours.attended, hours.planned, hours.excused) == (180, 600, 360)
    assert hours.percent == 75.0


def test_hours_that_nobody_marked_are_not_attended():
    hours = attendance.count_hours([HeldSession(60, PRESENT), HeldSession(60, None)])

    assert hours.percent == 50.0
    assert hours.percent_so_far == 100.0


def test_there_is_no_percentage_of_nothing():
    assert attendance.count_hours([]).percent is None
    assert attendance.count_hours([HeldSession(60, EXCUSED)]).percent is None


@given(st.lists(st.builds(HeldSession, st.integers(15, 480), st.none() | STATUSES), max_size=20))
def test_percentages_stay_between_nothing_and_all(sessions):
    hours = attendance.count_hours(sessions)

    assert 0 <= hours.attended <= hours.planned - hours.excused
    assert hours.percent is None or 0 <= hours.percent <= 100
    assert hours.percent is None or hours.percent_so_far is None or hours.percent_so_far >= hours.percent


def test_marks_open_with_the_day_in_the_centres_zone():
    starts_at = datetime(2026, 3, 2, 4, tzinfo=UTC)
    midnight = datetime(2026, 3, 1, 19, tzinfo=UTC)

    attendance.check_open(starts_at=starts_at, cancelled=False, time_zone="Asia/Dushanbe", at=midnight)
    with pytest.raises(attendance.TooEarly):
        attendance.check_open(
            starts_at=starts_at, cancelled=False, time_zone="Asia/Dushanbe", at=midnight - timedelta(seconds=1)
        )
    with pytest.raises(attendance.SessionCancelled):
        attendance.check_open(starts_at=starts_at, cancelled=True, time_zone="Asia/Dushanbe", at=starts_at)
