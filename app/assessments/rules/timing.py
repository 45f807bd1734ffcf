"""When an attempt may begin, when it ends, and which answers came in time. The server's clock decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.core.errors import N_, RuleViolation

from .blueprints import Blueprint, Showing

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


class StillBeingMarked(RuleViolation):
    """People still mark the last attempt."""

    code = "still-being-marked"
    message = N_("Your last attempt is still being marked. The next one can begin when its result is there.")


class EnrolmentEnded(RuleViolation):
    """The person was withdrawn from the course."""

    code = "enrolment-ended"
    message = N_("Your enrolment on this course has ended, so nothing new can be started.")


class NotInYourLanguage(RuleViolation):
    """The blueprint wants the whole pool in the language of the person who sits."""

    code = "not-in-your-language"
    message = N_(
        "Questions of this assessment that are not yet written in your language: %(count)s. It can be begun when they "
        "are. Tell your training centre."
    )


@dataclass(frozen=True, slots=True)
class Sitting:
    """An attempt, as far as time is concerned."""

    started_at: datetime
    deadline_at: datetime | None
    submitted_at: datetime | None


@dataclass(frozen=True, slots=True)
class Attempts:
    """One attempt among all that count against the same allowance."""

    this: Sitting
    all: tuple[Sitting, ...]


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a person gets beyond the stated time: a share of it, minutes, or both."""

    percent: int = 0
    minutes: int = 0

    def of(self, minutes: int) -> timedelta:
        """Return the time that comes on top of so many minutes; a begun minute is given whole."""
        return timedelta(minutes=self.minutes - (-minutes * self.percent // 100))


NO_ALLOWANCE = Allowance()


def deadline(started_at: datetime, blueprint: Blueprint, allowance: Allowance = NO_ALLOWANCE) -> datetime | None:
    """Return when an attempt must end, or None without a time limit."""
    if blueprint.minutes is None:
        return None
    return started_at + timedelta(minutes=blueprint.minutes) + allowance.of(blueprint.minutes)


def deadline_within(
    started_at: datetime,
    blueprint: Blueprint,
    window: tuple[datetime, datetime],
    allowance: Allowance = NO_ALLOWANCE,
    *,
    full_time: bool = False,
) -> datetime:
    """Return when an attempt in a sitting must end: with its time, or with the window where that comes first.

    `full_time` lets whoever came late use all their time. An allowance moves the end of the window too, or it would
    be worth nothing to those who begin in time.
    """
    own = deadline(started_at, blueprint, allowance)
    opens, closes = window
    minutes = blueprint.minutes or int((closes - opens).total_seconds() // 60)
    end = closes + allowance.of(minutes)
    return end if own is None else own if full_time else min(own, end)


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


@dataclass(frozen=True, slots=True)
class Released:
    """What a sitting says about when its results may be seen; an attempt outside any sitting has none."""

    closes_at: datetime
    released_at: datetime | None


def may_see(
    showing: Showing, blueprint: Blueprint, attempts: Attempts, released: Released | None, at: datetime
) -> bool:
    """Whether something of an attempt may be shown to the person who sat it.

    Outside a sitting nothing closes, so that "after the sitting closes" is at once; and nobody releases anything.
    """
    if attempts.this.submitted_at is None or showing is Showing.NEVER:
        return False
    if showing is Showing.AFTER_SUBMIT:
        return True
    if showing is Showing.AFTER_CLOSE:
        return released is None or at >= released.closes_at
    if showing is Showing.ON_RELEASE:
        return released is not None and released.released_at is not None
    finished = all(each.submitted_at is not None for each in attempts.all)
    return finished and attempts_left(blueprint, attempts.all) == 0


def may_read_explanations(blueprint: Blueprint, sitting: Sitting, past: Sequence[Sitting]) -> bool:
    """Whether the right answers of an attempt outside any sitting may be shown; `past` includes it."""
    attempts = Attempts(sitting, tuple(past))
    return may_see(blueprint.show_explanations, blueprint, attempts, None, sitting.submitted_at or sitting.started_at)
