"""Imports and what they did."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, false, or_, select
from sqlalchemy.orm import Session, undefer

from app.accounts.models import Role, User
from app.core.errors import Missing
from app.core.policy import Actor, allowed, require

from ...queries.cohorts import get_cohort
from ..models import ColumnMemory, ImportChange, ImportFile, ImportUndo
from ..permissions import COHORT_KINDS, ImportPermission, scope_for
from ..rules.decisions import ImportKind


def visible_imports(actor: Actor) -> Select[*tuple[Any, ...]]:
    """The same rule as `may_see_import`, as a query with who sent each, the latest first."""
    found = [
        and_(ImportFile.scope_path != "", ImportFile.scope_path.startswith(scope, autoescape=True))
        for scope in actor.scopes(Role.CENTRE_ADMINISTRATOR)
    ]
    if actor.has_role(Role.SYSTEM_ADMINISTRATOR):
        found.append(ImportFile.scope_path == "")
    return (
        select(ImportFile, User.name)
        .join(User, User.id == ImportFile.created_by)
        .where(or_(*found) if found else false())
        .order_by(ImportFile.created_at.desc(), ImportFile.id)
    )


def get_import(session: Session, actor: Actor, import_id: UUID, *, with_content: bool = False) -> ImportFile:
    """Return an import with its rows.

    Raises:
        Missing: there is none for this person.

    """
    options = [undefer(ImportFile.rows), *([undefer(ImportFile.content)] if with_content else [])]
    found = session.get(ImportFile, import_id, options=options, populate_existing=True)
    if found is None:
        raise Missing
    if found.cohort_id is None:
        seen = allowed(actor, ImportPermission.SEE, found.scope_path)
    else:
        cohort = get_cohort(session, actor, found.cohort_id)
        seen = allowed(actor, COHORT_KINDS[found.kind], cohort.scope)
    if not seen:
        raise Missing
    return found


def require_import(session: Session, actor: Actor, kind: ImportKind, cohort_id: UUID | None) -> str:
    """Return for whom somebody imports a list: the path of the centre, or of nobody in particular.

    Raises:
        Missing: there is no such cohort for this person.
        NotAllowed: the person may not import this kind, or not for this cohort.

    """
    if cohort_id is None:
        require(actor, ImportPermission.IMPORT, kind)
        return scope_for(actor, kind)
    cohort = get_cohort(session, actor, cohort_id)
    require(actor, COHORT_KINDS[kind], cohort.scope)
    return cohort.centre_path


def find_memory(session: Session, scope_path: str, kind: ImportKind) -> dict[str, str]:
    """Return which column held what when a list of the kind was last read for the centre."""
    found = session.get(ColumnMemory, (scope_path, kind))
    return dict(found.columns) if found else {}


def list_changes(session: Session, import_id: UUID) -> list[tuple[ImportChange, ImportUndo | None]]:
    """Return what an import did, with what became of it, by line."""
    rows = session.execute(
        select(ImportChange, ImportUndo)
        .outerjoin(ImportUndo, ImportUndo.change_id == ImportChange.id)
        .where(ImportChange.import_id == import_id)
        .order_by(ImportChange.line, ImportChange.id)
    )
    return [(change, undo) for change, undo in rows]
