"""Which column of a file holds what: where the titles stand, what they say, and what a person said instead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.core.errors import N_, RuleViolation
from app.core.tables_in import Row

from ...rules.people_words import fold_word

LOOKED_AT = 15


class ColumnsNeeded(RuleViolation):
    """Required facts have no column."""

    code = "import-columns-needed"
    message = N_("Say which column holds: %(columns)s.")


class ColumnChosenTwice(RuleViolation):
    """Two columns were chosen for the same fact."""

    code = "import-column-twice"
    message = N_("Two columns were chosen for %(column)s. Ignore one of them.")


class NoRowsBelow(RuleViolation):
    """Nothing stands below the titles."""

    code = "import-no-rows"
    message = N_("There are no rows below the titles.")


class TooManyOfThem(RuleViolation):
    """More rows than are checked against each other in one go."""

    code = "import-too-many"
    message = N_("A file of this kind may have at most %(most)s rows. Split it.")


@dataclass(frozen=True, slots=True)
class Field:
    """A fact that a column may hold: its key, its title (to be translated), and words that other lists use for it."""

    key: str
    label: str
    required: bool = False
    words: tuple[str, ...] = ()
    hint: str = ""


def vocabulary(fields: Sequence[Field], said: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return field keys by folded title; `said` has each field's title in the languages of the program."""
    found: dict[str, str] = {}
    for field in fields:
        for word in (field.key, field.label, *said.get(field.key, ()), *field.words):
            found.setdefault(fold_word(word), field.key)
    return found


def find_titles(rows: Sequence[Row], words: Mapping[str, str]) -> int:
    """Return which of the first rows holds the titles: the one with the most known words.

    Lists often have their own name above, and titles over several columns; where no row has a known word, the first
    with two or more filled cells is taken.
    """
    best, most = -1, 0
    for place, row in enumerate(rows[:LOOKED_AT]):
        known = len({words[fold_word(cell)] for cell in row.cells if fold_word(cell) in words})
        if known > most:
            best, most = place, known
    if best >= 0:
        return best
    filled = (place for place, row in enumerate(rows[:LOOKED_AT]) if sum(map(bool, row.cells)) > 1)
    return next(filled, 0)


def read_titles(rows: Sequence[Row], place: int) -> list[str]:
    """Return the titles; a blank one below a merged cell takes the text above it."""
    titles = list(rows[place].cells)
    above = rows[place - 1].cells if place else ()
    width = max((len(row.cells) for row in rows[place:]), default=0)
    titles += [""] * (width - len(titles))
    # Only a row that looks like titles of its own lends its words.
    if sum(map(bool, above)) > 1:
        for column, title in enumerate(titles):
            if not title and column < len(above):
                titles[column] = above[column]
    return titles


def guess_columns(titles: Sequence[str], words: Mapping[str, str], remembered: Mapping[str, str]) -> dict[str, int]:
    """Return the column of each field: as this centre chose before, else by the words; the first claim counts."""
    found: dict[str, int] = {}
    for place, title in enumerate(titles):
        folded = fold_word(title)
        key = remembered[folded] if folded in remembered else words.get(folded)
        if folded and key:
            found.setdefault(key, place)
    return found


def check_columns(fields: Sequence[Field], chosen: Mapping[int, str]) -> dict[str, int]:
    """Return the column of each field from what was chosen for each column.

    Raises:
        ColumnChosenTwice, ColumnsNeeded: `columns` and `column` name fields by their titles, to be translated.

    """
    labels = {field.key: field.label for field in fields}
    found: dict[str, int] = {}
    for place, key in sorted(chosen.items()):
        if key not in labels:
            continue
        if key in found:
            raise ColumnChosenTwice(column=labels[key])
        found[key] = place
    missing = tuple(field.label for field in fields if field.required and field.key not in found)
    if missing:
        raise ColumnsNeeded(columns=missing)
    return found
