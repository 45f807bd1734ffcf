"""Which question banks a centre can add to a paper."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.assessments.banks.models import Bank


def banks_of(session: Session, centre_id: UUID) -> dict[UUID, str]:
    """Return the banks of a centre by title."""
    statement = select(Bank.id, Bank.title).where(Bank.agency_id == centre_id).order_by(Bank.title, Bank.id)
    return {row.id: row.title for row in session.execute(statement)}
