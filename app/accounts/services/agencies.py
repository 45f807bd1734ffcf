"""Adding agencies. Services never commit."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.core import audit
from app.core.ids import new_id
from app.core.policy import Actor, require

from .. import queries, rules
from ..models import (
    Agency,
    AgencyKind,
)
from ..permissions import AccountPermission


def create_agency(
    session: Session,
    *,
    actor: Actor | None,
    code: str,
    names: dict[str, str],
    kind: AgencyKind,
    country: str,
    parent: Agency | None,
    at: datetime,
    agency_id: UUID | None = None,
) -> Agency:
    """Add a body to the tree.

    Raises:
        AgencyCodeTaken: another agency has the code.
        NotAllowed: the actor may not.

    """
    if actor is not None:
        require(actor, AccountPermission.MANAGE_AGENCIES)
    code = code.strip().upper()
    if queries.find_agency_by_code(session, code):
        raise rules.AgencyCodeTaken(code=code)
    key = agency_id or new_id()
    agency = Agency(
        id=key,
        parent_id=parent.id if parent else None,
        path=f"{parent.path if parent else ''}{key.hex}/",
        country=country,
        kind=kind,
        code=code,
        names=names,
        created_at=at,
    )
    session.add(agency)
    session.flush()
    audit.record(session, actor=actor, action="accounts:agency:create", subject=("agency", key), at=at, code=code)
    return agency
