"""When a certificate must be renewed, from which day the new one counts, and what is said of one that was not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from app.core.errors import N_, RuleViolation

from ...rules import expiry

THRESHOLDS = (90, 30, 7, 0)
HOURS_THRESHOLDS = (90, 30)
MINUTES = 60


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
    which a certificate can still be renewed; `equivalents` the other courses whose certificate renews it;
    `refresher_minutes` how much accepted training by agencies in those days renews it too (nought: none does).
    """

    id: UUID
    course_key: str
    valid_from: date
    years: int
    window: int = 90
    grace: int = 0
    equivalents: frozenset[str] = frozenset()
    refresher_minutes: int = 0


DEFAULT_WINDOW = 90


class HoursDoNotRenew(RuleViolation):
    """The rule of the course wants a new certificate."""

    code = "hours-do-not-renew"
    message = N_("No rule says that hours of training renew certificates of this course.")


class NotToBeRenewedNow(RuleViolation):
    """Too early, too late, or there is nothing to renew."""

    code = "not-to-be-renewed-now"
    message = N_("This certificate can be renewed from %(first)s to %(last)s, while it is not revoked.")


class RefresherHoursMissing(RuleViolation):
    """The person has not done enough."""

    code = "refresher-hours-missing"
    message = N_("Of %(needed)s hours of accepted training only %(done)s are on record for these days.")


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


def renewal_days(expires_on: date, rule: RenewalRule) -> tuple[date, date]:
    """Return the first and the last day on which a certificate can be renewed, and refresher hours count for it."""
    return expires_on - timedelta(days=rule.window), expires_on + timedelta(days=rule.grace)


def check_refresher(expires_on: date | None, day: date, rule: RenewalRule | None, minutes: int) -> None:
    """Refuse to renew a certificate by hours.

    Raises:
        HoursDoNotRenew, NotToBeRenewedNow, RefresherHoursMissing: as named.

    """
    if rule is None or rule.refresher_minutes < 1 or expires_on is None:
        raise HoursDoNotRenew
    first, last = renewal_days(expires_on, rule)
    if not first <= day <= last:
        raise NotToBeRenewedNow(first=first, last=last)
    if minutes < rule.refresher_minutes:
        raise RefresherHoursMissing(needed=rule.refresher_minutes / MINUTES, done=minutes / MINUTES)


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
