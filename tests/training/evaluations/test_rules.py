"""When people are asked, what they may answer, and what can be read from the box."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.training.evaluations.rules import (
    FEWEST,
    LONGEST_TEXT,
    AnswersRefused,
    EvaluationClosed,
    EvaluationKind,
    Item,
    ItemKind,
    check_open,
    drop_in,
    may_show,
    months_later,
    read_answers,
    summarise,
    window,
)

SCALE, CHOICE, TEXT = (
    Item("useful", ItemKind.SCALE),
    Item("pace", ItemKind.CHOICE, ("slow", "fast")),
    Item("words", ItemKind.TEXT),
)
ITEMS = (SCALE, CHOICE, TEXT)
ANSWERS = st.fixed_dictionaries(
    {"useful": st.integers(1, 5), "pace": st.sampled_from(["slow", "fast"])}, optional={"words": st.text(min_size=1)}
)


@given(st.permutations(["a", "b", "c", "d", "e", "f"]), st.data())
def test_the_box_says_nothing_about_the_order_in_which_people_answered(order, data):
    answers = {each: data.draw(ANSWERS) for each in "abcdef"}
    one: dict = {}
    other: dict = {}
    for each in sorted(answers):
        one = drop_in(one, answers[each])
    for each in order:
        other = drop_in(other, answers[each])

    assert one == other
    assert list(one) == sorted(one)
    assert [len(one[key]) for key in ("useful", "pace")] == [6, 6]


@given(st.dictionaries(st.sampled_from(["useful", "pace", "words", "else"]), st.text()))
def test_whatever_is_sent_is_stored_well_or_refused_by_name(sent):
    good = sent.get("useful", "").strip() in set("12345") and sent.get("pace", "").strip() in CHOICE.choices
    if not good:
        with pytest.raises(AnswersRefused) as refusal:
            read_answers(ITEMS, sent)
        assert refusal.value.problems.keys() <= {"useful", "pace", "words"}
        return
    answers = read_answers(ITEMS, sent)
    assert answers["useful"] in range(1, 6)
    assert answers["pace"] in CHOICE.choices
    assert answers.keys() <= {"useful", "pace", "words"}


def test_open_scales_and_endless_texts_are_named():
    with pytest.raises(AnswersRefused) as refusal:
        read_answers(ITEMS, {"pace": "right", "words": "я" * (LONGEST_TEXT + 1)})

    assert {key: each.code for key, each in refusal.value.problems.items()} == {
        "useful": "evaluation-item-missing",
        "pace": "evaluation-item-missing",
        "words": "evaluation-text-too-long",
    }


def test_results_wait_for_the_last_day_and_for_five_people():
    last = date(2026, 12, 1)

    assert may_show(answers=FEWEST, closes_on=last, today=date(2026, 12, 2))
    assert not may_show(answers=FEWEST, closes_on=last, today=last)
    assert not may_show(answers=FEWEST - 1, closes_on=last, today=date(2027, 1, 1))


def test_sums_are_those_of_the_box():
    box = {"useful": [1, 5, 5, 4, 5], "pace": ["fast", "fast", "slow", "fast", "fast"], "words": ["a", "b", "c", "d"]}

    scale, choice, text = summarise(ITEMS, box)

    assert (scale.mean, scale.counts) == (4.0, (("1", 1), ("2", 0), ("3", 0), ("4", 1), ("5", 3)))
    assert choice.counts == (("slow", 1), ("fast", 4))
    assert (text.count, text.texts) == (4, ())


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 11, 24), 3, date(2027, 2, 24)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 12, 31), 12, date(2027, 12, 31)),
    ],
)
def test_a_month_without_that_day_ends_with_its_last(day, months, expected):
    assert months_later(day, months) == expected


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.sampled_from(EvaluationKind))
def test_a_window_is_open_from_its_first_to_its_last_day(ends_on, kind):
    opens_on, closes_on = window(kind, ends_on)

    check_open(opens_on=opens_on, closes_on=closes_on, today=opens_on)
    check_open(opens_on=opens_on, closes_on=closes_on, today=closes_on)
    with pytest.raises(EvaluationClosed):
        check_open(opens_on=opens_on, closes_on=closes_on, today=date.fromordinal(closes_on.toordinal() + 1))
