"""Reads about session plans."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.errors import Missing

from ..models import SessionPlan


def list_session_plans(session: Session) -> list[SessionPlan]:
    """Return the current edition of each plan."""
    newest = select(SessionPlan.plan_key, func.max(SessionPlan.number).label("number")).group_by(SessionPlan.plan_key)
    latest = newest.subquery()
    current = select(SessionPlan).join(
        latest, (latest.c.plan_key == SessionPlan.plan_key) & (latest.c.number == SessionPlan.number)
    )
    return list(session.scalars(current.order_by(SessionPlan.plan_key)))


def get_session_plan(session: Session, plan_id: UUID) -> SessionPlan:
    """Return an edition of a plan.

    Raises:
        Missing: there is none with this id.

    """
    found = session.get(SessionPlan, plan_id)
    if found is None:
        raise Missing
    return found
