"""When a sheet can be marked: from the session's day until it is locked, and while somebody unlocked it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from app.core.errors import N_, RuleViolation

DAYS_BEFORE_LOCK = 14


class TooEarly(RuleViolation):
    """The session's day has not come."""

    code = "attendance-too-early"
    message = N_("Attendance can be marked from the day of the session, %(day)s.")


class SessionCancelled(RuleViolation):
    """A cancelled session has no attendance."""

    code = "session-cancelled"
    message = N_("This session was cancelled.")


class SessionHeld(RuleViolation):
    """People were marked: when the session was is part of their record."""

    code = "session-held"
    message = N_("Attendance was marked for this session; it can't be moved or cancelled any more.")


class SheetLocked(RuleViolation):
    """The days in which marks may change are over."""

    code = "sheet-locked"
    message = N_(
        "This sheet was locked on %(day)s. An administrator of the centre can unlock it, with a reason on record."
    )


@dataclass(frozen=True, slots=True)
class Lock:
    """After how many days a centre locks its sheets, and until when this one was unlocked."""

    days: int = DAYS_BEFORE_LOCK
    unlocked_until: datetime | None = None

    def locks_at(self, ends_at: datetime) -> datetime:
        """Return when the sheet of a session that ended then is locked."""
        return ends_at + timedelta(days=self.days)

    def is_locked(self, ends_at: datetime, at: datetime) -> bool:
        """Whether the sheet is locked, and not unlocked for a while."""
        return at >= self.locks_at(ends_at) and (self.unlocked_until is None or at >= self.unlocked_until)


def check_open(
    *,
    starts_at: datetime,
    cancelled: bool,
    time_zone: str,
    at: datetime,
    ends_at: datetime | None = None,
    lock: Lock | None = None,
) -> None:
    """Refuse marks before the session's day (in the centre's zone), for a cancelled session, and on a locked sheet.

    Raises:
        SessionCancelled, TooEarly, SheetLocked: as named.

    """
    if cancelled:
        raise SessionCancelled
    zone = ZoneInfo(time_zone)
    day = starts_at.astimezone(zone).date()
    if at.astimezone(zone).date() < day:
        raise TooEarly(day=day)
    if lock and ends_at and lock.is_locked(ends_at, at):
        raise SheetLocked(day=lock.locks_at(ends_at).astimezone(zone).date())
