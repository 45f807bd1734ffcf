"""Giving and taking roles. Services never commit."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.core import audit
from app.core.errors import Missing
from app.core.ids import new_id
from app.core.policy import Actor, require

from .. import queries
from ..models import (
    Agency,
    Role,
    RoleAssignment,
)
from ..permissions import AccountPermission


def grant_role(
    session: Session, *, actor: Actor | None, user_id: UUID, role: Role, scope: Agency | None, at: datetime
) -> None:
    """Give a role over an agency with all below it, or everywhere; giving it again changes nothing."""
    if actor is not None:
        require(actor, AccountPermission.GRANT_ROLES)
    for held in queries.active_roles(session, user_id):
        if held.role is role and held.agency_id == (scope.id if scope else None):
            return
    give(session, user_id=user_id, role=role, scope=scope, by=actor.id if actor else None, at=at)
    audit.record(
        session,
        actor=actor,
        action="accounts:role:grant",
        subject=("user", user_id),
        at=at,
        role=role.value,
        scope=scope.code if scope else "everywhere",
    )


def end_role(session: Session, *, actor: Actor, assignment_id: UUID, at: datetime) -> UUID:
    """Take a role away; it stays on record. Return whose it was.

    Raises:
        Missing: there is no such role.

    """
    require(actor, AccountPermission.GRANT_ROLES)
    held = session.get(RoleAssignment, assignment_id)
    if held is None:
        raise Missing
    if held.ended_at is None:
        held.ended_at, held.ended_by = at, actor.id
        audit.record(
            session,
            actor=actor,
            action="accounts:role:end",
            subject=("user", held.user_id),
            at=at,
            role=held.role.value,
        )
    return held.user_id


def give(session: Session, *, user_id: UUID, role: Role, scope: Agency | None, by: UUID | None, at: datetime) -> None:
    """Add the assignment itself; whoever calls has asked whether it may be."""
    session.add(
        RoleAssignment(
            id=new_id(),
            user_id=user_id,
            role=role,
            agency_id=scope.id if scope else None,
            scope_path=scope.path if scope else "",
            granted_at=at,
            granted_by=by,
        )
    )
