"""Whether anything speaks of a thing: asked before an import takes back what it created."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Table, select
from sqlalchemy.orm import Session

from app.core.db import Base
from app.core.errors import N_, RuleViolation


class UsedSince(RuleViolation):
    """Later acts depend on it."""

    code = "import-used"
    message = N_("It stays: since then other records were made that depend on it.")


class ChangedSince(RuleViolation):
    """It is not any more as the import left it."""

    code = "import-changed-since"
    message = N_("It stays: it was changed again since the import.")


class GoneSince(RuleViolation):
    """It does not exist any more."""

    code = "import-gone"
    message = N_("It was removed since the import.")


def used(session: Session, table: Table, ids: Collection[UUID], *, apart_from: Collection[str] = ()) -> set[UUID]:
    """Return which rows of a table others refer to, apart from some tables (one statement for each that could)."""
    found: set[UUID] = set()
    for columns in _references(table, apart_from):
        for column in columns:
            found.update(session.scalars(select(column).where(column.in_(ids)).distinct()))
    return found


def _references(table: Table, apart_from: Collection[str]) -> Iterator[list[Column[Any]]]:
    for other in Base.metadata.tables.values():
        if other.name in apart_from:
            continue
        columns = [key.parent for key in other.foreign_keys if key.column.table is table]
        if columns:
            yield columns
