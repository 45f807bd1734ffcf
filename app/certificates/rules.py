"""Who may have a certificate, and how certificates are numbered. Pure decisions."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from app.core.errors import N_, RuleViolation

TEMPLATE = "classic-1"
# Without I, L, O, 0 and 1, which are read for one another; 31 is prime, so that the check character finds every single
# wrong character and every exchange of two neighbours.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
RANDOM_LENGTH = 9
YEAR_LENGTH = 4
LONGEST_SERIAL = 60
SERIAL = re.compile(rf"([A-Z0-9]{{1,12}}?)(\d{{{YEAR_LENGTH}}})([{ALPHABET}]{{{RANDOM_LENGTH + 1}}})")
# Letters of a Cyrillic keyboard that look like those on the paper.
LOOKALIKES = str.maketrans("АВЕКМНРСТУХ", "ABEKMHPCTYX")


@dataclass(frozen=True, slots=True)
class CertificateRule:
    """What a course asks for, in per cent; how many years its certificate is valid (None for good).

    `simulations` asks for every case simulation that the course names, walked to an end, whichever it was; `practical`
    for so much in the practical examination, where the course has one.
    """

    lessons: float = 100
    exam: float = 80
    attendance: float = 80
    validity_years: int | None = None
    simulations: bool = False
    practical: float = 0

    @classmethod
    def of(cls, definition: Mapping[str, Any]) -> CertificateRule:
        """Read the rule from a course edition's definition."""
        stated = definition.get("certificate") or {}
        return cls(**{name: stated[name] for name in cls.__dataclass_fields__ if stated.get(name) is not None})


@dataclass(frozen=True, slots=True)
class Standing:
    """What a person has reached so far; None where there is nothing to measure yet."""

    lessons_done: int
    lessons_total: int
    exam_percent: float | None
    attendance_percent: float | None
    withdrawn: bool = False
    simulations_done: int = 0
    simulations_total: int = 0
    exam_waiting: bool = False
    practical_percent: float | None = None
    practical_waiting: bool = False


class LessonsIncomplete(RuleViolation):
    """Lessons are missing."""

    code = "lessons-incomplete"
    message = N_("Lessons: %(done)s of %(total)s completed, %(needed)s needed.")


class ExamNotTaken(RuleViolation):
    """There is no submitted final exam."""

    code = "exam-not-taken"
    message = N_("Final exam: not taken yet, %(needed)s %% needed.")


class ExamBelowMark(RuleViolation):
    """The best final exam is below the mark."""

    code = "exam-below-mark"
    message = N_("Final exam: %(reached)s %%, %(needed)s %% needed.")


class ExamBeingMarked(RuleViolation):
    """A final exam is handed in, and people still mark it."""

    code = "exam-being-marked"
    message = N_("Final exam: handed in and being marked, %(needed)s %% needed.")


class PracticalNotTaken(RuleViolation):
    """There is no result of the practical examination."""

    code = "practical-not-taken"
    message = N_("Practical examination: not taken yet, %(needed)s %% needed.")


class PracticalBeingMarked(RuleViolation):
    """The practical examination is handed in, and people still mark it."""

    code = "practical-being-marked"
    message = N_("Practical examination: being marked, %(needed)s %% needed.")


class PracticalBelowMark(RuleViolation):
    """The practical examination is below the mark."""

    code = "practical-below-mark"
    message = N_("Practical examination: %(reached)s %%, %(needed)s %% needed.")


class AttendanceUnknown(RuleViolation):
    """No session has been marked."""

    code = "attendance-unknown"
    message = N_("Attendance: no session is marked yet, %(needed)s %% needed.")


class AttendanceBelow(RuleViolation):
    """Too many sessions were missed."""

    code = "attendance-below"
    message = N_("Attendance: %(reached)s %%, %(needed)s %% needed.")


class SimulationsIncomplete(RuleViolation):
    """A case simulation was not walked to an end."""

    code = "simulations-incomplete"
    message = N_("Case simulations: %(done)s of %(total)s completed.")


class Withdrawn(RuleViolation):
    """The person left the course."""

    code = "withdrawn"
    message = N_("The person has left the course.")


class NotEligible(RuleViolation):
    """A certificate was asked for a person who does not meet the rule."""

    code = "not-eligible"
    message = N_("The rule of the course is not met yet. Nothing was issued.")

    def __init__(self, reasons: list[RuleViolation]) -> None:
        super().__init__()
        self.reasons = reasons


class AlreadyRevoked(RuleViolation):
    """The certificate is revoked already."""

    code = "already-revoked"
    message = N_("This certificate is revoked already; date and reason stay as they are.")


class ReasonMissing(RuleViolation):
    """Revoking needs a reason that people can read."""

    code = "reason-missing"
    message = N_("Say in a few words why: whoever checks the certificate will read it.")


def unmet(standing: Standing, rule: CertificateRule) -> list[RuleViolation]:
    """Return each condition that is not met, in the order in which a course is gone through."""
    if standing.withdrawn:
        return [Withdrawn()]
    return [reason for check in CHECKS if (reason := check(standing, rule))]


def _lessons(standing: Standing, rule: CertificateRule) -> RuleViolation | None:
    needed = -(-standing.lessons_total * rule.lessons // 100)
    if standing.lessons_done >= needed:
        return None
    return LessonsIncomplete(done=standing.lessons_done, total=standing.lessons_total, needed=needed)


def _attendance(standing: Standing, rule: CertificateRule) -> RuleViolation | None:
    if rule.attendance <= 0:
        return None
    if standing.attendance_percent is None:
        return AttendanceUnknown(needed=float(rule.attendance))
    if standing.attendance_percent >= rule.attendance:
        return None
    return AttendanceBelow(reached=_percent(standing.attendance_percent), needed=float(rule.attendance))


def _simulations(standing: Standing, rule: CertificateRule) -> RuleViolation | None:
    if not rule.simulations or standing.simulations_done >= standing.simulations_total:
        return None
    return SimulationsIncomplete(done=standing.simulations_done, total=standing.simulations_total)


def _exam(standing: Standing, rule: CertificateRule) -> RuleViolation | None:
    if rule.exam <= 0:
        return None
    if standing.exam_percent is not None and standing.exam_percent >= rule.exam:
        return None
    if standing.exam_waiting:
        return ExamBeingMarked(needed=float(rule.exam))
    if standing.exam_percent is None:
        return ExamNotTaken(needed=float(rule.exam))
    return ExamBelowMark(reached=_percent(standing.exam_percent), needed=float(rule.exam))


def _practical(standing: Standing, rule: CertificateRule) -> RuleViolation | None:
    reached = standing.practical_percent
    if rule.practical <= 0 or (reached is not None and reached >= rule.practical):
        return None
    if standing.practical_waiting:
        return PracticalBeingMarked(needed=float(rule.practical))
    if reached is None:
        return PracticalNotTaken(needed=float(rule.practical))
    return PracticalBelowMark(reached=_percent(reached), needed=float(rule.practical))


CHECKS = (_lessons, _attendance, _simulations, _exam, _practical)


def _percent(value: float) -> float:
    """Round downwards, so that 79.96 is never shown as the 80 that it does not reach."""
    return int(value * 10) / 10


class Status(StrEnum):
    """What a certificate is worth today."""

    VALID = "valid"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    REVOKED = "revoked"


STATUS_TITLES = {
    Status.VALID: N_("Valid"),
    Status.EXPIRED: N_("Expired"),
    Status.SUPERSEDED: N_("Replaced by a newer one"),
    Status.REVOKED: N_("Revoked"),
}


def status_on(day: date, *, expires_on: date | None, revoked: bool, superseded: bool = False) -> Status:
    """Tell a certificate's status; it is valid on its last day still, and revoked for good."""
    if revoked:
        return Status.REVOKED
    if superseded:
        return Status.SUPERSEDED
    return Status.EXPIRED if expires_on is not None and day > expires_on else Status.VALID


def expiry(issued_on: date, years: int | None) -> date | None:
    """Return the last day of validity; from 29 February it is 28 February."""
    if not years:
        return None
    try:
        return issued_on.replace(year=issued_on.year + years)
    except ValueError:
        return issued_on.replace(year=issued_on.year + years, day=28)


def check_reason(reason: str) -> str:
    """Return the reason without surrounding blanks.

    Raises:
        ReasonMissing: there is none.

    """
    if not reason.strip():
        raise ReasonMissing
    return reason.strip()


def make_serial(prefix: str, year: int, choose: Callable[[str], str]) -> str:
    """Make a serial number such as NTC-2026-7K3QX-9M2DP.

    The nine random characters (26 · 10¹² possibilities) keep numbers from being counted through, and from telling how
    many were issued; the last one is a check character.

    Args:
        prefix: the centre's letters; anything but letters and digits is left out.
        year: of issue.
        choose: returns one character of a text at random; `secrets.choice`.

    """
    body = "".join(choose(ALPHABET) for _position in range(RANDOM_LENGTH))
    return _write_serial(_plain(prefix), f"{year:04}", body + _check_character(f"{year:04}", body))


def read_serial(typed: str) -> str | None:
    """Return the serial number that somebody typed or scanned, as it is stored, or None when it can't be one.

    Blanks, dashes, small letters and the letters of a Cyrillic keyboard that look alike are understood.
    """
    found = SERIAL.fullmatch(_plain(typed[:LONGEST_SERIAL]))
    if found is None:
        return None
    prefix, year, body = found.groups()
    if _check_character(year, body[:-1]) != body[-1]:
        return None
    return _write_serial(prefix, year, body)


def _write_serial(prefix: str, year: str, body: str) -> str:
    return f"{prefix}-{year}-{body[:5]}-{body[5:]}"


def _plain(text: str) -> str:
    upper = unicodedata.normalize("NFKC", text).upper().translate(LOOKALIKES)
    return "".join(character for character in upper if character.isascii() and character.isalnum())


def _check_character(year: str, body: str) -> str:
    values = [int(digit) for digit in year] + [ALPHABET.index(character) for character in body]
    total = sum((position + 1) * value for position, value in enumerate(values))
    return ALPHABET[total % len(ALPHABET)]
