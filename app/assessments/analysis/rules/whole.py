"""The figures of a test as a whole: how results are spread, and how far they can be relied on."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from .samples import deviation, mean, median
from .sheet import Column, Sheet

# Below this nothing is told: a table of two people is a table about persons.
FEWEST_PEOPLE = 5
# Below this a coefficient says more about chance than about the test.
FEWEST_TO_JUDGE = 20
BARS = 10


class Method(StrEnum):
    """How the reliability was found."""

    KR20 = "kr20"
    ALPHA = "alpha"
    DRAWN = "drawn"


@dataclass(frozen=True, slots=True)
class Reliability:
    """How far results would come out alike on another paper of the same kind.

    `alpha` answers for comparing people who had the same questions; `phi` for comparing people whose papers were
    drawn, where an easier paper is a further source of error (None where all had the same). `error` is the standard
    error of measurement in percent points.
    """

    method: Method
    questions: float
    alpha: float
    phi: float | None
    error: float


@dataclass(frozen=True, slots=True)
class WholeFigures:
    """A test in numbers; everything in percent of what a paper could give. None: too few people, or none vary."""

    people: int
    questions: int
    same_for_all: bool
    mean: float | None = None
    median: float | None = None
    deviation: float | None = None
    lowest: float | None = None
    highest: float | None = None
    bars: tuple[int, ...] = ()
    reliability: Reliability | None = None
    on_paper: int = 0


def whole_figures(sheet: Sheet) -> WholeFigures:
    """Describe a test; of fewer than five people only their number is told."""
    people, same = len(sheet), is_same_for_all(sheet)
    if people < FEWEST_PEOPLE:
        return WholeFigures(people, len(sheet.columns), same, on_paper=sheet.on_paper)
    results = [100 * sheet.share(person) for person in range(people)]
    return WholeFigures(
        people=people,
        questions=len(sheet.columns),
        same_for_all=same,
        mean=mean(results),
        median=median(results),
        deviation=deviation(results),
        lowest=min(results),
        highest=max(results),
        bars=_bars(results),
        reliability=reliability(sheet) if people >= FEWEST_TO_JUDGE else None,
        on_paper=sheet.on_paper,
    )


def is_same_for_all(sheet: Sheet) -> bool:
    """Whether every person had every question."""
    return all(len(column) == len(sheet) for column in sheet.columns.values())


def reliability(sheet: Sheet) -> Reliability | None:
    """Return Cronbach's alpha, in the form that also serves where papers were drawn.

    With v the mean variance of a question and c the mean covariance of two questions, alpha of a paper of k questions
    is k·c / (v + (k - 1)·c) (Cronbach 1951, Coefficient alpha and the internal structure of tests, Psychometrika 16;
    Crocker & Algina 1986, chapter 7). Where all had the same questions this is k/(k - 1)·(1 - Σ variance of a question
    / variance of the total), and where they are marked 0 or 1, formula 20 of Kuder & Richardson 1937. Where papers
    were drawn, both means are taken over what was shown: each question around its own mean, each pair of questions as
    often as it stood together in a paper.

    People with different papers are compared through papers of different difficulty too. Phi counts that as error:
    c / (c + (v - c + variance of the questions' means)/k), the dependability of generalizability theory (Brennan 2001,
    Generalizability Theory, chapter 2).

    None where no two questions stood together or nothing varies.
    """
    parts = _covariance(sheet)
    if parts is None:
        return None
    size = sum(sheet.sizes) / len(sheet)
    variance, covariance, between = parts
    whole = variance + (size - 1) * covariance
    if whole <= 1e-12:  # noqa: PLR2004 -- nothing varies
        return None
    alpha = size * covariance / whole
    drawn = not is_same_for_all(sheet)
    noise = (variance - covariance + (between if drawn else 0.0)) / size
    phi = covariance / (covariance + noise) if drawn and covariance + noise > 0 else None
    per_question = math.fsum(sheet.maximum) / sum(sheet.sizes)
    error = 100 * math.sqrt(max(noise, 0.0) * len(sheet) / (len(sheet) - 1)) / per_question
    method = Method.DRAWN if drawn else Method.KR20 if _is_dichotomous(sheet) else Method.ALPHA
    return Reliability(method, size, alpha, phi, error)


def _covariance(sheet: Sheet) -> tuple[float, float, float] | None:
    """Return the mean variance of questions, the mean covariance of two, and the variance of their means.

    Sums of a paper's deviations and of their squares give the products of all its pairs at once:
    2·Σ of products = (Σ)² - Σ of squares. So time grows with the answers, not with the pairs of questions.
    """
    sums, squares = [0.0] * len(sheet), [0.0] * len(sheet)
    means = {}
    for key, column in sheet.columns.items():
        middle = means[key] = mean(column.points)
        for person, points in zip(column.people, column.points, strict=True):
            away = points - middle
            sums[person] += away
            squares[person] += away * away
    answers, pairs = sum(sheet.sizes), sum(size * (size - 1) for size in sheet.sizes)
    if not pairs:
        return None
    variance = math.fsum(squares) / answers
    covariance = math.fsum(total * total - own for total, own in zip(sums, squares, strict=True)) / pairs
    middle = math.fsum(means[key] * len(column) for key, column in sheet.columns.items()) / answers
    between = math.fsum(len(column) * (means[key] - middle) ** 2 for key, column in sheet.columns.items()) / answers
    return variance, covariance, between


def _is_dichotomous(sheet: Sheet) -> bool:
    return all(_all_or_nothing(column) for column in sheet.columns.values())


def _all_or_nothing(column: Column) -> bool:
    whole = column.maximum[0]
    return all(points in (0.0, whole) for points in column.points)


def _bars(results: Sequence[float]) -> tuple[int, ...]:
    """Count results by tens of percent; 100 stands with those from 90."""
    counts = [0] * BARS
    for each in results:
        counts[min(int((each + 1e-9) * BARS / 100), BARS - 1)] += 1
    return tuple(counts)
