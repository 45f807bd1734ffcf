"""Writing a training plan, approving it, revising it, and opening cohorts for its lines. Services never commit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core import audit
from app.core.errors import Missing
from app.core.ids import new_id
from app.core.policy import Actor, require
from app.courses.queries import current_course_edition

from ..models import Cohort, TrainingCentre
from ..queries.cohorts import get_cohort
from ..services.cohorts import CohortDetails, create_cohort
from .models import PlanApproval, PlanLine, PlannedCohort, PlanRevision, YearPlan
from .permissions import YearPlanPermission
from .queries import PlanFacts, get_plan
from .rules import DraftExists, NotADraft, PlanEmpty, PlannedGroup, Target, check_groups


@dataclass(frozen=True, slots=True, kw_only=True)
class LineDetails:
    """What a line says."""

    course_key: str
    groups: Sequence[PlannedGroup] = ()
    targets: Sequence[Target] = ()
    donor: str = ""
    in_charge: str = ""
    remark: str = ""


def begin_plan(session: Session, *, actor: Actor, centre_id: UUID, year: int, at: datetime) -> UUID:
    """Begin a centre's plan of a year with an empty draft; a plan that exists is returned.

    Raises:
        Missing: there is no such centre.
        NotAllowed: the actor does not administer it.

    """
    centre = session.get(TrainingCentre, centre_id)
    if centre is None:
        raise Missing
    require(actor, YearPlanPermission.EDIT, centre.agency.path)
    stored = session.scalars(
        select(YearPlan.id).where(YearPlan.centre_id == centre_id, YearPlan.year == year)
    ).one_or_none()
    if stored is not None:
        return stored
    plan = YearPlan(id=new_id(), centre_id=centre_id, year=year, created_at=at, created_by=actor.id)
    session.add(plan)
    session.flush()
    session.add(PlanRevision(id=new_id(), plan_id=plan.id, number=1, created_at=at, created_by=actor.id))
    session.flush()
    audit.record(
        session, actor=actor, action="training:year_plan:begin", subject=("year_plan", plan.id), at=at, year=year
    )
    return plan.id


def save_line(
    session: Session,
    *,
    actor: Actor,
    plan_id: UUID,
    line_id: UUID,
    details: LineDetails,
    at: datetime,
) -> UUID:
    """Add a line to the draft, or change the one with this id.

    Raises:
        Missing: no such plan of the actor's, or no such course.
        NotADraft: the latest revision is approved.
        YearOutside: a cohort begins in another year.

    """
    plan = _draft(session, actor, plan_id, at)
    check_groups(details.groups, plan.year)
    if current_course_edition(session, details.course_key) is None:
        raise Missing
    line = session.get(PlanLine, line_id)
    if line is not None and line.revision_id != plan.revision.id:
        raise Missing
    if line is None:
        last = session.scalar(select(func.max(PlanLine.position)).where(PlanLine.revision_id == plan.revision.id))
        line = PlanLine(id=line_id, key=new_id(), revision_id=plan.revision.id, position=(last or 0) + 1)
        session.add(line)
    line.course_key = details.course_key
    line.groups = [each.to_json() for each in details.groups]
    line.targets = [each.to_json() for each in details.targets]
    line.donor, line.in_charge, line.remark = details.donor, details.in_charge, details.remark
    session.flush()
    audit.record(
        session,
        actor=actor,
        action="training:year_plan:line",
        subject=("year_plan", plan_id),
        at=at,
        line=str(line.key),
        course=line.course_key,
        groups=line.groups,
        targets=line.targets,
    )
    return line_id


def remove_line(session: Session, *, actor: Actor, plan_id: UUID, line_id: UUID, at: datetime) -> None:
    """Take a line out of the draft; earlier revisions keep theirs.

    Raises:
        Missing, NotADraft: as `save_line`.

    """
    plan = _draft(session, actor, plan_id, at)
    line = plan.line(line_id)
    session.delete(session.get_one(PlanLine, line_id))
    audit.record(
        session,
        actor=actor,
        action="training:year_plan:remove_line",
        subject=("year_plan", plan_id),
        at=at,
        line=str(line.key),
        course=line.course_key,
    )


def approve_plan(session: Session, *, actor: Actor, plan_id: UUID, at: datetime) -> None:
    """Approve the draft; it stays as it is from then on. Repeating changes nothing.

    Raises:
        Missing, NotAllowed: as `begin_plan`.
        PlanEmpty: there is no line in it.

    """
    plan = get_plan(session, actor, plan_id, at)
    require(actor, YearPlanPermission.EDIT, plan.centre_path)
    if not plan.draft:
        return
    if not plan.lines:
        raise PlanEmpty
    session.add(PlanApproval(revision_id=plan.revision.id, approved_at=at, approved_by=actor.id))
    session.flush()
    audit.record(
        session,
        actor=actor,
        action="training:year_plan:approve",
        subject=("year_plan", plan_id),
        at=at,
        revision=plan.revision.number,
    )


def revise_plan(session: Session, *, actor: Actor, plan_id: UUID, at: datetime) -> int:
    """Begin the next revision with the lines of the approved one; return its number.

    Raises:
        Missing, NotAllowed: as `begin_plan`.
        DraftExists: there is one already.

    """
    plan = get_plan(session, actor, plan_id, at)
    require(actor, YearPlanPermission.EDIT, plan.centre_path)
    if plan.draft:
        raise DraftExists
    number = plan.revision.number + 1
    revision = PlanRevision(id=new_id(), plan_id=plan_id, number=number, created_at=at, created_by=actor.id)
    session.add(revision)
    session.flush()
    for position, line in enumerate(plan.lines, start=1):
        session.add(
            PlanLine(
                id=new_id(),
                revision_id=revision.id,
                key=line.key,
                position=position,
                course_key=line.course_key,
                groups=[each.to_json() for each in line.groups],
                targets=[each.to_json() for each in line.targets],
                donor=line.donor,
                in_charge=line.in_charge,
                remark=line.remark,
            )
        )
    session.flush()
    audit.record(
        session,
        actor=actor,
        action="training:year_plan:revise",
        subject=("year_plan", plan_id),
        at=at,
        revision=revision.number,
    )
    return number


def open_planned_cohort(
    session: Session,
    *,
    actor: Actor,
    plan_id: UUID,
    line_id: UUID,
    cohort_id: UUID,
    details: CohortDetails,
    at: datetime,
) -> UUID:
    """Open a cohort for a line, by the same service as any other; repeating the id returns the stored one.

    Raises:
        Missing: no such plan, line or published course.
        CohortEndsBeforeStart: the dates are in the wrong order.

    """
    plan = get_plan(session, actor, plan_id, at)
    require(actor, YearPlanPermission.EDIT, plan.centre_path)
    line = plan.line(line_id)
    course = current_course_edition(session, line.course_key)
    if course is None:
        raise Missing
    create_cohort(
        session,
        actor=actor,
        cohort_id=cohort_id,
        centre_id=plan.centre_id,
        course_edition_id=course.id,
        details=details,
        at=at,
    )
    session.flush()
    _link(session, actor, plan, line.key, cohort_id, at)
    return cohort_id


def link_cohort(session: Session, *, actor: Actor, plan_id: UUID, line_id: UUID, cohort_id: UUID, at: datetime) -> None:
    """Say that a cohort that exists was opened for a line.

    Raises:
        Missing: no such plan, line or cohort of the centre.

    """
    plan = get_plan(session, actor, plan_id, at)
    require(actor, YearPlanPermission.EDIT, plan.centre_path)
    line = plan.line(line_id)
    get_cohort(session, actor, cohort_id)
    if session.get_one(Cohort, cohort_id).centre_id != plan.centre_id:
        raise Missing
    _link(session, actor, plan, line.key, cohort_id, at)


def _link(session: Session, actor: Actor, plan: PlanFacts, key: UUID, cohort_id: UUID, at: datetime) -> None:
    if session.get(PlannedCohort, cohort_id) is not None:
        return
    session.add(PlannedCohort(cohort_id=cohort_id, plan_id=plan.id, line_key=key, linked_at=at, linked_by=actor.id))
    session.flush()
    audit.record(
        session,
        actor=actor,
        action="training:year_plan:link",
        subject=("year_plan", plan.id),
        at=at,
        line=str(key),
        cohort=str(cohort_id),
    )


def _draft(session: Session, actor: Actor, plan_id: UUID, at: datetime) -> PlanFacts:
    plan = get_plan(session, actor, plan_id, at)
    require(actor, YearPlanPermission.EDIT, plan.centre_path)
    if not plan.draft:
        raise NotADraft
    return plan
