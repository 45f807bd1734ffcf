"""When a certificate must be renewed, from which day the new one counts, and what is said of one that was not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from app.core.errors import N_

from ...rules import expiry

THRESHOLDS = (90, 30, 7, 0)
HOURS_THRESHOLDS = (90, 30)


class Validity(StrEnum):
    """Where a certificate stands on its way to expiry."""

    FAR = "far"
    DUE = "due"
    GRACE = "grace"
    LAPSED = "lapsed"


VALIDITY_TITLES = {
    Validity.FAR: N_("In force"),
    Validity.DUE: N_("To be renewed"),
    Validity.GRACE: N_("Expired, may still be renewed"),
    Validity.LAPSED: N_("Lapsed"),
}


@dataclass(frozen=True, slots=True)
class RenewalRule:
    """How the certificate of a course is renewed, from a day on.

    `window` are the days before expiry in which a renewal counts from the old expiry; `grace` the days after it in
    which a certificate can still be renewed; `equivalents` the other courses whose certificate renews it.
    """

    id: UUID
    course_key: str
    valid_from: date
    years: int
    window: int = 90
    grace: int = 0
    equivalents: frozenset[str] = frozenset()


DEFAULT_WINDOW = 90


@dataclass(frozen=True, slots=True)
class Held:
    """A certificate that a person holds."""

    id: UUID
    course_key: str
    expires_on: date | None


def renewal_rule_on(rules: list[RenewalRule], course_key: str, day: date) -> RenewalRule | None:
    """Return the rule of a course that is in force on a day."""
    own = [rule for rule in rules if rule.course_key == course_key and rule.valid_from <= day]
    return max(own, key=lambda rule: rule.valid_from, default=None)


def renewed(held: list[Held], course_key: str, rules: list[RenewalRule], day: date) -> Held | None:
    """Return which certificate a new one for a course renews: of the same course, or of one that it stands in for.

    One that lapsed beyond its grace is not renewed: the new one stands by itself.
    """
    own = [each for each in held if _renews(each, course_key, rules, day)]
    return max(own, key=lambda each: (each.course_key == course_key, each.expires_on or date.max), default=None)


def new_expiry(issued_on: date, years: int | None, old: Held | None, rules: list[RenewalRule]) -> date | None:
    """Return the last day of a new certificate.

    Within the window before the old expiry it counts from there, so that nobody loses by being early; earlier than
    that, or after it, from the day of issue.
    """
    rule = renewal_rule_on(rules, old.course_key, issued_on) if old else None
    valid = rule.years if rule else years
    if old and rule and old.expires_on is not None:
        opens = old.expires_on - timedelta(days=rule.window)
        if opens <= issued_on <= old.expires_on:
            return expiry(old.expires_on, valid)
    return expiry(issued_on, valid)


def validity(expires_on: date, day: date, rule: RenewalRule | None) -> Validity:
    """Tell where a certificate stands; it is in force on its last day still."""
    window, grace = (rule.window, rule.grace) if rule else (DEFAULT_WINDOW, 0)
    if day <= expires_on:
        return Validity.DUE if day >= expires_on - timedelta(days=window) else Validity.FAR
    return Validity.GRACE if day <= expires_on + timedelta(days=grace) else Validity.LAPSED


def thresholds_due(days_left: int, thresholds: tuple[int, ...] = THRESHOLDS) -> int | None:
    """Return the nearest threshold that is reached: a reminder that was missed is not made up for."""
    return min((each for each in thresholds if days_left <= each), default=None)


def _renews(held: Held, course_key: str, rules: list[RenewalRule], day: date) -> bool:
    rule = renewal_rule_on(rules, held.course_key, day)
    if held.course_key != course_key and (rule is None or course_key not in rule.equivalents):
        return False
    return held.expires_on is None or validity(held.expires_on, day, rule) is not Validity.LAPSED
