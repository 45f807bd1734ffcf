"""Marking: what an answer is worth, and what an attempt is worth.

Every question is worth one point; points are exact fractions until they are stored, so that no rounding decides
whether somebody passes.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any

from .questions import Question, QuestionKind
from .short_answers import Match, compare

NOTHING, FULL = Fraction(0), Fraction(1)


class MarkState(StrEnum):
    """An answer in one word."""

    RIGHT = "right"
    PARTIAL = "partial"
    WRONG = "wrong"
    UNANSWERED = "unanswered"


@dataclass(frozen=True, slots=True)
class Mark:
    """What one answer is worth, between 0 and 1; `note` tells a person to look."""

    points: Fraction
    state: MarkState
    note: str = ""


@dataclass(frozen=True, slots=True)
class PaperMarks:
    """What an attempt is worth."""

    marks: tuple[Mark, ...]
    pass_mark: int

    @property
    def points(self) -> Fraction:
        """The sum of the marks."""
        return sum((mark.points for mark in self.marks), NOTHING)

    @property
    def maximum(self) -> int:
        """What could be reached."""
        return len(self.marks)

    @property
    def percent(self) -> float:
        """Points of the maximum in percent, cut (not rounded) to two decimals: 79.996 is shown as 79.99, not as 80."""
        return int(10_000 * self.points / self.maximum) / 100 if self.marks else 0.0

    @property
    def passed(self) -> bool:
        """Whether the pass mark is reached, compared exactly."""
        return bool(self.marks) and 100 * self.points >= self.pass_mark * self.maximum


def mark_paper(questions: Sequence[Question], answers: Mapping[int, Mapping[str, Any]], pass_mark: int) -> PaperMarks:
    """Mark the answers of an attempt; `answers` is by the question's place in the paper, from 0."""
    marks = tuple(mark_answer(question, answers.get(place)) for place, question in enumerate(questions))
    return PaperMarks(marks, pass_mark)


def mark_answer(question: Question, answer: Mapping[str, Any] | None) -> Mark:
    """Mark one answer."""
    if not answer:
        return Mark(NOTHING, MarkState.UNANSWERED)
    if question.kind is QuestionKind.SHORT:
        return _mark_short(question, answer)
    points = _POINTS[question.kind](question, answer)
    return Mark(points, _state(points))


def _state(points: Fraction) -> MarkState:
    if points >= FULL:
        return MarkState.RIGHT
    return MarkState.PARTIAL if points > NOTHING else MarkState.WRONG


def _single(question: Question, answer: Mapping[str, Any]) -> Fraction:
    """All or nothing."""
    return FULL if answer["choice"] in question.key["correct"] else NOTHING


def _multiple(question: Question, answer: Mapping[str, Any]) -> Fraction:
    """Each right choice adds its share of the right ones, each wrong choice takes its share of the wrong ones.

    Never below 0. With these weights (the usual ones of Moodle's multiple-choice question, where authors make the
    positive grades sum to 100 % and the negative ones to -100 %) choosing everything earns what choosing nothing earns.
    """
    right = set(question.key["correct"])
    wrong = set(question.key["choices"]) - right
    chosen = set(answer["choices"])
    gained = Fraction(len(chosen & right), len(right))
    lost = Fraction(len(chosen & wrong), len(wrong)) if wrong else NOTHING
    return max(NOTHING, gained - lost)


def _true_false(question: Question, answer: Mapping[str, Any]) -> Fraction:
    """All or nothing."""
    return FULL if answer["value"] is question.key["answer"] else NOTHING


def _matching(question: Question, answer: Mapping[str, Any]) -> Fraction:
    """Each pair is an equal share, as in Moodle's matching question; a wrong pair takes nothing away."""
    pairs = question.key["pairs"]
    return Fraction(sum(answer["pairs"].get(pair) == pair for pair in pairs), len(pairs))


def _ordering(question: Question, answer: Mapping[str, Any]) -> Fraction:
    """(L - 1) / (n - 1), where L is how many of the n items stand in the right order among themselves.

    L is the longest ordered subset (one of the rules of Moodle's ordering question). One step put in the wrong place
    moves all that follow; counting places would then punish one mistake many times. A full reversal earns nothing.
    Items without a place, or sharing one, are not in order.
    """
    items = question.key["items"]
    if len(items) == 1:
        return FULL
    places = [answer["positions"][item] for item in items if item in answer["positions"]]
    return Fraction(max(_longest_rising(places) - 1, 0), len(items) - 1)


def _longest_rising(places: Sequence[int]) -> int:
    tails: list[int] = []
    for place in places:
        spot = bisect_left(tails, place)
        tails[spot : spot + 1] = [place]
    return len(tails)


def _mark_short(question: Question, answer: Mapping[str, Any]) -> Mark:
    """All or nothing, after the spelling was normalised; an answer accepted in any language of the question counts."""
    match = compare(answer["text"], question.accept)
    if match is Match.DIFFERENT:
        return Mark(NOTHING, MarkState.WRONG)
    return Mark(FULL, MarkState.RIGHT, note="" if match is Match.SAME else match.value)


_POINTS: dict[QuestionKind, Callable[[Question, Mapping[str, Any]], Fraction]] = {
    QuestionKind.SINGLE: _single,
    QuestionKind.MULTIPLE: _multiple,
    QuestionKind.TRUE_FALSE: _true_false,
    QuestionKind.MATCHING: _matching,
    QuestionKind.ORDERING: _ordering,
}
