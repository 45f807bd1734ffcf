"""What became of each question of a file: neutral between the formats, for import and for export."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from app.assessments.rules.writing import WrittenQuestion
from app.core.errors import N_, RuleViolation


class Status(StrEnum):
    """An outcome in one word."""

    COMPLETE = "complete"
    LOSS = "loss"
    REFUSED = "refused"


STATUS_TITLES = {
    Status.COMPLETE: N_("Complete"),
    Status.LOSS: N_("With loss"),
    Status.REFUSED: N_("Refused"),
}


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence to translate, with what it names."""

    message: str
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """The sentence in English, for the command line."""
        return self.message % self.facts if self.facts else self.message


def note(message: str, **facts: Any) -> Note:  # noqa: ANN401 -- whatever the sentence names
    """Return a sentence with its facts."""
    return Note(message, facts)


class Refused(Exception):
    """One question can't be read or written; the others can."""

    def __init__(self, message: str, **facts: Any) -> None:  # noqa: ANN401
        super().__init__(message)
        self.note = note(message, **facts)


class FileRefused(RuleViolation):
    """A whole file can't be read; nothing of it was."""

    code = "file-refused"

    def __init__(self, message: str, **facts: Any) -> None:  # noqa: ANN401
        super().__init__(**facts)
        vars(self)["message"] = message


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one question: where it stands in the file, what it is there, and what it is here."""

    line: int
    name: str
    type: str
    question: WrittenQuestion | None = None
    category: str = ""
    losses: tuple[Note, ...] = ()
    refusal: Note | None = None
    part: str = ""

    @property
    def status(self) -> Status:
        """Whether it came in whole."""
        if self.refusal is not None:
            return Status.REFUSED
        return Status.LOSS if self.losses else Status.COMPLETE


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file as it was read: every question's outcome in the file's order, and the pictures that came with them."""

    format: str
    outcomes: tuple[Outcome, ...]
    media: Mapping[str, bytes] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()

    @property
    def questions(self) -> list[WrittenQuestion]:
        """Return what can be taken in."""
        return [each.question for each in self.outcomes if each.question is not None]

    def count(self, status: Status) -> int:
        """Return how many questions ended so."""
        return sum(each.status is status for each in self.outcomes)


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """A file as it was written, and what of the questions is not in it."""

    format: str
    file_name: str
    media_type: str
    content: bytes
    outcomes: tuple[Outcome, ...]
