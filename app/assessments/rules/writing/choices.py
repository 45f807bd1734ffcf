"""Checks of questions whose answers are chosen, paired or put in order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.assessments.rules.numbers import exact, is_exact
from app.assessments.rules.questions import QuestionKind
from app.core.errors import N_

from .faults import Faults

FEWEST_CHOICES = 2
FEWEST_PAIRS = 2


def check_choices(faults: Faults) -> None:
    """Check a single or multiple choice."""
    one = faults.written.kind != QuestionKind.MULTIPLE
    choices = check_key("key", faults, faults.key, one=one)
    faults.worded("choices", choices)


def check_image(faults: Faults) -> None:
    """Check a choice among pictures, or about a picture."""
    choices = check_key("key", faults, faults.key, one=True)
    faults.worded("choices", choices)
    images, stem = faults.key.get("images") or {}, faults.key.get("stem_image")
    if not images and not stem:
        faults.add("key.images", N_("The question has no picture."))
    if images and (not isinstance(images, Mapping) or set(images) != set(choices)):
        faults.add("key.images", N_("Either every choice has a picture, or none."))
    elif not all(isinstance(name, str) and name for name in (*images.values(), stem or "-")):
        faults.add("key.images", N_("A picture is named by its file."))
    for code, words in faults.texts.items() if stem else ():
        faults.text(f"texts.{code}.stem_alt", words.get("stem_alt"))


def check_key(place: str, faults: Faults, key: Mapping[str, Any], *, one: bool) -> tuple[str, ...]:
    """Check choices with their right ones and shares, of a question or of a gap; return the ids."""
    choices = faults.ids(f"{place}.choices", key.get("choices"), least=FEWEST_CHOICES)
    correct = key.get("correct")
    listed = [each for each in correct if isinstance(each, str)] if isinstance(correct, list | tuple) else []
    if not listed:
        faults.add(f"{place}.correct", N_("No choice is marked as correct."))
    elif not set(listed) <= set(choices) or len(listed) != len(set(listed)):
        faults.add(f"{place}.correct", N_("A correct choice is not among the choices, or stands twice."))
    elif one and len(listed) > 1 and not key.get("shares"):
        faults.add(f"{place}.correct", N_("A question with a single answer has more than one correct choice."))
    if key.get("shares") is not None:
        _check_shares(f"{place}.shares", faults, key["shares"], choices, one=one)
    return choices


def check_true_false(faults: Faults) -> None:
    """Check a statement that is true or false."""
    if not isinstance(faults.key.get("answer"), bool):
        faults.add("key.answer", N_("Say whether the statement is true or false."))


def check_matching(faults: Faults) -> None:
    """Check pairs and what belongs to nothing."""
    pairs = faults.ids("key.pairs", faults.key.get("pairs"), least=FEWEST_PAIRS)
    distractors = faults.ids("key.distractors", faults.key.get("distractors") or [], least=0)
    if set(pairs) & set(distractors):
        faults.add("key.distractors", N_("An id stands among the pairs and among the distractors."))
    faults.worded("left", pairs)
    faults.worded("right", (*pairs, *distractors))


def check_ordering(faults: Faults) -> None:
    """Check steps in their right order."""
    faults.worded("items", faults.ids("key.items", faults.key.get("items"), least=FEWEST_PAIRS))


def _check_shares(place: str, faults: Faults, shares: object, choices: tuple[str, ...], *, one: bool) -> None:
    if not isinstance(shares, Mapping) or not set(shares) <= set(choices):
        faults.add(place, N_("Shares must be given by the ids of choices."))
        return
    bad = [each for each in shares.values() if not is_exact(each) or not -1 <= exact(each) <= 1]
    if bad:
        faults.add(place, N_("A share is a decimal number from -1 to 1; it is “%(value)s”."), value=bad[0])
        return
    gains = [exact(each) for each in shares.values() if exact(each) > 0]
    best = max(gains, default=exact("0")) if one else sum(gains, exact("0"))
    if best < exact("0.9999"):
        faults.add(place, N_("The best answer earns only %(share)s of the points."), share=f"{float(best):g}")
