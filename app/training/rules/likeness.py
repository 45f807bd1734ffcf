"""Whether two names may be one person's, whichever script and spelling habit each was written in.

Nothing is decided here: likeness is suggested, a person says what it is. The relation is symmetric and reflexive, and
the order of the words does not matter.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import combinations, permutations
from typing import TypeVar

from rapidfuzz.distance import Indel

Key = TypeVar("Key", bound=Hashable)
# Two words are the same where this much of them is.
SAME_WORD = 80
SHORTEST_FUZZY = 4
MOST_WORDS = 5
_LETTERS = {
    **dict(zip("абвгдезийклмнопрстуфхыэ", "abvgdeziiklmnoprstufhie", strict=True)),
    "ё": "io", "ж": "j", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sh", "ъ": "", "ь": "", "ю": "iu", "я": "ia",
    "ғ": "g", "ӣ": "i", "қ": "k", "ӯ": "u", "ҳ": "h", "ҷ": "j", "ң": "n", "ө": "o", "ү": "u", "ұ": "u", "і": "i",
    "ә": "a", "һ": "h", "ў": "o", "ı": "i", "ø": "o",
}  # fmt: skip
# Spelling habits, levelled in this order.
_HABITS = (
    ("dzh", "j"), ("dj", "j"), ("zh", "j"), ("kh", "h"), ("gh", "g"), ("sch", "sh"), ("ch", "c"), ("sh", "s"),
    ("ph", "f"), ("ck", "k"), ("x", "h"), ("q", "k"), ("w", "v"), ("yo", "io"), ("yu", "iu"), ("ya", "ia"), ("ye", "e"),
    ("y", "i"), ("iia", "ia"), ("iio", "io"), ("iiu", "iu"), ("ee", "i"), ("oo", "u"), ("ie", "e"), ("ou", "u"),
)  # fmt: skip
# ҷ is written dj, j or ch, and ч by its nearest letter on a Russian keyboard: they count as one.
_ONE_SOUND = str.maketrans({"c": "j", "o": "u", "e": "i"})
_DOUBLED = re.compile(r"(.)\1+")
_ENDING = re.compile(r"(?:uff|uf|uv|iv|if)(a?)$")
_APART = re.compile(r"[^\w]+|_")


@lru_cache(maxsize=50_000)
def sound(word: str) -> str:
    """Write a word in plain Latin letters in which habits of spelling do not show."""
    letters = "".join(_LETTERS.get(letter, letter) for letter in word.casefold())
    bare = "".join(sign for sign in unicodedata.normalize("NFD", letters) if sign.isalpha())
    for habit, common in _HABITS:
        bare = bare.replace(habit, common)
    bare = _DOUBLED.sub(r"\1", bare.translate(_ONE_SOUND))
    # Шарипов, Sharipov, Шарифов, Sharipoff: the last consonant and a feminine ending tell nobody apart by themselves.
    return _ENDING.sub(r"uv\1", bare)


@lru_cache(maxsize=50_000)
def words_of(name: str) -> tuple[str, ...]:
    """Return the sounds of a name's words, sorted; apostrophes and hyphens within a word do not part it."""
    joined = re.sub(r"(?<=\w)[-'’ʻʼ‘`](?=\w)", "", unicodedata.normalize("NFC", name))
    sounds = [sound(part) for part in _APART.split(joined) if part]
    return tuple(sorted(each for each in sounds if each))


def alike(one: str, other: str) -> bool:
    """Whether two names may be one person's.

    Every word of the shorter name must be found in the longer one, each with a word of its own: as it stands, spelled a
    little differently, or as an initial. Two words must agree, or the only one; of these one must be written out.
    """
    first, second = words_of(one), words_of(other)
    if first == second:
        return True
    if not first or not second:
        return False
    short, long = sorted((first[:MOST_WORDS], second[:MOST_WORDS]), key=lambda words: (len(words), words))
    if len(short) == 1 and len(long) > 1:
        return False
    return any(_agree(short, chosen) for chosen in permutations(long, len(short)))


def blocks(name: str) -> Iterator[str]:
    """Return the drawers in which a name lies: names that are alike share at least one as a rule."""
    words = words_of(name)[:MOST_WORDS]
    if len(words) == 1:
        yield words[0][:3]
    for pair in combinations(words, 2):
        for written, other in (pair, pair[::-1]):
            yield f"{written[:3]} {other[:1]}"


def find_alike(
    rows: Iterable[tuple[int, str]], known: Mapping[Key, str], *, most: int = 5
) -> dict[int, list[tuple[Key | None, int]]]:
    """Return for each row (by line) who of the known and which earlier lines may be the same person.

    Each entry is a known key with 0, or None with the line. Only names in a common drawer are compared.
    """
    drawers: dict[str, list[tuple[Key | None, int, str]]] = defaultdict(list)
    for key, name in known.items():
        for drawer in set(blocks(name)):
            drawers[drawer].append((key, 0, name))
    found: dict[int, list[tuple[Key | None, int]]] = {}
    for line, name in rows:
        own = set(blocks(name))
        near: dict[tuple[Key | None, int], str] = {}
        for drawer in own:
            for who, earlier, other in drawers[drawer]:
                near.setdefault((who, earlier), other)
        like = [each for each, other in near.items() if alike(name, other)]
        if like:
            found[line] = sorted(like, key=lambda each: (each[1], str(each[0])))[:most]
        for drawer in own:
            drawers[drawer].append((None, line, name))
    return found


def _agree(short: tuple[str, ...], chosen: tuple[str, ...]) -> bool:
    written = 0
    for one, other in zip(short, chosen, strict=True):
        if 1 in (len(one), len(other)):
            if one[:1] != other[:1]:
                return False
        elif not _same_word(one, other):
            return False
        else:
            written += 1
    return written > 0


@lru_cache(maxsize=200_000)
def _same_word(one: str, other: str) -> bool:
    if one == other:
        return True
    shortest = min(len(one), len(other))
    return (
        shortest >= SHORTEST_FUZZY and one[0] == other[0] and 100 * Indel.normalized_similarity(one, other) >= SAME_WORD
    )
