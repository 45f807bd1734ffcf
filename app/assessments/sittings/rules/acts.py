"""What can be done while a sitting is watched over."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from app.core.errors import N_, RuleViolation

MOST_EXTRA_MINUTES = 240


class ActKind(StrEnum):
    """A kind of act on record."""

    EXTRA_TIME = "extra_time"
    END = "end"
    NOTE = "note"
    NEW_CODE = "new_code"
    RELEASE = "release"
    CHANGE = "change"


ACT_TITLES = {
    ActKind.EXTRA_TIME: N_("Extra minutes"),
    ActKind.END: N_("Attempt ended"),
    ActKind.NOTE: N_("Incident"),
    ActKind.NEW_CODE: N_("New access code"),
    ActKind.RELEASE: N_("Results released"),
    ActKind.CHANGE: N_("Sitting changed"),
}


class WrongMinutes(RuleViolation):
    """So many extra minutes can't be given."""

    code = "wrong-minutes"
    message = N_("Write how many minutes to give: a whole number from 1 to %(most)s.")


class NoReason(RuleViolation):
    """An act needs words that say why."""

    code = "no-reason"
    message = N_("Write what happened: it stands on record beside your name.")


class AlreadyOver(RuleViolation):
    """The attempt was handed in or closed before."""

    code = "already-over"
    message = N_("This attempt is over already, so nothing was changed.")


class NotBegun(RuleViolation):
    """There is no attempt to end."""

    code = "not-begun"
    message = N_("This person has not begun, so there is nothing to end.")


class TimesInDisorder(RuleViolation):
    """A sitting closes before it opens."""

    code = "times-in-disorder"
    message = N_("The sitting must close after it opens.")


class WrongNetwork(RuleViolation):
    """What was written is no network."""

    code = "wrong-network"
    message = N_("%(network)s is not a network address. Write one a line, for example 192.168.10.0/24.")


class PeopleSitting(RuleViolation):
    """Somebody has begun, so the conditions stand."""

    code = "people-sitting"
    message = N_("Somebody has begun already, so what the paper is made of can't be changed any more.")


def check_minutes(minutes: int) -> None:
    """Refuse a number of extra minutes that can't be meant.

    Raises:
        WrongMinutes: it is below 1 or above the most.

    """
    if not 1 <= minutes <= MOST_EXTRA_MINUTES:
        raise WrongMinutes(most=MOST_EXTRA_MINUTES)


def check_times(opens_at: datetime, closes_at: datetime) -> None:
    """Refuse a window that is none.

    Raises:
        TimesInDisorder: it closes before it opens.

    """
    if closes_at <= opens_at:
        raise TimesInDisorder
