"""Why something about an enrolment is refused."""

from __future__ import annotations

from datetime import datetime

from app.core.errors import N_, RuleViolation

LONGEST_REASON = 500


class Withdrawn(RuleViolation):
    """The enrolment has ended."""

    code = "courses-withdrawn"
    message = N_("You were withdrawn from this course. What you completed is kept. Ask your training centre.")


class ReasonMissing(RuleViolation):
    """A withdrawal needs a reason."""

    code = "courses-reason-missing"
    message = N_("Say why, in at most 500 characters.")


class PersonInactive(RuleViolation):
    """The account was closed."""

    code = "courses-person-inactive"
    message = N_("%(name)s no longer has an account and can't be enrolled.")


class NotYourEnrolment(RuleViolation):
    """The id belongs to the enrolment of somebody else or to another course."""

    code = "courses-enrolment-taken"
    message = N_("This enrolment already belongs to another person or course.")


def check_open(withdrawn_at: datetime | None) -> None:
    """Refuse study of an enrolment that has ended.

    Raises:
        Withdrawn: it has.

    """
    if withdrawn_at is not None:
        raise Withdrawn


def check_reason(reason: str) -> str:
    """Return the reason of a withdrawal, trimmed.

    Raises:
        ReasonMissing: it is empty or too long.

    """
    trimmed = reason.strip()
    if not trimmed or len(trimmed) > LONGEST_REASON:
        raise ReasonMissing
    return trimmed
