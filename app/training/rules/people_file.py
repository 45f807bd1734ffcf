"""A file of people to enrol: what its titles and words mean, and what each row would do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID

from app.accounts.rules.names import ValueMissing, read_email, read_name
from app.core.errors import N_, RuleViolation

from .people_words import LANGUAGES, PROFESSIONS, SEXES, TITLES, fold_word

REQUIRED = ("name", "email", "agency", "profession")


class Action(StrEnum):
    """What accepting the file does with a row."""

    ENROL = "enrol"
    INVITE = "invite"
    ALREADY = "already"
    REFUSE = "refuse"


class ColumnsMissing(RuleViolation):
    """The titles do not say where the required facts stand."""

    code = "columns-missing"
    message = N_("These columns were not found in the first row: %(columns)s.")


class ColumnTwice(RuleViolation):
    """Two columns claim the same fact."""

    code = "column-twice"
    message = N_("Two columns mean the same: “%(first)s” and “%(second)s”. Remove one.")


class EmailTwice(RuleViolation):
    """The file has the address before."""

    code = "email-twice"
    message = N_("The same address stands in line %(line)s.")


class AgencyUnknown(RuleViolation):
    """No agency within reach has the code."""

    code = "agency-unknown"
    message = N_("There is no agency with the code “%(text)s”.")


class WordUnknown(RuleViolation):
    """Not one of the words of a list."""

    code = "word-unknown"
    message = N_("“%(text)s” is not known here. Use one of: %(choices)s.")


class OutOfReach(RuleViolation):
    """The address belongs to a person whom this centre can't enrol."""

    code = "out-of-reach"
    message = N_("This address belongs to somebody whom your centre can't enrol.")


class AccountClosed(RuleViolation):
    """The person's account was closed."""

    code = "account-closed"
    message = N_("The account of %(person)s is closed.")


class PersonBusy(RuleViolation):
    """The person has a session of another cohort at the same time."""

    code = "person-busy"
    message = N_("%(person)s has another session then: “%(title)s” of %(cohort)s, %(when)s.")


class NoPlaceLeft(RuleViolation):
    """The rows above take the last places."""

    code = "no-place-left"
    message = N_("The cohort has no place left for this row.")


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A row as it was read: its line, and the text of each known column."""

    line: int
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """Somebody who has an address of the file already."""

    user_id: UUID
    name: str
    in_reach: bool
    closed: bool
    in_cohort: bool
    busy: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the system knows that decides on rows: agencies by folded code, people by address, places, words."""

    agencies: Mapping[str, UUID]
    people: Mapping[str, KnownPerson]
    free: int
    language: str
    professions: Mapping[str, str] = field(default_factory=dict)
    sexes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What accepting would do with one row, or why it can't be done: problems by column."""

    line: int
    action: Action
    name: str
    email: str
    agency: str
    agency_id: UUID | None = None
    profession: str = ""
    language: str = ""
    sex: str = ""
    user_id: UUID | None = None
    known_as: str = ""
    problems: tuple[tuple[str, RuleViolation], ...] = ()


def read_titles(titles: Sequence[str]) -> dict[str, int]:
    """Find the columns by their titles in any of the languages; unknown columns are left alone.

    Raises:
        ColumnTwice, ColumnsMissing: as named.

    """
    found: dict[str, int] = {}
    for place, title in enumerate(titles):
        column = TITLES.get(fold_word(title))
        if column is None:
            continue
        if column in found:
            raise ColumnTwice(first=titles[found[column]], second=title)
        found[column] = place
    missing = [column for column in REQUIRED if column not in found]
    if missing:
        raise ColumnsMissing(columns=", ".join(missing))
    return found


def read_rows(titles: Sequence[str], rows: Iterable[tuple[int, Sequence[str]]]) -> list[PersonRow]:
    """Read the rows below the titles.

    Raises:
        ColumnTwice, ColumnsMissing: the titles can't be read.

    """
    columns = read_titles(titles)
    return [
        PersonRow(line, {name: cells[place] if place < len(cells) else "" for name, place in columns.items()})
        for line, cells in rows
    ]


def decide_rows(rows: Iterable[PersonRow], known: Known) -> list[Decision]:
    """Decide on every row in the order of the file; a row that can't be done takes no place."""
    free = known.free
    lines: dict[str, int] = {}
    decisions = []
    for row in rows:
        decision = _decide(row, known, lines, free)
        lines.setdefault(decision.email, row.line)
        free -= decision.action in (Action.ENROL, Action.INVITE)
        decisions.append(decision)
    return decisions


def _decide(row: PersonRow, known: Known, lines: Mapping[str, int], free: int) -> Decision:
    check = _Checks(row.texts)
    name = check.read("name", read_name)
    email = check.read("email", read_email).lower()
    person = known.people.get(email) if email else None
    if email in lines and email:
        check.problems.append(("email", EmailTwice(line=lines[email])))
    agency_id = known.agencies.get(fold_word(check.read("agency", str)))
    if agency_id is None and row.texts["agency"]:
        check.problems.append(("agency", AgencyUnknown(text=row.texts["agency"])))
    profession = check.choose("profession", {**PROFESSIONS, **known.professions})
    language = check.choose("language", LANGUAGES) or known.language
    sex = check.choose("sex", {**SEXES, **known.sexes})
    if person is not None:
        check.problems += [("email", problem) for problem in _problems_of(person)]
    action = _action(person)
    if not check.problems and action is not Action.ALREADY and free <= 0:
        check.problems.append(("", NoPlaceLeft()))
    return Decision(
        line=row.line,
        action=Action.REFUSE if check.problems else action,
        name=name,
        email=email,
        agency=row.texts["agency"],
        agency_id=agency_id,
        profession=profession,
        language=language,
        sex=sex,
        user_id=person.user_id if person else None,
        known_as=person.name if person and person.in_reach and fold_word(person.name) != fold_word(name) else "",
        problems=tuple(check.problems),
    )


def _action(person: KnownPerson | None) -> Action:
    if person is None:
        return Action.INVITE
    return Action.ALREADY if person.in_cohort else Action.ENROL


def _problems_of(person: KnownPerson) -> list[RuleViolation]:
    if not person.in_reach:
        return [OutOfReach()]
    if person.closed:
        return [AccountClosed(person=person.name)]
    if person.busy and not person.in_cohort:
        return [PersonBusy(person=person.name, **person.busy)]
    return []


class _Checks:
    """Reads the cells of one row and collects what is wrong with them."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self.texts = texts
        self.problems: list[tuple[str, RuleViolation]] = []

    def read(self, column: str, reader: Any) -> str:  # noqa: ANN401 -- a function of text to text
        """Read a required cell; a refusal is noted and gives the text as it stands."""
        text = self.texts.get(column, "")
        try:
            if not text:
                raise ValueMissing
            return str(reader(text))
        except RuleViolation as violation:
            self.problems.append((column, violation))
            return text

    def choose(self, column: str, words: Mapping[str, str]) -> str:
        """Read a cell that holds one of the words of a list; optional columns may be empty."""
        text = self.texts.get(column, "")
        if not text:
            if column in REQUIRED:
                self.problems.append((column, ValueMissing()))
            return ""
        value = words.get(fold_word(text))
        if value is None:
            choices = ", ".join(dict.fromkeys(words.values()))
            self.problems.append((column, WordUnknown(text=text, choices=choices)))
        return value or ""
