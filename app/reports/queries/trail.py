"""Reading the audit trail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.core.audit import AuditEntry, AuditLink

EXPORT = "reports:attendance:export"
LATEST_EXPORTS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedEntries:
    """What a reader of the trail asked for."""

    first: datetime | None = None
    before: datetime | None = None
    person: str = ""
    action: str = ""
    named: frozenset[str] = frozenset()  # actions whose titles, in the reader's language, have the words of `action`
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Chain:
    """How far the chain reaches, and how many entries wait for the sealer."""

    sealed: int
    waiting: int


def list_entries(wanted: WantedEntries) -> Any:  # noqa: ANN401 -- a select whose columns mypy need not count
    """Return the query for entries with their place in the chain, the latest first."""
    found = select(AuditEntry, AuditLink.position).outerjoin(AuditLink, AuditLink.entry_id == AuditEntry.id)
    if wanted.first:
        found = found.where(AuditEntry.at >= wanted.first)
    if wanted.before:
        found = found.where(AuditEntry.at < wanted.before)
    if wanted.person:
        found = found.where(AuditEntry.actor_name.icontains(wanted.person, autoescape=True))
    if wanted.action:
        coded = AuditEntry.action.icontains(wanted.action, autoescape=True)
        found = found.where(or_(coded, AuditEntry.action.in_(wanted.named)) if wanted.named else coded)
    if wanted.subject:
        found = found.where(
            or_(
                AuditEntry.subject_id.icontains(wanted.subject, autoescape=True),
                AuditEntry.subject_kind.icontains(wanted.subject, autoescape=True),
            )
        )
    return found.order_by(AuditEntry.at.desc(), AuditEntry.id.desc())


def chain_state(session: Session) -> Chain:
    """Return the state of the chain (one statement)."""
    sealed = select(func.count()).select_from(AuditLink).scalar_subquery()
    every = select(func.count()).select_from(AuditEntry).scalar_subquery()
    links, entries = session.execute(select(sealed, every)).one()
    return Chain(links, entries - links)


def own_exports(session: Session, actor_id: UUID) -> list[AuditEntry]:
    """Return a person's latest exports."""
    found = select(AuditEntry).where(AuditEntry.actor_id == actor_id, AuditEntry.action == EXPORT)
    return list(session.scalars(found.order_by(AuditEntry.at.desc()).limit(LATEST_EXPORTS)))
