"""Hours: what a person attended of what was planned, and whether the rest can still be enough."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .marks import ATTENDED, AttendanceStatus


@dataclass(frozen=True, slots=True)
class HeldSession:
    """One session of a person's cohort: its length, and what the current mark says (None: nobody marked)."""

    minutes: int
    status: AttendanceStatus | None


@dataclass(frozen=True, slots=True)
class Attendance:
    """A person's hours at the sessions of their cohort, in minutes."""

    planned: int = 0
    marked: int = 0
    attended: int = 0
    excused: int = 0
    absent: int = 0

    @property
    def percent(self) -> float | None:
        """Attended of all that was planned and not excused; None where that is nothing at all."""
        return _share(self.attended, self.planned - self.excused)

    @property
    def possible_percent(self) -> float | None:
        """What is reached at most, if from now on the person misses nothing."""
        return _share(self.planned - self.excused - self.absent, self.planned - self.excused)

    def out_of_reach(self, required: float) -> bool:
        """Whether the required share can't be reached any more, whatever the person does from now on."""
        return self.possible_percent is not None and self.possible_percent < required

    def may_miss(self, required: float) -> int:
        """Return how many further minutes the person may miss without falling below the required share."""
        counted = self.planned - self.excused
        return max(0, int(counted * (1 - required / 100)) - self.absent)

    @property
    def percent_so_far(self) -> float | None:
        """Attended of what was marked and not excused: for looking at a course that still runs."""
        return _share(self.attended, self.marked - self.excused)


def count_hours(sessions: Iterable[HeldSession]) -> Attendance:
    """Add up a person's hours.

    Present and late count as attended with the whole session: lateness is on record in minutes, and the trainer
    decides from when on somebody counts as absent. Excused hours are left out on both sides: an investigator who was
    called to court is neither credited with what was taught nor failed for it. Absent hours, and hours that nobody
    marked, count as planned and not attended: a certificate must not rest on presence that nobody confirmed.
    """
    planned = marked = attended = excused = absent = 0
    for each in sessions:
        planned += each.minutes
        marked += each.minutes if each.status else 0
        attended += each.minutes if each.status in ATTENDED else 0
        excused += each.minutes if each.status is AttendanceStatus.EXCUSED else 0
        absent += each.minutes if each.status is AttendanceStatus.ABSENT else 0
    return Attendance(planned, marked, attended, excused, absent)


def _share(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 1) if whole > 0 else None
