r"""When a typed answer is the expected one although it is spelled otherwise.

What is forgiven: capitals (unless the question says that they count), blanks, ё written as е, any of the apostrophes
and dashes that keyboards produce, quotation marks and a final full stop, composed or decomposed letters (Unicode NFC).
Letters that look alike in the Latin and Cyrillic alphabets are forgiven too, since a keyboard left in the other layout
can't be seen on the screen, but the marker is told, so that a person may look. Letters that merely sound alike, or lost
their tail (ҷ typed as ч), are not. Where the question says so, * stands for any run of characters, and \* for itself.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any

APOSTROPHES = dict.fromkeys(map(ord, "’‘ʼʻ`´′‛ʹ＇"), "'")
DASHES = dict.fromkeys(map(ord, "‐‑‒–—−"), "-")
QUOTES = dict.fromkeys(map(ord, '"«»„“”'), " ")
# Pairs that look the same as capitals or as small letters (Unicode confusables.txt, the letters of our languages).
_CYRILLIC, _LATIN = "авекмнорстухіјѕһү", "abekmhopctyxijshy"
LOOK_ALIKES = str.maketrans(_CYRILLIC + _CYRILLIC.upper(), _LATIN + _LATIN.upper())
TRAILING = " .,;:!?…"
_STAR = re.compile(r"(?<!\\)\*")


class Match(StrEnum):
    """How an answer compares with what is accepted."""

    SAME = "same"
    LOOK_ALIKE = "look_alike"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Accepted:
    """A text that is accepted, the share of the points that it earns, and what is said to who gave it."""

    text: str
    share: Fraction = Fraction(1)
    explanation: str = ""


@dataclass(frozen=True, slots=True)
class Spelling:
    """Which differences count in a question."""

    case: bool = False
    wildcards: bool = False

    @classmethod
    def of(cls, key: Mapping[str, Any]) -> Spelling:
        """Read it from a question's structure, or from that of a gap."""
        return cls(case=key.get("case") is True, wildcards=key.get("wildcards") is True)


@dataclass(frozen=True, slots=True)
class Found:
    """What an answer was found to be: the accepted text that earns most, and how alike the spelling is."""

    match: Match
    accepted: Accepted | None = None

    @property
    def share(self) -> Fraction:
        """The share of the points, from nothing to all."""
        return Fraction(0) if self.accepted is None else min(max(self.accepted.share, Fraction(0)), Fraction(1))


def normalise(text: str, *, case: bool = False) -> str:
    """Return the form in which two spellings of one answer are equal."""
    composed = unicodedata.normalize("NFC", text)
    folded = composed if case else unicodedata.normalize("NFC", composed.casefold())
    plain = folded.translate(APOSTROPHES | DASHES | QUOTES).replace("ё", "е").replace("Ё", "Е")
    return re.sub(r"\s+", " ", plain).strip(TRAILING)


def compare(given: str, accepted: Iterable[str], spelling: Spelling = Spelling()) -> Match:
    """Compare an answer with every accepted one."""
    return find(given, [Accepted(each) for each in accepted], spelling).match


def find(given: str, accepted: Iterable[Accepted], spelling: Spelling = Spelling()) -> Found:
    """Return which accepted text an answer is: the one that earns most, a true spelling before a look-alike one."""
    answer = normalise(given, case=spelling.case)
    found = [
        Found(match, each) for each in accepted if (match := _match(answer, each.text, spelling)) is not Match.DIFFERENT
    ]
    return max(found, key=lambda each: (each.share, each.match is Match.SAME), default=Found(Match.DIFFERENT))


def _match(answer: str, text: str, spelling: Spelling) -> Match:
    wanted = normalise(text, case=spelling.case)
    if not answer or not wanted:
        return Match.DIFFERENT
    fits = _fits_pattern if spelling.wildcards else str.__eq__
    if fits(answer, wanted):
        return Match.SAME
    return Match.LOOK_ALIKE if fits(answer.translate(LOOK_ALIKES), wanted.translate(LOOK_ALIKES)) else Match.DIFFERENT


def _fits_pattern(answer: str, pattern: str) -> bool:
    """Whether an answer fits a pattern; each part is looked for once, so that no pattern takes long."""
    first, *others = (part.replace("\\*", "*") for part in _STAR.split(pattern))
    if not others:
        return answer == first
    *middle, last = others
    end = len(answer) - len(last)
    at = len(first)
    if not (answer.startswith(first) and answer.endswith(last) and at <= end):
        return False
    for part in middle:
        spot = answer.find(part, at, end)
        if spot < 0:
            return False
        at = spot + len(part)
    return True
