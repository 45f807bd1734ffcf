"""When an attempt may begin, when it ends, and which answers came in time. The server's clock decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.core.errors import N_, RuleViolation

from .blueprints import Blueprint, Explanations

GRACE = timedelta(seconds=5)
"""A request needs a moment on a slow line: what arrives within it counts."""
SETTLING = timedelta(seconds=10)
"""How much longer an attempt stays open, so that no answer that arrived in the grace is overtaken by the marking."""


class AttemptsExhausted(RuleViolation):
    """Every allowed attempt was used."""

    code = "attempts-exhausted"
    message = N_("All %(allowed)s attempts are used. Ask your trainer if you need another one.")


class TooSoon(RuleViolation):
    """The next attempt is not open yet."""

    code = "too-soon"
    message = N_("The next attempt opens %(hours)s hours after the last one. Learn in the meantime.")

    def __init__(self, *, hours: float, opens_at: datetime) -> None:
        super().__init__(hours=hours)
        self.opens_at = opens_at


class EnrolmentEnded(RuleViolation):
    """The person was withdrawn from the course."""

    code = "enrolment-ended"
    message = N_("Your enrolment on this course has ended, so nothing new can be started.")


@dataclass(frozen=True, slots=True)
class Sitting:
    """An attempt, as far as time is concerned."""

    started_at: datetime
    deadline_at: datetime | None
    submitted_at: datetime | None


def deadline(started_at: datetime, blueprint: Blueprint) -> datetime | None:
    """Return when an attempt must end, or None without a time limit."""
    return None if blueprint.minutes is None else started_at + timedelta(minutes=blueprint.minutes)


def is_late(sitting: Sitting, at: datetime) -> bool:
    """Whether an answer that arrives now is kept without being counted."""
    if sitting.submitted_at is not None:
        return True
    return sitting.deadline_at is not None and at > sitting.deadline_at + GRACE


def is_overdue(sitting: Sitting, at: datetime) -> bool:
    """Whether an open attempt must be closed and marked from what was saved in time."""
    if sitting.submitted_at is not None or sitting.deadline_at is None:
        return False
    return at > sitting.deadline_at + GRACE + SETTLING


def seconds_left(sitting: Sitting, at: datetime) -> int | None:
    """Return the seconds until the deadline, 0 when it is over, None without a time limit."""
    if sitting.deadline_at is None:
        return None
    return max(0, int((sitting.deadline_at - at).total_seconds()))


def attempts_left(blueprint: Blueprint, past: Sequence[Sitting]) -> int | None:
    """Return how many attempts may still begin, None for no limit."""
    return None if blueprint.attempts is None else max(0, blueprint.attempts - len(past))


def opens_at(blueprint: Blueprint, past: Sequence[Sitting]) -> datetime | None:
    """Return when the next attempt may begin, None for at once."""
    ends = [each.submitted_at or each.started_at for each in past]
    if not ends or not blueprint.spacing_hours:
        return None
    return max(ends) + timedelta(hours=blueprint.spacing_hours)


def check_start(blueprint: Blueprint, past: Sequence[Sitting], at: datetime) -> None:
    """Refuse to begin a further attempt where the blueprint does not allow it.

    Raises:
        AttemptsExhausted: every allowed attempt was used.
        TooSoon: the spacing since the last one is not over.

    """
    if attempts_left(blueprint, past) == 0:
        raise AttemptsExhausted(allowed=blueprint.attempts)
    opening = opens_at(blueprint, past)
    if opening is not None and at < opening:
        raise TooSoon(hours=float(blueprint.spacing_hours), opens_at=opening)


def may_read_explanations(blueprint: Blueprint, sitting: Sitting, past: Sequence[Sitting]) -> bool:
    """Whether the right answers of this attempt may be shown to the person who sat it; `past` includes it."""
    if sitting.submitted_at is None or blueprint.show_explanations is Explanations.NEVER:
        return False
    if blueprint.show_explanations is Explanations.AFTER_SUBMIT:
        return True
    finished = all(each.submitted_at is not None for each in past)
    return finished and attempts_left(blueprint, past) == 0
