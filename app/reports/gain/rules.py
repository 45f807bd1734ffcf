"""Learning gain: what a group knew before and after, how large the difference is, and how sure that is."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist

CONFIDENCE = 0.95
FEWEST_FOR_EFFECT = 3
STEPS = 240
WIDTHS = 9.0
ALIKE = 1e-9
_NORMAL = NormalDist()


@dataclass(frozen=True, slots=True)
class Interval:
    """Where the true value lies, with 95 % confidence."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Gain:
    """A group's gain; results in percent of what a paper could give.

    `normalised` is what was gained of what could be gained. `average` is Hedges' g for paired measurements with the
    average of both standard deviations as unit; `paired` is Cohen's d with the standard deviation of the gains as unit,
    and `paired_interval` its confidence interval. None where it can't be told.
    """

    people: int
    before: float
    after: float
    mean: float
    interval: Interval | None
    normalised: float | None
    average: float | None
    paired: float | None
    paired_interval: Interval | None


def gain_of(pairs: Sequence[tuple[float, float]]) -> Gain | None:
    """Describe the gain of people with both results; None for nobody.

    The normalised gain is that of the group, (mean after - mean before) / (100 - mean before) (Hake 1998, American
    Journal of Physics 66, 64-74): with the means of the group, whoever knew everything before counts like everybody
    else. An average of persons' own normalised gains would have to leave those out, who have nothing left to gain.
    """
    if not pairs:
        return None
    people = len(pairs)
    before, after = (math.fsum(side) / people for side in zip(*pairs, strict=True))
    gains = [second - first for first, second in pairs]
    mean = math.fsum(gains) / people
    spread = _deviation(gains)
    room = 100 - before
    varies = people >= FEWEST_FOR_EFFECT and spread > ALIKE
    paired = mean / spread if varies else None
    return Gain(
        people=people,
        before=before,
        after=after,
        mean=mean,
        interval=_mean_interval(mean, spread, people) if varies else None,
        normalised=mean / room if room > ALIKE else None,
        average=_average_effect(pairs, mean) if people >= FEWEST_FOR_EFFECT else None,
        paired=paired,
        paired_interval=paired_interval(paired, people) if paired is not None else None,
    )


def _average_effect(pairs: Sequence[tuple[float, float]], mean: float) -> float | None:
    """Return Hedges' g_av: the mean gain in units of the average standard deviation, corrected for small groups.

    Recommended for comparing studies, since it does not grow with the correlation of both tests (Lakens 2013,
    Frontiers in Psychology 4:863, formulas 4 and 10; the correction 1 - 3 / (4 (n - 1) - 1)).
    """
    unit = (_deviation([first for first, _second in pairs]) + _deviation([second for _first, second in pairs])) / 2
    if unit <= ALIKE:
        return None
    return mean / unit * (1 - 3 / (4 * (len(pairs) - 1) - 1))


def paired_interval(effect: float, people: int) -> Interval:
    """Return the confidence interval of d_z, from the noncentral t distribution.

    t = d_z · √n has n - 1 degrees of freedom and noncentrality δ · √n; the limits are the δ under which the t that was
    found stands at 97.5 % and at 2.5 % (Cumming & Finch 2001, Educational and Psychological Measurement 61, 532-574;
    Lakens 2013, formula 7).
    """
    root, tail = math.sqrt(people), (1 - CONFIDENCE) / 2
    found = effect * root
    low = _solve(lambda shift: noncentral_t(found, people - 1, shift) - (1 - tail), found)
    high = _solve(lambda shift: noncentral_t(found, people - 1, shift) - tail, found)
    return Interval(low / root, high / root)


def _mean_interval(mean: float, spread: float, people: int) -> Interval:
    """Return the confidence interval of a mean from Student's t distribution (any statistics text)."""
    reach = student_t(people - 1) * spread / math.sqrt(people)
    return Interval(mean - reach, mean + reach)


@lru_cache(maxsize=4096)
def student_t(freedom: int) -> float:
    """Return the t between whose negative and itself 95 % lie."""
    target = 1 - (1 - CONFIDENCE) / 2
    return _solve(lambda value: target - noncentral_t(value, freedom, 0.0), _NORMAL.inv_cdf(target))


def noncentral_t(value: float, freedom: int, shift: float) -> float:
    """Return the probability of a noncentral t below a value.

    T = (Z + shift) / S with S = √(χ²/freedom), so P(T ≤ value) is the mean of Φ(value · S - shift) over S (Johnson,
    Kotz & Balakrishnan 1995, Continuous Univariate Distributions 2, chapter 31). The mean is taken by Simpson's rule.
    """
    return math.fsum(weight * _phi(value * spread - shift) for spread, weight in _chi(freedom))


@lru_cache(maxsize=4096)
def _chi(freedom: int) -> tuple[tuple[float, float], ...]:
    """Return values of S with their weights, which sum to 1."""
    width = WIDTHS / math.sqrt(2 * freedom)
    low, high = max(1e-12, 1 - width), 1 + width
    step = (high - low) / STEPS
    places = [low + step * place for place in range(STEPS + 1)]
    scale = freedom / 2 * math.log(freedom / 2) + math.log(2) - math.lgamma(freedom / 2)
    heights = [math.exp(scale + (freedom - 1) * math.log(s) - freedom * s * s / 2) for s in places]
    factors = [1 if place in (0, STEPS) else 4 if place % 2 else 2 for place in range(STEPS + 1)]
    weights = [height * factor for height, factor in zip(heights, factors, strict=True)]
    whole = math.fsum(weights)
    return tuple((s, weight / whole) for s, weight in zip(places, weights, strict=True) if weight > whole * 1e-18)


def _phi(value: float) -> float:
    return 0.5 * math.erfc(-value / math.sqrt(2))


def _solve(falling: Callable[[float], float], near: float) -> float:
    """Return where a falling function crosses zero: bracketed from a guess, then by Illinois' regula falsi."""
    step = 2.0 + abs(near) / 8
    low, high = near - step, near + step
    while falling(low) < 0:
        low -= step
    while falling(high) > 0:
        high += step
    at_low, at_high = falling(low), falling(high)
    middle = (low + high) / 2
    for _round in range(80):
        if high - low < 1e-10 or at_low == at_high:  # noqa: PLR2004
            break
        middle = (low * at_high - high * at_low) / (at_high - at_low)
        value = falling(middle)
        if abs(value) < 1e-13:  # noqa: PLR2004
            break
        if value > 0:
            low, at_low, at_high = middle, value, at_high / 2
        else:
            high, at_high, at_low = middle, value, at_low / 2
    return middle


def _deviation(values: Sequence[float]) -> float:
    if len(values) < 2:  # noqa: PLR2004 -- one value does not vary
        return 0.0
    middle = math.fsum(values) / len(values)
    return math.sqrt(math.fsum((each - middle) ** 2 for each in values) / (len(values) - 1))
