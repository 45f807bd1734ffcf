"""The part of a published training plan that concerns an officer's agencies; of others nothing is read out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Agency, Role
from app.accounts.permissions import country_path
from app.core.errors import Missing
from app.core.policy import Actor

from ..nominations.queries.calls import CallFacts, list_calls
from ..queries.scopes import path_within
from .models import PlanApproval, PlanRevision, YearPlan
from .permissions import may_see_part
from .queries import LineFacts, PlanFacts, find_approved
from .rules import PlannedGroup, TargetStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class PartLine:
    """A course of the plan: when it is given, the targets of the own agencies, and the calls in which they have seats.

    How many seats there are for all, who pays and what other agencies are to send is not in it.
    """

    course_titles: dict[str, str]
    groups: tuple[PlannedGroup, ...]
    targets: tuple[TargetStatus, ...]
    calls: tuple[CallFacts, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanPart:
    """What an officer reads of a plan."""

    plan: PlanFacts
    lines: list[PartLine]


def list_parts(session: Session, actor: Actor) -> list[tuple[YearPlan, dict[str, str]]]:
    """Return the approved plans of the centres in the officer's country, the latest year first (one statement)."""
    countries = tuple(sorted({country_path(path) for path in actor.scopes(Role.AGENCY_OFFICER)}))
    approved = (
        select(PlanRevision.plan_id)
        .join(PlanApproval, PlanApproval.revision_id == PlanRevision.id)
        .where(PlanRevision.plan_id == YearPlan.id)
        .exists()
    )
    rows = session.execute(
        select(YearPlan, Agency.names)
        .join(Agency, Agency.id == YearPlan.centre_id)
        .where(path_within(Agency.path, countries), approved)
        .order_by(YearPlan.year.desc(), Agency.path)
    )
    return [(plan, names) for plan, names in rows]


def get_part(session: Session, actor: Actor, plan_id: UUID, at: datetime) -> PlanPart:
    """Return the part of an approved plan that concerns the officer's agencies (a fixed number of statements).

    Raises:
        Missing: no such plan in the officer's country, or nothing of it is approved.

    """
    plan = find_approved(session, plan_id, at)
    if plan is None or not may_see_part(actor, plan.centre_path):
        raise Missing
    today = at.astimezone(ZoneInfo(plan.time_zone)).date()
    calls = {each.cohort_id: each for each in list_calls(session, actor) if each.closes_on >= today}
    found = [_part(plan, line, actor.scopes(Role.AGENCY_OFFICER), calls) for line in plan.lines]
    return PlanPart(plan=plan, lines=[each for each in found if each.targets or each.calls])


def _part(plan: PlanFacts, line: LineFacts, scopes: tuple[str, ...], calls: dict[UUID, CallFacts]) -> PartLine:
    own = {key for key, agency in plan.agencies.items() if agency.path.startswith(scopes)}
    return PartLine(
        course_titles=line.course_titles,
        groups=line.groups,
        targets=tuple(each for each in line.status.targets if each.target.agency_id in own),
        calls=tuple(calls[each.id] for each in line.cohorts if each.id in calls),
    )
