"""Which questions come into a paper, and in which order."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.assessments.rules.blueprints import Blueprint, Quota, WrongBlueprint
from app.assessments.rules.drawing import TooFewQuestions, draw_paper
from app.assessments.rules.questions import Paper, Question, QuestionKind
from tests.assessments.factories import KEYS

SEEDS = st.integers(0, 2**31 - 1)


@st.composite
def banks(draw: st.DrawFn) -> list[Question]:
    size = draw(st.integers(1, 30))
    return [
        Question(
            id=f"q{number}",
            kind=(kind := draw(st.sampled_from(list(QuestionKind)))),
            key=KEYS[kind],
            module=draw(st.sampled_from(["m1", "m2", "m3"])),
            name=f"q{number}",
            objective=draw(st.sampled_from(["o1", "o2"])),
            difficulty=draw(st.sampled_from(["easy", "medium", "hard"])),
            pool="exam",
        )
        for number in range(size)
    ]


@given(banks(), SEEDS, st.data())
def test_a_paper_has_as_many_different_questions_as_asked(bank, seed, data):
    wanted = data.draw(st.integers(1, len(bank)))
    paper = draw_paper(bank, Blueprint(questions=wanted, pool="exam"), seed)

    assert len({each.id for each in paper.questions}) == wanted
    assert {each.id for each in paper.questions} <= {each.id for each in bank}


@given(banks(), SEEDS, st.randoms())
def test_the_same_seed_gives_the_same_paper_whatever_the_order_of_the_bank(bank, seed, shuffler: random.Random):
    blueprint = Blueprint(questions=len(bank) // 2 + 1 if len(bank) > 1 else 1, pool="exam")
    paper = draw_paper(bank, blueprint, seed)
    shuffler.shuffle(bank)

    assert draw_paper(bank, blueprint, seed) == paper
    assert Paper.from_json(paper.to_json()) == paper


@given(banks(), SEEDS)
def test_every_option_is_shown_once_and_the_order_gives_nothing_away(bank, seed):
    questions = {each.id: each for each in bank}

    for placed in draw_paper(bank, Blueprint(pool="exam", shuffle_options=False), seed).questions:
        written = questions[placed.id].options
        assert sorted(placed.options) == sorted(written)
        gives_away = placed.kind in (QuestionKind.ORDERING, QuestionKind.MATCHING)
        assert (placed.options == written) is not gives_away


@given(banks(), SEEDS, st.data())
def test_quotas_are_served(bank, seed, data):
    module, difficulty = data.draw(st.sampled_from([(each.module, each.difficulty) for each in bank]))
    available = sum((each.module, each.difficulty) == (module, difficulty) for each in bank)
    count = data.draw(st.integers(1, available))
    rest = data.draw(st.integers(0, len(bank) - count))
    quota = Quota(count, module=module, difficulty=difficulty)
    paper = draw_paper(bank, Blueprint(questions=count + rest, pool="exam", quotas=(quota,)), seed)

    drawn = {each.id for each in paper.questions}
    assert len(drawn) == count + rest
    assert sum((q.module, q.difficulty) == (module, difficulty) for q in bank if q.id in drawn) >= count


@given(SEEDS)
def test_without_quotas_modules_come_evenly(seed):
    bank = [
        Question(f"q{n}", QuestionKind.SINGLE, KEYS[QuestionKind.SINGLE], module=f"m{n % 3}", pool="exam")
        for n in range(36)
    ]
    modules = {each.id: each.module for each in bank}
    paper = draw_paper(bank, Blueprint(questions=20, pool="exam"), seed)
    counts = Counter(modules[each.id] for each in paper.questions)

    assert sorted(counts.values()) == [6, 7, 7]


def test_another_seed_gives_another_paper():
    bank = [Question(f"q{n}", QuestionKind.SINGLE, KEYS[QuestionKind.SINGLE], pool="exam") for n in range(36)]
    papers = {draw_paper(bank, Blueprint(questions=20, pool="exam"), seed) for seed in range(50)}

    assert len(papers) == 50


def test_every_question_has_its_chance():
    bank = [Question(f"q{n}", QuestionKind.SINGLE, KEYS[QuestionKind.SINGLE], pool="exam") for n in range(10)]
    blueprint = Blueprint(questions=3, pool="exam")
    counts = Counter(each.id for seed in range(1000) for each in draw_paper(bank, blueprint, seed).questions)

    assert min(counts.values()) > 220  # 300 expected, standard deviation below 15
    assert max(counts.values()) < 380


def test_unshuffled_questions_come_as_they_were_written():
    bank = [Question(f"x{n}", QuestionKind.SHORT, {}, name=f"q{n}", pool="exam") for n in range(5)]
    paper = draw_paper(reversed(bank), Blueprint(pool="exam", shuffle_questions=False), 7)

    assert [each.id for each in paper.questions] == ["x0", "x1", "x2", "x3", "x4"]


@pytest.mark.parametrize(
    "blueprint",
    [
        Blueprint(questions=3, pool="exam"),
        Blueprint(questions=1, pool="practice"),
        Blueprint(pool="practice"),
        Blueprint(questions=2, pool="exam", quotas=(Quota(1, module="m9"),)),
        Blueprint(questions=1, pool="exam", quotas=(Quota(1, difficulty="easy"), Quota(1, difficulty="hard"))),
    ],
)
def test_a_bank_that_is_too_small_is_refused(blueprint):
    bank = [
        Question("q1", QuestionKind.SHORT, {}, difficulty="easy", pool="exam"),
        Question("q2", QuestionKind.SHORT, {}, difficulty="hard", pool="exam"),
    ]

    with pytest.raises(TooFewQuestions):
        draw_paper(bank, blueprint, 1)


@pytest.mark.parametrize(
    "stated",
    [
        {"questions": "ten"},
        {"questions": -1},
        {"minutes": True},
        {"pass_mark": 101},
        {"attempts": 1.5},
        {"spacing_hours": -2},
        {"show_explanations": "sometimes"},
        {"quotas": [{"module": "m1"}]},
    ],
)
def test_a_wrong_blueprint_is_refused(stated):
    with pytest.raises(WrongBlueprint):
        Blueprint.from_mapping(stated)


def test_zero_means_no_limit():
    blueprint = Blueprint.from_mapping({"questions": 0, "minutes": 0, "attempts": 0})

    assert (blueprint.questions, blueprint.minutes, blueprint.attempts) == (None, None, None)
