"""Whether somebody may and can teach a session: qualified for all of it, on all of its days, and not away."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

from app.core.errors import N_, RuleViolation

from ..rules.scheduling import Span


class TrainerNotQualified(RuleViolation):
    """Nothing on record lets the trainer teach this."""

    code = "trainer-not-qualified"
    message = N_("%(who)s has no qualification for “%(subject)s” at this centre.")


class QualificationExpired(RuleViolation):
    """The qualification ends before the session."""

    code = "qualification-expired"
    message = N_("The qualification of %(who)s for “%(subject)s” ends on %(valid_to)s, before this session.")


class QualificationNotYet(RuleViolation):
    """The qualification begins after the session."""

    code = "qualification-not-yet"
    message = N_("The qualification of %(who)s for “%(subject)s” begins on %(valid_from)s, after this session.")


class TrainerAway(RuleViolation):
    """The trainer said that they are away."""

    code = "trainer-away"
    message = N_("%(who)s is away from %(first_day)s to %(last_day)s.")


class TrainerOffHours(RuleViolation):
    """The session lies outside of the hours in which the trainer teaches."""

    code = "trainer-off-hours"
    message = N_("%(who)s does not teach at that hour: the session lies outside of the hours on record.")


class ValidityInWrongOrder(RuleViolation):
    """It would end before it begins."""

    code = "validity-in-wrong-order"
    message = N_("The last day is the first day or a later one.")


@dataclass(frozen=True, slots=True)
class Held:
    """A qualification that somebody holds; what is empty matches anything."""

    course_key: str
    module_key: str
    session_kind: str
    valid_from: date
    valid_to: date | None = None

    def covers(self, course_key: str, module_key: str, kind: str) -> bool:
        """Whether it is for this, whenever."""
        return (
            self.course_key in ("", course_key)
            and self.module_key in ("", module_key)
            and self.session_kind in ("", kind)
        )

    def valid(self, first: date, last: date) -> bool:
        """Whether it is in force on all the days."""
        return self.valid_from <= first and (self.valid_to is None or last <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Away:
    """Days on which somebody is not there, both included."""

    first_day: date
    last_day: date


@dataclass(frozen=True, slots=True)
class TrainerFacts:
    """A trainer as the timetable must know them; `hours` holds from and to for each weekday, and empty means any."""

    name: str
    time_zone: str
    held: tuple[Held, ...] = ()
    away: tuple[Away, ...] = ()
    hours: Mapping[int, tuple[time, time]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Subject:
    """What is taught: the course, its modules (key and title; none means the course as such), the kind of session."""

    course_key: str
    course_title: str
    modules: Mapping[str, str]
    kind: str


def check_qualified(trainer: TrainerFacts, subject: Subject, span: Span) -> None:
    """Refuse a trainer who may not teach all of it on all of its days; the reason is that of the nearest one held.

    Raises:
        TrainerNotQualified, QualificationExpired, QualificationNotYet: as named.

    """
    first, last = _days(span, span.time_zone)
    for key, title in subject.modules.items() or (("", subject.course_title),):
        fitting = [each for each in trainer.held if each.covers(subject.course_key, key, subject.kind)]
        if any(each.valid(first, last) for each in fitting):
            continue
        ended = [each.valid_to for each in fitting if each.valid_to is not None and each.valid_to < last]
        if ended:
            raise QualificationExpired(who=trainer.name, subject=title, valid_to=max(ended))
        if fitting:
            begins = min(each.valid_from for each in fitting)
            raise QualificationNotYet(who=trainer.name, subject=title, valid_from=begins)
        raise TrainerNotQualified(who=trainer.name, subject=title)


def check_available(trainer: TrainerFacts, span: Span) -> None:
    """Refuse a trainer who is away, or who does not teach at that hour (both in the trainer's own zone).

    Raises:
        TrainerAway, TrainerOffHours: as named.

    """
    first, last = _days(span, trainer.time_zone)
    for each in trainer.away:
        if each.first_day <= last and first <= each.last_day:
            raise TrainerAway(who=trainer.name, first_day=each.first_day, last_day=each.last_day)
    if trainer.hours and not _within_hours(trainer, span):
        raise TrainerOffHours(who=trainer.name)


def is_free(trainers: Collection[TrainerFacts], subject: Subject, span: Span, *, qualified: bool) -> bool:
    """Whether every one of them may and can teach it then."""
    try:
        for each in trainers:
            check_available(each, span)
            if qualified:
                check_qualified(each, subject, span)
    except RuleViolation:
        return False
    return True


def _within_hours(trainer: TrainerFacts, span: Span) -> bool:
    zone = ZoneInfo(trainer.time_zone)
    starts, ends = span.starts_at.astimezone(zone), span.ends_at.astimezone(zone)
    hours = trainer.hours.get(starts.weekday())
    return hours is not None and starts.date() == ends.date() and hours[0] <= starts.time() and ends.time() <= hours[1]


def _days(span: Span, time_zone: str) -> tuple[date, date]:
    zone = ZoneInfo(time_zone)
    last_moment = span.ends_at - timedelta(microseconds=1)
    return span.starts_at.astimezone(zone).date(), last_moment.astimezone(zone).date()
