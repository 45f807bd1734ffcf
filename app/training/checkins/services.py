"""Opening check-in and claiming to be there. A claim is no presence: the trainer looks at the room and confirms."""

from __future__ import annotations

import secrets
from datetime import datetime
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core import audit, events
from app.core.errors import Missing
from app.core.policy import Actor, allowed

from ..events import PresenceClaimed
from ..permissions import TrainingPermission
from ..queries.attendance import Sheet, get_sheet
from ..rules.attendance import SessionCancelled
from . import queries, rules
from .models import CheckIn, CheckInClaim
from .rules import Code


def open_check_in(session: Session, *, actor: Actor, session_id: UUID, at: datetime) -> CheckIn:
    """Let participants claim to be there until the session ends; opening again goes on with the same secret.

    Raises:
        Missing: no such session, or not for this person.
        SessionCancelled, CheckInOtherDay, CheckInTooEarly, CheckInOver: as named.

    """
    sheet = _get_sheet(session, actor, session_id)
    if sheet.cancelled:
        raise SessionCancelled
    rules.check_window(starts_at=sheet.starts_at, ends_at=sheet.ends_at, time_zone=sheet.time_zone, at=at)
    opened = queries.find_check_in(session, session_id)
    if opened is None:
        opened = CheckIn(
            session_id=session_id,
            secret=secrets.token_hex(32),
            opened_at=at,
            opened_by=actor.id,
            open_until=sheet.ends_at,
            printed_code_counts=False,
        )
        session.add(opened)
        session.flush()
    elif opened.open_until >= sheet.ends_at:
        return opened
    else:
        opened.open_until = sheet.ends_at
    _note(session, actor, session_id, "open", at)
    return opened


def close_check_in(session: Session, *, actor: Actor, session_id: UUID, at: datetime) -> None:
    """Take no further claims; those on record stay.

    Raises:
        Missing: no such session, or not for this person, or it was never opened.

    """
    _get_sheet(session, actor, session_id)
    opened = queries.find_check_in(session, session_id)
    if opened is None:
        raise Missing
    if opened.open_until > at:
        opened.open_until = at
        _note(session, actor, session_id, "close", at)


def switch_printed_code(session: Session, *, actor: Actor, session_id: UUID, counts: bool, at: datetime) -> None:
    """Let the printed code count beside the changing one, or no longer.

    Raises:
        Missing: no such session, or not for this person, or check-in was never opened.

    """
    _get_sheet(session, actor, session_id)
    opened = queries.find_check_in(session, session_id)
    if opened is None:
        raise Missing
    if opened.printed_code_counts is not counts:
        opened.printed_code_counts = counts
        _note(session, actor, session_id, "printed_code_on" if counts else "printed_code_off", at)


def claim_presence(
    session: Session, *, actor: Actor, session_id: UUID, claim_id: UUID, code: Code, read_at: datetime, at: datetime
) -> UUID:
    """Put on record that a participant says they are here; saying it again is the same claim.

    Raises:
        Missing: there is no such session.
        NotExpected: the person is not on its list.
        SessionCancelled, SessionEnded, CheckInClosed, CodeWrong: as named.

    """
    place = queries.get_own_place(session, actor.id, session_id)
    if place.enrolment_id is None:
        raise rules.NotExpected(trainers=", ".join(queries.names_of_trainers(session, place)))
    if place.claim_id is not None:
        return place.claim_id
    if place.cancelled_at is not None:
        raise SessionCancelled
    if at - read_at > rules.READ_LASTS:
        raise rules.CodeWrong
    rules.check_claim(ends_at=place.ends_at, open_until=place.open_until, read_at=read_at)
    claim = CheckInClaim(
        id=claim_id,
        session_id=session_id,
        enrolment_id=place.enrolment_id,
        user_id=actor.id,
        code_kind=code.kind,
        step=code.step,
        read_at=read_at,
        claimed_at=at,
    )
    try:
        with session.begin_nested():
            session.add(claim)
    except IntegrityError:  # the same press arrived twice at once, and the other one was first
        return queries.get_own_place(session, actor.id, session_id).claim_id or claim_id
    events.publish(PresenceClaimed(claim_id, session_id, place.enrolment_id, actor.id, at), session)
    return claim_id


def _get_sheet(session: Session, actor: Actor, session_id: UUID) -> Sheet:
    sheet = get_sheet(session, actor, session_id)
    if not allowed(actor, TrainingPermission.MARK_ATTENDANCE, sheet.scope):
        raise Missing
    return sheet


def _note(session: Session, actor: Actor, session_id: UUID, verb: str, at: datetime) -> None:
    audit.record(session, actor=actor, action=f"training:check_in:{verb}", subject=("session", session_id), at=at)
