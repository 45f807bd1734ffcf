"""Sittings as their lists and pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select
from sqlalchemy.orm import Session

from app.accounts.models import Agency, Role
from app.assessments.models import Assessment, Attempt
from app.assessments.rules.blueprints import Blueprint, combined
from app.assessments.rules.questions import AssessmentKind
from app.core.errors import Missing
from app.core.policy import Actor, allowed
from app.courses.models import CourseEdition, CourseModule, ModuleEdition

from ..models import Sitting, SittingPlace
from ..permissions import SittingPermission
from ..rules.doors import Door, closing


@dataclass(frozen=True, slots=True, kw_only=True)
class SittingFacts:
    """A sitting with what is said about it everywhere."""

    id: UUID
    title: str
    assessment_id: UUID
    course_edition_id: UUID
    kind: AssessmentKind
    module_key: str
    course_titles: dict[str, str]
    module_titles: dict[str, str] | None
    centre_id: UUID
    centre_names: dict[str, str]
    centre_path: str
    time_zone: str
    opens_at: datetime
    closed_at: datetime  # as planned, without what was given to all
    extra_minutes: int
    full_time: bool
    stated: dict[str, Any]
    overrides: dict[str, Any]
    networks: list[str]
    code_number: int
    released_at: datetime | None
    places: int
    begun: int

    @property
    def closes_at(self) -> datetime:
        """When it closes, with the minutes that were given to all."""
        return closing(self.closed_at, self.extra_minutes)

    @property
    def door(self) -> Door:
        """What it asks of whoever comes in."""
        return Door(self.id, self.opens_at, self.closes_at, tuple(self.networks), self.code_number)

    @property
    def blueprint(self) -> Blueprint:
        """The blueprint in force in it."""
        return Blueprint.from_mapping(combined(self.stated, self.overrides))

    def state(self, at: datetime) -> str:
        """Whether it is to come, runs, or is over."""
        return "coming" if at < self.opens_at else "running" if at < self.closes_at else "over"


@dataclass(frozen=True, slots=True, kw_only=True)
class SittingFilter:
    """What a list of sittings is cut down to."""

    search: str = ""
    state: str = ""
    at: datetime


def sees_sitting(actor: Actor) -> ColumnElement[bool]:
    """The same rule as `may_see_sitting`; the query has the centre's Agency in it."""
    scopes = actor.scopes(Role.TRAINER, Role.CENTRE_ADMINISTRATOR)
    return or_(*(Agency.path.startswith(each, autoescape=True) for each in scopes)) if scopes else false()


def visible_sittings(actor: Actor, wanted: SittingFilter) -> Select[*tuple[Any, ...]]:
    """Return the query for a list of sittings, the latest first; rows are as `sitting_facts` reads them."""
    found = _facts().where(sees_sitting(actor), *_conditions(wanted))
    return found.order_by(Sitting.opens_at.desc(), Sitting.id)


def sitting_facts(row: Any) -> SittingFacts:  # noqa: ANN401 -- a row
    """Read a row of `visible_sittings`."""
    return SittingFacts(**row._mapping)  # noqa: SLF001 -- SQLAlchemy's public name


def get_sitting(session: Session, actor: Actor, sitting_id: UUID, *, locked: bool = False) -> SittingFacts:
    """Return a sitting that the person may see (one statement); `locked` makes acts on it wait for one another.

    Raises:
        Missing: there is none, or it is another centre's.

    """
    found = find_sittings(session, [sitting_id], locked=locked)
    if not found or not allowed(actor, SittingPermission.SEE, found[0].centre_path):
        raise Missing
    return found[0]


def find_sittings(session: Session, ids: list[UUID], *, locked: bool = False) -> list[SittingFacts]:
    """Return sittings by their ids, whoever asks, the earliest first."""
    statement = _facts().where(Sitting.id.in_(ids)).order_by(Sitting.opens_at, Sitting.id)
    if locked:
        statement = statement.with_for_update(of=Sitting.__table__)
    return [sitting_facts(row) for row in session.execute(statement)]


def assessments_of(session: Session, course_edition_id: UUID) -> list[tuple[UUID, AssessmentKind, dict[str, str]]]:
    """Return what can be sat of a course: id, kind, and the titles of a quiz's module."""
    statement = (
        select(Assessment.id, Assessment.kind, ModuleEdition.outline["title"].label("titles"))
        .outerjoin(
            CourseModule,
            and_(
                CourseModule.course_edition_id == Assessment.course_edition_id,
                CourseModule.module_key == Assessment.module_key,
            ),
        )
        .outerjoin(ModuleEdition, ModuleEdition.id == CourseModule.edition_id)
        .where(Assessment.course_edition_id == course_edition_id)
        .order_by(CourseModule.position, Assessment.id)
    )
    return [(row.id, row.kind, row.titles or {}) for row in session.execute(statement)]


def _facts() -> Select[*tuple[Any, ...]]:
    places = select(func.count()).where(SittingPlace.sitting_id == Sitting.id).correlate(Sitting).scalar_subquery()
    begun = (
        select(func.count(Attempt.enrolment_id.distinct()))
        .where(Attempt.sitting_id == Sitting.id)
        .correlate(Sitting)
        .scalar_subquery()
    )
    return (
        select(
            Sitting.id,
            Sitting.title,
            Sitting.assessment_id,
            Assessment.course_edition_id,
            Assessment.kind,
            Assessment.module_key,
            CourseEdition.definition["title"].label("course_titles"),
            ModuleEdition.outline["title"].label("module_titles"),
            Sitting.centre_id,
            Agency.names.label("centre_names"),
            Agency.path.label("centre_path"),
            Sitting.time_zone,
            Sitting.opens_at,
            Sitting.closes_at.label("closed_at"),
            Sitting.extra_minutes,
            Sitting.full_time,
            Assessment.blueprint.label("stated"),
            Sitting.overrides,
            Sitting.networks,
            Sitting.code_number,
            Sitting.released_at,
            places.label("places"),
            begun.label("begun"),
        )
        .join(Agency, Agency.id == Sitting.centre_id)
        .join(Assessment, Assessment.id == Sitting.assessment_id)
        .join(CourseEdition, CourseEdition.id == Assessment.course_edition_id)
        .outerjoin(
            CourseModule,
            and_(
                CourseModule.course_edition_id == Assessment.course_edition_id,
                CourseModule.module_key == Assessment.module_key,
            ),
        )
        .outerjoin(ModuleEdition, ModuleEdition.id == CourseModule.edition_id)
    )


def _conditions(wanted: SittingFilter) -> list[ColumnElement[bool]]:
    """Cut a list down; minutes given to all are minutes, so the planned end is near enough for the past ones."""
    found: list[ColumnElement[bool]] = []
    if wanted.search:
        found.append(Sitting.title.icontains(wanted.search, autoescape=True))
    states: dict[str, list[ColumnElement[bool]]] = {
        "coming": [Sitting.opens_at > wanted.at],
        "running": [Sitting.opens_at <= wanted.at, Sitting.closes_at > wanted.at],
        "over": [Sitting.closes_at <= wanted.at],
    }
    return found + states.get(wanted.state, [])
