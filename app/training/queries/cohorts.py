"""Cohorts and who is in them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select, true
from sqlalchemy.orm import Session, contains_eager

from app.accounts.models import Agency, Profession, Role, RoleAssignment, User
from app.core.errors import Missing
from app.core.policy import Actor
from app.courses.models import CourseEdition, Enrolment

from ..models import Cohort, CohortPlace, CohortTrainer, Room, TrainingCentre
from ..permissions import CohortScope
from ..rules.people_words import name_order
from ..rules.scheduling import CohortFrame
from .scopes import path_within, sees_cohort


@dataclass(frozen=True, slots=True, kw_only=True)
class CohortFacts:
    """A cohort as pages and rules need it."""

    id: UUID
    title: str
    starts_on: date
    ends_on: date
    place: str
    capacity: int
    taken: int
    language: str
    created_by: UUID | None
    centre_id: UUID
    centre_names: dict[str, str]
    centre_path: str
    centre_language: str
    city: dict[str, str]
    time_zone: str
    course_edition_id: UUID
    course_key: str
    course_titles: dict[str, str]
    trainers: dict[UUID, str] = field(default_factory=dict)

    @property
    def scope(self) -> CohortScope:
        """Whose it is."""
        return CohortScope(self.centre_path, self.created_by, frozenset(self.trainers))

    @property
    def frame(self) -> CohortFrame:
        """What it allows its sessions."""
        return CohortFrame(self.title, self.starts_on, self.ends_on, self.capacity, self.time_zone)

    @property
    def free(self) -> int:
        """Places left."""
        return max(0, self.capacity - self.taken)


@dataclass(frozen=True, slots=True, kw_only=True)
class CohortFilter:
    """What a list of cohorts is cut down to."""

    search: str = ""
    state: str = ""
    centre_id: UUID | None = None
    today: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonInCohort:
    """A participant as a list shows them."""

    enrolment_id: UUID
    user_id: UUID
    name: str
    email: str
    profession: Profession
    agency_names: dict[str, str]
    left: bool


def visible_cohorts(actor: Actor) -> Select[Cohort]:
    """The same rule as `may_see_cohort`, as a query that also loads each cohort's centre."""
    return (
        select(Cohort)
        .join(Cohort.centre)
        .join(Agency, Agency.id == TrainingCentre.agency_id)
        .options(contains_eager(Cohort.centre).contains_eager(TrainingCentre.agency))
        .where(sees_cohort(actor))
    )


def list_cohorts(actor: Actor, wanted: CohortFilter) -> Select[*tuple[Any, ...]]:
    """Return the query for a list of cohorts, the latest first; rows are as `cohort_facts` reads them."""
    return _facts().where(sees_cohort(actor), *_conditions(wanted)).order_by(Cohort.starts_on.desc(), Cohort.id)


def cohort_facts(row: Any, trainers: dict[UUID, str] | None = None) -> CohortFacts:  # noqa: ANN401 -- a row
    """Read a row of `list_cohorts`."""
    return CohortFacts(**row._mapping, trainers=trainers or {})  # noqa: SLF001 -- SQLAlchemy's public name


def get_cohort(session: Session, actor: Actor, cohort_id: UUID) -> CohortFacts:
    """Return a cohort that the person may see (two statements).

    Raises:
        Missing: there is none.

    """
    row = session.execute(_facts().where(Cohort.id == cohort_id, sees_cohort(actor))).one_or_none()
    if row is None:
        raise Missing
    return cohort_facts(row, trainers_of(session, cohort_id))


def find_cohort_facts(session: Session, cohort_id: UUID) -> CohortFacts | None:
    """Return a cohort whoever asks: for services that decide on permission themselves."""
    row = session.execute(_facts().where(Cohort.id == cohort_id)).one_or_none()
    return cohort_facts(row, trainers_of(session, cohort_id)) if row else None


def trainers_of(session: Session, cohort_id: UUID) -> dict[UUID, str]:
    """Return a cohort's trainers with their names."""
    found = (
        select(User.id, User.name)
        .join(CohortTrainer, CohortTrainer.user_id == User.id)
        .where(CohortTrainer.cohort_id == cohort_id)
        .order_by(User.name, User.id)
    )
    return {row.id: row.name for row in session.execute(found)}


def list_trainers(session: Session, centre_path: str) -> dict[UUID, str]:
    """Return those who hold the role of trainer over a centre."""
    scope = RoleAssignment.scope_path
    found = (
        select(User.id, User.name)
        .join(RoleAssignment, RoleAssignment.user_id == User.id)
        .where(
            RoleAssignment.role == Role.TRAINER,
            RoleAssignment.ended_at.is_(None),
            User.deactivated_at.is_(None),
            # The centre lies below the scope: the centre's path begins with it.
            func.substr(centre_path, 1, func.length(scope)) == scope,
        )
        .distinct()
        .order_by(User.name, User.id)
    )
    return {row.id: row.name for row in session.execute(found)}


def list_centres(session: Session, actor: Actor, *roles: Role) -> list[TrainingCentre]:
    """Return the centres over which the person holds one of the roles."""
    found = select(TrainingCentre).join(TrainingCentre.agency).options(contains_eager(TrainingCentre.agency))
    return list(session.scalars(found.where(path_within(Agency.path, actor.scopes(*roles))).order_by(Agency.code)))


def list_rooms(session: Session, centre_ids: Collection[UUID]) -> list[Room]:
    """Return the rooms of centres by name."""
    return list(session.scalars(select(Room).where(Room.centre_id.in_(centre_ids)).order_by(Room.name)))


def list_people(session: Session, cohort_id: UUID, *, with_left: bool = False) -> list[PersonInCohort]:
    """Return who is in a cohort, by name; those who left on demand."""
    found = (
        select(
            CohortPlace.enrolment_id,
            User.id.label("user_id"),
            User.name,
            User.email,
            Enrolment.profession,
            Agency.names.label("agency_names"),
            CohortPlace.left_at.is_not(None).label("left"),
        )
        .join(User, User.id == CohortPlace.user_id)
        .join(Enrolment, Enrolment.id == CohortPlace.enrolment_id)
        .join(Agency, Agency.id == Enrolment.agency_id)
        .where(CohortPlace.cohort_id == cohort_id, true() if with_left else CohortPlace.left_at.is_(None))
        .order_by(User.id)
    )
    people = [PersonInCohort(**row._mapping) for row in session.execute(found)]  # noqa: SLF001 -- public name
    return sorted(people, key=lambda person: (person.left, name_order(person.name)))


def count_taken(session: Session, cohort_id: UUID) -> int:
    """Return how many people are in a cohort."""
    return session.scalar(select(_taken(CohortPlace.cohort_id == cohort_id))) or 0


def cohort_of(session: Session, enrolment_ids: Collection[UUID]) -> dict[UUID, CohortFacts]:
    """Return the cohort of each enrolment that has one (one statement; trainers are not loaded)."""
    rows = session.execute(
        _facts()
        .add_columns(CohortPlace.enrolment_id)
        .join(CohortPlace, CohortPlace.cohort_id == Cohort.id)
        .where(CohortPlace.enrolment_id.in_(enrolment_ids))
    )
    found = {}
    for row in rows:
        values = dict(row._mapping)  # noqa: SLF001 -- SQLAlchemy's public name
        enrolment_id = values.pop("enrolment_id")
        found[enrolment_id] = CohortFacts(**values)
    return found


def _facts() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Cohort.id,
            Cohort.title,
            Cohort.starts_on,
            Cohort.ends_on,
            Cohort.place,
            Cohort.capacity,
            _taken(CohortPlace.cohort_id == Cohort.id).label("taken"),
            Cohort.language,
            Cohort.created_by,
            Cohort.centre_id,
            Agency.names.label("centre_names"),
            Agency.path.label("centre_path"),
            TrainingCentre.language.label("centre_language"),
            TrainingCentre.city,
            TrainingCentre.time_zone,
            Cohort.course_edition_id,
            CourseEdition.course_key,
            CourseEdition.definition["title"].label("course_titles"),
        )
        .join(TrainingCentre, TrainingCentre.agency_id == Cohort.centre_id)
        .join(Agency, Agency.id == TrainingCentre.agency_id)
        .join(CourseEdition, CourseEdition.id == Cohort.course_edition_id)
    )


def _taken(condition: ColumnElement[bool]) -> Any:  # noqa: ANN401 -- a scalar subquery
    counted = select(func.count()).select_from(CohortPlace).where(condition, CohortPlace.left_at.is_(None))
    return counted.correlate(Cohort).scalar_subquery()


def _conditions(wanted: CohortFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.search:
        found.append(or_(*(each.icontains(wanted.search, autoescape=True) for each in (Cohort.title, Cohort.place))))
    if wanted.centre_id:
        found.append(Cohort.centre_id == wanted.centre_id)
    states: dict[str, list[ColumnElement[bool]]] = {
        "planned": [Cohort.starts_on > wanted.today],
        "running": [Cohort.starts_on <= wanted.today, Cohort.ends_on >= wanted.today],
        "finished": [Cohort.ends_on < wanted.today],
    }
    return found + states.get(wanted.state, [])
