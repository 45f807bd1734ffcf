"""Which column of a file holds what: where the titles stand, what they say, and what a person said instead."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
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
    """A fact that a column may hold: its key, its title (to be translated), and words that other lists use for it.

    A field with a `pattern` may stand in several columns, each of which has a further fact in its own title and makes a
    row of its own; with it the fields that it `replaces` are not needed. What `names_cohort` is known beforehand in a
    list about one cohort.
    """

    key: str
    label: str
    required: bool = False
    words: tuple[str, ...] = ()
    names_cohort: bool = False
    pattern: re.Pattern[str] | None = None
    replaces: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class RowTexts:
    """What a row says, by field; and its cells, as they come back in the file of refused rows."""

    line: int
    texts: Mapping[str, str]
    cells: tuple[str, ...]


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


def guess_columns(
    titles: Sequence[str], fields: Sequence[Field], words: Mapping[str, str], remembered: Mapping[str, str]
) -> dict[int, str]:
    """Return what each column holds: as this centre chose before, else by the words; the first claim counts."""
    found: dict[int, str] = {}
    offered = {field.key for field in fields}
    for place, title in enumerate(titles):
        folded = fold_word(title)
        several = next((field.key for field in fields if field.pattern and field.pattern.fullmatch(title.strip())), "")
        key = several or (remembered[folded] if folded in remembered else words.get(folded))
        if folded and key in offered and (several or key not in found.values()):
            found[place] = key
    return found


def missing_fields(fields: Sequence[Field], held: Mapping[int, str]) -> tuple[Field, ...]:
    """Return the required fields that no column holds."""
    present = set(held.values())
    replaced = {key for field in fields if field.key in present for key in field.replaces}
    return tuple(field for field in fields if field.required and field.key not in present | replaced)


def check_columns(fields: Sequence[Field], chosen: Mapping[int, str]) -> dict[int, str]:
    """Return what each column holds of what was chosen.

    Raises:
        ColumnChosenTwice, ColumnsNeeded: `columns` and `column` name fields by their titles, to be translated.

    """
    offered = {field.key: field for field in fields}
    found: dict[int, str] = {}
    for place, key in sorted(chosen.items()):
        if key not in offered:
            continue
        if key in found.values() and not offered[key].pattern:
            raise ColumnChosenTwice(column=offered[key].label)
        found[place] = key
    if missing := missing_fields(fields, found):
        raise ColumnsNeeded(columns=tuple(field.label for field in missing))
    return found


def read_rows(
    rows: Sequence[Row], titles: Sequence[str], fields: Sequence[Field], columns: Mapping[int, str]
) -> Iterator[RowTexts]:
    """Return what the rows say; a row makes as many as it has filled columns of a field that stands in several."""
    several = {field.key for field in fields if field.pattern}
    wide = [place for place, key in columns.items() if key in several]
    plain = {place: key for place, key in columns.items() if key not in several}
    for row in rows:
        texts = {key: _cell(row, place) for place, key in plain.items()}
        if not wide:
            yield RowTexts(row.line, texts, row.cells)
        for place in wide:
            if text := _cell(row, place):
                # The others come back by themselves, if they are refused.
                kept = tuple(cell if at == place or at not in wide else "" for at, cell in enumerate(row.cells))
                yield RowTexts(row.line, {**texts, columns[place]: text, "title": titles[place]}, kept)


def _cell(row: Row, place: int) -> str:
    return row.cells[place] if place < len(row.cells) else ""
