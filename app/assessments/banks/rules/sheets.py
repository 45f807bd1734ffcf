"""A question as a sheet to fill in: values, words by language, and rows of parts. Nothing in it need be right.

A sheet keeps everything that was typed, so that a form can be shown again; `converting` makes a question of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

MOST_ROWS = 60
_ADDRESS = re.compile(r"[a-z_]+(?:-\d{1,3}-[a-z_]+)?(?:-\d{1,3})?")


@dataclass(slots=True)
class Part:
    """The sheet itself, or one row of it."""

    id: str = ""
    values: dict[str, str] = field(default_factory=dict)
    words: dict[str, dict[str, str]] = field(default_factory=dict)
    rows: dict[str, list[Part]] = field(default_factory=dict)

    def value(self, name: str) -> str:
        """Return what was typed, "" for nothing."""
        return self.values.get(name, "")

    def truth(self, name: str) -> bool:
        """Whether a box was ticked."""
        return bool(self.values.get(name))

    def word(self, name: str, language: str) -> str:
        """Return a text in a language, "" for nothing."""
        return self.words.get(name, {}).get(language, "")

    def languages(self) -> Iterator[str]:
        """Return each language in which anything was typed, as often as it was."""
        for texts in self.words.values():
            yield from (language for language, text in texts.items() if text.strip())
        for rows in self.rows.values():
            for row in rows:
                yield from row.languages()


def act(sheet: Part, action: str) -> bool:
    """Add, remove or move a row: `add:choices`, `remove:choices-2`, `up:gaps-0-choices-1`, `down:…`.

    Return whether anything was done; nonsense does nothing.
    """
    verb, _colon, address = action.partition(":")
    if not _ADDRESS.fullmatch(address):
        return False
    if verb == "add":
        rows = _list_at(sheet, address, made=True)
        if rows is None or len(rows) >= MOST_ROWS:
            return False
        rows.append(Part(id=fresh_id([row.id for row in rows])))
        return True
    list_address, _hyphen, place = address.rpartition("-")
    rows = _list_at(sheet, list_address)
    if rows is None or not place.isdigit() or int(place) >= len(rows):
        return False
    return _move(rows, verb, int(place))


def _move(rows: list[Part], verb: str, at: int) -> bool:
    if verb == "remove":
        del rows[at]
    elif verb == "up" and at:
        rows[at - 1], rows[at] = rows[at], rows[at - 1]
    elif verb == "down" and at + 1 < len(rows):
        rows[at + 1], rows[at] = rows[at], rows[at + 1]
    else:
        return False
    return True


def _list_at(sheet: Part, address: str, *, made: bool = False) -> list[Part] | None:
    """Return a list of rows; one that is not there yet is `made` only where a row is to be added to it."""
    pieces = address.split("-")
    part = sheet
    if len(pieces) == 3:  # noqa: PLR2004 -- list, row, list within the row
        outer = sheet.rows.get(pieces[0], [])
        if not pieces[1].isdigit() or int(pieces[1]) >= len(outer):
            return None
        part, pieces = outer[int(pieces[1])], pieces[2:]
    if len(pieces) != 1:
        return None
    return part.rows.setdefault(pieces[0], []) if made else part.rows.get(pieces[0])


def fresh_id(taken: list[str]) -> str:
    """Return an id that no row has, in the manner of the others: letters after letters, numbers after numbers."""
    numbers = bool(taken) and all(each.isdigit() for each in taken)
    names = (str(number) for number in range(1, MOST_ROWS * 3)) if numbers else _letters()
    return next(name for name in names if name not in taken)


def _letters() -> Iterator[str]:
    alphabet = "abcdefghijklmnopqrstuvwxyz"
    yield from alphabet
    yield from (first + second for first in alphabet for second in alphabet)
