"""What typed answers are worth: short texts, numbers, and texts with gaps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from app.assessments.rules.numbers import Typed, exact, read_typed, units_of
from app.assessments.rules.questions import Question
from app.assessments.rules.short_answers import Match, Spelling, find
from app.assessments.rules.typed_answers import Texts, all_accepted, gap_texts

from .choices import choice_share
from .marks import FULL, NOTHING


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a typed answer earns, how it was understood, and the author's word to who gave it."""

    share: Fraction = NOTHING
    note: str = ""
    explanation: str = ""
    answer_id: str = ""
    typed: Typed | None = None


def short(key: Mapping[str, Any], texts: Texts, text: str) -> Outcome:
    """The share of the accepted answer that it is (all, unless the author said less); the spelling is normalised first.

    An answer accepted in any language of the question counts.
    """
    found = find(text, all_accepted(texts), Spelling.of(key))
    note = found.match.value if found.match is Match.LOOK_ALIKE else ""
    return Outcome(found.share, note, found.accepted.explanation if found.accepted else "")


def numeric(key: Mapping[str, Any], texts: Texts, text: str) -> Outcome:
    """The greatest share among the answers whose range the number lies in, its ends included.

    Where the question knows units, a missing or unknown unit costs `unit_share` of that (all of it, unless the author
    said less), and the number is then read in the unit whose factor is 1.
    """
    units = units_of(key, texts)
    typed = read_typed(text, units)
    if typed is None:
        return Outcome()
    value = typed.value * (typed.unit.factor if typed.unit else FULL)
    hits = [each for each in key["answers"] if _covers(each, value)]
    best = max(hits, key=lambda each: exact(each.get("share", "1"), FULL), default=None)
    if best is None:
        return Outcome(typed=typed)
    lost = exact(key.get("unit_share", "1"), FULL) if units and typed.unit is None else NOTHING
    if typed.unknown and not units:
        lost = NOTHING
    share = min(max(exact(best.get("share", "1"), FULL), NOTHING), FULL) * (FULL - min(max(lost, NOTHING), FULL))
    return Outcome(share, "unit" if lost else "", answer_id=best["id"], typed=typed)


def gaps(question: Question, answer: Mapping[str, Any]) -> dict[str, Outcome]:
    """Return what each gap earns: a text as a short answer, a number as a numeric one, a choice as a single one.

    Nothing typed in one gap takes away from another.
    """
    given = answer["gaps"]
    return {gap["id"]: _gap(question, gap, given.get(gap["id"], "")) for gap in question.key["gaps"]}


def gaps_together(question: Question, answer: Mapping[str, Any]) -> Outcome:
    """The weighted mean of what the gaps earn; gaps weigh alike unless the author said otherwise."""
    outcomes = gaps(question, answer)
    weights = {gap["id"]: weight_of(gap) for gap in question.key["gaps"]}
    earned = sum((weights[gap] * outcome.share for gap, outcome in outcomes.items()), NOTHING)
    notes = {outcome.note for outcome in outcomes.values()} - {""}
    return Outcome(earned / sum(weights.values(), NOTHING), min(notes, default=""))


def weight_of(gap: Mapping[str, Any]) -> Fraction:
    """Return how much a gap weighs among the others."""
    stated = exact(gap.get("weight", "1"), FULL)
    return stated if stated > 0 else FULL


def _gap(question: Question, gap: Mapping[str, Any], text: str) -> Outcome:
    if not text:
        return Outcome()
    texts = gap_texts(question.texts, gap["id"])
    if gap["kind"] == "choice":
        return Outcome(choice_share(gap, text))
    return (numeric if gap["kind"] == "numeric" else short)(gap, texts, text)


def _covers(answer: Mapping[str, Any], value: Fraction) -> bool:
    if "low" in answer:
        return exact(answer["low"]) <= value <= exact(answer["high"])
    return abs(value - exact(answer["value"])) <= exact(answer.get("tolerance", "0"))
