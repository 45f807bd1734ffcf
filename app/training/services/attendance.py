"""Marking attendance: what was said stays; a correction is a further mark."""

from __future__ import annotations

from collections.abc import Collection, Mapping
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
from ..rules.attendance import AttendanceStatus, Entry, MarkSource, decide_marks, status_of_claim


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
    sheet = get_own_sheet(session, actor, session_id)
    return mark_sheet(session, actor=actor, sheet=sheet, entries=entries, reason=reason, at=at)


def confirm_waiting(
    session: Session,
    *,
    actor: Actor,
    session_id: UUID,
    present: Mapping[UUID, int | None],
    excused: Collection[UUID],
    at: datetime,
) -> int:
    """Make marks of what waits beside the names: claims of presence, and absences announced beforehand.

    Args:
        session: the transaction.
        actor: who looked at the room.
        session_id: which session.
        present: by enrolment, how many minutes late; None takes the minutes from the claim.
        excused: enrolments whose announced absence is excused.
        at: when.

    Returns:
        How many marks were added; what does not wait any more adds none.

    """
    sheet = get_own_sheet(session, actor, session_id)
    entries: dict[UUID, Entry] = {}
    for row in sheet.rows:
        key, now = row.participant.enrolment_id, row.standing
        if key in present and now.claim_waits and now.claim:
            status, minutes = status_of_claim(now.claim.at, sheet.starts_at, sheet.minutes)
            given = present[key]
            if given is not None:
                status, minutes = (AttendanceStatus.LATE, given) if given else (AttendanceStatus.PRESENT, 0)
            entries[key] = Entry(status, minutes, source=MarkSource.CLAIM, source_id=now.claim.id)
        elif key in excused and now.absence_waits and now.absence:
            entries[key] = Entry(AttendanceStatus.EXCUSED, source=MarkSource.ABSENCE, source_id=now.absence.id)
    return mark_sheet(session, actor=actor, sheet=sheet, entries=entries, reason="", at=at)


def get_own_sheet(session: Session, actor: Actor, session_id: UUID) -> queries.Sheet:
    """Return a sheet that the person may mark (one statement).

    Raises:
        Missing: no such session, or not for this person.

    """
    sheet = queries.get_sheet(session, actor, session_id)
    if not allowed(actor, TrainingPermission.MARK_ATTENDANCE, sheet.scope):
        raise Missing
    return sheet


def mark_sheet(
    session: Session, *, actor: Actor, sheet: queries.Sheet, entries: Mapping[UUID, Entry], reason: str, at: datetime
) -> int:
    """Store what entries add to a sheet that was just read, for a person who may mark it.

    Raises:
        SessionCancelled, TooEarly, SheetLocked, NotOnRoster: the sheet can't be marked.
        SheetRefused: some rows can't be saved.

    """
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
                "session_id": sheet.session_id,
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
        subject=("session", sheet.session_id),
        at=at,
        marked=len(added),
        corrected=corrected,
        **({"reason": reason.strip()} if corrected else {}),
    )
    for mark in added:
        if mark.status is AttendanceStatus.ABSENT:
            person = people[mark.enrolment_id]
            events.publish(
                PersonMarkedAbsent(sheet.session_id, sheet.cohort_id, mark.enrolment_id, person.user_id, actor.id, at),
                session,
            )
    return len(added)
