"""Gaps of a text, each with its words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from app.core.errors import N_

from . import numbers
from .drafts import Draft, Key
from .naming import letters
from .options import FULL, NEARLY, Number, Option, plain_single


def text_gap(draft: Draft, gap: str, options: Sequence[Option], *, case: bool = False) -> tuple[Key, Key]:
    """Return a gap to type in, and its words."""
    key, accept = draft.accepted(options)
    return {"id": gap, "kind": "text"} | key | ({"case": True} if case else {}), {"accept": accept}


def number_gap(draft: Draft, gap: str, answers: Sequence[Number]) -> tuple[Key, Key]:
    """Return a gap for a number; what is said to single answers goes to the explanation."""
    listed, explanations = draft.numbered(answers)
    _say_together(draft, explanations.values())
    return {"id": gap, "kind": "numeric", "answers": listed}, {}


def choice_gap(draft: Draft, gap: str, options: Sequence[Option]) -> tuple[Key, Key]:
    """Return a gap with words to choose from; what is said to single answers goes to the explanation."""
    options = draft.distinct(options)
    ids = letters(len(options))
    shares = dict(zip(ids, draft.raised(options, one=True), strict=True))
    key: Key = {"id": gap, "kind": "choice", "choices": ids}
    key["correct"] = [each for each in ids if shares[each] >= FULL - NEARLY]
    if not plain_single(shares):
        key["shares"] = {each: numbers.share(share) for each, share in shares.items() if share}
    _say_together(draft, (option.explanation for option in options))
    return key, {"choices": {each: option.text for each, option in zip(ids, options, strict=True)}}


def _say_together(draft: Draft, texts: Iterable[str]) -> None:
    for text in filter(None, texts):
        draft.add_explanation(text)
        draft.lose(N_("What was said to single answers in a gap stands together in the explanation."))
