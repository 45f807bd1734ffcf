"""The columns of a mark, and how a row with them is read."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row
from sqlalchemy.orm import aliased

from app.accounts.models import User

from ..models import AttendanceMark
from ..rules.attendance import Mark

Author = aliased(User)


def mark_columns() -> tuple[Any, ...]:
    """Return what `read_mark` reads; the query joins `Author`."""
    return (
        AttendanceMark.id.label("mark_id"),
        AttendanceMark.corrects_id,
        AttendanceMark.status,
        AttendanceMark.minutes_late,
        AttendanceMark.remark,
        AttendanceMark.marked_at,
        AttendanceMark.reason,
        AttendanceMark.source,
        AttendanceMark.source_id,
        AttendanceMark.agency_id.label("mark_agency_id"),
        Author.name.label("author"),
    )


def read_mark(row: Row[*tuple[Any, ...]]) -> Mark:
    """Read a mark of a row with `mark_columns`."""
    return Mark(
        id=row.mark_id,
        corrects_id=row.corrects_id,
        status=row.status,
        minutes_late=row.minutes_late,
        remark=row.remark,
        author=row.author,
        marked_at=row.marked_at,
        reason=row.reason,
        source=row.source,
        source_id=row.source_id,
        agency_id=row.mark_agency_id,
    )
