"""Answers from several tabs and devices become one answer a question, and nothing is lost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from app.assessments.rules.folding import Given, fold

START = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)


def saved(sequence: int, question: int, word: str, *, late: bool = False) -> Given:
    return Given(UUID(int=sequence), question, {"text": word}, sequence, START + timedelta(seconds=sequence), late)


@st.composite
def histories(draw: st.DrawFn) -> list[Given]:
    entries = draw(st.lists(st.tuples(st.integers(0, 4), st.text(max_size=3), st.booleans()), max_size=30))
    return [saved(n, question, word, late=late) for n, (question, word, late) in enumerate(entries, 1)]


@given(histories(), st.data())
def test_order_of_arrival_and_repeats_change_nothing(history, data):
    repeats = data.draw(st.lists(st.sampled_from(history), max_size=10)) if history else []
    mixed = data.draw(st.permutations([*history, *repeats]))

    assert fold(mixed) == fold(history)


@given(histories())
def test_the_answer_stored_last_stands_and_late_ones_never_replace_it(history):
    standing = fold(history)

    for question in range(5):
        in_time = [each for each in history if each.question == question and not each.late]
        assert standing.counted.get(question) == (in_time[-1] if in_time else None)
    assert all(not each.late for each in standing.counted.values())
    assert {each.question for each in standing.late.values()} == {each.question for each in history if each.late}
    assert standing.sequence == len(history)


@given(histories(), histories())
def test_saving_more_never_loses_an_answered_question(first, second):
    later = [saved(each.sequence + len(first), each.question, each.answer["text"], late=each.late) for each in second]

    assert set(fold(first).counted) <= set(fold([*first, *later]).counted)


def test_clearing_an_answer_is_an_answer_too():
    cleared = Given(UUID(int=2), 0, {}, 2, START)

    assert fold([saved(1, 0, "means"), cleared]).answers == {0: {}}
