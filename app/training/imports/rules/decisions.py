"""What accepting a file would do with each row, in a form that is stored between preview and acceptance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from app.core.errors import N_, RuleViolation


class ImportKind(StrEnum):
    """What a file lists."""

    AGENCIES = "agencies"
    PEOPLE = "people"
    ENROLMENTS = "enrolments"
    COHORTS = "cohorts"
    SESSIONS = "sessions"
    MARKS = "marks"
    PAST = "past"


KIND_TITLES = {
    ImportKind.AGENCIES: N_("Agencies"),
    ImportKind.PEOPLE: N_("People"),
    ImportKind.ENROLMENTS: N_("People of a cohort"),
    ImportKind.COHORTS: N_("Cohorts"),
    ImportKind.SESSIONS: N_("Sessions"),
    ImportKind.MARKS: N_("Attendance marks"),
    ImportKind.PAST: N_("Past training"),
}


class Action(StrEnum):
    """What becomes of a row."""

    CREATE = "create"
    CHANGE = "change"
    SAME = "same"
    ASK = "ask"
    REFUSE = "refuse"


ACTION_TITLES = {
    Action.REFUSE: N_("Can't be taken"),
    Action.ASK: N_("To be decided by you"),
    Action.CREATE: N_("New"),
    Action.CHANGE: N_("Changed"),
    Action.SAME: N_("As it is on record"),
}


class LeftToDecide(RuleViolation):
    """A likeness that nobody decided on."""

    code = "import-undecided"
    message = N_("Nobody said whether this is a person who is known already.")


class SaidToBeSame(RuleViolation):
    """The person said that an earlier row of the file names the same one."""

    code = "import-same-row"
    message = N_("You said that this is the person of line %(line)s.")


class ChangedMeanwhile(RuleViolation):
    """What the row would do is not what was shown."""

    code = "import-changed"
    message = N_("What is on record changed after the preview. Nothing was done with this row; import the file again.")


class LeftAsItIs(RuleViolation):
    """The person wanted only what is new."""

    code = "import-left"
    message = N_("What is on record was left as it is, as you chose.")


class TwiceInList(RuleViolation):
    """An earlier row speaks of the same thing."""

    code = "import-twice"
    message = N_("Line %(line)s speaks of the same.")


@dataclass(frozen=True, slots=True)
class Problem:
    """A refusal as it is stored: the field it is about, the sentence to translate, and its facts as texts."""

    column: str
    message: str
    facts: Mapping[str, Any]

    @staticmethod
    def of(violation: RuleViolation, column: str = "") -> Problem:
        """Keep a refusal."""
        return Problem(column, violation.message, {key: plain(value) for key, value in violation.facts.items()})

    def to_json(self) -> list[Any]:
        """Return it for storage."""
        return [self.column, self.message, dict(self.facts)]

    @staticmethod
    def from_json(stored: list[Any]) -> Problem:
        """Read it back."""
        return Problem(stored[0], stored[1], stored[2])


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may be the person of a row: an account by its id, or an earlier line of the file."""

    key: str
    name: str
    detail: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadRow:
    """A row as it was read: its line, its name for people, its values, and what could not be read.

    `number` is its place in the list, since a line of the file may say several things.
    """

    number: int = 0
    line: int
    label: str
    values: dict[str, Any]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What accepting would do with a row.

    `thing` is what exists already, `changes` the fields with what is and what would be on record, `notes` what else the
    reader should know, `do` what the kind needs to carry it out.
    """

    number: int = 0
    line: int
    label: str
    action: Action
    thing: str = ""
    changes: Mapping[str, tuple[Any, Any]]
    problems: tuple[Problem, ...] = ()
    notes: tuple[Problem, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    do: Mapping[str, Any]

    def to_json(self) -> dict[str, Any]:
        """Return it for storage."""
        return {
            "line": self.line,
            "label": self.label,
            "action": self.action.value,
            "thing": self.thing,
            "changes": {key: list(pair) for key, pair in self.changes.items()},
            "problems": [each.to_json() for each in self.problems],
            "notes": [each.to_json() for each in self.notes],
            "candidates": [[each.key, each.name, each.detail, each.line] for each in self.candidates],
        }

    @staticmethod
    def from_json(stored: Mapping[str, Any]) -> Decision:
        """Read it back, as it was shown."""
        return Decision(
            line=stored["line"],
            label=stored["label"],
            action=Action(stored["action"]),
            thing=stored["thing"],
            changes={key: (pair[0], pair[1]) for key, pair in stored["changes"].items()},
            problems=tuple(Problem.from_json(each) for each in stored["problems"]),
            notes=tuple(Problem.from_json(each) for each in stored["notes"]),
            candidates=tuple(Candidate(*each) for each in stored["candidates"]),
            do={},
        )

    def does_as(self, shown: Decision) -> bool:
        """Whether it would do what was shown."""
        mine, theirs = (
            {key: [plain(each) for each in pair] for key, pair in of.changes.items()} for of in (self, shown)
        )
        return (self.action, self.thing, self.notes, mine) == (shown.action, shown.thing, shown.notes, theirs)


def refused(row: ReadRow, *problems: Problem) -> Decision:
    """Refuse a row."""
    return Decision(
        number=row.number,
        line=row.line,
        label=row.label,
        action=Action.REFUSE,
        changes={},
        problems=(*row.problems, *problems),
        do={},
    )


def decided(
    row: ReadRow,
    *,
    thing: str = "",
    changes: Mapping[str, tuple[Any, Any]] | None = None,
    notes: tuple[Problem, ...] = (),
    do: Mapping[str, Any],
) -> Decision:
    """Take a row: what does not exist is created, what differs is changed."""
    differing = {key: pair for key, pair in (changes or {}).items() if pair[0] != pair[1]}
    action = Action.CREATE if not thing else Action.CHANGE if differing else Action.SAME
    return Decision(
        number=row.number,
        line=row.line,
        label=row.label,
        action=action,
        thing=thing,
        changes=differing,
        notes=notes,
        do=do,
    )


def plain(value: Any) -> Any:  # noqa: ANN401 -- facts are of any kind
    """Write a fact so that it can be stored and read in every language."""
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple | list | set | frozenset):
        return [plain(each) for each in value]
    if value is None or isinstance(value, str | int | float | bool | dict):
        return value
    return str(value)
