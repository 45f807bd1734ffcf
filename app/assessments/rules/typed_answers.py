"""What texts of a question say about typed answers: accepted spellings, numbers, gaps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from .numbers import exact
from .short_answers import Accepted

Texts = Mapping[str, Mapping[str, Any]]


def accepted_in(entries: Iterable[Any]) -> tuple[Accepted, ...]:
    """Read accepted answers: texts, or tables of text, share and explanation."""
    return tuple(
        Accepted(each)
        if isinstance(each, str)
        else Accepted(each["text"], exact(each.get("share", "1"), Fraction(1)), each.get("explanation", ""))
        for each in entries
    )


def all_accepted(texts: Texts) -> tuple[Accepted, ...]:
    """Return what a short answer may be, in any language of the question."""
    return tuple(each for words in texts.values() for each in accepted_in(words.get("accept", ())))


def gap_words(words: Mapping[str, Any], gap: str) -> Mapping[str, Any]:
    """Return the words of one gap in one language."""
    found = words.get("gaps", {}).get(gap, {})
    return found if isinstance(found, Mapping) else {}


def gap_texts(texts: Texts, gap: str) -> dict[str, Mapping[str, Any]]:
    """Return the words of one gap by language, in the shape of a question's words."""
    return {language: gap_words(words, gap) for language, words in texts.items()}
