"""The figures of one question version: how hard it is, whether it tells the strong from the weak, who chose what."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from .samples import Pairs, correlate, median, ranks
from .sheet import Column, Sheet
from .whole import FEWEST_PEOPLE

THIRDS = 3
FIFTHS = 5


@dataclass(frozen=True, slots=True)
class OptionFigures:
    """How an option was used. `thirds` is its share among the lower, middle and upper third of the people."""

    id: str
    right: bool
    chosen: int
    share: float
    thirds: tuple[float | None, ...]
    discrimination: float | None


@dataclass(frozen=True, slots=True)
class GroupFigures:
    """A question among people of similar results: how many, their mean result, their mean share of the point."""

    people: int
    result: float
    facility: float


@dataclass(frozen=True, slots=True)
class LanguageFigures:
    """A question in one language; `away` is how much easier it was there than for equally able others, with the
    standard error of that difference. None where too few can be compared.
    """

    language: str
    people: int
    facility: float
    away: float | None = None
    error: float | None = None


@dataclass(frozen=True, slots=True)
class ItemFigures:
    """A question version in numbers. Shown to fewer than five people: only how often it was shown."""

    id: str
    shown: int
    facility: float | None = None
    points: float | None = None
    maximum: float | None = None
    discrimination: float | None = None
    omitted: float | None = None
    seconds: float | None = None
    timed: int = 0
    options: tuple[OptionFigures, ...] = ()
    groups: tuple[GroupFigures, ...] = ()
    languages: tuple[LanguageFigures, ...] = ()


def item_figures(sheet: Sheet) -> dict[str, ItemFigures]:
    """Describe every question that was shown."""
    places = ranks([sheet.share(person) for person in range(len(sheet))])
    thirds = [group_of(rank, THIRDS) for rank in places]
    fifths = [group_of(rank, FIFTHS) for rank in places]
    return {key: _describe(sheet, column, thirds, fifths) for key, column in sheet.columns.items()}


def group_of(rank: float, groups: int) -> int:
    """Return the group of a rank between 0 and 1; people with equal results have equal ranks, so equal groups."""
    return min(int(rank * groups), groups - 1)


def _describe(sheet: Sheet, column: Column, thirds: Sequence[int], fifths: Sequence[int]) -> ItemFigures:
    shown = len(column)
    if shown < FEWEST_PEOPLE:
        return ItemFigures(column.id, shown)
    rests, shares = _rests(sheet, column), _shares(column)
    pairs = Pairs()
    for share, rest in zip(shares, rests, strict=True):
        pairs.add(share, rest)
    times = [each for each in column.seconds if each >= 0]
    return ItemFigures(
        id=column.id,
        shown=shown,
        facility=math.fsum(shares) / shown,
        points=math.fsum(column.points) / shown,
        maximum=math.fsum(column.maximum) / shown,
        discrimination=pairs.correlation,
        omitted=sum(column.omitted) / shown,
        seconds=median(times) if len(times) >= FEWEST_PEOPLE else None,
        timed=len(times),
        options=_options(column, rests, thirds),
        groups=_groups(sheet, column, shares, fifths),
        languages=_languages(sheet, column, shares, thirds),
    )


def _shares(column: Column) -> list[float]:
    """Return what share of the question's points each person got: its mean is the facility (Ebel & Frisbie 1991,
    Essentials of Educational Measurement, chapter 13; for a question marked 0 or 1 the proportion who are right).
    """
    return [points / most for points, most in zip(column.points, column.maximum, strict=True)]


def _rests(sheet: Sheet, column: Column) -> list[float]:
    """Return each person's result in all other questions of their paper, as a share of what those could give.

    A question is held against the rest score, not against a total that it is part of: the corrected item-total
    correlation (Crocker & Algina 1986, chapter 14). As a share, since papers that were drawn may differ; where all
    have one paper the correlation is that with the points of the rest.
    """
    found = []
    for person, points, most in zip(column.people, column.points, column.maximum, strict=True):
        others = sheet.maximum[person] - most
        found.append((sheet.points[person] - points) / others if others > 0 else 0.0)
    return found


def _options(column: Column, rests: Sequence[float], thirds: Sequence[int]) -> tuple[OptionFigures, ...]:
    """Count who chose what, by third, and whether choosing it goes with a good result elsewhere.

    Thirds are used rather than the outer 27 % (Kelley 1939), since most groups here are small.
    """
    if not column.options:
        return ()
    sizes, whole, squares = [0] * THIRDS, math.fsum(rests), math.fsum(rest * rest for rest in rests)
    counts = [[0] * THIRDS for _option in column.options]
    sums = [0.0] * len(column.options)
    for person, chosen, rest in zip(column.people, column.chosen, rests, strict=True):
        third, number, mask = thirds[person], 0, chosen
        sizes[third] += 1
        while mask:
            if mask & 1:
                counts[number][third] += 1
                sums[number] += rest
            mask, number = mask >> 1, number + 1
    shown = len(column)
    return tuple(
        OptionFigures(
            id=option.id,
            right=option.right,
            chosen=sum(counts[number]),
            share=sum(counts[number]) / shown,
            thirds=tuple(count / size if size else None for count, size in zip(counts[number], sizes, strict=True)),
            discrimination=correlate(shown, sum(counts[number]), whole, sum(counts[number]), squares, sums[number]),
        )
        for number, option in enumerate(column.options)
    )


def _groups(sheet: Sheet, column: Column, shares: Sequence[float], fifths: Sequence[int]) -> tuple[GroupFigures, ...]:
    """Return how the question went among fifths of the people, the weakest first; groups of fewer than five are left
    out.
    """
    members: dict[int, list[tuple[float, float]]] = defaultdict(list)
    for person, share in zip(column.people, shares, strict=True):
        members[fifths[person]].append((sheet.share(person), share))
    return tuple(
        GroupFigures(
            people=len(each),
            result=100 * math.fsum(result for result, _share in each) / len(each),
            facility=math.fsum(share for _result, share in each) / len(each),
        )
        for _fifth, each in sorted(members.items())
        if len(each) >= FEWEST_PEOPLE
    )


def _languages(
    sheet: Sheet, column: Column, shares: Sequence[float], thirds: Sequence[int]
) -> tuple[LanguageFigures, ...]:
    """Compare the question's languages among people of like results.

    That people who sit it in one language do worse need not be the question's fault; so each language is held against
    the others within each third, and the differences are weighed by its own people: the standardised difference of
    Dorans & Kulick 1986 (Journal of Educational Measurement 23; Holland & Wainer 1993, Differential Item Functioning,
    chapter 3).
    """
    cells: dict[str, list[list[float]]] = {}
    for person, share in zip(column.people, shares, strict=True):
        own = cells.setdefault(sheet.languages[person], [[] for _third in range(THIRDS)])
        own[thirds[person]].append(share)
    found = []
    for language, own in sorted(cells.items()):
        everyone = [share for third in own for share in third]
        if len(everyone) < FEWEST_PEOPLE:
            continue
        others = [
            [share for other, each in cells.items() if other != language for share in each[third]]
            for third in range(THIRDS)
        ]
        away, error = _standardised(own, others)
        found.append(LanguageFigures(language, len(everyone), math.fsum(everyone) / len(everyone), away, error))
    return tuple(found)


def _standardised(
    own: Sequence[Sequence[float]], others: Sequence[Sequence[float]]
) -> tuple[float | None, float | None]:
    """Return the weighted difference of means within groups, and its standard error."""
    pairs = [(mine, theirs) for mine, theirs in zip(own, others, strict=True) if mine and theirs]
    weight = sum(len(mine) for mine, _theirs in pairs)
    if weight < FEWEST_PEOPLE or sum(len(theirs) for _mine, theirs in pairs) < FEWEST_PEOPLE:
        return None, None
    away = variance = 0.0
    for mine, theirs in pairs:
        here, there = math.fsum(mine) / len(mine), math.fsum(theirs) / len(theirs)
        part = len(mine) / weight
        away += part * (here - there)
        variance += part**2 * (_spread(mine, here) / len(mine) + _spread(theirs, there) / len(theirs))
    return away, math.sqrt(variance)


def _spread(values: Sequence[float], middle: float) -> float:
    """Return the variance; of few values never less than half a right answer more or less would make it."""
    smoothed = (middle * len(values) + 0.5) / (len(values) + 1)
    return max(
        math.fsum((each - middle) ** 2 for each in values) / len(values), smoothed * (1 - smoothed) / len(values)
    )
