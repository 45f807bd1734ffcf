"""What a plan of sessions becomes on real days."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from app.core.errors import N_, RuleViolation

from .scheduling import to_instant


class PlanRefused(RuleViolation):
    """Some of a plan's sessions can't be held then; nothing was planned."""

    code = "plan-refused"
    message = N_("%(count)s sessions of the plan can't be held then. Nothing was planned.")

    def __init__(self, refusals: Sequence[tuple[PlannedSession, RuleViolation]]) -> None:
        super().__init__(count=len(refusals))
        self.refusals = tuple(refusals)


@dataclass(frozen=True, slots=True)
class PlannedSession:
    """One session of a plan on its day."""

    titles: Mapping[str, str]
    starts_at: datetime
    ends_at: datetime
    module_keys: tuple[str, ...]


def place_on_days(
    definition: Mapping[str, Any], *, first_day: date, time_zone: str, course_modules: Collection[str]
) -> list[PlannedSession]:
    """Put a plan's sessions on real days; weekends are passed over, modules that the course lacks are left out.

    Raises:
        NoSuchTime: the zone's clocks skip one of the times.

    """
    return [
        PlannedSession(
            titles=each["title"],
            starts_at=to_instant(day := _working_day(first_day, each["day"]), _clock(each["starts"]), time_zone),
            ends_at=to_instant(day, _clock(each["ends"]), time_zone),
            module_keys=tuple(key for key in each["modules"] if key in course_modules),
        )
        for each in definition["sessions"]
    ]


def last_day(definition: Mapping[str, Any], first_day: date) -> date:
    """Return the day on which a plan ends."""
    return _working_day(first_day, max(each["day"] for each in definition["sessions"]))


def _working_day(first_day: date, number: int) -> date:
    """Return the n-th day of teaching. A first day on a weekend is meant so; only later days move off it."""
    day = first_day
    for _step in range(number - 1):
        day += timedelta(days=1)
        while day.weekday() > 4:  # noqa: PLR2004 -- Saturday and Sunday
            day += timedelta(days=1)
    return day


def _clock(text: str) -> time:
    return time.fromisoformat(text)
