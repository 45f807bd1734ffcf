"""Learning gain in numbers: equal to scipy's; and hiding that a solver can't undo."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
import scipy.optimize
import scipy.stats
from hypothesis import given, settings
from hypothesis import strategies as st

from app.reports.gain.crossing import hide_together
from app.reports.gain.hiding import FEWEST, hidden_groups, is_hopeless
from app.reports.gain.rules import gain_of, noncentral_t, paired_interval, student_t

pytestmark = pytest.mark.slow

RESULTS = st.integers(0, 40).map(lambda points: points * 2.5)
PAIRS = st.lists(st.tuples(RESULTS, RESULTS), min_size=3, max_size=40)


@pytest.mark.parametrize("freedom", [2, 3, 4, 7, 19, 99, 999, 9999])
def test_the_noncentral_t_equals_scipy_s(freedom) -> None:
    for shift in (-3.0, 0.0, 0.5, 4.0, 12.0):
        for value in (-2.0, 0.0, 1.0, 3.5, 11.0):
            assert noncentral_t(value, freedom, shift) == pytest.approx(below(value, freedom, shift), abs=2e-6)


def below(value: float, freedom: int, shift: float) -> float:
    """Ask scipy; of a negative shift by symmetry, where its own function answers with no number."""
    if shift < 0:
        return 1 - below(-value, freedom, -shift)
    found = scipy.stats.nct.cdf(value, freedom, shift) if shift else scipy.stats.t.cdf(value, freedom)
    if not np.isnan(found):
        return float(found)
    spread = scipy.stats.chi(freedom, scale=freedom**-0.5)
    return float(spread.expect(lambda s: scipy.stats.norm.cdf(value * s - shift)))


@pytest.mark.parametrize("freedom", [2, 4, 19, 300])
def test_the_student_t_equals_scipy_s(freedom) -> None:
    assert student_t(freedom) == pytest.approx(scipy.stats.t.ppf(0.975, freedom), rel=1e-4)


@pytest.mark.parametrize(("effect", "people"), [(0.5, 10), (1.2, 20), (0.0, 5), (-0.7, 33), (2.4, 18), (0.3, 400)])
def test_the_interval_of_the_effect_equals_scipy_s(effect, people) -> None:
    found, root = paired_interval(effect, people), people**0.5
    value, freedom = effect * root, people - 1

    def limit(share: float) -> float:
        return scipy.optimize.brentq(lambda shift: below(value, freedom, shift) - share, value - 12, value + 12)

    assert found.low == pytest.approx(limit(0.975) / root, abs=1e-3)
    assert found.high == pytest.approx(limit(0.025) / root, abs=1e-3)


@given(PAIRS)
@settings(max_examples=60)
def test_a_group_is_described_as_scipy_does(pairs) -> None:
    before, after = np.array(pairs).T
    found = gain_of(pairs)

    assert found is not None
    assert found.mean == pytest.approx((after - before).mean(), abs=1e-9)
    if before.mean() < 100:
        assert found.normalised == pytest.approx((after.mean() - before.mean()) / (100 - before.mean()))
    if (after - before).std() > 1e-6:
        assert found.paired == pytest.approx((after - before).mean() / (after - before).std(ddof=1), abs=1e-9)
        low, high = scipy.stats.ttest_rel(after, before).confidence_interval()
        assert found.interval is not None
        assert (found.interval.low, found.interval.high) == pytest.approx((low, high), abs=1e-3)
    unit = (before.std(ddof=1) + after.std(ddof=1)) / 2
    if unit > 1e-6:
        expected = (after - before).mean() / unit * (1 - 3 / (4 * (len(pairs) - 1) - 1))
        assert found.average == pytest.approx(expected, abs=1e-9)


def test_a_worked_example() -> None:
    """Five people, by hand: gains 10, 20, 10, 0, 10 have mean 10 and standard deviation √50."""
    found = gain_of([(50, 60), (60, 80), (70, 80), (80, 80), (40, 50)])

    assert found is not None
    assert found.mean == 10
    assert found.normalised == pytest.approx(0.25)  # 10 of the 40 points that were left on average
    assert found.paired == pytest.approx(10 / 50**0.5)


def test_who_knew_everything_before_counts_too() -> None:
    assert gain_of([(100, 100), (100, 90), (100, 95)]).normalised is None
    assert gain_of([(100, 100), (50, 100), (60, 100)]).normalised == pytest.approx(1.0)
    assert gain_of([]) is None
    assert gain_of([(10, 20), (10, 20), (10, 20)]).paired is None


SIZES = st.dictionaries(st.integers(0, 7), st.integers(0, 9), min_size=1, max_size=5)


@given(SIZES)
def test_no_solver_finds_a_hidden_number(sizes) -> None:
    hidden = hidden_groups(sizes)

    assert all(key in hidden for key, size in sizes.items() if 0 < size < FEWEST)
    together, everyone = sum(sizes[key] for key in hidden), sum(size for size in sizes.values() if size)
    if not hidden or is_hopeless(sizes):
        return
    assert len(hidden) >= 2
    assert FEWEST <= together <= everyone
    # Each hidden group has at least one person; so each may have from 1 to what is left when the others have one.
    assert together - (len(hidden) - 1) > 1


FAMILIES = st.lists(st.lists(st.integers(0, 8), min_size=1, max_size=3), min_size=1, max_size=3)


@given(FAMILIES)
@settings(max_examples=150)
def test_no_solver_finds_a_hidden_number_with_the_totals_of_larger_groups(families) -> None:
    """Known are the total, each larger group and each group that is shown, and that hidden groups have people."""
    sizes = {(parent, place): size for parent, family in enumerate(families) for place, size in enumerate(family)}
    people = {(key, key[0]): size for key, size in sizes.items() if size}
    hidden, closed = hide_together(people, [(0, 1)]) if people else (frozenset(), frozenset())
    totals = {parent: sum(family) for parent, family in enumerate(families)}
    if is_hopeless(totals) or closed == {parent for parent, total in totals.items() if total}:
        assert hidden == {key for key, size in sizes.items() if size}
        return
    unknown = sorted(hidden)
    limit = sum(totals.values())
    found: dict[tuple[int, int], set[int]] = {key: set() for key in unknown}
    for guess in product(*(range(1, min(limit, 12) + 1) for _key in unknown)) if len(unknown) <= 5 else ():
        values = {**sizes, **dict(zip(unknown, guess, strict=True))}
        sums = {parent: sum(values[key] for key in sizes if key[0] == parent) for parent in totals}
        if sum(sums.values()) == limit and all(
            sums[parent] == totals[parent] for parent in totals if parent not in closed
        ):
            for key, value in zip(unknown, guess, strict=True):
                found[key].add(value)
    if len(unknown) <= 5:
        assert all(len(values) > 1 for values in found.values())
    _sums_are_not_determined(sizes, hidden, closed, totals)


def _sums_are_not_determined(sizes, hidden, closed, totals) -> None:
    """The sums of results obey the same equations over the reals: no unit vector may lie in their span."""
    unknown = sorted(hidden)
    if not unknown:
        return
    rows = [[1.0] * len(unknown)]
    rows += [[float(key[0] == parent) for key in unknown] for parent in totals if parent not in closed]
    equations = np.array(rows)
    for place in range(len(unknown)):
        unit = np.eye(len(unknown))[place]
        stacked = np.vstack([equations, unit])
        assert np.linalg.matrix_rank(stacked) > np.linalg.matrix_rank(equations)
