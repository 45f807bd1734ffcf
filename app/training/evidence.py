"""From what marks were made: the claim, scan, file, walk-in or announcement behind each."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Agency

from .absences.models import Absence
from .checkins.models import CheckInClaim
from .imports.models import ImportFile
from .rules.attendance import Mark, MarkSource
from .sheets.models import SheetPrinting, SheetScan
from .walk_ins.models import WalkIn

TABLES: dict[MarkSource, Any] = {
    MarkSource.CLAIM: CheckInClaim,
    MarkSource.FILE: ImportFile,
    MarkSource.WALK_IN: WalkIn,
    MarkSource.ABSENCE: Absence,
}


def find_evidence(session: Session, marks: Iterable[Mark]) -> dict[UUID, Any]:
    """Return what marks name as their source, by its id (at most one statement for each kind of source)."""
    wanted: dict[MarkSource, set[UUID]] = {}
    for mark in marks:
        if mark.source_id:
            wanted.setdefault(mark.source, set()).add(mark.source_id)
    found: dict[UUID, Any] = {}
    for source, keys in wanted.items():
        if source is MarkSource.SHEET:
            scans = (
                select(
                    SheetScan.id, SheetScan.paper_id, SheetScan.entered_at, SheetPrinting.code, SheetPrinting.printed_at
                )
                .outerjoin(SheetPrinting, SheetPrinting.id == SheetScan.printing_id)
                .where(SheetScan.id.in_(keys))
            )
            found |= {row.id: row for row in session.execute(scans)}
        elif source in TABLES:
            table = TABLES[source]
            found |= {each.id: each for each in session.scalars(select(table).where(table.id.in_(keys)))}
    return found


def agency_names(session: Session, agency_ids: Collection[UUID]) -> dict[UUID, dict[str, str]]:
    """Return the names of agencies (one statement)."""
    rows = session.execute(select(Agency.id, Agency.names).where(Agency.id.in_(agency_ids)))
    return {row.id: row.names for row in rows}
