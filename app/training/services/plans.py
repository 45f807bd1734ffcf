"""Applying a plan of sessions to a cohort: all of it, or nothing and every reason."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid5

from sqlalchemy.orm import Session

from app.core import audit
from app.core.errors import Missing, RuleViolation
from app.core.i18n import pick
from app.core.policy import Actor, require
from app.courses.queries import course_outline

from .. import queries
from ..models import SessionKind
from ..permissions import TrainingPermission
from ..queries.plans import get_session_plan
from ..rules.plans import PlannedSession, PlanRefused, place_on_days
from .sessions import SessionDetails, plan_session


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanApplication:
    """How a plan is to be held."""

    plan_id: UUID
    first_day: date
    room_id: UUID | None = None
    trainer_ids: Collection[UUID] = ()


def apply_session_plan(
    session: Session,
    *,
    actor: Actor,
    cohort_id: UUID,
    application_id: UUID,
    application: PlanApplication,
    at: datetime,
) -> int:
    """Plan every session of a plan; repeating the id changes nothing. Return how many sessions there are.

    Raises:
        Missing: no such cohort or plan for this person.
        PlanRefused: some sessions clash or fall outside the cohort's days; all reasons are named.

    """
    cohort = queries.get_cohort(session, actor, cohort_id)
    require(actor, TrainingPermission.EDIT_COHORT, cohort.scope)
    plan = get_session_plan(session, application.plan_id)
    keys = [module.key for module in course_outline(session, cohort.course_edition_id).modules]
    planned = place_on_days(
        plan.definition, first_day=application.first_day, time_zone=cohort.time_zone, course_modules=keys
    )
    refusals: list[tuple[PlannedSession, RuleViolation]] = []
    for place, each in enumerate(planned):
        try:
            plan_session(
                session,
                actor=actor,
                session_id=uuid5(application_id, str(place)),
                cohort_id=cohort_id,
                details=_details(each, plan.definition["kind"], cohort.language, application),
                at=at,
            )
        except Missing:
            raise
        except RuleViolation as refusal:
            refusals.append((each, refusal))
    if refusals:
        raise PlanRefused(refusals)
    audit.record(
        session,
        actor=actor,
        action="training:plan:apply",
        subject=("cohort", cohort_id),
        at=at,
        plan=plan.plan_key,
        number=plan.number,
        first_day=application.first_day.isoformat(),
        sessions=len(planned),
    )
    return len(planned)


def _details(each: PlannedSession, kind: str, language: str, application: PlanApplication) -> SessionDetails:
    return SessionDetails(
        title=pick(dict(each.titles), language),
        kind=SessionKind(kind),
        starts_at=each.starts_at,
        ends_at=each.ends_at,
        room_id=application.room_id,
        trainer_ids=application.trainer_ids,
        module_keys=each.module_keys,
    )
