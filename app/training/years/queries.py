"""Training plans: their revisions, lines, and how far each line has come."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased

from app.accounts.models import Agency, User
from app.core.errors import Missing
from app.core.policy import Actor
from app.courses.models import CourseEdition, Enrolment
from app.courses.queries import list_current_courses

from ..models import AttendanceMark, AttendanceStatus, Cohort, CohortPlace, TrainingCentre
from ..nominations.models import Nomination
from ..nominations.queries.calls import latest_acts
from ..nominations.rules.states import LIVE, SEATED, after
from ..queries.attendance import is_current
from ..queries.scopes import path_within
from .models import PlanApproval, PlanLine, PlannedCohort, PlanRevision, YearPlan
from .permissions import may_see_plan
from .rules import (
    Counted,
    LineStatus,
    OpenedCohort,
    PlannedGroup,
    RevisionState,
    Target,
    status_of,
    total_of,
)

CAME = (AttendanceStatus.PRESENT, AttendanceStatus.LATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionFacts:
    """A revision: its number, and when and by whom it was begun and approved."""

    id: UUID
    number: int
    created_at: datetime
    author: str
    approved_at: datetime | None
    approver: str
    state: RevisionState


@dataclass(frozen=True, slots=True, kw_only=True)
class LineFacts:
    """A line with the cohorts that were opened for it, and its status."""

    id: UUID
    key: UUID
    course_key: str
    course_titles: dict[str, str]
    groups: tuple[PlannedGroup, ...]
    targets: tuple[Target, ...]
    donor: str
    in_charge: str
    remark: str
    cohorts: tuple[OpenedCohort, ...]
    status: LineStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFacts:
    """A plan as it is read: one revision of it, with all lines."""

    id: UUID
    year: int
    centre_id: UUID
    centre_path: str
    centre_names: dict[str, str]
    time_zone: str
    revision: RevisionFacts
    revisions: list[RevisionFacts]
    lines: list[LineFacts] = field(default_factory=list)
    agencies: dict[UUID, Agency] = field(default_factory=dict)

    @property
    def total(self) -> LineStatus:
        """All lines together."""
        return total_of([each.status for each in self.lines])

    @property
    def draft(self) -> bool:
        """Whether the revision that is read can be changed."""
        return self.revision.state is RevisionState.DRAFT

    def line(self, line_id: UUID) -> LineFacts:
        """Return one of the lines.

        Raises:
            Missing: this revision has no such line.

        """
        found = next((each for each in self.lines if each.id == line_id), None)
        if found is None:
            raise Missing
        return found


def list_plans(session: Session, actor: Actor) -> list[tuple[YearPlan, dict[str, str]]]:
    """Return the plans of the actor's centres, the latest year first (one statement)."""
    rows = session.execute(
        select(YearPlan, Agency.names)
        .join(Agency, Agency.id == YearPlan.centre_id)
        .where(path_within(Agency.path, actor.scopes("trainer", "centre_administrator")))
        .order_by(YearPlan.year.desc(), Agency.path)
    )
    return [(plan, names) for plan, names in rows]


def get_plan(session: Session, actor: Actor, plan_id: UUID, at: datetime, number: int | None = None) -> PlanFacts:
    """Return a plan: the revision with this number, or the latest (a fixed number of statements).

    Raises:
        Missing: no such plan of the actor's, or no such revision.

    """
    row = _find(session, plan_id)
    if row is None or not may_see_plan(actor, row[1].path):
        raise Missing
    revisions = _revisions(session, plan_id)
    revision = next((each for each in revisions if number is None or each.number == number), None)
    if revision is None:
        raise Missing
    return _read_plan(session, row, revisions, revision, at)


def find_approved(session: Session, plan_id: UUID, at: datetime) -> PlanFacts | None:
    """Return the approved revision of a plan, whoever asks (a fixed number of statements)."""
    row, revisions = _find(session, plan_id), _revisions(session, plan_id)
    revision = next((each for each in revisions if each.state is RevisionState.APPROVED), None)
    return _read_plan(session, row, revisions, revision, at) if row is not None and revision else None


def _find(session: Session, plan_id: UUID) -> tuple[YearPlan, Agency, str] | None:
    row = session.execute(
        select(YearPlan, Agency, TrainingCentre.time_zone)
        .join(Agency, Agency.id == YearPlan.centre_id)
        .join(TrainingCentre, TrainingCentre.agency_id == YearPlan.centre_id)
        .where(YearPlan.id == plan_id)
    ).one_or_none()
    return (row[0], row[1], row[2]) if row else None


def _read_plan(
    session: Session,
    row: tuple[YearPlan, Agency, str],
    revisions: list[RevisionFacts],
    revision: RevisionFacts,
    at: datetime,
) -> PlanFacts:
    plan, centre, time_zone = row
    today = at.astimezone(ZoneInfo(time_zone)).date()
    lines = list(
        session.scalars(
            select(PlanLine).where(PlanLine.revision_id == revision.id).order_by(PlanLine.position, PlanLine.id)
        )
    )
    wanted = {Target.from_json(target).agency_id for line in lines for target in line.targets}
    agencies = {each.id: each for each in session.scalars(select(Agency).where(Agency.id.in_(wanted - {None})))}
    return PlanFacts(
        id=plan.id,
        year=plan.year,
        centre_id=plan.centre_id,
        centre_path=centre.path,
        centre_names=centre.names,
        time_zone=time_zone,
        revision=revision,
        revisions=revisions,
        lines=_read_lines(session, plan.id, lines, {key: each.path for key, each in agencies.items()}, today),
        agencies=agencies,
    )


def cohorts_to_link(session: Session, plan: PlanFacts, line: LineFacts) -> list[tuple[UUID, str, date]]:
    """Return the centre's cohorts of the line's course in that year that belong to no line (one statement)."""
    rows = session.execute(
        select(Cohort.id, Cohort.title, Cohort.starts_on)
        .join(CourseEdition, CourseEdition.id == Cohort.course_edition_id)
        .where(
            Cohort.centre_id == plan.centre_id,
            CourseEdition.course_key == line.course_key,
            Cohort.starts_on >= date(plan.year, 1, 1),
            Cohort.starts_on <= date(plan.year, 12, 31),
            ~exists().where(PlannedCohort.cohort_id == Cohort.id),
        )
        .order_by(Cohort.starts_on, Cohort.id)
    )
    return [(key, title, starts_on) for key, title, starts_on in rows]


def _revisions(session: Session, plan_id: UUID) -> list[RevisionFacts]:
    approver = aliased(User)
    rows: Sequence[Any] = session.execute(
        select(PlanRevision, User.name, PlanApproval.approved_at, approver.name)
        .join(User, User.id == PlanRevision.created_by)
        .outerjoin(PlanApproval, PlanApproval.revision_id == PlanRevision.id)
        .outerjoin(approver, approver.id == PlanApproval.approved_by)
        .where(PlanRevision.plan_id == plan_id)
        .order_by(PlanRevision.number.desc())
    ).all()
    newest = next((revision.number for revision, _author, approved_at, _name in rows if approved_at is not None), None)
    return [
        RevisionFacts(
            id=revision.id,
            number=revision.number,
            created_at=revision.created_at,
            author=author,
            approved_at=approved_at,
            approver=name or "",
            state=(
                RevisionState.DRAFT
                if approved_at is None
                else RevisionState.APPROVED
                if revision.number == newest
                else RevisionState.REVISED
            ),
        )
        for revision, author, approved_at, name in rows
    ]


def _read_lines(
    session: Session, plan_id: UUID, lines: list[PlanLine], paths: dict[UUID, str], today: date
) -> list[LineFacts]:
    titles: dict[str, Any] = {each.course_key: each.definition["title"] for each in list_current_courses(session)}
    cohorts: dict[UUID, list[OpenedCohort]] = defaultdict(list)
    rows = session.execute(
        select(PlannedCohort.line_key, Cohort)
        .join(Cohort, Cohort.id == PlannedCohort.cohort_id)
        .where(PlannedCohort.plan_id == plan_id)
        .order_by(Cohort.starts_on, Cohort.id)
    )
    for key, each in rows:
        cohorts[key].append(OpenedCohort(each.id, each.title, each.starts_on, each.ends_on, each.capacity))
    people = _people(session, [each.id for found in cohorts.values() for each in found], today)
    found = []
    for line in lines:
        groups = tuple(PlannedGroup.from_json(each) for each in line.groups)
        targets = tuple(Target.from_json(each) for each in line.targets)
        own = tuple(cohorts[line.key])
        counted = [person for each in own for person in people[each.id]]
        found.append(
            LineFacts(
                id=line.id,
                key=line.key,
                course_key=line.course_key,
                course_titles=titles.get(line.course_key, {"en": line.course_key}),
                groups=groups,
                targets=targets,
                donor=line.donor,
                in_charge=line.in_charge,
                remark=line.remark,
                cohorts=own,
                status=status_of(groups, targets, own, counted, paths, today),
            )
        )
    return found


def _people(session: Session, cohort_ids: list[UUID], today: date) -> dict[UUID, list[Counted]]:
    """Return who counts in each cohort: nominated and still in question, and trained (two statements)."""
    found: dict[UUID, list[Counted]] = defaultdict(list)
    rows = session.execute(
        latest_acts()
        .add_columns(Nomination.cohort_id, Agency.path, Nomination.profession, Nomination.reserve)
        .where(Nomination.cohort_id.in_(cohort_ids))
    )
    for row in rows:
        state = after(row.act, confirmed_by_head=row.head_confirms)
        if state in SEATED or (state in LIVE and not row.reserve):
            found[row.cohort_id].append(Counted(row.path, row.profession.value, trained=False))
    came = exists().where(
        AttendanceMark.enrolment_id == CohortPlace.enrolment_id, AttendanceMark.status.in_(CAME), is_current()
    )
    trained = session.execute(
        select(CohortPlace.cohort_id, Agency.path, Enrolment.profession)
        .join(Enrolment, Enrolment.id == CohortPlace.enrolment_id)
        .join(Agency, Agency.id == Enrolment.agency_id)
        .join(Cohort, Cohort.id == CohortPlace.cohort_id)
        .where(CohortPlace.cohort_id.in_(cohort_ids), CohortPlace.left_at.is_(None), Cohort.ends_on < today, came)
    )
    for cohort_id, path, profession in trained:
        found[cohort_id].append(Counted(path, profession.value, trained=True))
    return found
