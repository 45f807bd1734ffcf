"""What was planned before it became known that the trainer can't or may not: somebody has to plan it anew."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.errors import RuleViolation
from app.core.policy import Actor

from ..models import SessionModule
from ..queries.cohorts import CohortFacts, find_cohort_facts
from ..queries.resources import trainer_facts
from ..queries.sessions import CalendarFilter, SessionFacts, list_calendar
from ..services.timetable import requires_qualifications, subject_of
from .rules import TrainerFacts, check_available, check_qualified

AHEAD = timedelta(days=366)
Conflict = tuple[SessionFacts, RuleViolation]


def conflicts_of(session: Session, actor: Actor, *, centre_id: UUID, trainer_id: UUID, at: datetime) -> list[Conflict]:
    """Return a trainer's coming sessions at a centre that would be refused if they were planned now, with the reason.

    The statements grow with the cohorts that the trainer teaches, not with the sessions.
    """
    wanted = CalendarFilter(centre_id=centre_id, trainer_id=trainer_id)
    coming = [each for each in list_calendar(session, actor, at, at + AHEAD, wanted) if each.cancelled_at is None]
    trainer = trainer_facts(session, centre_id, [trainer_id]).get(trainer_id)
    if trainer is None or not coming:
        return []
    cohorts: dict[UUID, CohortFacts | None] = {}
    if requires_qualifications(session, centre_id):
        cohorts = {key: find_cohort_facts(session, key) for key in {each.cohort_id for each in coming}}
    modules = _modules(session, [each.id for each in coming])
    found = []
    for each in coming:
        try:
            _check(session, trainer, each, cohorts.get(each.cohort_id), modules.get(each.id, []))
        except RuleViolation as reason:
            found.append((each, reason))
    return found


def _check(
    session: Session, trainer: TrainerFacts, planned: SessionFacts, cohort: CohortFacts | None, modules: list[str]
) -> None:
    check_available(trainer, planned.span)
    if cohort is not None:
        check_qualified(trainer, subject_of(session, cohort, planned.kind, modules), planned.span)


def _modules(session: Session, session_ids: list[UUID]) -> dict[UUID, list[str]]:
    found: dict[UUID, list[str]] = {}
    rows = session.execute(
        select(SessionModule.session_id, SessionModule.module_key).where(SessionModule.session_id.in_(session_ids))
    )
    for key, module in rows:
        found.setdefault(key, []).append(module)
    return found
