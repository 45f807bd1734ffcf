"""How many hours a person owes in a period, what counts for them, what is carried over, what is missing.

Everything is counted in whole minutes. What a day owes is the year's minutes divided by the days of that year, by the
rule in force on that day; so a rule that changes in the middle, or a leave, shortens what is owed by exactly its days,
and the sum is rounded down once, in the person's favour.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from uuid import UUID

from app.accounts.models import Profession
from app.core.errors import N_, RuleViolation

A_DAY = timedelta(days=1)
WHOLE = 100
MOST_YEARS = 60


class HourKind(StrEnum):
    """Where hours come from."""

    SESSION = "session"
    ONLINE = "online"
    AGENCY = "agency"
    PAST = "past"


class Standing(StrEnum):
    """How a person stands in a period."""

    EXEMPT = "exempt"
    IN_ORDER = "in_order"
    ON_TRACK = "on_track"
    BEHIND = "behind"


KIND_TITLES = {
    HourKind.SESSION: N_("Sessions attended"),
    HourKind.ONLINE: N_("Modules completed online"),
    HourKind.AGENCY: N_("Training by agencies"),
    HourKind.PAST: N_("Past training on record"),
}
STANDING_TITLES = {
    Standing.EXEMPT: N_("Exempt"),
    Standing.IN_ORDER: N_("In order"),
    Standing.ON_TRACK: N_("On track"),
    Standing.BEHIND: N_("Behind"),
}


class RuleTooEarly(RuleViolation):
    """A rule would change what people were told."""

    code = "hours-rule-too-early"
    message = N_("There is a rule from %(day)s already. A new one must begin later.")


class LeaveInDisorder(RuleViolation):
    """It ends before it begins."""

    code = "exemption-days"
    message = N_("The last day lies before the first.")


@dataclass(frozen=True, slots=True)
class HoursRule:
    """What is owed from a day on by a profession (None: every) of an agency and those below it ("": everywhere)."""

    id: UUID
    profession: Profession | None
    agency_path: str
    valid_from: date
    minutes: int
    month: int = 1
    day: int = 1
    kinds: frozenset[HourKind] = frozenset(HourKind)
    face_to_face: int = 0
    carry_over: int = 0

    def covers(self, profession: Profession, agency_path: str) -> bool:
        """Whether it is about such a person."""
        return self.profession in (None, profession) and agency_path.startswith(self.agency_path)

    @property
    def scope(self) -> tuple[int, bool, str]:
        """How special it is: the nearest agency wins, then the profession."""
        return (len(self.agency_path), self.profession is not None, self.profession or "")


@dataclass(frozen=True, slots=True)
class Leave:
    """Days, the first and the last with them, on which a person owes nothing."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Line:
    """Hours that a person did on a day; `reference` says where they are on record."""

    on: date
    minutes: int
    kind: HourKind
    face_to_face: bool
    title: str
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Period:
    """What was owed and done from one day to another, both with them."""

    first: date
    last: date
    rule: HoursRule
    full: int
    owed: int
    brought: int
    lines: tuple[Line, ...]
    done: int
    done_face_to_face: int
    needed_face_to_face: int
    carried: int
    standing: Standing

    @property
    def missing_face_to_face(self) -> int:
        """Which part of what is missing must be done face to face."""
        return max(0, self.needed_face_to_face - self.done_face_to_face)

    @property
    def missing(self) -> int:
        """What is missing, in minutes."""
        return max(0, self.owed - self.brought - self.done, self.missing_face_to_face)

    @property
    def counted(self) -> int:
        """What is done, with what was brought from the period before."""
        return self.brought + self.done


def anniversary(year: int, month: int, day: int) -> date:
    """Return a day of a year; 29 February is 28 February where there is none."""
    try:
        return date(year, month, day)
    except ValueError:
        return date(year, month, 28)


def year_around(day: date, rule: HoursRule) -> tuple[date, date]:
    """Return the first and the last day of the year, as the rule counts years, in which a day lies."""
    first = anniversary(day.year, rule.month, rule.day)
    if first > day:
        first = anniversary(day.year - 1, rule.month, rule.day)
    return first, anniversary(first.year + 1, rule.month, rule.day) - A_DAY


def rule_on(rules: Sequence[HoursRule], day: date) -> HoursRule | None:
    """Return which of a person's rules is in force on a day: of each scope the latest, of those the most special."""
    latest: dict[tuple[int, bool, str], HoursRule] = {}
    for rule in rules:
        known = latest.get(rule.scope)
        if rule.valid_from <= day and (known is None or known.valid_from < rule.valid_from):
            latest[rule.scope] = rule
    return latest[max(latest)] if latest else None


def balance(
    rules: Sequence[HoursRule],
    lines: Iterable[Line],
    leaves: Sequence[Leave],
    *,
    since: date,
    today: date,
) -> list[Period]:
    """Return a person's periods up to the one in which today lies, earliest first.

    The first is the one in which the person came, and it is owed whole: who came late is exempted by an entry. A rule
    that begins in the middle of a year is owed from its day on.
    """
    starts = [rule.valid_from for rule in rules if rule.valid_from <= today]
    if not starts:
        return []
    begins = min(starts)
    first_rule = rule_on(rules, max(begins, since) if since <= today else begins)
    if first_rule is None:
        return []
    begins = max(begins, year_around(since, first_rule)[0])
    by_day = sorted(lines, key=lambda line: line.on)
    found: list[Period] = []
    brought = 0
    while begins <= today and len(found) < MOST_YEARS:
        rule = rule_on(rules, begins)
        if rule is None:
            break
        ends = year_around(begins, rule)[1]
        own = tuple(line for line in by_day if begins <= line.on <= ends)
        period = _period(rules, begins, ends, own, leaves, brought=brought, today=today)
        found.append(period)
        brought = period.carried
        begins = ends + A_DAY
    return found


def owed_between(rules: Sequence[HoursRule], first: date, last: date, leaves: Sequence[Leave]) -> tuple[int, int]:
    """Return what is owed from one day to another without leave, and with it."""
    full = owed = Fraction(0)
    for begins, ends in _stretches(rules, first, last, leaves):
        rule = rule_on(rules, begins)
        if rule is None:
            continue
        year = year_around(begins, rule)
        share = Fraction(rule.minutes * ((ends - begins).days + 1), (year[1] - year[0]).days + 1)
        full += share
        if not any(leave.first <= begins <= leave.last for leave in leaves):
            owed += share
    return int(full), int(owed)


def _stretches(rules: Sequence[HoursRule], first: date, last: date, leaves: Sequence[Leave]) -> list[tuple[date, date]]:
    """Cut days where anything changes: a rule begins, a year of a rule begins, a leave begins or is over."""
    cuts = {first}
    for rule in rules:
        cuts.add(rule.valid_from)
        cuts.update(anniversary(year, rule.month, rule.day) for year in range(first.year, last.year + 1))
    for leave in leaves:
        cuts |= {leave.first, leave.last + A_DAY}
    begins = sorted(cut for cut in cuts if first <= cut <= last)
    ends = [*(each - A_DAY for each in begins[1:]), last]
    return list(zip(begins, ends, strict=True))


def _period(
    rules: Sequence[HoursRule],
    first: date,
    last: date,
    lines: Sequence[Line],
    leaves: Sequence[Leave],
    *,
    brought: int,
    today: date,
) -> Period:
    rule = rule_on(rules, last) or rule_on(rules, first)
    assert rule is not None
    full, owed = owed_between(rules, first, last, leaves)
    counted = tuple(line for line in lines if line.kind in rule.kinds)
    done = sum(line.minutes for line in counted)
    face_to_face = sum(line.minutes for line in counted if line.face_to_face)
    brought = min(brought, owed)
    still_owed = owed - brought
    needed = -(-still_owed * rule.face_to_face // WHOLE)
    carried = min(rule.carry_over, max(0, done - still_owed))
    complete = done >= still_owed and face_to_face >= needed
    return Period(
        first=first,
        last=last,
        rule=rule,
        full=full,
        owed=owed,
        brought=brought,
        lines=counted,
        done=done,
        done_face_to_face=face_to_face,
        needed_face_to_face=needed,
        carried=carried,
        standing=_standing(first, last, today, full=full, owed=owed, done=brought + done, complete=complete),
    )


def _standing(first: date, last: date, today: date, *, full: int, owed: int, done: int, complete: bool) -> Standing:
    if full and not owed:
        return Standing.EXEMPT
    if complete:
        return Standing.IN_ORDER
    if last < today:
        return Standing.BEHIND
    elapsed = (today - first).days
    return Standing.ON_TRACK if done * ((last - first).days + 1) >= owed * elapsed else Standing.BEHIND
