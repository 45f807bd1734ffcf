"""Bytes of text files into text, whatever wrote them: UTF-8, UTF-16, or one of the old code pages."""

from __future__ import annotations

import codecs
import re

from app.core.errors import N_

from .limits import MOST_CHARACTERS
from .outcome import FileRefused, Note, note

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
CYRILLIC_PAGES = ("cp1251", "koi8-r", "cp866", "iso8859_5")
# Letters of Russian from the most frequent to the rarest: a wrong guess shows itself by rare ones.
BY_FREQUENCY = "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё"
RARE = 60
HIGH_LETTERS = re.compile(rb"[\x80-\xff]+")
TITLES = {"cp1252": "Windows-1252", "cp1251": "Windows-1251"}


def decode(content: bytes) -> tuple[str, tuple[Note, ...]]:
    """Return the text with its line ends made one kind, and a note where its letters had to be guessed."""
    text, encoding = _decode(content)
    if "\x00" in text:
        raise FileRefused(N_("This is not a text file."))
    if len(text) > MOST_CHARACTERS:
        raise FileRefused(N_("The file has more than %(count)s million characters. Split it."), count=10)
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n")
    if encoding.startswith("utf"):
        return text, ()
    guess = note(
        N_("The file does not say how its letters are stored; it was read as %(encoding)s. Look at the letters."),
        encoding=TITLES.get(encoding, encoding.upper()),
    )
    return text, (guess,)


def _decode(content: bytes) -> tuple[str, str]:
    for mark, encoding in MARKS:
        if content.startswith(mark):
            return content.decode(encoding, "replace"), encoding
    even, odd = content[:4096:2].count(0), content[1:4096:2].count(0)
    if (even or odd) and not (even and odd):
        encoding = "utf-16-be" if even else "utf-16-le"
        return content.decode(encoding, "replace"), encoding
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        encoding = _guess(content)
    return content.decode(encoding, "replace"), encoding


def _guess(content: bytes) -> str:
    """Cyrillic words are runs of high bytes; in western languages high bytes stand alone between ASCII letters."""
    runs = HIGH_LETTERS.findall(content[:200_000])
    high = sum(map(len, runs))
    together = sum(len(run) for run in runs if len(run) > 1)
    if together * 2 <= high:
        return "cp1252"
    return min(CYRILLIC_PAGES, key=lambda page: _rarity(content[:200_000], page))


def _rarity(content: bytes, page: str) -> float:
    text = content.decode(page, "replace")
    letters = [letter for letter in text.casefold() if letter > "\x7f"]
    ranks = [BY_FREQUENCY.index(each) if each in BY_FREQUENCY else RARE for each in letters]
    swapped = 20 * len(re.findall(r"[а-яё][А-ЯЁ]", text))
    return (sum(ranks) + swapped) / max(1, len(ranks))
