"""When a person may appeal against a result, who may decide, and what a decision needs."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from app.core.errors import N_, RuleViolation

LONGEST_TEXT = 4000


class AppealStepKind(StrEnum):
    """What happened to an appeal after it was made."""

    ASSIGNED = "assigned"
    UPHELD = "upheld"
    DISMISSED = "dismissed"


class Remedy(StrEnum):
    """What follows from an appeal that is upheld."""

    REMARK = "remark"
    REGRADE = "regrade"
    NEW_ATTEMPT = "new_attempt"


class AppealTooLate(RuleViolation):
    """The days in which one may appeal are over."""

    code = "appeal-too-late"
    message = N_("An appeal could be made within %(days)s days of the result. They are over.")


class AppealOpen(RuleViolation):
    """There is an appeal against this result already."""

    code = "appeal-open"
    message = N_("There is an appeal against this result already.")


class NothingToAppeal(RuleViolation):
    """There is no result yet."""

    code = "nothing-to-appeal"
    message = N_("There is no final result yet. You can appeal when the marking is complete.")


class GroundsMissing(RuleViolation):
    """An appeal says what it is about."""

    code = "grounds-missing"
    message = N_("Say in a few sentences what you think is wrong.")


class NotIndependent(RuleViolation):
    """Who marked the work, or whose work it is, can't decide on an appeal against the mark."""

    code = "not-independent"
    message = N_("This person marked the work, or it is their own. Choose somebody else.")


class AppealReasonMissing(RuleViolation):
    """A decision has a reason."""

    code = "appeal-reason-missing"
    message = N_("Give the reason for the decision. The person who appealed will read it.")


class AppealDecided(RuleViolation):
    """The appeal is decided already."""

    code = "appeal-decided"
    message = N_("This appeal is decided already. The decision stands.")


class RemedyMissing(RuleViolation):
    """An appeal that is upheld has a consequence."""

    code = "remedy-missing"
    message = N_("Choose what follows when the appeal is upheld.")


def appeal_until(graded_at: datetime, days: int) -> datetime:
    """Return until when a result can be appealed."""
    return graded_at + timedelta(days=days)


def check_filing(graded_at: datetime | None, at: datetime, days: int, *, made_before: bool) -> None:
    """Refuse an appeal that can't be made; each result can be appealed once, a changed one again.

    Raises:
        NothingToAppeal: there is no result yet.
        AppealTooLate: the days are over.
        AppealOpen: this result was appealed already.

    """
    if graded_at is None:
        raise NothingToAppeal
    if made_before:
        raise AppealOpen
    if at > appeal_until(graded_at, days):
        raise AppealTooLate(days=days)


def check_grounds(grounds: str) -> str:
    """Return the grounds.

    Raises:
        GroundsMissing: there are none.

    """
    if not grounds.strip() or len(grounds.strip()) > LONGEST_TEXT:
        raise GroundsMissing
    return grounds.strip()


def check_decision(kind: AppealStepKind, remedy: Remedy | None, reason: str) -> tuple[Remedy | None, str]:
    """Return what follows, and why.

    Raises:
        AppealReasonMissing: no reason is given.
        RemedyMissing: it is upheld without consequence.

    """
    if not reason.strip() or len(reason.strip()) > LONGEST_TEXT:
        raise AppealReasonMissing
    if kind is AppealStepKind.UPHELD and remedy is None:
        raise RemedyMissing
    return (remedy if kind is AppealStepKind.UPHELD else None), reason.strip()
