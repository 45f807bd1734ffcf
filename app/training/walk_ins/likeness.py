"""How like two names are, whichever script and spelling habit each was written in."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from rapidfuzz import fuzz, process

ENOUGH = 72
MOST = 8
# Letters to the sounds that spelling habits agree on; what habits differ on (й, ь, long vowels) is levelled.
_LETTERS = {
    **dict(zip("абвгдезийклмнопрстуфхыэ", "abvgdeziiklmnoprstufhie", strict=True)),
    "ё": "io", "ж": "j", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sh", "ъ": "", "ь": "", "ю": "iu", "я": "ia",
    "ғ": "g", "ӣ": "i", "қ": "k", "ӯ": "u", "ҳ": "h", "ҷ": "j", "ң": "n", "ө": "o", "ү": "u", "ұ": "u", "і": "i",
    "ә": "a", "һ": "h", "ў": "o",
}  # fmt: skip
_HABITS = (
    ("kh", "h"), ("gh", "g"), ("zh", "j"), ("dj", "j"), ("dzh", "j"), ("ch", "c"), ("sh", "s"), ("yo", "io"),
    ("yu", "iu"), ("ya", "ia"), ("y", "i"), ("x", "h"), ("q", "k"), ("w", "v"), ("ii", "i"), ("ee", "i"), ("oo", "u"),
    ("ov ", "of "), ("ev ", "ef "),
)  # fmt: skip


def sound(name: str) -> str:
    """Write a name in plain Latin letters, so that habits of spelling do not matter."""
    letters = "".join(_LETTERS.get(letter, letter) for letter in name.casefold())
    bare = "".join(sign for sign in unicodedata.normalize("NFD", letters) if sign.isalpha() or sign == " ")
    bare = f"{' '.join(bare.split())} "
    for habit, common in _HABITS:
        bare = bare.replace(habit, common)
    return bare.strip()


def most_like(name: str, others: Iterable[tuple[object, str]]) -> list[tuple[object, int]]:
    """Return the keys of the names that are like enough, the likest first, with a likeness up to 100."""
    sounds = {key: sound(other) for key, other in others}
    found = process.extract(sound(name), sounds, scorer=fuzz.token_sort_ratio, score_cutoff=ENOUGH, limit=MOST)
    return [(key, round(score)) for _text, score, key in found]
