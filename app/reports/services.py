"""Giving out data leaves a trace: what was asked for, how many rows went out, and the digest of the file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy.orm import Session

from app.core import audit
from app.core.policy import Actor, require
from app.core.tables import Layout, Receipt

from .attendance_file import Words, write_rows
from .permissions import ReportPermission
from .queries.attendance import walk
from .queries.reach import Places, Selection, Wanted
from .queries.trail import EXPORT


def export_attendance(
    session: Session,
    *,
    actor: Actor,
    selection: Selection,
    places: Places,
    words: Words,
    layout: Layout,
    receipt: Receipt,
) -> Iterator[bytes]:
    """Write the attendance file piece by piece; `receipt` says in the end what it came to.

    Raises:
        NotAllowed: the person may read no attendance.

    """
    require(actor, ReportPermission.SEE_ATTENDANCE)
    rows = write_rows(layout, walk(session, selection), places, words, receipt)
    return layout.pack(words.columns(), rows, receipt)


def record_export(
    session: Session, *, actor: Actor, wanted: Wanted, layout: Layout, receipt: Receipt, at: datetime
) -> None:
    """Note an export once its last byte has left, or once the reader broke off."""
    audit.record(
        session,
        actor=actor,
        action=EXPORT,
        subject=("report", "attendance"),
        at=at,
        filter=wanted.as_facts(),
        format=layout.extension,
        rows=receipt.rows,
        bytes=receipt.size,
        sha256=receipt.sha256,
        complete=receipt.finished,
    )
