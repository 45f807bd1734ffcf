"""An attempt as its owner works on it: fixed numbers of statements, columns instead of entities."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, and_, func, select
from sqlalchemy.orm import Session

from app.assessments.marking.queries.grants import granted_to
from app.assessments.models import Assessment, Attempt, Grade, Response
from app.assessments.permissions import AssessmentPermission
from app.assessments.rules.blueprints import Blueprint
from app.assessments.rules.folding import Given, Standing, fold
from app.assessments.rules.questions import AssessmentKind, Paper
from app.assessments.rules.timing import Released, Sitting
from app.assessments.sittings.models import Sitting as SittingRow
from app.assessments.sittings.rules.doors import closing
from app.core.errors import Missing
from app.core.policy import Actor, allowed
from app.courses.models import CourseEdition, CourseModule, Enrolment, ModuleEdition


@dataclass(frozen=True, slots=True)
class AttemptFacts:
    """An attempt with what its pages and its marking need to know."""

    id: UUID
    user_id: UUID
    enrolment_id: UUID
    assessment_id: UUID
    number: int
    language: str
    paper: Paper
    started_at: datetime
    deadline_at: datetime | None
    submitted_at: datetime | None
    kind: AssessmentKind
    module_key: str
    blueprint: Blueprint
    course_title: dict[str, str]
    module_title: dict[str, str] | None
    sitting_id: UUID | None = None
    large_print: bool = False
    networks: tuple[str, ...] = ()
    released: Released | None = None
    course_edition_id: UUID | None = None

    @property
    def sitting(self) -> Sitting:
        """The attempt, as far as time is concerned."""
        return Sitting(self.started_at, self.deadline_at, self.submitted_at)


@dataclass(frozen=True, slots=True)
class OfferedAssessment:
    """An assessment of an enrolment's course, whether it was tried or not."""

    id: UUID
    user_id: UUID
    enrolment_id: UUID
    course_edition_id: UUID
    language: str
    withdrawn_at: datetime | None
    kind: AssessmentKind
    module_key: str
    blueprint: Blueprint
    course_title: dict[str, str]
    module_title: dict[str, str] | None
    stated: dict[str, Any] = field(default_factory=dict)  # the blueprint as it is written down
    granted: int = 0  # attempts on top of those that the blueprint allows; `blueprint` has them


@dataclass(frozen=True, slots=True)
class PastAttempt:
    """An attempt in a list, with the grade that counts."""

    id: UUID
    number: int
    started_at: datetime
    deadline_at: datetime | None
    submitted_at: datetime | None
    percent: float | None
    passed: bool | None
    sitting_id: UUID | None = None

    @property
    def sitting(self) -> Sitting:
        """The attempt, as far as time is concerned."""
        return Sitting(self.started_at, self.deadline_at, self.submitted_at)


OF_SITTING = (SittingRow.networks, SittingRow.closes_at, SittingRow.extra_minutes, SittingRow.released_at)
TITLES = (CourseEdition.definition["title"].label("course_title"), ModuleEdition.outline["title"].label("module_title"))


def with_titles(statement: Select[Any]) -> Select[Any]:
    """Join the course's and the module's titles to a statement that has assessments."""
    return (
        statement.join(CourseEdition, CourseEdition.id == Assessment.course_edition_id)
        .outerjoin(
            CourseModule,
            and_(
                CourseModule.course_edition_id == Assessment.course_edition_id,
                CourseModule.module_key == Assessment.module_key,
            ),
        )
        .outerjoin(ModuleEdition, ModuleEdition.id == CourseModule.edition_id)
    )


def get_own_attempt(session: Session, actor: Actor, attempt_id: UUID, *, locked: bool = False) -> AttemptFacts:
    """Return an attempt of the actor; `locked` makes saving and handing in wait for one another.

    Raises:
        Missing: there is none, or it is somebody else's.

    """
    found = find_attempt(session, attempt_id, locked=locked)
    if found is None or not allowed(actor, AssessmentPermission.SIT, found):
        raise Missing
    return found


def find_attempt(session: Session, attempt_id: UUID, *, locked: bool = False) -> AttemptFacts | None:
    """Return an attempt, whoever's it is: for jobs, and behind the check of the owner."""
    columns = select(
        *Attempt.__table__.c,
        Assessment.kind,
        Assessment.module_key,
        Assessment.blueprint,
        Assessment.course_edition_id,
        *TITLES,
        *OF_SITTING,
        granted_to(Attempt.enrolment_id, Attempt.assessment_id).label("granted"),
    )
    joined = columns.join(Assessment, Assessment.id == Attempt.assessment_id)
    statement = with_titles(joined.outerjoin(SittingRow, SittingRow.id == Attempt.sitting_id))
    statement = statement.where(Attempt.id == attempt_id)
    if locked:
        statement = statement.with_for_update(of=Attempt.__table__)
    row = session.execute(statement).one_or_none()
    return None if row is None else _attempt(row)


def get_own_assessment(
    session: Session, actor: Actor, enrolment_id: UUID, assessment_id: UUID, *, locked: bool = False
) -> OfferedAssessment:
    """Return an assessment of the course that the actor is enrolled on.

    Raises:
        Missing: no such assessment in that course, or somebody else's enrolment.

    """
    statement = with_titles(
        select(
            Assessment.id,
            Enrolment.user_id,
            Enrolment.id.label("enrolment_id"),
            Assessment.course_edition_id,
            Enrolment.language,
            Enrolment.withdrawn_at,
            Assessment.kind,
            Assessment.module_key,
            Assessment.blueprint,
            *TITLES,
            granted_to(Enrolment.id, Assessment.id).label("granted"),
        ).join(Enrolment, Enrolment.course_edition_id == Assessment.course_edition_id)
    ).where(Assessment.id == assessment_id, Enrolment.id == enrolment_id)
    if locked:
        statement = statement.with_for_update(of=Enrolment.__table__)
    row = session.execute(statement).one_or_none()
    if row is None or not allowed(actor, AssessmentPermission.SIT, row):
        raise Missing
    facts, blueprint = row._asdict(), Blueprint.from_mapping(row.blueprint).granting(row.granted)
    return OfferedAssessment(**{**facts, "blueprint": blueprint, "stated": row.blueprint})


def past_attempts(session: Session, enrolment_id: UUID, assessment_id: UUID) -> list[PastAttempt]:
    """Return the attempts of an enrolment at an assessment, first to last, each with its latest grade."""
    statement = (
        select(
            Attempt.id,
            Attempt.number,
            Attempt.started_at,
            Attempt.deadline_at,
            Attempt.submitted_at,
            Grade.percent,
            Grade.passed,
            Attempt.sitting_id,
        )
        .outerjoin(Grade, Grade.attempt_id == Attempt.id)
        .where(Attempt.enrolment_id == enrolment_id, Attempt.assessment_id == assessment_id)
        .order_by(Attempt.number, Grade.graded_at, Grade.id)
    )
    latest = {row.id: PastAttempt(*row) for row in session.execute(statement)}
    return list(latest.values())


def standing(session: Session, attempt_id: UUID) -> Standing:
    """Return the answers of an attempt that stand."""
    return fold(given(session, attempt_id))


def given(session: Session, attempt_id: UUID) -> list[Given]:
    """Return every answer of an attempt as it was saved."""
    statement = select(
        Response.id,
        Response.question,
        Response.answer,
        Response.sequence,
        Response.saved_at,
        Response.late,
        Response.flagged,
    ).where(Response.attempt_id == attempt_id)
    return [Given(*row) for row in session.execute(statement.order_by(Response.sequence))]


def last_sequence(session: Session, attempt_id: UUID) -> int:
    """Return how far the server's sequence of an attempt's answers has gone."""
    return session.scalar(select(func.max(Response.sequence)).where(Response.attempt_id == attempt_id)) or 0


def overdue_attempt_ids(session: Session, before: datetime, limit: int) -> list[UUID]:
    """Return open attempts whose deadline passed before an instant, the oldest first."""
    statement = select(Attempt.id).where(Attempt.submitted_at.is_(None), Attempt.deadline_at < before)
    return list(session.scalars(statement.order_by(Attempt.deadline_at).limit(limit)))


def latest_grade(session: Session, attempt_id: UUID) -> Grade | None:
    """Return the grade of an attempt that counts."""
    statement = select(Grade).where(Grade.attempt_id == attempt_id).order_by(Grade.graded_at.desc(), Grade.id.desc())
    return session.scalars(statement.limit(1)).one_or_none()


def _attempt(row: Row[Any]) -> AttemptFacts:
    return AttemptFacts(
        id=row.id,
        user_id=row.user_id,
        enrolment_id=row.enrolment_id,
        assessment_id=row.assessment_id,
        number=row.number,
        language=row.language,
        paper=Paper.from_json(row.paper),
        started_at=row.started_at,
        deadline_at=row.deadline_at,
        submitted_at=row.submitted_at,
        kind=row.kind,
        module_key=row.module_key,
        blueprint=Blueprint.from_mapping(row.conditions or row.blueprint).granting(row.granted),
        course_title=row.course_title,
        module_title=row.module_title,
        sitting_id=row.sitting_id,
        large_print=row.large_print,
        networks=tuple(row.networks or ()),
        released=released_of(row),
        course_edition_id=row.course_edition_id,
    )


def released_of(row: Row[Any]) -> Released | None:
    """Return what a row with `OF_SITTING` says about when results may be seen."""
    if row.closes_at is None:
        return None
    return Released(closing(row.closes_at, row.extra_minutes), row.released_at)
