"""What short answers, numbers, gaps, shares, rubrics and checklists are worth."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.assessments.rules.explaining import explain_typed
from app.assessments.rules.grading import MarkState, mark_answer, mark_judged, mark_paper
from app.assessments.rules.questions import PaperQuestion, Question, QuestionKind
from app.assessments.rules.short_answers import Match, Spelling, compare
from app.assessments.rules.showing import show_question
from tests.assessments.factories import KEYS, RIGHT, RUN, SCORES, WRONG, make_question, texts_of

HALF = Fraction(1, 2)


def points(kind: QuestionKind, answer, **changes) -> Fraction:
    return mark_answer(make_question(kind, **changes), answer).points


@pytest.mark.parametrize(
    ("typed", "share", "note"),
    [
        ("12.5 km", 1, ""),
        ("12,75 км", 1, ""),  # the end of the tolerance
        ("12500 м", 1, ""),
        ("12,9 км", HALF, ""),
        ("12,5", Fraction(3, 4), "unit"),
        ("12,5 миль", Fraction(3, 4), "unit"),
        ("12500 km", 0, ""),
        ("about twelve", 0, ""),
    ],
)
def test_a_number_earns_its_share_and_loses_some_without_its_unit(typed, share, note):
    mark = mark_answer(make_question(QuestionKind.NUMERIC), {"text": typed})

    assert (mark.points, mark.note) == (share, note)


@pytest.mark.parametrize(
    ("gaps", "share"),
    [
        ({"1": "средства", "2": "y", "3": "3,0"}, 1),
        ({"1": "MEANS "}, Fraction(1, 4)),
        ({"3": "3"}, HALF),
        ({"1": "purpose", "2": "x", "3": "three"}, 0),
    ],
)
def test_gaps_earn_by_their_weight(gaps, share):
    assert points(QuestionKind.GAPS, {"gaps": gaps}) == share


def test_a_gap_typed_in_the_other_alphabet_is_right_and_noted():
    mark = mark_answer(make_question(QuestionKind.GAPS), {"gaps": {"1": "mеаns", "2": "y", "3": "3"}})

    assert (mark.state, mark.note) == (MarkState.RIGHT, "look_alike")


@pytest.mark.parametrize(
    ("kind", "shares", "answer", "share"),
    [
        ("single", {"b": "1", "a": "0.5"}, {"choice": "a"}, HALF),
        ("single", {"b": "1", "a": "-0.5"}, {"choice": "a"}, 0),
        ("multiple", {"a": "0.5", "c": "0.5", "b": "-1"}, {"choices": ["a", "c"]}, 1),
        ("multiple", {"a": "0.5", "c": "0.5", "b": "-0.25"}, {"choices": ["a", "b"]}, Fraction(1, 4)),
        ("multiple", {"a": "0.5", "c": "0.5", "b": "-1"}, {"choices": ["a", "b", "c"]}, 0),
        ("multiple", {"a": "0.33333", "b": "0.33333", "c": "0.33333"}, {"choices": ["a", "b", "c"]}, 1),
    ],
)
def test_shares_decide_where_the_author_gave_them(kind, shares, answer, share):
    kind = QuestionKind(kind)
    assert points(kind, answer, key={**KEYS[kind], "shares": shares}) == share


def test_a_short_answer_may_earn_a_part_and_is_told_why():
    texts = {"en": {"stem": "s", "accept": ["deceit", {"text": "lie", "share": "0.5", "explanation": "Nearly."}]}}
    question = make_question(QuestionKind.SHORT, texts=texts)
    shown = show_question(0, PaperQuestion("q", QuestionKind.SHORT), texts, ["en"])
    (part,) = explain_typed(question, shown, {"text": "Lie"})

    assert mark_answer(question, {"text": "Lie"}).points == HALF
    assert (part.right, part.state, part.explanation) == ("deceit, lie", MarkState.PARTIAL, "Nearly.")


@pytest.mark.parametrize(
    ("typed", "accepted", "spelling", "match"),
    [
        ("ООН", "оон", Spelling(case=True), Match.DIFFERENT),
        ("ООН", "ООН", Spelling(case=True), Match.SAME),
        ("OOH", "ООН", Spelling(case=True), Match.LOOK_ALIKE),
        ("debt bondage of a family", "debt*family", Spelling(wildcards=True), Match.SAME),
        ("debt", "debt*", Spelling(wildcards=True), Match.SAME),
        ("a debt", "debt*", Spelling(wildcards=True), Match.DIFFERENT),
        ("debt*", r"debt\*", Spelling(wildcards=True), Match.SAME),
        ("debts", r"debt\*", Spelling(wildcards=True), Match.DIFFERENT),
        ("debt*", "debt*", Spelling(), Match.SAME),
        ("debts", "debt*", Spelling(), Match.DIFFERENT),
        ("aba", "ab*ba", Spelling(wildcards=True), Match.DIFFERENT),
    ],
)
def test_case_and_wildcards_count_only_where_the_question_says_so(typed, accepted, spelling, match):
    assert compare(typed, [accepted], spelling) is match


@given(st.text(max_size=30), st.text(alphabet="ab*\\", max_size=30))
def test_no_pattern_makes_comparing_fail(typed, pattern):
    compare(typed, [pattern], Spelling(wildcards=True))


def test_an_essay_and_a_checklist_wait_and_nothing_else_does():
    questions = [make_question(kind) for kind in QuestionKind]
    answers = {place: RIGHT.get(each.kind, {}) for place, each in enumerate(questions)}
    marks = mark_paper(questions, answers, 80, scores=SCORES)

    assert {questions[place].kind for place in marks.waiting} == {QuestionKind.ESSAY, QuestionKind.CHECKLIST}
    assert (marks.points, marks.maximum, marks.passed) == (10, 16, False)


def test_marks_of_assessors_take_the_place_of_what_waits():
    essay = make_question(QuestionKind.ESSAY)
    half = mark_judged(essay, {"levels": {"facts": "none", "law": "all"}})
    marks = mark_paper([essay], {0: RIGHT[QuestionKind.ESSAY]}, 30, judged={0: half})

    assert (half.points, half.maximum, half.state) == (1, 3, MarkState.PARTIAL)
    assert (marks.waiting, marks.passed) == ((), True)


def test_without_a_critical_item_a_checklist_earns_nothing():
    checklist = make_question(QuestionKind.CHECKLIST)

    assert mark_judged(checklist, {"observed": ["greets"]}).points == 0
    assert mark_judged(checklist, {"observed": ["safety"]}).points == 2
    assert mark_judged(checklist, {"observed": ["safety", "greets"]}).state is MarkState.RIGHT


def test_a_case_earns_what_its_run_earned():
    question = make_question(QuestionKind.SIMULATION, key={"simulation": "night-shift", "points": "4"})

    assert mark_answer(question, {"run": RUN}, {RUN: Fraction(3, 4)}).points == 3
    assert mark_answer(question, WRONG[QuestionKind.SIMULATION], SCORES).points == 0


@given(st.lists(st.fractions(min_value="1/100", max_value=100), min_size=1, max_size=6), st.data())
def test_a_paper_is_worth_the_sum_of_the_points_of_its_questions(worths, data):
    decimals = [f"{float(worth):.2f}" for worth in worths]
    questions = [
        Question("q", QuestionKind.SINGLE, {**KEYS[QuestionKind.SINGLE], "points": worth}) for worth in decimals
    ]
    right = data.draw(st.sets(st.integers(0, len(worths) - 1)))
    marks = mark_paper(questions, {place: {"choice": "b"} for place in right}, 50)

    assert marks.maximum == sum(map(Fraction, decimals))
    assert marks.points == sum((Fraction(decimals[place]) for place in right), Fraction(0))
    assert marks.passed == (2 * marks.points >= marks.maximum)


LETTERS = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=40)


@given(LETTERS, st.dictionaries(st.sampled_from(["1", "3"]), LETTERS))
def test_typed_answers_can_always_be_marked_and_explained(text, gaps):
    for kind, answer in (("short", {"text": text}), ("numeric", {"text": text}), ("gaps", {"gaps": gaps})):
        question = make_question(QuestionKind(kind))
        placed = PaperQuestion("q", question.kind, question.options, question.prompts)
        shown = show_question(0, placed, {"ru": texts_of(question.kind, "q", "ru")}, ["ru"], question.key)

        assert 0 <= mark_answer(question, answer).points <= 1
        explain_typed(question, shown, answer, ",")


def test_a_number_is_explained_in_the_readers_way():
    question = make_question(QuestionKind.NUMERIC)
    texts = {"ru": texts_of(QuestionKind.NUMERIC, "q", "ru")}
    shown = show_question(0, PaperQuestion("q", QuestionKind.NUMERIC), texts, ["ru"], question.key)
    (part,) = explain_typed(question, shown, {"text": "12,9 км"}, ",")

    assert (part.right, part.read, part.state) == ("12,5 (±0,25) км", "12,9 км", MarkState.PARTIAL)
    assert part.explanation == "Nearly (ru)"
