"""What people did and owe: the same fixed number of statements for one person and for a whole ministry."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.accounts.models import Agency, Profession, User
from app.accounts.permissions import people_scopes
from app.core.policy import Actor
from app.courses.models import Enrolment, LessonCompletion, ModuleEdition
from app.training.agency_training.queries import credited_hours
from app.training.imports.models import PastTraining
from app.training.imports.queries.past import counts as past_counts
from app.training.models import (
    AttendanceMark,
    AttendanceStatus,
    Cohort,
    SessionKind,
    SessionModule,
    TrainingCentre,
    TrainingSession,
)
from app.training.queries.attendance import is_current
from app.training.queries.scopes import path_within

from ..models import Exemption, ExemptionEnd, HoursRuleVersion
from ..rules.hours import HourKind, HoursRule, Leave, Line, Period, balance

ATTENDED = (AttendanceStatus.PRESENT, AttendanceStatus.LATE)
MINUTES = 60


@dataclass(frozen=True, slots=True)
class Person:
    """Whose hours they are."""

    id: UUID
    name: str
    profession: Profession
    agency_id: UUID
    agency_path: str
    agency_names: dict[str, str]
    since: date


@dataclass(frozen=True, slots=True)
class Balance:
    """A person with every period up to now, the present one last."""

    person: Person
    periods: tuple[Period, ...]

    @property
    def now(self) -> Period | None:
        """The period in which today lies; None where nothing is owed."""
        return self.periods[-1] if self.periods else None

    def around(self, day: date) -> Period | None:
        """The period in which a day lies."""
        return next((each for each in self.periods if each.first <= day <= each.last), None)


def one_person(user_id: UUID) -> Select[Any]:
    """Choose one person."""
    return select(User.id).where(User.id == user_id)


def people_of(actor: Actor, path: str = "") -> Select[Any]:
    """Choose the people whom somebody may see, of an agency and those below it."""
    return people_within(people_scopes(actor), path)


def people_within(scopes: tuple[str, ...], path: str = "") -> Select[Any]:
    """Choose the people of agencies within scopes whose accounts are open."""
    wanted = select(User.id).join(Agency, Agency.id == User.agency_id)
    below = Agency.path.startswith(path, autoescape=True)
    return wanted.where(path_within(Agency.path, scopes), below, User.deactivated_at.is_(None))


def balances(session: Session, users: Select[Any], today: date) -> list[Balance]:
    """Return the balance of each person whom a query of ids chooses, by name (nine statements; one without rules)."""
    rules = hours_rules(session)
    if not rules:
        return []
    people = list_people(session, users)
    first = min(each.valid_from for each in rules) - timedelta(days=366)
    lines = _lines(session, users, first, today)
    leaves = _leaves(session, users)
    found = []
    for each in people:
        own = [rule for rule in rules if rule.covers(each.profession, each.agency_path)]
        periods = balance(own, lines.get(each.id, ()), leaves.get(each.id, ()), since=each.since, today=today)
        found.append(Balance(each, tuple(periods)))
    return found


def list_people(session: Session, users: Select[Any]) -> list[Person]:
    """Return the chosen people by name (one statement)."""
    rows = session.execute(
        select(
            User.id, User.name, User.profession, Agency.id, Agency.path, Agency.names, User.created_at, User.time_zone
        )
        .join(Agency, Agency.id == User.agency_id)
        .where(User.id.in_(users))
        .order_by(User.name, User.id)
    )
    return [Person(*row[:6], since=_day(row.created_at, row.time_zone)) for row in rows]


def hours_rules(session: Session) -> list[HoursRule]:
    """Return every version of every rule (one statement)."""
    rows = session.execute(
        select(HoursRuleVersion, Agency.path).outerjoin(Agency, Agency.id == HoursRuleVersion.agency_id)
    )
    return [
        HoursRule(
            id=each.id,
            profession=each.profession,
            agency_path=path or "",
            valid_from=each.valid_from,
            minutes=each.minutes,
            month=each.month,
            day=each.day,
            kinds=frozenset(HourKind(kind) for kind in each.kinds),
            face_to_face=each.face_to_face,
            carry_over=each.carry_over,
        )
        for each, path in rows
    ]


def exemptions_of(session: Session, user_id: UUID) -> list[tuple[Exemption, str, ExemptionEnd | None]]:
    """Return a person's exemptions with who made them, the latest first (one statement)."""
    rows = session.execute(
        select(Exemption, User.name, ExemptionEnd)
        .join(User, User.id == Exemption.made_by)
        .outerjoin(ExemptionEnd, ExemptionEnd.exemption_id == Exemption.id)
        .where(Exemption.user_id == user_id)
        .order_by(Exemption.first.desc(), Exemption.id.desc())
    )
    return [(each, name, end) for each, name, end in rows]


def _leaves(session: Session, users: Select[Any]) -> dict[UUID, list[Leave]]:
    ended = select(ExemptionEnd.exemption_id)
    rows = session.execute(
        select(Exemption.user_id, Exemption.first, Exemption.last).where(
            Exemption.user_id.in_(users), Exemption.id.not_in(ended)
        )
    )
    found: dict[UUID, list[Leave]] = defaultdict(list)
    for user_id, first, last in rows:
        found[user_id].append(Leave(first, last))
    return found


def _lines(session: Session, users: Select[Any], first: date, last: date) -> dict[UUID, list[Line]]:
    found: dict[UUID, list[Line]] = defaultdict(list)
    for source in (_sessions, _modules, _credits, _past):
        for user_id, line in source(session, users, first, last):
            if line.minutes > 0:
                found[user_id].append(line)
    return found


Lines = Iterable[tuple[UUID, Line]]


def _sessions(session: Session, users: Select[Any], first: date, last: date) -> Lines:
    rows = session.execute(
        select(
            AttendanceMark.user_id,
            TrainingSession.id,
            TrainingSession.title,
            TrainingSession.kind,
            TrainingSession.starts_at,
            TrainingSession.ends_at,
            TrainingCentre.time_zone,
        )
        .join(TrainingSession, TrainingSession.id == AttendanceMark.session_id)
        .join(Cohort, Cohort.id == TrainingSession.cohort_id)
        .join(TrainingCentre, TrainingCentre.agency_id == Cohort.centre_id)
        .where(
            AttendanceMark.user_id.in_(users),
            AttendanceMark.status.in_(ATTENDED),
            TrainingSession.cancelled_at.is_(None),
            TrainingSession.starts_at >= _midnight(first),
            TrainingSession.starts_at < _midnight(last + timedelta(days=2)),
            is_current(),
        )
    )
    for user_id, key, title, kind, starts_at, ends_at, time_zone in rows:
        minutes = int((ends_at - starts_at).total_seconds() // MINUTES)
        face = kind is not SessionKind.ONLINE
        yield user_id, Line(_day(starts_at, time_zone), minutes, HourKind.SESSION, face, title, str(key))


def _modules(session: Session, users: Select[Any], first: date, last: date) -> Lines:
    """Each module once, on the day of its last lesson; none that the person was taught in a session."""
    taught = _taught(session, users)
    rows = session.execute(
        select(
            Enrolment.user_id,
            ModuleEdition.module_key,
            ModuleEdition.outline,
            func.count(LessonCompletion.id).label("done"),
            func.max(LessonCompletion.completed_at).label("at"),
        )
        .join(LessonCompletion, LessonCompletion.enrolment_id == Enrolment.id)
        .join(ModuleEdition, ModuleEdition.id == LessonCompletion.edition_id)
        .where(Enrolment.user_id.in_(users))
        .group_by(Enrolment.id, Enrolment.user_id, ModuleEdition.id)
        .order_by(func.max(LessonCompletion.completed_at))
    )
    seen: set[tuple[UUID, str]] = set(taught)
    for user_id, module_key, outline, done, at in rows:
        if done < len(outline["lessons"]) or (user_id, module_key) in seen:
            continue
        seen.add((user_id, module_key))
        day = at.date()
        if first <= day <= last:
            titles = outline["title"]
            title = titles.get("en") or next(iter(titles.values()), module_key)
            yield user_id, Line(day, round(outline["hours"] * MINUTES), HourKind.ONLINE, False, title, module_key)


def _taught(session: Session, users: Select[Any]) -> set[tuple[UUID, str]]:
    rows = session.execute(
        select(AttendanceMark.user_id, SessionModule.module_key)
        .join(SessionModule, SessionModule.session_id == AttendanceMark.session_id)
        .where(AttendanceMark.user_id.in_(users), AttendanceMark.status.in_(ATTENDED), is_current())
        .distinct()
    )
    return {(user_id, key) for user_id, key in rows}


def _credits(session: Session, users: Select[Any], first: date, last: date) -> Lines:
    for each in credited_hours(session, users, first, last):
        line = Line(each.held_on, each.minutes, HourKind.AGENCY, each.face_to_face, each.title, str(each.training_id))
        yield each.user_id, line


def _past(session: Session, users: Select[Any], first: date, last: date) -> Lines:
    """How it was held is not on record, so it does not count as face to face."""
    rows = session.execute(
        select(PastTraining.user_id, PastTraining.id, PastTraining.course, PastTraining.ends_on, PastTraining.hours)
        .where(PastTraining.user_id.in_(users), PastTraining.ends_on.between(first, last), past_counts())
        .order_by(PastTraining.ends_on, PastTraining.id)
    )
    for user_id, key, course, ends_on, hours in rows:
        yield (
            user_id,
            Line(ends_on, round(hours * MINUTES), HourKind.PAST, face_to_face=False, title=course, reference=str(key)),
        )


def counts(found: Sequence[Balance], day: date) -> dict[UUID, dict[str, int]]:
    """Return how many people of each agency stand how in the period around a day."""
    table: dict[UUID, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for each in found:
        period = each.around(day)
        if period is not None:
            table[each.person.agency_id][period.standing.value] += 1
    return table


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)


def _day(at: datetime, time_zone: str) -> date:
    return at.astimezone(ZoneInfo(time_zone)).date()
