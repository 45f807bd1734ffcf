"""From bytes to letters, only where the letters are certain."""

from __future__ import annotations

import re
import unicodedata

from .refusals import DoubtfulLetters, UnknownFileKind

ENCODINGS = ("utf-8", "utf-16", "cp1251", "koi8-r", "cp866")
# What Windows-1251 holds beyond the Russian letters and is at home in a list of people.
CP1251_SIGNS = frozenset("«»“”„’‘–—…№\N{NO-BREAK SPACE}\N{SOFT HYPHEN}")
CYRILLIC = re.compile(r"[А-Яа-яЁё]")
SWAPPED = re.compile(r"[а-яё][А-ЯЁ]")
# Letters of Russian from the most frequent to the rarest: a wrong guess shows itself by rare ones.
BY_FREQUENCY = "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё"
FEWEST_LETTERS = 12
RARITY_OF_SIGNS = 40
RIVALS = ("koi8-r", "cp866", "iso8859_5", "mac_cyrillic")
MIXED = re.compile(r"[A-Za-z][А-Яа-яЁё]|[А-Яа-яЁё][A-Za-z]")


def decode(content: bytes) -> tuple[str, str]:
    """Return the text and the encoding's name, only where the letters are certain.

    UTF-8 and UTF-16 prove themselves. Nearly any bytes are valid Windows-1251, so its text must also look like
    people's writing: no letters that only a wrong guess brings, no capital after a small letter inside a word, no
    word of two scripts, and no other encoding of Cyrillic under which the letters would be commoner ones.

    Raises:
        DoubtfulLetters, UnknownFileKind: nothing fits.

    """
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return _strict(content, encoding), encoding.removesuffix("-sig")
    if b"\x00" in content:
        return _utf16_without_mark(content)
    try:
        return _printable(content.decode("utf-8")), "utf-8"
    except UnicodeDecodeError:
        text = _strict(content, "cp1251")
    strange = [letter for letter in text if not letter.isascii() and not _at_home(letter)]
    too_few = len(CYRILLIC.findall(text)) < FEWEST_LETTERS
    if strange or too_few or SWAPPED.search(text) or MIXED.search(text):
        raise DoubtfulLetters
    rivals = (_decode_as(content, encoding) for encoding in RIVALS)
    if any(_rarity(rival) <= _rarity(text) for rival in rivals if rival.casefold() != text.casefold()):
        raise DoubtfulLetters
    return text, "cp1251"


def decode_stated(content: bytes, encoding: str) -> tuple[str, str]:
    """Read as a person said; what can't be the stated encoding is refused."""
    if encoding not in ENCODINGS:
        raise DoubtfulLetters
    text = _strict(content, "utf-8-sig" if encoding == "utf-8" else encoding)
    return text, encoding


def _decode_as(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return ""


def _rarity(text: str) -> float:
    """Return how rare a text's letters are on average; endless where it holds what no list of people does."""
    letters = [letter for letter in text.casefold() if not letter.isascii()]
    if not letters or not all(letter in BY_FREQUENCY or letter in CP1251_SIGNS for letter in letters):
        return float("inf")
    ranks = [BY_FREQUENCY.index(each) if each in BY_FREQUENCY else RARITY_OF_SIGNS for each in letters]
    return sum(ranks) / len(ranks)


def _at_home(letter: str) -> bool:
    return bool(CYRILLIC.fullmatch(letter)) or letter in CP1251_SIGNS


def _strict(content: bytes, encoding: str) -> str:
    try:
        return _printable(content.decode(encoding))
    except UnicodeDecodeError:
        raise DoubtfulLetters from None


def _utf16_without_mark(content: bytes) -> tuple[str, str]:
    """Zeros stand in every second byte where UTF-16 holds Latin letters; elsewhere they mean a binary file."""
    even, odd = content[::2].count(0), content[1::2].count(0)
    if len(content) % 2 or min(even, odd) > 0:
        raise UnknownFileKind
    encoding = "utf-16-be" if even else "utf-16-le"
    return _strict(content, encoding), encoding


def _printable(text: str) -> str:
    if any(unicodedata.category(letter) == "Cc" and letter not in "\r\n\t" for letter in text):
        raise UnknownFileKind
    return text
