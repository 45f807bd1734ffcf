"""What answers are worth."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.assessments.rules.grading import MarkState, mark_answer, mark_paper
from app.assessments.rules.questions import Question, QuestionKind
from tests.assessments.factories import AUTOMATIC, RIGHT, SCORES, WRONG, make_question

IDS = st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=8, unique=True)


@st.composite
def choice_questions(draw: st.DrawFn) -> tuple[Question, dict[str, Any]]:
    choices = draw(IDS)
    correct = draw(st.lists(st.sampled_from(choices), min_size=1, unique=True))
    chosen = draw(st.lists(st.sampled_from(choices), unique=True))
    question = Question("q", QuestionKind.MULTIPLE, {"choices": choices, "correct": correct})
    return question, {"choices": chosen} if chosen else {}


@st.composite
def orderings(draw: st.DrawFn) -> tuple[Question, dict[str, int]]:
    items = draw(IDS)
    places = st.integers(1, len(items))
    positions = draw(st.dictionaries(st.sampled_from(items), places, min_size=1))
    return Question("q", QuestionKind.ORDERING, {"items": items}), positions


@pytest.mark.parametrize("kind", AUTOMATIC)
def test_the_right_answer_of_each_kind_earns_the_point(kind):
    mark = mark_answer(make_question(kind), RIGHT[kind], SCORES)

    assert (mark.points, mark.state, mark.note) == (1, MarkState.RIGHT, "")


@pytest.mark.parametrize("kind", AUTOMATIC)
def test_a_wrong_answer_of_each_kind_earns_nothing(kind):
    assert mark_answer(make_question(kind), WRONG[kind], SCORES).state is MarkState.WRONG


@pytest.mark.parametrize("kind", RIGHT)
@pytest.mark.parametrize("answer", [None, {}])
def test_no_answer_is_not_a_wrong_answer(kind, answer):
    mark = mark_answer(make_question(kind), answer)

    assert (mark.points, mark.state) == (0, MarkState.UNANSWERED)


@given(choice_questions())
def test_multiple_choice_stays_between_nothing_and_one_and_only_the_exact_set_is_right(case):
    question, answer = case
    mark = mark_answer(question, answer)

    assert 0 <= mark.points <= 1
    exact = set(answer.get("choices", ())) == set(question.key["correct"])
    assert (mark.state is MarkState.RIGHT) == exact


@given(choice_questions(), st.randoms())
def test_multiple_choice_does_not_depend_on_the_order_of_choices(case, shuffler: random.Random):
    question, answer = case
    key = {name: shuffler.sample(ids, len(ids)) for name, ids in question.key.items()}
    mixed = {"choices": shuffler.sample(answer["choices"], len(answer["choices"]))} if answer else {}

    assert mark_answer(Question("q", question.kind, key), mixed) == mark_answer(question, answer)


@given(choice_questions())
def test_choosing_everything_earns_no_more_than_choosing_nothing(case):
    question, _answer = case
    everything = {"choices": question.key["choices"]}
    has_wrong = set(question.key["choices"]) != set(question.key["correct"])

    assert mark_answer(question, everything).points == (0 if has_wrong else 1)


@given(choice_questions(), st.data())
def test_one_more_right_choice_never_costs_and_one_more_wrong_choice_never_gains(case, data):
    question, answer = case
    more = data.draw(st.sampled_from(question.key["choices"]))
    before = mark_answer(question, answer).points
    after = mark_answer(question, {"choices": sorted({*answer.get("choices", ()), more})}).points

    assert after >= before if more in question.key["correct"] else after <= before


@given(IDS, st.data())
def test_each_right_pair_is_an_equal_share(pairs, data):
    question = Question("q", QuestionKind.MATCHING, {"pairs": pairs, "distractors": ["x"]})
    answer = data.draw(st.dictionaries(st.sampled_from(pairs), st.sampled_from([*pairs, "x"]), min_size=1))
    right = sum(left == chosen for left, chosen in answer.items())

    assert mark_answer(question, {"pairs": answer}).points == Fraction(right, len(pairs))


@given(orderings())
def test_ordering_stays_between_nothing_and_one(case):
    question, positions = case

    assert 0 <= mark_answer(question, {"positions": positions}).points <= 1


@given(IDS, st.data())
def test_moving_one_item_costs_one_step(items, data):
    moved = data.draw(st.sampled_from(items))
    rest = [item for item in items if item != moved]
    place = data.draw(st.integers(0, len(rest)))
    order = [*rest[:place], moved, *rest[place:]]
    question = Question("q", QuestionKind.ORDERING, {"items": items})
    points = mark_answer(question, {"positions": {item: n for n, item in enumerate(order, 1)}}).points

    assert points == 1 if order == items else points == Fraction(len(items) - 2, len(items) - 1)


@pytest.mark.parametrize(
    ("positions", "points"),
    [
        ({"i1": 1}, 0),  # one item alone is not an order
        ({"i1": 1, "i2": 2}, Fraction(1, 3)),
        ({"i1": 2, "i2": 2, "i3": 3, "i4": 4}, Fraction(2, 3)),  # two in one place: one of them counts
        ({"i1": 1, "i2": 1, "i3": 1, "i4": 1}, 0),
    ],
)
def test_half_given_orders(positions, points):
    assert mark_answer(make_question(QuestionKind.ORDERING), {"positions": positions}).points == points


@given(st.lists(st.sampled_from(AUTOMATIC), min_size=1, max_size=12), st.integers(0, 100), st.data())
def test_a_paper_is_worth_the_sum_of_its_answers_and_passes_exactly_at_the_pass_mark(kinds, pass_mark, data):
    questions = [make_question(kind) for kind in kinds]
    answers = {place: data.draw(st.sampled_from([RIGHT[kind], WRONG[kind], {}])) for place, kind in enumerate(kinds)}
    marks = mark_paper(questions, answers, pass_mark, scores=SCORES)
    right = sum(answers[place] == RIGHT[kind] for place, kind in enumerate(kinds))

    assert (marks.points, marks.maximum) == (right, len(kinds))
    assert 0 <= marks.percent <= 100 * right / len(kinds) + 1e-9
    assert marks.passed == (100 * right >= pass_mark * len(kinds))


def test_percent_is_cut_so_that_a_failed_exam_never_shows_the_pass_mark():
    questions = [make_question(QuestionKind.MULTIPLE, key={"choices": list("abcdefg"), "correct": list("abcdefg")[:3]})]
    marks = mark_paper(questions, {0: {"choices": ["a", "b"]}}, pass_mark=67)

    assert (marks.percent, marks.passed) == (66.66, False)


def test_an_empty_paper_is_never_passed():
    assert mark_paper([], {}, pass_mark=0).passed is False


def test_a_look_alike_spelling_is_right_and_noted():
    question = make_question(QuestionKind.SHORT, texts={"ru": {"accept": ["сер"]}})
    mark = mark_answer(question, {"text": "cep"})  # typed on the Latin layout

    assert (mark.state, mark.note) == (MarkState.RIGHT, "look_alike")
