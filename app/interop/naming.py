"""Names and ids: what other systems call a question freely becomes a name that is one word here."""

from __future__ import annotations

import re
import unicodedata

LETTERS = str.maketrans(
    {
        "а": "a", "б": "b", "в": "v", "г": "g", "ғ": "gh", "д": "d", "е": "e", "ё": "yo", "ж": "zh", "з": "z",
        "и": "i", "ӣ": "i", "й": "y", "к": "k", "қ": "q", "л": "l", "м": "m", "н": "n", "ң": "ng", "о": "o",
        "ө": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ӯ": "u", "ү": "u", "ұ": "u", "ў": "o",
        "ф": "f", "х": "kh", "ҳ": "h", "һ": "h", "ц": "ts", "ч": "ch", "ҷ": "j", "ш": "sh", "щ": "shch", "ъ": "",
        "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya", "ә": "a", "і": "i", "ї": "i", "є": "e",
    }
)  # fmt: skip
ID = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,79}")
LONGEST = 60


def name_from(title: str, fallback: str) -> str:
    """Return a name: the title itself where it is one already, else its letters in Latin."""
    title = title.strip()
    if ID.fullmatch(title):
        return title
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFC", title.casefold()).translate(LETTERS))
    words = re.sub(r"[^a-z0-9]+", "-", "".join(each for each in plain if not unicodedata.combining(each)))
    return words[:LONGEST].strip("-") or fallback


class Names:
    """Gives every question of a file a name of its own."""

    def __init__(self) -> None:
        self.taken: set[str] = set()
        self.next: dict[str, int] = {}

    def give(self, title: str, fallback: str) -> str:
        """Return a name that no other question of the file has."""
        name = wanted = name_from(title, fallback)
        number = self.next.get(wanted, 2)
        while name.casefold() in self.taken:
            name = f"{wanted[:72]}-{number}"
            number += 1
        self.next[wanted] = number
        self.taken.add(name.casefold())
        return name


def letters(count: int) -> list[str]:
    """Return ids for choices: a, b, … z, c27, c28 and so on."""
    return [chr(97 + at) if at < 26 else f"c{at + 1}" for at in range(count)]  # noqa: PLR2004 -- letters there are
