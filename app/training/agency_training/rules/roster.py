"""Reading a list of people who took part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.accounts.rules.names import ValueMissing, read_email, read_name
from app.core.errors import N_, RuleViolation
from app.core.tables_in import read_table

from ...rules.people_words import PROFESSIONS, TITLES, fold_word
from .hours import read_hours

MOST_PEOPLE = 500
HOURS_TITLES = frozenset(fold_word(word) for word in ("hours", "часы", "часов", "соат", "соатҳо"))
PASTED = ("name", "email", "profession", "hours")


class PersonTwice(RuleViolation):
    """Two rows name the same person."""

    code = "agency-training-twice"
    message = N_("%(person)s stands in the list already.")


class PersonElsewhere(RuleViolation):
    """The address belongs to somebody of another agency."""

    code = "agency-training-elsewhere"
    message = N_("“%(email)s” belongs to somebody who is not of your agency.")


class ProfessionUnknown(RuleViolation):
    """Not one of the professions."""

    code = "agency-training-profession"
    message = N_("“%(text)s” is not a profession that is known here.")


class TooManyPeople(RuleViolation):
    """More than one training has."""

    code = "agency-training-too-many-people"
    message = N_("A training has at most %(people)s people. Split it.")


class RosterRefused(RuleViolation):
    """Some rows can't be read; nothing was added."""

    code = "agency-training-rows"
    message = N_("Nothing was added. Mend these lines and send the list again.")

    def __init__(self, problems: Sequence[tuple[int, RuleViolation]]) -> None:
        super().__init__()
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class RosterRow:
    """A person of a pasted or uploaded list; without hours, those of the training."""

    line: int
    name: str
    email: str
    profession: str
    minutes: int | None


def read_roster(file_name: str, content: bytes) -> list[RosterRow]:
    """Read a list of people: name, address, profession and, where they differ, hours.

    Columns are known by their titles; a pasted list without titles has them in that order.

    Raises:
        RuleViolation: the file is not read.
        RosterRefused: these lines can't be read; it carries each.

    """
    table = read_table(file_name, content)
    places = _columns(table.titles)
    rows = [(row.line, row.cells) for row in table.rows]
    if len(rows) > MOST_PEOPLE:
        raise TooManyPeople(people=MOST_PEOPLE)
    found, problems = [], []
    for line, cells in rows:
        try:
            found.append(_read_row(line, {name: cells[at] for name, at in places.items() if at < len(cells)}))
        except RuleViolation as violation:
            problems.append((line, violation))
    if problems:
        raise RosterRefused(problems)
    return found


def with_titles(pasted: str) -> bytes:
    """Put titles above a pasted list that has none."""
    first = next((line for line in pasted.splitlines() if line.strip()), "")
    sign = next((each for each in ("\t", ";", ",") if each in first), ";")
    titles = f"{sign.join(PASTED)}\n" if "@" in first else ""
    return f"{titles}{pasted}\n".encode()


def _columns(titles: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for place, title in enumerate(titles):
        word = fold_word(title)
        column = "hours" if word in HOURS_TITLES else TITLES.get(word)
        if column in PASTED and column not in found:
            found[column] = place
    return found or {name: place for place, name in enumerate(PASTED)}


def _read_row(line: int, cells: Mapping[str, str]) -> RosterRow:
    stated = cells.get("profession", "").strip()
    profession = PROFESSIONS.get(fold_word(stated), "")
    if stated and not profession:
        raise ProfessionUnknown(text=stated[:80])
    email = cells.get("email", "").strip()
    if not email:
        raise ValueMissing
    hours = cells.get("hours", "").strip()
    return RosterRow(
        line,
        read_name(cells.get("name", "").strip()),
        read_email(email).lower(),
        profession,
        read_hours(hours) if hours else None,
    )
