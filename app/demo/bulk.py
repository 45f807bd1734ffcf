"""Any number of invented records, the same for the same seed: for measuring and for trying out large lists."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import click
from flask import current_app
from sqlalchemy import Connection, Table, select

from app.accounts.models import (
    COUNTRY_ZONES,
    Agency,
    AgencyKind,
    AgencyMembership,
    Profession,
    Role,
    RoleAssignment,
    Sex,
    User,
)
from app.core.db import Base, db, transaction
from app.core.ports import ports
from app.courses.models import CourseEdition, Enrolment
from app.courses.queries import course_outline, current_course_edition
from app.training.models import (
    AttendanceMark,
    Cohort,
    CohortPlace,
    CohortTrainer,
    MarkSource,
    SessionKind,
    SessionModule,
    SessionTrainer,
    TrainingCentre,
    TrainingSession,
)
from app.training.rules.attendance import AttendanceStatus

from .load import COURSE
from .names import InventedName, NameLists, read_names
from .writing import write_rows

PEOPLE_IN_A_COHORT = 25
COHORTS_OF_A_TRAINER = 20
DAYS_BACK = 720
SESSIONS_A_DAY = 2
CORRECTED = 0.01
STATUSES = (AttendanceStatus.PRESENT, AttendanceStatus.LATE, AttendanceStatus.EXCUSED, AttendanceStatus.ABSENT)
WEIGHTS = (88, 5, 3, 4)


@dataclass(frozen=True, slots=True)
class Person:
    """One invented trainee or trainer."""

    id: UUID
    name: InventedName
    agency: Agency
    profession: Profession
    enrolment_id: UUID


@dataclass(frozen=True, slots=True)
class Group:
    """One invented cohort with its people and its sessions' times."""

    id: UUID
    centre: Agency
    number: int
    starts_on: date
    people: list[Person]
    trainer: Person
    sessions: list[tuple[UUID, datetime, datetime]]


class Inventor:
    """Draws everything from one seed; ids are UUIDv7 whose random bits come from it too."""

    def __init__(self, seed: int, names: dict[str, NameLists], now: datetime) -> None:
        self.seed = seed
        self.chance = random.Random(seed)  # noqa: S311 -- invented people, not secrets
        self.names = names
        self.now = now
        self.instant = int((now - timedelta(days=DAYS_BACK)).timestamp() * 1000)

    def new_id(self) -> UUID:
        """Return the next id."""
        self.instant += 1
        bits = self.chance.getrandbits(74)
        return UUID(int=(self.instant << 80) | (7 << 76) | ((bits >> 62) << 64) | (2 << 62) | (bits & (2**62 - 1)))

    def person(self, agency: Agency, profession: Profession) -> Person:
        """Invent somebody."""
        return Person(self.new_id(), self.names[agency.country].draw(self.chance), agency, profession, self.new_id())


def load_bulk(*, people: int, sessions: int, seed: int) -> str:
    """Add so many people, in cohorts of 25, and so many sessions with everybody's attendance marked.

    Raises:
        click.ClickException: the same seed was loaded before, or there is nothing to add to.

    """
    settings = current_app.extensions["sabaq_settings"]
    with transaction() as session:
        course = current_course_edition(session, COURSE)
        teaching = select(Agency).join(TrainingCentre, TrainingCentre.agency_id == Agency.id).order_by(Agency.code)
        centres = list(session.scalars(teaching))
        if course is None or not centres:
            raise click.ClickException("Load the demo story first.")
        if session.scalar(select(User.id).where(User.email == _email(seed, 0))):
            raise click.ClickException(f"Seed {seed} is loaded already; choose another.")
        inventor = Inventor(seed, read_names(settings.content_folder), ports().clock.now())
        homes = _homes(session.scalars(select(Agency).order_by(Agency.code)), centres)
        module_key = course_outline(session, course.id).modules[0].key
        session.flush()
        groups = _groups(inventor, homes, max(people, PEOPLE_IN_A_COHORT), sessions)
        counts = _write(session.connection(), inventor, groups, course, module_key)
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("ANALYZE")
    return ", ".join(f"{count} {name}" for name, count in counts.items())


def _email(seed: int, number: int) -> str:
    return f"bulk-{seed}-{number}@example.org"


def _homes(agencies: Iterator[Agency], centres: list[Agency]) -> dict[Agency, list[Agency]]:
    """Return for each centre the agencies of its country that send people."""
    sending = [each for each in agencies if each.kind not in (AgencyKind.COUNTRY, AgencyKind.TRAINING_CENTRE)]
    return {centre: [each for each in sending if each.country == centre.country] for centre in centres}


def _groups(inventor: Inventor, homes: dict[Agency, list[Agency]], people: int, sessions: int) -> list[Group]:
    count = -(-people // PEOPLE_IN_A_COHORT)
    centres = list(homes)
    trainers = [
        inventor.person(centres[number % len(centres)], Profession.TRAINER)
        for number in range(max(len(centres), count // COHORTS_OF_A_TRAINER))
    ]
    groups = []
    for number in range(count):
        centre = centres[number % len(centres)]
        size = min(PEOPLE_IN_A_COHORT, people - number * PEOPLE_IN_A_COHORT)
        own = sessions // count + (number < sessions % count)
        starts_on = (inventor.now - timedelta(days=8 + own + inventor.chance.randrange(DAYS_BACK - 60))).date()
        groups.append(
            Group(
                id=inventor.new_id(),
                centre=centre,
                number=number,
                starts_on=starts_on,
                people=[
                    inventor.person(inventor.chance.choice(homes[centre]), _profession(inventor)) for _ in range(size)
                ],
                trainer=trainers[number % len(trainers)],
                sessions=[_times(inventor, centre, starts_on, place) for place in range(own)],
            )
        )
    return groups


def _profession(inventor: Inventor) -> Profession:
    return inventor.chance.choices(
        (Profession.POLICE_INVESTIGATOR, Profession.PROSECUTOR, Profession.JUDGE), (6, 2, 1)
    )[0]


def _times(inventor: Inventor, centre: Agency, starts_on: date, place: int) -> tuple[UUID, datetime, datetime]:
    zone = ZoneInfo(COUNTRY_ZONES[centre.country])
    day = starts_on + timedelta(days=place // SESSIONS_A_DAY)
    starts_at = datetime.combine(day, time(9 + 5 * (place % SESSIONS_A_DAY)), zone).astimezone(UTC)
    return inventor.new_id(), starts_at, starts_at + timedelta(minutes=180)


def _write(
    connection: Connection, inventor: Inventor, groups: list[Group], course: CourseEdition, module_key: str
) -> dict[str, int]:
    trainers = list({group.trainer.id: group.trainer for group in groups}.values())
    _write_people(connection, inventor, [*trainers, *(each for group in groups for each in group.people)], trainers)
    _write_groups(connection, groups, course)
    _write_sessions(connection, groups, module_key)
    marks = write_rows(connection, _table(AttendanceMark), MARK_COLUMNS, _marks(inventor, groups))
    return {
        "people": sum(len(group.people) for group in groups),
        "cohorts": len(groups),
        "sessions": sum(len(group.sessions) for group in groups),
        "attendance marks": marks,
    }


def _table(model: type[Base]) -> Table:
    table = model.__table__
    assert isinstance(table, Table)
    return table


def _write_people(connection: Connection, inventor: Inventor, people: list[Person], trainers: list[Person]) -> None:
    joined = inventor.now - timedelta(days=DAYS_BACK)
    teaching = {trainer.id for trainer in trainers}
    write_rows(
        connection,
        _table(User),
        (
            "id",
            "name",
            "email",
            "agency_id",
            "profession",
            "sex",
            "language",
            "content_language",
            "time_zone",
            "created_at",
        ),
        (
            (
                each.id,
                each.name.full,
                _email(inventor.seed, number),
                each.agency.id,
                each.profession,
                Sex(each.name.sex),
                "ru",
                "ru",
                COUNTRY_ZONES[each.agency.country],
                joined,
            )
            for number, each in enumerate(people)
        ),
    )
    write_rows(
        connection,
        _table(AgencyMembership),
        ("id", "user_id", "agency_id", "since"),
        ((inventor.new_id(), each.id, each.agency.id, joined) for each in people),
    )
    write_rows(
        connection,
        _table(RoleAssignment),
        ("id", "user_id", "role", "agency_id", "scope_path", "granted_at"),
        (
            (inventor.new_id(), each.id, role, over.id if over else None, over.path if over else "", joined)
            for each in people
            for role, over in _roles(each, teaching)
        ),
    )


def _roles(person: Person, teaching: set[UUID]) -> Iterator[tuple[Role, Agency | None]]:
    yield Role.TRAINEE, None
    if person.id in teaching:
        yield Role.TRAINER, person.agency


def _write_groups(connection: Connection, groups: list[Group], course: CourseEdition) -> None:
    write_rows(
        connection,
        _table(Cohort),
        (
            "id",
            "centre_id",
            "course_edition_id",
            "title",
            "starts_on",
            "ends_on",
            "place",
            "capacity",
            "language",
            "created_at",
        ),
        (
            (
                group.id,
                group.centre.id,
                course.id,
                f"Группа {group.number + 1}",
                group.starts_on,
                group.starts_on + timedelta(days=max(4, len(group.sessions) // SESSIONS_A_DAY)),
                "",
                PEOPLE_IN_A_COHORT,
                "ru",
                _created(group),
            )
            for group in groups
        ),
    )
    write_rows(
        connection,
        _table(CohortTrainer),
        ("cohort_id", "user_id"),
        ((group.id, group.trainer.id) for group in groups),
    )
    write_rows(
        connection,
        _table(Enrolment),
        (
            "id",
            "user_id",
            "course_edition_id",
            "agency_id",
            "profession",
            "language",
            "enrolled_at",
            "withdrawal_reason",
        ),
        (
            (each.enrolment_id, each.id, course.id, each.agency.id, each.profession, "ru", _created(group), "")
            for group in groups
            for each in group.people
        ),
    )
    write_rows(
        connection,
        _table(CohortPlace),
        ("enrolment_id", "cohort_id", "user_id", "placed_at"),
        ((each.enrolment_id, group.id, each.id, _created(group)) for group in groups for each in group.people),
    )


def _created(group: Group) -> datetime:
    return datetime.combine(group.starts_on - timedelta(days=14), time(8), UTC)


def _write_sessions(connection: Connection, groups: list[Group], module_key: str) -> None:
    write_rows(
        connection,
        _table(TrainingSession),
        (
            "id",
            "cohort_id",
            "title",
            "kind",
            "starts_at",
            "ends_at",
            "place",
            "online_link",
            "time_zone",
            "needs",
            "sequence",
            "cancelled_reason",
        ),
        (
            (
                session_id,
                group.id,
                f"Занятие {place + 1}",
                SessionKind.CLASSROOM,
                starts_at,
                ends_at,
                "",
                "",
                "",
                [],
                0,
                "",
            )
            for group in groups
            for place, (session_id, starts_at, ends_at) in enumerate(group.sessions)
        ),
    )
    write_rows(
        connection,
        _table(SessionTrainer),
        ("session_id", "user_id"),
        ((session_id, group.trainer.id) for group in groups for session_id, _starts, _ends in group.sessions),
    )
    write_rows(
        connection,
        _table(SessionModule),
        ("session_id", "module_key"),
        ((session_id, module_key) for group in groups for session_id, _starts, _ends in group.sessions),
    )


MARK_COLUMNS = (
    "id",
    "session_id",
    "enrolment_id",
    "user_id",
    "agency_id",
    "status",
    "minutes_late",
    "remark",
    "marked_by",
    "marked_at",
    "source",
    "corrects_id",
    "reason",
)


def _marks(inventor: Inventor, groups: list[Group]) -> Iterator[tuple[object, ...]]:
    chance = inventor.chance
    for group in groups:
        by = group.trainer.id
        for session_id, starts_at, _ends_at in group.sessions:
            at = starts_at + timedelta(minutes=15)
            for each in group.people:
                [status] = chance.choices(STATUSES, WEIGHTS)
                late = chance.randrange(5, 45) if status is AttendanceStatus.LATE else 0
                mark_id = inventor.new_id()
                about = (session_id, each.enrolment_id, each.id, each.agency.id)
                yield (mark_id, *about, status, late, "", by, at, MarkSource.TRAINER, None, "")
                if chance.random() < CORRECTED:
                    changed = AttendanceStatus.EXCUSED
                    yield (
                        inventor.new_id(),
                        *about,
                        changed,
                        0,
                        "",
                        by,
                        at + timedelta(days=1),
                        MarkSource.TRAINER,
                        mark_id,
                        "Справка",
                    )
