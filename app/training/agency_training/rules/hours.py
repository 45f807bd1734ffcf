"""How hours are written and read, how many fit into days, and how many are credited."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from uuid import UUID

from app.core.errors import N_, RuleViolation

from .states import ReasonNeeded

MINUTES = 60
MOST_MINUTES_A_DAY = 12 * MINUTES


class DaysInDisorder(RuleViolation):
    """It ends before it begins."""

    code = "agency-training-days"
    message = N_("The last day lies before the first.")


class HoursUnreadable(RuleViolation):
    """Not a number of hours."""

    code = "agency-training-hours"
    message = N_("“%(text)s” is not a number of hours, such as 6 or 7.5.")


class TooManyHours(RuleViolation):
    """More than fits into the days."""

    code = "agency-training-too-many-hours"
    message = N_("%(hours)s hours do not fit into %(days)s days.")


class MoreThanClaimed(RuleViolation):
    """The centre would credit more than the agency asks for."""

    code = "agency-training-more-than-claimed"
    message = N_("%(person)s can't be credited with more than the %(hours)s hours that the agency stated.")


class NothingAccepted(RuleViolation):
    """Accepting nothing is refusing."""

    code = "agency-training-nothing"
    message = N_("Nobody would be credited with anything. Refuse the training instead, and say why.")


def check_days(starts_on: date, ends_on: date, minutes: int) -> None:
    """Refuse days in disorder, and more hours than fit into them.

    Raises:
        DaysInDisorder, TooManyHours: as named.

    """
    if ends_on < starts_on:
        raise DaysInDisorder
    days = (ends_on - starts_on).days + 1
    if minutes > days * MOST_MINUTES_A_DAY:
        raise TooManyHours(hours=write_hours(minutes), days=days)


def check_credit(
    claimed: Mapping[UUID, int], accepted: Mapping[UUID, int], names: Mapping[UUID, str], reason: str
) -> None:
    """Refuse credit beyond what was claimed, none at all, and less without a reason.

    Raises:
        MoreThanClaimed, NothingAccepted, ReasonNeeded: as named.

    """
    for key, minutes in accepted.items():
        if minutes > claimed[key]:
            raise MoreThanClaimed(person=names[key], hours=write_hours(claimed[key]))
    if not any(accepted.values()):
        raise NothingAccepted
    if any(accepted.get(key, 0) < minutes for key, minutes in claimed.items()) and not reason.strip():
        raise ReasonNeeded


def read_hours(text: str) -> int:
    """Return the minutes of a number of hours as people type it: 6, 7.5 or 7,5.

    Raises:
        HoursUnreadable: it is none, or not a whole number of minutes.

    """
    try:
        hours = Decimal(text.strip().replace(",", "."))
        minutes = hours * MINUTES
        whole = int(minutes)
    except (InvalidOperation, ValueError, OverflowError):
        raise HoursUnreadable(text=text[:40]) from None
    if whole != minutes or not 0 <= whole <= 1000 * MINUTES:
        raise HoursUnreadable(text=text[:40])
    return whole


def write_hours(minutes: int) -> str:
    """Write minutes as hours, so that `read_hours` reads the same."""
    hours = (Decimal(minutes) / MINUTES).quantize(Decimal("0.0001")).normalize()
    return f"{hours:f}"
