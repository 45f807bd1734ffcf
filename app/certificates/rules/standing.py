"""Who may have a certificate: what a course asks for, and what a person has reached."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.core.errors import N_, RuleViolation


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
