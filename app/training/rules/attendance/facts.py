"""Everything that was said about one person at one session, folded to where they stand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from .marks import AttendanceStatus, Mark, fold

GRACE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Claim:
    """That a participant said they are here: when the code was read, which is what lateness is counted from."""

    id: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class Announcement:
    """That an absence was announced beforehand, unless it was taken back."""

    id: UUID
    at: datetime
    reason: str = ""
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a person stands at a session: the mark that counts, and what waits for the trainer."""

    mark: Mark | None
    claim: Claim | None
    absence: Announcement | None

    @property
    def claim_waits(self) -> bool:
        """Whether a claim waits beside a name without a mark; an unconfirmed claim is no presence."""
        return self.claim is not None and self.mark is None

    @property
    def absence_waits(self) -> bool:
        """Whether an announced absence may be excused: nobody marked, and the person did not come after all."""
        return self.absence is not None and self.mark is None and self.claim is None


def standing(
    marks: Iterable[Mark], claims: Iterable[Claim] = (), announcements: Iterable[Announcement] = ()
) -> Standing:
    """Fold the facts; the order in which they arrive, and whether some arrive twice, does not matter."""
    kept = [each for each in announcements if not each.withdrawn]
    return Standing(
        mark=fold(marks),
        claim=min(claims, key=lambda each: (each.at, each.id), default=None),
        absence=max(kept, key=lambda each: (each.at, each.id), default=None),
    )


def status_of_claim(claimed_at: datetime, starts_at: datetime, minutes: int) -> tuple[AttendanceStatus, int]:
    """Say what confirming a claim makes of it: present, or late by the minutes since the beginning.

    Five minutes are nobody's lateness: that is what a queue before a projector takes.
    """
    since = claimed_at - starts_at
    if since <= GRACE:
        return AttendanceStatus.PRESENT, 0
    return AttendanceStatus.LATE, min(int(since.total_seconds() // 60), minutes)
