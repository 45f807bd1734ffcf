"""The audit trail: who did what, when, on whom and from where; append-only and chained.

Entries are written in the transaction of the act itself. A single sealer job links them into a hash chain afterwards,
so that writers never wait for one another; `verify` recomputes the chain and names the first entry that differs.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import has_request_context, request
from sqlalchemy import DDL, ForeignKey, Index, Integer, String, Table, event, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from .db import Base
from .ids import new_id
from .policy import Actor

GENESIS = "0" * 64
BATCH = 1_000
append_only_tables: set[str] = set()
act_titles: dict[str, str] = {}


class AuditEntry(Base):
    """One act. The person's name stands beside the id, because accounts may be erased and the record must not."""

    __tablename__ = "core_audit_entries"
    __table_args__ = (
        Index("ix_core_audit_entries_subject", "subject_kind", "subject_id"),
        Index("ix_core_audit_entries_actor_id_at", "actor_id", "at"),
        Index("ix_core_audit_entries_at", "at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor_id: Mapped[UUID | None]
    actor_name: Mapped[str] = mapped_column(String(200))
    action: Mapped[str] = mapped_column(String(80))
    subject_kind: Mapped[str] = mapped_column(String(60))
    subject_id: Mapped[str] = mapped_column(String(120))
    facts: Mapped[dict[str, Any]]
    address: Mapped[str] = mapped_column(String(60), default="")


class AuditLink(Base):
    """An entry's place in the chain and the hash of everything up to it."""

    __tablename__ = "core_audit_links"

    position: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    entry_id: Mapped[UUID] = mapped_column(ForeignKey(AuditEntry.id), unique=True)
    hash: Mapped[str] = mapped_column(String(64))


def name_acts(titles: Mapping[str, str]) -> None:
    """Say in words, still to be translated, what a feature's actions are: readers of the trail know no codes."""
    act_titles.update(titles)


def forbid_changes(table: Table) -> None:
    """Let the database itself refuse to change or delete rows of an append-only table."""
    append_only_tables.add(table.name)
    for dialect, statements in append_only_triggers(table.name).items():
        for statement in statements:
            event.listen(table, "after_create", _ddl(statement, dialect))


def _ddl(statement: str, dialect: str) -> Any:  # noqa: ANN401 -- the library has no type for a conditional DDL
    return DDL(statement.replace("%", "%%")).execute_if(dialect=dialect)  # type: ignore[no-untyped-call]


def append_only_triggers(table: str) -> dict[str, list[str]]:
    """Return the trigger statements for each database; migrations use the same text."""
    sqlite = [
        (
            f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
        for verb in ("UPDATE", "DELETE")
    ]
    postgresql = [
        (
            f"CREATE OR REPLACE FUNCTION {table}_refuse() RETURNS trigger AS $$ "
            f"BEGIN RAISE EXCEPTION '{table} is append-only'; END $$ LANGUAGE plpgsql"
        ),
        (
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {table}_refuse()"
        ),
    ]
    return {"sqlite": sqlite, "postgresql": postgresql}


for _each in (AuditEntry, AuditLink):
    assert isinstance(_each.__table__, Table)
    forbid_changes(_each.__table__)


def record(
    session: Session,
    *,
    actor: Actor | None,
    action: str,
    subject: tuple[str, object],
    at: datetime,
    **facts: Any,  # noqa: ANN401 -- whatever the act is about, as JSON
) -> None:
    """Add an entry to the running transaction.

    Args:
        session: the transaction of the act itself.
        actor: who acted; None for the program itself or somebody not signed in.
        action: feature:subject:verb, for example `training:attendance:mark`.
        subject: kind and id of the thing acted on.
        at: when.
        facts: what else a reader will need; values that JSON knows, never secrets.

    """
    kind, key = subject
    session.add(
        AuditEntry(
            id=new_id(),
            at=at,
            actor_id=actor.id if actor else None,
            actor_name=actor.name if actor else "",
            action=action,
            subject_kind=kind,
            subject_id=str(key),
            facts=facts,
            address=(request.remote_addr or "") if has_request_context() else "",
        )
    )


def seal(session: Session) -> int:
    """Chain the entries that are not chained yet, oldest first; return how many."""
    last = session.execute(select(AuditLink).order_by(AuditLink.position.desc()).limit(1)).scalar_one_or_none()
    position, previous = (last.position, last.hash) if last else (0, GENESIS)
    unsealed = (
        select(AuditEntry)
        .outerjoin(AuditLink, AuditLink.entry_id == AuditEntry.id)
        .where(AuditLink.entry_id.is_(None))
        .order_by(AuditEntry.id)
        .limit(BATCH)
    )
    entries = list(session.scalars(unsealed))
    for entry in entries:
        position += 1
        previous = _hash(previous, entry)
        session.add(AuditLink(position=position, entry_id=entry.id, hash=previous))
    return len(entries)


@dataclass(frozen=True, slots=True)
class Verification:
    """What `verify` found: the chain is whole when `broken_at` is None."""

    checked: int
    unsealed: int
    broken_at: int | None
    broken_entry: str
    reason: str


def verify(session: Session) -> Verification:
    """Recompute the chain from its beginning and stop at the first entry that differs."""
    previous, expected = GENESIS, 1
    chain = (
        select(AuditLink, AuditEntry)
        .outerjoin(AuditEntry, AuditEntry.id == AuditLink.entry_id)
        .order_by(AuditLink.position)
        .execution_options(yield_per=BATCH, populate_existing=True)
    )
    with session.execute(chain) as rows:
        for link, entry in rows:
            reason = _difference(link, entry, previous, expected)
            if reason:
                return Verification(expected - 1, 0, link.position, str(link.entry_id), reason)
            previous, expected = link.hash, expected + 1
    return Verification(expected - 1, _count_unsealed(session), None, "", "")


def _difference(link: AuditLink, entry: AuditEntry | None, previous: str, expected: int) -> str:
    if link.position != expected:
        return f"position {expected} is missing"
    if entry is None:
        return "the entry was deleted"
    if _hash(previous, entry) != link.hash:
        return "the entry or its hash was changed"
    return ""


def _count_unsealed(session: Session) -> int:
    unsealed = (
        select(AuditEntry.id)
        .outerjoin(AuditLink, AuditLink.entry_id == AuditEntry.id)
        .where(AuditLink.entry_id.is_(None))
    )
    return len(session.execute(unsealed).all())


def _hash(previous: str, entry: AuditEntry) -> str:
    content = [
        str(entry.id),
        entry.at.isoformat(timespec="microseconds"),
        str(entry.actor_id or ""),
        entry.actor_name,
        entry.action,
        entry.subject_kind,
        entry.subject_id,
        entry.facts,
        entry.address,
    ]
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{previous}{text}".encode()).hexdigest()
