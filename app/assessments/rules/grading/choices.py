"""What chosen, paired and ordered answers are worth, as a share of the question's points."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from app.assessments.rules.numbers import exact
from app.assessments.rules.questions import Question

from .marks import FULL, NOTHING

# Files write a third as 33.33333 %: three of them are meant to be everything.
NEARLY_FULL = Fraction(9999, 10_000)


def single(question: Question, answer: Mapping[str, Any]) -> Fraction:
    """All or nothing; where the author gave the choices shares, the share of the chosen one."""
    return choice_share(question.key, answer["choice"])


def choice_share(key: Mapping[str, Any], choice: str) -> Fraction:
    """Return what one choice is worth, in a question or in a gap."""
    if key.get("shares"):
        return _rounded_up(exact(key["shares"].get(choice, "0")))
    return FULL if choice in key["correct"] else NOTHING


def multiple(question: Question, answer: Mapping[str, Any]) -> Fraction:
    """Each right choice adds its share of the right ones, each wrong choice takes its share of the wrong ones.

    Never below 0. With these weights (the usual ones of Moodle's multiple-choice question, where authors make the
    positive grades sum to 100 % and the negative ones to -100 %) choosing everything earns what choosing nothing earns.
    Where the author gave the choices shares, the shares of the chosen ones are summed instead.
    """
    chosen = set(answer["choices"])
    if question.key.get("shares"):
        return _rounded_up(sum((exact(question.key["shares"].get(each, "0")) for each in chosen), NOTHING))
    right = set(question.key["correct"])
    wrong = set(question.key["choices"]) - right
    gained = Fraction(len(chosen & right), len(right))
    lost = Fraction(len(chosen & wrong), len(wrong)) if wrong else NOTHING
    return max(NOTHING, gained - lost)


def true_false(question: Question, answer: Mapping[str, Any]) -> Fraction:
    """All or nothing."""
    return FULL if answer["value"] is question.key["answer"] else NOTHING


def matching(question: Question, answer: Mapping[str, Any]) -> Fraction:
    """Each pair is an equal share, as in Moodle's matching question; a wrong pair takes nothing away."""
    pairs = question.key["pairs"]
    return Fraction(sum(answer["pairs"].get(pair) == pair for pair in pairs), len(pairs))


def ordering(question: Question, answer: Mapping[str, Any]) -> Fraction:
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


def _rounded_up(share: Fraction) -> Fraction:
    return FULL if share >= NEARLY_FULL else max(share, NOTHING)
