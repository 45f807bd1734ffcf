"""What a certificate is worth on a day, and how it ceases to be valid."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from app.core.errors import N_, RuleViolation


class AlreadyRevoked(RuleViolation):
    """The certificate is revoked already."""

    code = "already-revoked"
    message = N_("This certificate is revoked already; date and reason stay as they are.")


class ReasonMissing(RuleViolation):
    """Revoking needs a reason that people can read."""

    code = "reason-missing"
    message = N_("Say in a few words why: whoever checks the certificate will read it.")


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
