"""What every kind of list can do: read a row, decide on it, carry it out, take it back, write the list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy.orm import Session

from app.core.policy import Actor

from ...models import ImportChange
from ...rules.columns import Field
from ...rules.decisions import Decision, ImportKind, Problem, ReadRow
from ...rules.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """In which transaction, by whom and when something is done with a list."""

    session: Session
    actor: Actor
    at: datetime
    import_id: UUID
    cohort_id: UUID | None = None
    reason: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What was created or changed for a line."""

    line: int
    label: str
    created: bool
    thing_id: UUID
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)


class Kind(Protocol):
    """A kind of list."""

    @property
    def key(self) -> ImportKind:
        """Which kind."""
        ...

    @property
    def fields(self) -> tuple[Field, ...]:
        """What its columns may hold."""
        ...

    @property
    def most_rows(self) -> int:
        """How many rows a file may have."""
        ...

    @property
    def batch(self) -> int:
        """How many rows are carried out in one transaction."""
        ...

    def read(self, line: int, texts: Mapping[str, str], words: Words) -> ReadRow:
        """Read a row; pure."""
        ...

    def decide(self, run: Run, rows: Sequence[ReadRow]) -> list[Decision]:
        """Say what accepting would do with each row; nothing is written."""
        ...

    def carry_out(self, run: Run, decisions: Sequence[Decision]) -> tuple[list[Done], dict[int, Problem]]:
        """Create and change what was decided; return what was done, and by number what could not be done after all."""
        ...

    def take_back(self, run: Run, changes: Sequence[ImportChange]) -> dict[UUID, Problem]:
        """Take changes back, the last first; return for those that stay the reason, by the change's id."""
        ...

    def write(self, session: Session, actor: Actor) -> Iterator[Mapping[str, object]]:
        """Return the rows of the list as it is on record, by field; members of lists are given as their values."""
        ...


def named(rows: Iterable[ReadRow]) -> list[str]:
    """Return the e-mail addresses of rows."""
    return sorted({row.values["email"] for row in rows if row.values.get("email")})
