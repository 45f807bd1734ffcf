"""Marks are facts that are never changed, a correction is a further mark, the fold is the state."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol, TypeVar
from uuid import UUID


class AttendanceStatus(StrEnum):
    """What a mark says; one that withdraws another says that nothing is known any more."""

    PRESENT = "present"
    LATE = "late"
    EXCUSED = "excused"
    ABSENT = "absent"
    WITHDRAWN = "withdrawn"


class MarkSource(StrEnum):
    """From what a mark was made; the mark keeps the id of the thing beside it."""

    TRAINER = "trainer"
    CLAIM = "claim"
    SHEET = "sheet"
    FILE = "file"
    WALK_IN = "walk_in"
    ABSENCE = "absence"


ATTENDED = frozenset({AttendanceStatus.PRESENT, AttendanceStatus.LATE})
# What a person can say of somebody; withdrawing is done by taking back what a mark was made from.
CHOICES = tuple(each for each in AttendanceStatus if each is not AttendanceStatus.WITHDRAWN)


class Link(Protocol):
    """What a fold needs of a mark."""

    @property
    def id(self) -> UUID:
        """Its own id."""
        ...

    @property
    def corrects_id(self) -> UUID | None:
        """The mark that it corrects, if any."""
        ...

    @property
    def status(self) -> AttendanceStatus:
        """What it says."""
        ...


LinkType = TypeVar("LinkType", bound=Link)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A mark as stored."""

    id: UUID
    corrects_id: UUID | None
    status: AttendanceStatus
    minutes_late: int = 0
    remark: str = ""
    author: str = ""
    marked_at: datetime | None = None
    reason: str = ""
    source: MarkSource = MarkSource.TRAINER
    source_id: UUID | None = None
    agency_id: UUID | None = None

    @property
    def said(self) -> tuple[AttendanceStatus, int, str]:
        """What the mark says, apart from who said it and when."""
        return self.status, self.minutes_late, self.remark


def fold(marks: Iterable[LinkType]) -> LinkType | None:
    """Return the current mark: the one that no other corrects. The order in which marks arrive does not matter.

    Whose last mark was withdrawn is unmarked.
    """
    ordered = history(marks)
    return ordered[-1] if ordered and ordered[-1].status is not AttendanceStatus.WITHDRAWN else None


def history(marks: Iterable[LinkType]) -> list[LinkType]:
    """Return the marks about one person at one session from the first to the current one."""
    follower = {mark.corrects_id: mark for mark in marks}
    ordered: list[LinkType] = []
    following = follower.pop(None, None)
    while following is not None:
        ordered.append(following)
        following = follower.pop(following.id, None)
    return ordered
