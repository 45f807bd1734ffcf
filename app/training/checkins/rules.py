"""Codes that change every half minute, codes for paper, and when a claim is taken."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from app.core.errors import N_, RuleViolation

SECONDS_A_STEP = 30
STEPS_OF_TOLERANCE = 1
# Without the letters and digits that are taken for one another when they are read aloud.
ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
LENGTH = 6
OPENS_BEFORE = timedelta(minutes=30)
STAYS_AFTER = timedelta(minutes=30)
READ_LASTS = timedelta(minutes=15)
PAPER = -1


class CodeKind(StrEnum):
    """Where a code was read."""

    SCREEN = "screen"
    PAPER = "paper"


CODE_KIND_TITLES = {
    CodeKind.SCREEN: N_("by the changing code on the screen"),
    CodeKind.PAPER: N_("by the printed code"),
}


class CheckInOtherDay(RuleViolation):
    """The session is not today."""

    code = "check-in-other-day"
    message = N_("This session is on %(day)s. Check-in opens on that day, half an hour before the beginning.")


class CheckInTooEarly(RuleViolation):
    """The session is later today."""

    code = "check-in-too-early"
    message = N_("Check-in opens half an hour before the session, at %(time)s.")


class CheckInOver(RuleViolation):
    """The session ended a while ago."""

    code = "check-in-over"
    message = N_("This session ended at %(time)s, and check-in with it. Mark attendance on the sheet.")


class CheckInClosed(RuleViolation):
    """The trainer has not opened it, or closed it."""

    code = "check-in-closed"
    message = N_("Check-in is not open for this session. Ask the trainer.")


class SessionEnded(RuleViolation):
    """A claim after the end."""

    code = "session-ended"
    message = N_("The session ended at %(time)s; nobody can check in any more. Ask the trainer to mark you.")


class CodeWrong(RuleViolation):
    """The code is unknown or has been replaced."""

    code = "check-in-code-wrong"
    message = N_("This code does not count any more. Scan the code that is on the screen now, or type it.")


class NotExpected(RuleViolation):
    """The person is not on the roster."""

    code = "not-expected"
    message = N_(
        "You are not on the list of this session. Ask the trainer to write you down as a walk-in: %(trainers)s."
    )


@dataclass(frozen=True, slots=True)
class Code:
    """A code that was recognised: where it was read, and in which step."""

    kind: CodeKind
    step: int


def step_at(at: datetime) -> int:
    """Return the number of the half minute."""
    return int(at.timestamp()) // SECONDS_A_STEP


def seconds_left(at: datetime) -> int:
    """Return for how long the code of now is shown."""
    return SECONDS_A_STEP - int(at.timestamp()) % SECONDS_A_STEP


def code_for(secret: str, step: int) -> str:
    """Derive the code of a step (or of the paper) from the session's secret: HMAC-SHA256, cut to six signs."""
    digest = int.from_bytes(hmac.digest(bytes.fromhex(secret), str(step).encode(), hashlib.sha256))
    signs = []
    for _place in range(LENGTH):
        digest, sign = divmod(digest, len(ALPHABET))
        signs.append(ALPHABET[sign])
    return "".join(signs)


def tidy_code(typed: str) -> str:
    """Return a code as it is compared: people type small letters, blanks and hyphens."""
    return "".join(sign for sign in typed.upper() if sign in ALPHABET)


def recognise(typed: str, *, secret: str, printed_counts: bool, at: datetime) -> Code | None:
    """Tell what a code is: of this step, of a neighbouring one, the printed one, or none."""
    wanted = tidy_code(typed)
    now = step_at(at)
    for step in range(now, now - STEPS_OF_TOLERANCE - 1, -1):
        if hmac.compare_digest(wanted, code_for(secret, step)):
            return Code(CodeKind.SCREEN, step)
    # A clock that runs fast elsewhere is tolerated too, but nothing beyond one step.
    if hmac.compare_digest(wanted, code_for(secret, now + STEPS_OF_TOLERANCE)):
        return Code(CodeKind.SCREEN, now + STEPS_OF_TOLERANCE)
    if printed_counts and hmac.compare_digest(wanted, code_for(secret, PAPER)):
        return Code(CodeKind.PAPER, PAPER)
    return None


def check_window(*, starts_at: datetime, ends_at: datetime, time_zone: str, at: datetime) -> None:
    """Refuse to open check-in on another day, too early, or long after the end.

    Raises:
        CheckInOtherDay, CheckInTooEarly, CheckInOver: as named.

    """
    zone = ZoneInfo(time_zone)
    opens_at = starts_at - OPENS_BEFORE
    if at >= ends_at + STAYS_AFTER:
        if at.astimezone(zone).date() != ends_at.astimezone(zone).date():
            raise CheckInOtherDay(day=starts_at.astimezone(zone).date())
        raise CheckInOver(time=ends_at)
    if at < opens_at:
        if at.astimezone(zone).date() != starts_at.astimezone(zone).date():
            raise CheckInOtherDay(day=starts_at.astimezone(zone).date())
        raise CheckInTooEarly(time=opens_at)


def check_claim(*, ends_at: datetime, open_until: datetime | None, read_at: datetime) -> None:
    """Refuse a claim after the end of the session, and one for which check-in was not open.

    Raises:
        SessionEnded, CheckInClosed: as named.

    """
    if read_at >= ends_at:
        raise SessionEnded(time=ends_at)
    if open_until is None or read_at >= open_until:
        raise CheckInClosed
