"""The figures: equal to published ones, and to numpy's and scipy's on a simulated exam."""

from __future__ import annotations

import random
from math import isclose

import numpy as np
import pytest
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.assessments.analysis.queries.choices import Wanted
from app.assessments.analysis.queries.figures import Analysis, analyse
from app.assessments.analysis.rules.items import item_figures
from app.assessments.analysis.rules.samples import deviation, mean, median, ranks
from app.assessments.analysis.rules.sheet import Answered, Option, Sheet
from app.assessments.analysis.rules.warnings import Worry, warnings_of
from app.assessments.analysis.rules.whole import Method, reliability, whole_figures
from tests.assessments.analysis.exams import OPTIONS, Simulated, simulate
from tests.people import Cast

pytestmark = pytest.mark.slow

# Section 6 of the Law School Admission Test: how many of 1000 people answered in each of the 32 patterns, from 00000 to
# 11111 (Bock & Lieberman 1970, Psychometrika 35, 179-197; the data set LSAT of R's package ltm).
LSAT = "3 6 2 11 1 1 3 4 1 8 0 16 0 3 2 15 10 29 14 81 3 28 15 80 16 56 21 173 11 61 28 298"
# What `cronbach.alpha(LSAT)` and `descript(LSAT)` of ltm print: 0.295, and 0.28, 0.24, 0.22, 0.25, 0.27 without one of
# the items (recorded in the tests of RKWard, tests/item_response_theory/RKTestStandard.Cronbach_alpha.rkout and
# Cronbach_alpha.rkout).
LSAT_ALPHA = 0.295
LSAT_ALPHA_WITHOUT = (0.28, 0.24, 0.22, 0.25, 0.27)


def lsat(*without: int) -> Sheet:
    sheet = Sheet()
    for pattern, people in enumerate(map(int, LSAT.split())):
        answers = [
            Answered(f"item {item}", float(pattern >> (4 - item) & 1), 1.0) for item in range(5) if item not in without
        ]
        for _person in range(people):
            sheet.add("en", answers)
    return sheet


def sheet_of(scores, maximum=1.0) -> Sheet:
    sheet = Sheet()
    for row in scores:
        sheet.add(
            "en", [Answered(f"q{item}", float(value), maximum) for item, value in enumerate(row) if value is not None]
        )
    return sheet


def alpha_of(matrix) -> float:
    questions = matrix.shape[1]
    return questions / (questions - 1) * (1 - matrix.var(axis=0, ddof=1).sum() / matrix.sum(axis=1).var(ddof=1))


def test_the_published_figures_of_the_law_school_admission_test() -> None:
    figures = whole_figures(lsat())
    items = item_figures(lsat())
    patterns = [[pattern >> (4 - item) & 1 for item in range(5)] for pattern in range(32)]
    scores = np.repeat(np.array(patterns, dtype=float), list(map(int, LSAT.split())), axis=0)

    assert figures.people == 1000
    assert figures.reliability is not None
    assert figures.reliability.method is Method.KR20
    assert round(figures.reliability.alpha, 3) == LSAT_ALPHA
    for item in range(5):
        found, others = items[f"item {item}"], np.delete(scores, item, axis=1)
        assert found.facility == pytest.approx(scores[:, item].mean())
        assert found.discrimination == pytest.approx(np.corrcoef(scores[:, item], others.sum(axis=1))[0, 1])
        rest = reliability(lsat(item))
        assert rest is not None
        assert round(rest.alpha, 2) == LSAT_ALPHA_WITHOUT[item]
        assert rest.alpha == pytest.approx(alpha_of(others))


@pytest.fixture
def analysed(session: Session, cast: Cast) -> tuple[Simulated, Analysis]:
    exam = simulate(session, cast.interior, people=500, questions=30, wrong_key=11, dead=17)
    wanted = Wanted(assessments=(exam.assessment.id,))
    return exam, analyse(session, cast.actor(cast.gulnora), wanted)


def test_a_simulated_exam_of_500_equals_numpy_and_scipy(analysed: tuple[Simulated, Analysis]) -> None:
    exam, analysis = analysed
    scores = np.array(exam.scores)
    totals = scores.sum(axis=1)
    percent = 100 * totals / 30

    whole = analysis.whole
    assert whole.people == 500
    assert whole.mean == pytest.approx(percent.mean())
    assert whole.median == pytest.approx(np.median(percent))
    assert whole.deviation == pytest.approx(percent.std(ddof=1))
    assert list(whole.bars) == np.histogram(percent, bins=[*range(0, 91, 10), 100.01])[0].tolist()
    reliable = whole.reliability
    assert reliable is not None
    assert reliable.method is Method.KR20
    assert reliable.alpha == pytest.approx(alpha_of(scores))
    shares = scores.mean(axis=0)
    kr20 = 30 / 29 * (1 - (shares * (1 - shares)).sum() / totals.var())
    assert reliable.alpha == pytest.approx(kr20)
    assert reliable.error == pytest.approx(percent.std(ddof=1) * np.sqrt(1 - alpha_of(scores)))
    for item, version in enumerate(exam.questions):
        line = analysis.find(version.id)
        assert line is not None
        assert line.figures.facility == pytest.approx(scores[:, item].mean())
        expected = scipy.stats.pointbiserialr(scores[:, item], totals - scores[:, item]).statistic
        assert line.figures.discrimination == pytest.approx(expected)
        assert line.figures.seconds == pytest.approx(45)


def test_options_by_third_equal_a_count_by_numpy(analysed: tuple[Simulated, Analysis]) -> None:
    exam, analysis = analysed
    totals = np.array(exam.scores).sum(axis=1)
    places = (scipy.stats.rankdata(totals) - 0.5) / len(totals)
    thirds = np.minimum((places * 3).astype(int), 2)
    for item, version in enumerate(exam.questions):
        line = analysis.find(version.id)
        assert line is not None
        chosen = np.array([row[item] for row in exam.chosen])
        rest = totals - np.array(exam.scores)[:, item]
        for option in line.figures.options:
            picked = chosen == option.id
            assert option.chosen == picked.sum()
            assert option.thirds == pytest.approx([picked[thirds == third].mean() for third in range(3)])
            if picked.any():
                assert option.discrimination == pytest.approx(np.corrcoef(picked, rest)[0, 1])


def test_the_planted_wrong_key_is_found_and_named_and_no_other_is(analysed: tuple[Simulated, Analysis]) -> None:
    exam, analysis = analysed

    accused = {
        line.question.question_key: each.option
        for line in analysis.lines
        for each in line.findings
        if each.worry is Worry.WRONG_KEY
    }
    negative = [line.question.question_key for line in analysis.lines if Worry.NEGATIVE in _worries(line)]
    dead = {each.option for each in _line(analysis, exam, 17).findings if each.worry is Worry.DEAD}

    assert accused == {"q11": "a"}
    assert negative == ["q11"]
    assert analysis.lines[0].question.question_key == "q11"
    assert dead == {"d"}


def test_the_wrong_key_is_found_whatever_the_seed_and_among_60_people_too(session: Session, cast: Cast) -> None:
    exam = simulate(session, cast.interior, people=60, questions=20, wrong_key=4, seed=7)
    analysis = analyse(session, cast.actor(cast.gulnora), Wanted(assessments=(exam.assessment.id,)))

    accused = [line.question.question_key for line in analysis.lines if Worry.WRONG_KEY in _worries(line)]
    assert accused == ["q04"]


def test_facility_and_discrimination_follow_the_known_parameters(analysed: tuple[Simulated, Analysis]) -> None:
    exam, analysis = analysed
    sound = [item for item in range(30) if item != 11]
    facilities = [_line(analysis, exam, item).figures.facility for item in sound]
    discriminations = [_line(analysis, exam, item).figures.discrimination for item in sound]

    assert scipy.stats.spearmanr(facilities, [-exam.truth[item][1] for item in sound]).statistic > 0.9
    assert scipy.stats.spearmanr(discriminations, [exam.truth[item][0] for item in sound]).statistic > 0.6


def test_drawn_papers_are_estimated_from_what_stood_together(session: Session, cast: Cast) -> None:
    exam = simulate(session, cast.interior, people=500, questions=40, drawn=15)
    analysis = analyse(session, cast.actor(cast.gulnora), Wanted(assessments=(exam.assessment.id,)))

    scores = np.array(exam.scores, dtype=float)
    shown = ~np.isnan(scores)
    away = np.where(shown, scores - np.nanmean(scores, axis=0), 0.0)
    together = shown.T.astype(float) @ shown
    products = away.T @ away
    off = ~np.eye(40, dtype=bool)
    covariance = products[off].sum() / together[off].sum()
    variance = np.trace(products) / shown.sum()
    expected = 15 * covariance / (variance + 14 * covariance)
    reliable = analysis.whole.reliability
    assert reliable is not None
    assert not analysis.whole.same_for_all
    assert reliable.method is Method.DRAWN
    assert reliable.alpha == pytest.approx(expected)
    assert reliable.phi is not None
    assert reliable.phi < reliable.alpha
    line = _line(analysis, exam, 0)
    held = shown[:, 0]
    rest = (np.nansum(scores, axis=1)[held] - scores[held, 0]) / 14
    assert line.figures.shown == held.sum()
    assert line.figures.discrimination == pytest.approx(np.corrcoef(scores[held, 0], rest)[0, 1])


def test_alpha_of_drawn_papers_comes_near_the_alpha_of_one_common_paper() -> None:
    chance = random.Random(5)
    everyone = []
    for _person in range(3000):
        ability = chance.gauss(0, 1)
        everyone.append([float(ability + chance.gauss(0, 1.5) > item / 20 - 1) for item in range(40)])
    papers = [set(chance.sample(range(40), 20)) for _person in everyone]
    drawn = [
        [value if item in paper else None for item, value in enumerate(row)]
        for row, paper in zip(everyone, papers, strict=True)
    ]
    found = reliability(sheet_of(drawn))
    whole = alpha_of(np.array(everyone))

    assert found is not None
    half = whole / (2 - whole)  # Spearman and Brown: half as long a paper
    assert found.alpha == pytest.approx(half, abs=0.02)


def test_one_language_that_misleads_is_named() -> None:
    chance = random.Random(3)
    sheet = Sheet()
    for number in range(400):
        ability, language = chance.gauss(0, 1), ("ru", "tg")[number % 2]
        answers = []
        for item in range(30):
            hidden = ability - (1.5 if item == 4 and language == "tg" else 0)
            answers.append(Answered(f"q{item}", float(hidden + chance.gauss(0, 1) > 0), 1.0))
        sheet.add(language, answers)

    accused = {
        key: [(each.language, (each.value or 0) < 0) for each in warnings_of(figures) if each.worry is Worry.LANGUAGE]
        for key, figures in item_figures(sheet).items()
    }
    assert accused.pop("q4") == [("tg", True)]
    assert not any(accused.values())


def test_an_abler_language_group_is_not_the_questions_fault() -> None:
    chance = random.Random(3)
    sheet = Sheet()
    for number in range(600):
        language = ("ru", "tg")[number % 2]
        ability = chance.gauss(0.8 if language == "ru" else 0, 1)
        sheet.add(language, [Answered(f"q{item}", float(ability + chance.gauss(0, 1) > 0), 1.0) for item in range(30)])

    accused = [
        key
        for key, figures in item_figures(sheet).items()
        if any(each.worry is Worry.LANGUAGE for each in warnings_of(figures))
    ]
    assert not accused


@pytest.mark.parametrize(
    ("facility", "omitted", "worry"), [(0.98, 0.0, Worry.EASY), (0.1, 0.0, Worry.HARD), (0.6, 0.3, Worry.OMITTED)]
)
def test_plain_worries(facility: float, omitted: float, worry: Worry) -> None:
    sheet = Sheet()
    for number in range(100):
        left_out = number >= 100 - 100 * omitted
        right = float(number < 100 * facility)
        others = [Answered(f"x{item}", float(number % 7 > item), 1.0) for item in range(5)]
        sheet.add("en", [Answered("q", right, 1.0, omitted=left_out), *others])

    assert worry in {each.worry for each in warnings_of(item_figures(sheet)["q"])}


def test_few_answers_are_not_judged() -> None:
    figures = item_figures(sheet_of([[1, 0], [0, 1]] * 8))["q0"]
    [finding] = warnings_of(figures)
    assert finding.worry is Worry.TOO_FEW


def test_fewer_than_five_people_are_only_counted() -> None:
    sheet = sheet_of([[1, 0], [0, 1], [1, 1], [0, 0]])
    assert whole_figures(sheet).mean is None
    assert item_figures(sheet)["q0"].facility is None


def test_a_sheet_where_nothing_varies_has_no_reliability() -> None:
    assert reliability(sheet_of([[1, 1]] * 30)) is None
    assert whole_figures(sheet_of([[1]] * 30)).reliability is None
    assert item_figures(sheet_of([[1, 1]] * 30))["q0"].discrimination is None


MATRICES = st.integers(2, 6).flatmap(
    lambda width: st.lists(
        st.lists(st.sampled_from((0.0, 0.5, 1.0)), min_size=width, max_size=width), min_size=6, max_size=25
    )
)


@given(MATRICES, st.sampled_from((0.25, 2.0, 8.0)))
def test_points_may_be_scaled(matrix, factor) -> None:
    once = sheet_of(matrix)
    scaled = sheet_of([[factor * value for value in row] for row in matrix], factor)

    assert _same(_numbers(once), _numbers(scaled))


@given(MATRICES, st.randoms(use_true_random=False))
def test_the_order_of_people_and_of_questions_does_not_matter(matrix, chance) -> None:
    people, items = list(matrix), list(range(len(matrix[0])))
    chance.shuffle(people)
    chance.shuffle(items)
    mixed = Sheet()
    for row in people:
        mixed.add("en", [Answered(f"q{item}", row[item], 1.0) for item in items])

    assert _same(_numbers(sheet_of(matrix)), _numbers(mixed))


@given(MATRICES)
def test_figures_equal_numpy_s(matrix) -> None:
    scores = np.array(matrix)
    sheet = sheet_of(matrix)
    found = reliability(sheet)
    if scores.sum(axis=1).var() > 1e-9:
        assert found is not None
        assert found.alpha == pytest.approx(alpha_of(scores), abs=1e-9)
    for item, figures in enumerate(item_figures(sheet).values()):
        rest = scores.sum(axis=1) - scores[:, item]
        if scores[:, item].std() > 1e-6 and rest.std() > 1e-6:
            assert figures.discrimination == pytest.approx(np.corrcoef(scores[:, item], rest)[0, 1], abs=1e-9)


@given(st.lists(st.floats(-100, 100), min_size=2, max_size=30))
def test_samples_are_described_as_numpy_does(values) -> None:
    assert mean(values) == pytest.approx(np.mean(values), abs=1e-9)
    assert median(values) == pytest.approx(np.median(values), abs=1e-9)
    assert deviation(values) == pytest.approx(np.std(values, ddof=1), abs=1e-9)
    assert ranks(values) == pytest.approx((scipy.stats.rankdata(values) - 0.5) / len(values))


def test_choices_are_counted_where_several_may_be_chosen() -> None:
    sheet = Sheet(options={"q": (Option("a", right=True), Option("b", right=False), Option("c", right=True))})
    for number in range(30):
        sheet.add(
            "en", [Answered("q", 0.5, 1.0, chosen=(0, 1) if number % 2 else (2,)), Answered("x", number % 3 / 2, 1.0)]
        )

    counts = {each.id: each.chosen for each in item_figures(sheet)["q"].options}
    assert counts == {"a": 15, "b": 15, "c": 15}


def _numbers(sheet: Sheet) -> dict[str, float | None]:
    whole = whole_figures(sheet)
    found: dict[str, float | None] = {"mean": whole.mean, "deviation": whole.deviation}
    reliable = reliability(sheet)
    found |= {"alpha": reliable and reliable.alpha, "error": reliable and reliable.error}
    for key, figures in item_figures(sheet).items():
        found |= {f"{key} facility": figures.facility, f"{key} discrimination": figures.discrimination}
    return found


def _same(one: dict[str, float | None], other: dict[str, float | None]) -> bool:
    return one.keys() == other.keys() and all(
        (value is None and other[key] is None)
        or (
            value is not None
            and other[key] is not None
            and isclose(value, other[key] or 0.0, rel_tol=1e-7, abs_tol=1e-7)
        )
        for key, value in one.items()
    )


def _worries(line) -> set[Worry]:
    return {each.worry for each in line.findings}


def _line(analysis: Analysis, exam: Simulated, item: int):
    line = analysis.find(exam.questions[item].id)
    assert line is not None
    return line


def test_option_letters_of_the_simulation_are_the_key_s(analysed: tuple[Simulated, Analysis]) -> None:
    exam, analysis = analysed
    assert tuple(each.id for each in _line(analysis, exam, 0).figures.options) == OPTIONS
