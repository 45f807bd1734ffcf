"""Marking attendance: what was said stays; a correction is a further mark."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.orm import Session

from app.core import audit, events
from app.core.errors import Missing
from app.core.ids import new_id
from app.core.policy import Actor, allowed

from .. import queries
from ..events import PersonMarkedAbsent
from ..models import AttendanceMark
from ..permissions import TrainingPermission
from ..rules.attendance import AttendanceStatus, Entry, decide_marks


def mark_attendance(
    session: Session, *, actor: Actor, session_id: UUID, entries: Mapping[UUID, Entry], reason: str, at: datetime
) -> int:
    """Store a sheet: one select, one insert, one audit entry, whatever the number of people.

    Sending the same sheet again adds nothing. Two people who mark at once are told apart by the database's unique
    keys; the slower one gets an integrity error, and on repeating learns who was faster.

    Returns:
        How many marks were added.

    Raises:
        Missing: no such session, or not for this person.
        SessionCancelled, TooEarly, SheetLocked, NotOnRoster: the sheet can't be marked.
        SheetRefused: some rows can't be saved.

    """
    sheet = queries.get_sheet(session, actor, session_id)
    if not allowed(actor, TrainingPermission.MARK_ATTENDANCE, sheet.scope):
        raise Missing
    sheet.check_open(at)
    participants = [row.participant for row in sheet.rows]
    added = decide_marks(participants, entries, minutes=sheet.minutes, reason=reason)
    if not added:
        return 0
    people = {row.participant.enrolment_id: row for row in sheet.rows}
    session.execute(
        insert(AttendanceMark),
        [
            {
                "id": new_id(),
                "session_id": session_id,
                "enrolment_id": mark.enrolment_id,
                "user_id": people[mark.enrolment_id].user_id,
                "agency_id": people[mark.enrolment_id].agency_id,
                "status": mark.status,
                "minutes_late": mark.minutes_late,
                "remark": mark.remark,
                "marked_by": actor.id,
                "marked_at": at,
                "source": mark.source,
                "source_id": mark.source_id,
                "corrects_id": mark.corrects_id,
                "reason": reason.strip() if mark.corrects_id else "",
            }
            for mark in added
        ],
    )
    corrected = sum(1 for mark in added if mark.corrects_id)
    audit.record(
        session,
        actor=actor,
        action="training:attendance:mark",
        subject=("session", session_id),
        at=at,
        marked=len(added),
        corrected=corrected,
        **({"reason": reason.strip()} if corrected else {}),
    )
    for mark in added:
        if mark.status is AttendanceStatus.ABSENT:
            person = people[mark.enrolment_id]
            events.publish(
                PersonMarkedAbsent(session_id, sheet.cohort_id, mark.enrolment_id, person.user_id, actor.id, at),
                session,
            )
    return len(added)
