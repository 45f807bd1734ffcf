"""When a typed answer is the expected one although it is spelled otherwise.

What is forgiven: capitals, blanks, ё written as е, any of the apostrophes and dashes that keyboards produce, quotation
marks and a final full stop, composed or decomposed letters (Unicode NFC). Letters that look alike in the Latin and
Cyrillic alphabets are forgiven too, since a keyboard left in the other layout can't be seen on the screen, but the
marker is told, so that a person may look. Letters that merely sound alike, or lost their tail (ҷ typed as ч), are not.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from enum import StrEnum

APOSTROPHES = dict.fromkeys(map(ord, "’‘ʼʻ`´′‛ʹ＇"), "'")
DASHES = dict.fromkeys(map(ord, "‐‑‒–—−"), "-")
QUOTES = dict.fromkeys(map(ord, '"«»„“”'), " ")
# Pairs that look the same as capitals or as small letters (Unicode confusables.txt, the letters of our languages).
LOOK_ALIKES = str.maketrans("авекмнорстухіјѕһү", "abekmhopctyxijshy")
TRAILING = " .,;:!?…"


class Match(StrEnum):
    """How an answer compares with what is accepted."""

    SAME = "same"
    LOOK_ALIKE = "look_alike"
    DIFFERENT = "different"


def normalise(text: str) -> str:
    """Return the form in which two spellings of one answer are equal."""
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())
    plain = folded.translate(APOSTROPHES | DASHES | QUOTES).replace("ё", "е")
    return re.sub(r"\s+", " ", plain).strip(TRAILING)


def compare(given: str, accepted: Iterable[str]) -> Match:
    """Compare an answer with every accepted one."""
    answer = normalise(given)
    known = {normalise(each) for each in accepted} - {""}
    if answer in known:
        return Match.SAME
    if answer.translate(LOOK_ALIKES) in {each.translate(LOOK_ALIKES) for each in known}:
        return Match.LOOK_ALIKE
    return Match.DIFFERENT
