"""Combining marks, severity, sampling, rulings and appeals, held to what they promise for any input."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.assessments.marking.rules.appeals import (
    AppealOpen,
    AppealReasonMissing,
    AppealStepKind,
    AppealTooLate,
    NothingToAppeal,
    Remedy,
    RemedyMissing,
    check_decision,
    check_filing,
)
from app.assessments.marking.rules.combining import (
    Basis,
    GivenMark,
    LevelsMissing,
    MarkedAlready,
    MarkRole,
    Plan,
    Stage,
    UnknownItem,
    check_levels,
    check_observed,
    combine,
    role_of,
)
from app.assessments.marking.rules.rulings import (
    Outcome,
    Ruling,
    RulingKind,
    WrongCorrection,
    check_ruling,
    consequences,
    mark_under,
)
from app.assessments.marking.rules.sampling import Marked, WrongSample, sample
from app.assessments.marking.rules.severity import Comparison, Tendency, severities
from app.assessments.rules.grading import mark_judged, mark_paper
from app.assessments.rules.questions import QuestionKind
from tests.assessments.factories import EXAM_KINDS, KEYS, RIGHT, WRONG, make_question

ANNA, BORIS, CHAI, DARIA = (UUID(int=number) for number in range(1, 5))
NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
points = st.fractions(min_value=0, max_value=10, max_denominator=12)


def marks_of(*given_points: Fraction) -> list[GivenMark]:
    roles = (MarkRole.FIRST, MarkRole.SECOND, MarkRole.THIRD)
    people = (ANNA, BORIS, CHAI)
    return [
        GivenMark(person, role, each, place)
        for place, (person, role, each) in enumerate(zip(people, roles, given_points, strict=False), start=1)
    ]


@given(points, points, points, points, st.randoms())
def test_the_third_decides_exactly_where_two_differ_by_more_than_the_tolerance(first, second, third, tolerance, chance):
    plan = Plan(double=True, tolerance=tolerance)
    two = marks_of(first, second)
    chance.shuffle(two)
    verdict = combine(two, plan)
    if abs(first - second) <= tolerance:
        assert (verdict.stage, verdict.points, verdict.basis) == (Stage.SETTLED, (first + second) / 2, Basis.MEAN)
        assert min(first, second) <= verdict.points <= max(first, second)
    else:
        assert (verdict.stage, verdict.points) == (Stage.THIRD, None)
        three = marks_of(first, second, third)
        chance.shuffle(three)
        assert (combine(three, plan).points, combine(three, plan).basis) == (third, Basis.THIRD)


@given(points, points)
def test_a_single_mark_counts_as_given_and_a_second_one_is_never_asked_for(first, other):
    assert combine(marks_of(first), Plan()).points == first
    assert combine(marks_of(first), Plan(double=True)).stage is Stage.SECOND
    moderated = [*marks_of(first), GivenMark(DARIA, MarkRole.MODERATION, other, 9)]
    assert (combine(moderated, Plan()).points, combine(moderated, Plan()).basis) == (other, Basis.MODERATION)


def test_nobody_gives_two_of_the_marks_and_nobody_marks_what_is_settled():
    plan = Plan(double=True, tolerance=Fraction(1))
    one = marks_of(Fraction(1))
    assert role_of(BORIS, one, plan) is MarkRole.SECOND
    with pytest.raises(MarkedAlready):
        role_of(ANNA, one, plan)
    apart = marks_of(Fraction(1), Fraction(9))
    assert role_of(CHAI, apart, plan) is MarkRole.THIRD
    for marker in (ANNA, BORIS):
        with pytest.raises(MarkedAlready):
            role_of(marker, apart, plan)
    with pytest.raises(MarkedAlready):
        role_of(CHAI, marks_of(Fraction(1), Fraction(1)), plan)


@given(st.lists(st.sampled_from(["none", "all"]), min_size=2, max_size=2))
def test_a_rubric_is_scaled_to_what_the_question_is_worth(levels):
    question = make_question(QuestionKind.ESSAY)
    chosen = check_levels(question.key, dict(zip(("facts", "law"), levels, strict=True)))
    earned = 2 * (levels[0] == "all") + (levels[1] == "all")
    assert mark_judged(question, {"levels": chosen}).points == earned  # worth 3, and the best levels sum to 3
    doubled = make_question(QuestionKind.ESSAY, key={**question.key, "points": "6"})
    assert mark_judged(doubled, {"levels": chosen}).points == 2 * earned


def test_a_rubric_needs_a_level_for_each_criterion_and_a_checklist_knows_its_lines():
    with pytest.raises(LevelsMissing):
        check_levels(KEYS[QuestionKind.ESSAY], {"facts": "all"})
    with pytest.raises(LevelsMissing):
        check_levels(KEYS[QuestionKind.ESSAY], {"facts": "all", "law": "made-up"})
    assert check_observed(KEYS[QuestionKind.CHECKLIST], ["safety", "greets"]) == ["greets", "safety"]
    with pytest.raises(UnknownItem):
        check_observed(KEYS[QuestionKind.CHECKLIST], ["made-up"])


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=30))
def test_severity_is_the_mean_of_the_differences(pairs):
    found = severities(Comparison(ANNA, own, reference) for own, reference in pairs)
    differences = [100 * (own - reference) for own, reference in pairs]
    assert len(found) == 1
    assert found[0].n == len(pairs)
    assert found[0].mean_difference == pytest.approx(sum(differences) / len(pairs))
    assert found[0].mean_absolute >= abs(found[0].mean_difference) - 1e-9


def test_severity_in_words_needs_five_answers_and_five_points():
    strict = [Comparison(ANNA, 0.4, 0.5)] * 5
    assert severities(strict)[0].tendency is Tendency.SEVERE
    assert severities(strict[:4])[0].tendency is Tendency.TOO_FEW
    assert severities([Comparison(ANNA, 0.6, 0.5)] * 5)[0].tendency is Tendency.LENIENT
    assert severities([Comparison(ANNA, 0.51, 0.5)] * 5)[0].tendency is Tendency.IN_LINE
    mixed = severities([*strict, *[Comparison(BORIS, 0.6, 0.5)] * 5])
    assert [each.marker_id for each in mixed] == [ANNA, BORIS]


@given(st.lists(st.floats(0, 100), max_size=40), st.integers(0, 10**6), st.integers(0, 100), st.integers(0, 100))
def test_the_same_seed_draws_the_same_sample_in_any_order(percents, seed, share, band):
    marked = [Marked(UUID(int=place + 1), percent, 80) for place, percent in enumerate(percents)]
    mixed = random.Random(seed).sample(marked, len(marked))
    drawn = sample(marked, seed=seed, share=share, band=band)
    assert drawn == sample(mixed, seed=seed, share=share, band=band)
    assert len(set(drawn)) == len(drawn)
    close = {each.id for each in marked if abs(each.percent - 80) <= band}
    assert close <= set(drawn)
    others = len(marked) - len(close)
    assert len(drawn) - len(close) == -(-others * share // 100)


@pytest.mark.parametrize(("share", "band"), [(-1, 0), (101, 0), (0, -1), (0, 101)])
def test_a_sample_out_of_range_is_refused(share, band):
    with pytest.raises(WrongSample):
        sample([], seed=1, share=share, band=band)


QUESTIONS = [make_question(kind) for kind in EXAM_KINDS]
answer_sheets = st.dictionaries(st.integers(0, len(EXAM_KINDS) - 1), st.booleans()).map(
    lambda picked: {place: (RIGHT if right else WRONG)[QUESTIONS[place].kind] for place, right in picked.items()}
)
rulings_of_some = st.dictionaries(
    st.sampled_from([each.id for each in QUESTIONS]),
    st.sampled_from([Ruling(RulingKind.CREDIT_ALL), Ruling(RulingKind.LEAVE_OUT)]),
)


@given(answer_sheets, rulings_of_some)
def test_regrading_equals_marking_a_paper_that_was_right_from_the_beginning(answers, rulings):
    ruled = mark_under(QUESTIONS, answers, rulings, 80)
    kept = [place for place, each in enumerate(QUESTIONS) if each.id not in rulings]
    plain = mark_paper(
        [QUESTIONS[place] for place in kept], {n: answers[p] for n, p in enumerate(kept) if p in answers}, 80
    )
    credited = sum(
        (each.points for each in QUESTIONS if each.id in rulings and rulings[each.id].kind is RulingKind.CREDIT_ALL),
        Fraction(0),
    )
    assert ruled.points == plain.points + credited
    assert ruled.maximum == plain.maximum + credited


@given(answer_sheets, rulings_of_some)
def test_crediting_never_lowers_a_result(answers, rulings):
    credit = {key: Ruling(RulingKind.CREDIT_ALL) for key in rulings}
    before, after = mark_paper(QUESTIONS, answers, 80), mark_under(QUESTIONS, answers, credit, 80)
    assert after.points >= before.points
    assert after.maximum == before.maximum
    assert after.passed or not before.passed


def test_a_corrected_key_marks_as_if_it_had_been_written_so():
    question = make_question(QuestionKind.SINGLE)
    ruling = check_ruling(question, RulingKind.NEW_KEY, {"correct": ["a"]})
    assert mark_under([question], {0: {"choice": "a"}}, {question.id: ruling}, 80).points == 1
    assert mark_under([question], {0: {"choice": "b"}}, {question.id: ruling}, 80).points == 0
    either = check_ruling(question, RulingKind.NEW_KEY, {"correct": ["a", "b"]})
    assert mark_under([question], {0: {"choice": "b"}}, {question.id: either}, 80).points == 1
    truth = make_question(QuestionKind.TRUE_FALSE)
    turned = check_ruling(truth, RulingKind.NEW_KEY, {"answer": False})
    assert mark_under([truth], {0: {"value": False}}, {truth.id: turned}, 80).passed
    short = make_question(QuestionKind.SHORT)
    wider = check_ruling(short, RulingKind.NEW_KEY, {"accept": ["purpose", " "]})
    assert mark_under([short], {0: {"text": "Purpose"}}, {short.id: wider}, 80).points == 1
    number = make_question(QuestionKind.NUMERIC)
    more = check_ruling(number, RulingKind.NEW_KEY, {"accept": ["15,0"]})
    assert mark_under([number], {0: {"text": "15 km"}}, {number.id: more}, 80).points == 1


def test_a_ruling_settles_what_waited_for_people():
    essay = make_question(QuestionKind.ESSAY)
    left_out = mark_under(
        [essay, *QUESTIONS], {0: RIGHT[QuestionKind.ESSAY]}, {essay.id: Ruling(RulingKind.LEAVE_OUT)}, 80
    )
    assert left_out.waiting == ()
    assert left_out.maximum == 6


@pytest.mark.parametrize(
    ("kind", "correction"),
    [
        (QuestionKind.SINGLE, {"correct": []}),
        (QuestionKind.SINGLE, {"correct": ["made-up"]}),
        (QuestionKind.SINGLE, {"correct": ["a", "b", "c", "d"]}),
        (QuestionKind.TRUE_FALSE, {}),
        (QuestionKind.SHORT, {"accept": ["  "]}),
        (QuestionKind.NUMERIC, {"accept": ["many"]}),
        (QuestionKind.MATCHING, {"correct": ["p1"]}),
        (QuestionKind.ESSAY, {"accept": ["yes"]}),
    ],
)
def test_a_correction_that_is_no_key_is_refused(kind, correction):
    with pytest.raises(WrongCorrection):
        check_ruling(make_question(kind), RulingKind.NEW_KEY, correction)


def test_consequences_are_counted():
    def out(percent: float) -> Outcome:
        return Outcome(percent, percent >= 80)

    found = consequences([(out(70), out(80)), (out(90), out(75)), (out(50), out(50)), (out(85), out(95))])
    assert (found.attempts, found.higher, found.lower, found.newly_passed, found.newly_failed) == (4, 2, 1, 1, 1)


def test_when_one_may_appeal():
    check_filing(NOW, NOW + timedelta(days=14), 14, made_before=False)
    with pytest.raises(AppealTooLate):
        check_filing(NOW, NOW + timedelta(days=14, seconds=1), 14, made_before=False)
    with pytest.raises(AppealOpen):
        check_filing(NOW, NOW, 14, made_before=True)
    with pytest.raises(NothingToAppeal):
        check_filing(None, NOW, 14, made_before=False)


def test_a_decision_has_a_reason_and_upholding_a_consequence():
    assert check_decision(AppealStepKind.DISMISSED, Remedy.REMARK, " Fair. ") == (None, "Fair.")
    with pytest.raises(RemedyMissing):
        check_decision(AppealStepKind.UPHELD, None, "Unfair.")
    with pytest.raises(AppealReasonMissing):
        check_decision(AppealStepKind.UPHELD, Remedy.REMARK, " ")
