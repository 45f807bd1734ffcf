"""Unlocking a sheet for a while, and the centre's setting."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from app.core import audit, events
from app.core.errors import Missing
from app.core.policy import Actor, require

from ..events import SheetUnlocked
from ..models import TrainingCentre
from ..queries.attendance import get_sheet
from ..rules.places import check_reason
from .models import AttendanceUnlock
from .permissions import UnlockPermission


def unlock_sheet(
    session: Session, *, actor: Actor, unlock_id: UUID, session_id: UUID, reason: str, hours: int, at: datetime
) -> datetime:
    """Let a locked sheet be corrected for some hours; repeating the id changes nothing.

    Returns:
        Until when.

    Raises:
        Missing: there is no such session.
        NotAllowed: the actor does not administer the centre.
        ReasonMissing: no reason was given.

    """
    sheet = get_sheet(session, actor, session_id)
    require(actor, UnlockPermission.UNLOCK, sheet.scope.cohort.centre_path)
    stored = session.get(AttendanceUnlock, unlock_id)
    if stored is not None:
        return stored.expires_at
    check_reason(reason)
    until = at + timedelta(hours=hours)
    session.add(
        AttendanceUnlock(
            id=unlock_id,
            session_id=session_id,
            reason=reason.strip(),
            unlocked_by=actor.id,
            unlocked_at=at,
            expires_at=until,
        )
    )
    audit.record(
        session,
        actor=actor,
        action="training:attendance:unlock",
        subject=("session", session_id),
        at=at,
        reason=reason.strip(),
        until=until.isoformat(),
    )
    events.publish(SheetUnlocked(session_id, actor.id, until), session)
    return until


def set_lock_days(session: Session, *, actor: Actor, centre_id: UUID, days: int, at: datetime) -> None:
    """Say after how many days the sheets of a centre are locked.

    Raises:
        Missing: there is no such centre for this person.

    """
    centre = session.get(TrainingCentre, centre_id)
    if centre is None:
        raise Missing
    require(actor, UnlockPermission.UNLOCK, centre.agency.path)
    if centre.attendance_lock_days != days:
        before, centre.attendance_lock_days = centre.attendance_lock_days, days
        audit.record(
            session,
            actor=actor,
            action="training:attendance:lock_days",
            subject=("centre", centre_id),
            at=at,
            before=before,
            after=days,
        )


def set_telling(session: Session, *, actor: Actor, centre_id: UUID, officers: bool, at: datetime) -> None:
    """Say whether officers are told when people of their agency can no longer reach the attendance of a course.

    Raises:
        Missing: there is no such centre for this person.

    """
    centre = session.get(TrainingCentre, centre_id)
    if centre is None:
        raise Missing
    require(actor, UnlockPermission.UNLOCK, centre.agency.path)
    if centre.tells_officers != officers:
        centre.tells_officers = officers
        audit.record(
            session,
            actor=actor,
            action="training:centre:tell_officers",
            subject=("centre", centre_id),
            at=at,
            officers=officers,
        )
