"""Opening a cohort for nominations, quotas, seats that agencies reserve or give back, and who confirms for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.accounts.models import Agency
from app.core import audit, events
from app.core.errors import N_, Missing, RuleViolation
from app.core.ids import new_id
from app.core.policy import Actor, require

from ...queries.cohorts import get_cohort
from ...services.locks import lock_timetable
from ..events import NominationsOpened, SeatReleased
from ..models import NominationCall, NominationHead, Quota
from ..permissions import HeadScope, NominationPermission
from ..queries.boards import Board, find_board, get_board
from ..queries.calls import officers_over
from ..queries.facts import QuotaFacts
from ..rules.reasons import NEW_QUOTA, NEW_RESERVATION, RELEASED, UNUSED
from ..rules.seats import Seats, check_quotas, check_reservation
from .acts import append_reservation
from .promoting import Occasion, fill_seats


class CallDatesWrong(RuleViolation):
    """A call ends before people come."""

    code = "call-dates-wrong"
    message = N_("Nominations end first, then unused seats are released, and both before the first day of the cohort.")


class HeadUnknown(RuleViolation):
    """Who confirms must be able to enter."""

    code: ClassVar[str] = "head-unknown"
    message = N_("Choose an officer of the agency.")


@dataclass(frozen=True, slots=True, kw_only=True)
class CallDetails:
    """What a call says; `quotas` are seats by agency."""

    closes_on: date
    release_on: date
    quotas: Mapping[UUID, int]
    note: str = ""
    bring: Mapping[str, str] = field(default_factory=dict)


def open_call(session: Session, *, actor: Actor, cohort_id: UUID, details: CallDetails, at: datetime) -> None:
    """Open a cohort for nominations, or change its call. Seats that a lower quota frees go to the waiting list.

    Raises:
        Missing: no such cohort for this person.
        CallDatesWrong, QuotasAboveCapacity, QuotaBelowUsed: as named.

    """
    lock_timetable(session)
    cohort = get_cohort(session, actor, cohort_id)
    require(actor, NominationPermission.OPEN_CALL, cohort.scope)
    if not details.closes_on <= details.release_on <= cohort.starts_on:
        raise CallDatesWrong
    quotas = {key: seats for key, seats in details.quotas.items() if seats > 0}
    board = find_board(session, cohort_id)
    seats = board.seats if board else Seats(cohort.capacity, cohort.taken, {}, {}, {})
    names = {each.agency_id: each.names.get("en", "") for each in board.quotas} if board else {}
    check_quotas(quotas, seats, names, {each.agency_id: each.seats for each in board.quotas} if board else {})
    call = _store_call(session, cohort_id, details, actor, at)
    session.flush()
    _store_quotas(session, board, cohort_id, quotas, actor, at)
    audit.record(
        session,
        actor=actor,
        action="training:call:open" if board is None else "training:call:change",
        subject=("cohort", cohort_id),
        at=at,
        closes_on=str(call.closes_on),
        release_on=str(call.release_on),
        quotas={str(key): count for key, count in quotas.items()},
    )
    fresh = tuple(sorted(set(quotas) - ({each.agency_id for each in board.quotas} if board else set())))
    if fresh:
        opened = NominationsOpened(
            cohort_id=cohort_id, agency_ids=fresh, closes_on=details.closes_on, opened_by=actor.id, at=at
        )
        events.publish(opened, session)
    if board is not None:
        fill_seats(session, cohort_id, at=at, occasion=Occasion(NEW_QUOTA, actor.id))


def note_seats(
    session: Session, *, actor: Actor, cohort_id: UUID, agency_id: UUID, seats: int, reason: str = "", at: datetime
) -> None:
    """Say how many of its seats an agency will use, before names are known; the rest goes to the waiting list.

    Raises:
        Missing: no seats were given to this agency, or it is not the officer's.
        ReservedBelowUsed, ReservedAboveQuota, SeatsGone: as named.

    """
    lock_timetable(session)
    board = get_board(session, cohort_id)
    quota = next((each for each in board.quotas if each.agency_id == agency_id), None)
    if quota is None:
        raise Missing
    require(actor, NominationPermission.NOMINATE, quota.path)
    if quota.reserved == seats:
        return
    check_reservation(board.seats, agency_id, seats, quota.seats)
    append_reservation(session, quota, seats, actor=actor, reason=reason, at=at)
    if seats < quota.claim:
        _tell_released(session, board, quota, quota.claim - seats, actor.id, at)
    fill_seats(session, cohort_id, at=at, occasion=Occasion(NEW_RESERVATION, actor.id))


def release_seats(session: Session, *, actor: Actor | None, cohort_id: UUID, at: datetime) -> int:
    """Release every seat that no nomination uses and let those who wait move up; return how many were released.

    The program does so after the day that the call names; an administrator may earlier. Repeating changes nothing.
    """
    lock_timetable(session)
    board = get_board(session, cohort_id)
    if actor is not None:
        get_cohort(session, actor, cohort_id)
        require(actor, NominationPermission.DECIDE, board.cohort.scope)
    released = 0
    for quota in board.quotas:
        if quota.room < 1:
            continue
        append_reservation(session, quota, quota.used, actor=actor, reason=UNUSED, at=at)
        _tell_released(session, board, quota, quota.room, actor.id if actor else None, at)
        released += quota.room
    board.call.released_at = board.call.released_at or at
    session.flush()
    fill_seats(session, cohort_id, at=at, occasion=Occasion(RELEASED, actor.id if actor else None))
    return released


def set_head(session: Session, *, actor: Actor, agency_id: UUID, head_id: UUID | None, at: datetime) -> None:
    """Say who confirms an agency's nominations before the centre sees them, or that nobody needs to.

    Raises:
        Missing: there is no such agency.
        NotAllowed: somebody confirms now, and it is not the actor.
        HeadUnknown: the person is no officer of the agency.

    """
    agency, stored = session.get(Agency, agency_id), session.get(NominationHead, agency_id)
    if agency is None:
        raise Missing
    require(actor, NominationPermission.SET_HEAD, HeadScope(agency.path, stored.head_id if stored else None))
    before = stored.head_id if stored else None
    if head_id == before:
        return
    if head_id is not None and head_id not in {each.id for each in officers_over(session, agency.path)}:
        raise HeadUnknown
    session.execute(delete(NominationHead).where(NominationHead.agency_id == agency_id))
    session.expire_all()
    if head_id is not None:
        session.add(NominationHead(agency_id=agency_id, head_id=head_id, set_at=at, set_by=actor.id))
    audit.record(
        session,
        actor=actor,
        action="training:nomination:set_head",
        subject=("agency", agency_id),
        at=at,
        before=str(before or ""),
        after=str(head_id or ""),
    )


def _store_call(session: Session, cohort_id: UUID, details: CallDetails, actor: Actor, at: datetime) -> NominationCall:
    call = session.get(NominationCall, cohort_id)
    values = {
        "closes_on": details.closes_on,
        "release_on": details.release_on,
        "note": details.note,
        "bring": {key: text for key, text in details.bring.items() if text},
    }
    if call is None:
        call = NominationCall(cohort_id=cohort_id, opened_at=at, opened_by=actor.id, **values)
        session.add(call)
    else:
        if details.release_on > call.release_on:
            call.released_at = None
        for name, value in values.items():
            setattr(call, name, value)
    return call


def _store_quotas(
    session: Session, board: Board | None, cohort_id: UUID, quotas: Mapping[UUID, int], actor: Actor, at: datetime
) -> None:
    stored = {each.agency_id: each for each in board.quotas} if board else {}
    for agency_id, seats in quotas.items():
        if agency_id not in stored:
            session.add(Quota(id=new_id(), cohort_id=cohort_id, agency_id=agency_id, seats=seats))
    for agency_id, quota in stored.items():
        seats = quotas.get(agency_id, 0)
        if seats == quota.seats:
            continue
        session.get_one(Quota, quota.id).seats = seats
        if quota.reserved is not None:
            # Whoever had given seats back gets what the centre adds now, and keeps no more than it leaves.
            claim = min(seats, max(quota.used, quota.reserved + max(0, seats - quota.seats)))
            append_reservation(session, quota, claim, actor=actor, reason=NEW_QUOTA, at=at)
    session.flush()


def _tell_released(
    session: Session, board: Board, quota: QuotaFacts, seats: int, by: UUID | None, at: datetime
) -> None:
    events.publish(
        SeatReleased(cohort_id=board.cohort.id, agency_id=quota.agency_id, seats=seats, released_by=by, at=at), session
    )
