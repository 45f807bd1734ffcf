"""From everything that was saved, in whatever order and however often it was sent, to the answers that stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Given:
    """One answer as it was saved; `sequence` is the order in which the server stored the answers of an attempt."""

    id: UUID
    question: int
    answer: Mapping[str, Any]
    sequence: int
    saved_at: datetime
    late: bool = False
    flagged: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """What counts, what came too late to count, and how far the server's sequence has gone."""

    counted: Mapping[int, Given]
    late: Mapping[int, Given]
    sequence: int

    @property
    def answers(self) -> dict[int, Mapping[str, Any]]:
        """The answers that count, by the question's place."""
        return {place: given.answer for place, given in self.counted.items()}

    @property
    def last_saved_at(self) -> datetime | None:
        """When the last answer that counts was saved."""
        return max((given.saved_at for given in self.counted.values()), default=None)


def fold(saved: Iterable[Given]) -> Standing:
    """For each question the answer that the server stored last; late ones stand apart and never replace it.

    Two tabs or devices only ever add entries, so nothing is lost: the earlier entry is still there, and the result is
    the same however the entries are ordered or repeated.
    """
    counted: dict[int, Given] = {}
    late: dict[int, Given] = {}
    sequence = 0
    for given in saved:
        sequence = max(sequence, given.sequence)
        standing = late if given.late else counted
        present = standing.get(given.question)
        if present is None or (given.sequence, given.id) > (present.sequence, present.id):
            standing[given.question] = given
    return Standing(counted, late, sequence)
