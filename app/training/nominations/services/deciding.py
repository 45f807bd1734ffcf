"""Steps of a nomination: confirming, returning, accepting, refusing, withdrawing, and who never came."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.core.errors import Missing, NotAllowed, RuleViolation
from app.core.policy import Actor, require
from app.courses.services import withdraw as end_enrolment

from ...models import CohortPlace
from ...rules.places import check_reason
from ...services.locks import lock_timetable
from ..permissions import NominationPermission as May
from ..permissions import may_decide, may_nominate
from ..queries.boards import Board, get_nomination, scope_of
from ..queries.facts import NominationFacts
from ..rules.seats import check_acceptance, check_room
from ..rules.states import NEEDS_REASON, PLACED, SEATED, Act, check_act
from .acts import append_act
from .promoting import place_nominee, seat_left, standing_in

OF_AGENCY = frozenset({Act.SUBMIT_AGAIN, Act.CALL_UP})
OF_HEAD = frozenset({Act.CONFIRM, Act.SEND_BACK})
OF_CENTRE = frozenset({Act.ACCEPT, Act.WAIT, Act.RETURN, Act.REFUSE})
ABOUT_PRESENCE = frozenset({Act.NO_SHOW, Act.CAME})
LONGEST_REASON = 500


def take_step(
    session: Session, *, actor: Actor, nomination_id: UUID, act: Act, reason: str = "", at: datetime
) -> NominationFacts:
    """Do one thing with a nomination; what was done already is refused, so that nothing happens twice.

    Raises:
        Missing: no such nomination for this person.
        NotAllowed: the step belongs to somebody else.
        NotPossibleNow: the nomination stands elsewhere.
        ReasonMissing: the step needs a reason.
        NoFreeSeat, QuotaReached, AccountClosed, PersonBusy, OutOfReach: as named.

    """
    lock_timetable(session)
    board, nomination, head_id = get_nomination(session, actor, nomination_id)
    _require(actor, act, board, nomination, head_id)
    check_act(act, nomination.state)
    if act in NEEDS_REASON:
        check_reason(reason)
    reason = reason[:LONGEST_REASON]
    if act is Act.ACCEPT:
        check_acceptance(board.seats, nomination.quota_agency_id, seated=nomination.state in SEATED)
        nomination = place_nominee(session, board, nomination, actor=actor, at=at)
    if act is Act.CALL_UP:
        check_room(board.seats, nomination.quota_agency_id)
    ends = act in (Act.WITHDRAW, Act.REFUSE)
    had_place, had_seat = nomination.state in PLACED, nomination.state in SEATED
    confirms = head_id is not None and act in (Act.SUBMIT_AGAIN, Act.CALL_UP)
    append_act(session, nomination, act, actor=actor, reason=reason, head_confirms=confirms, at=at)
    if ends and had_place:
        _leave(session, board, nomination, reason.strip(), at)
    if ends and had_seat:
        # While the call is open the agency may name somebody else for a seat that nobody was accepted for.
        given_on = had_place or board.today(at) > board.call.closes_on
        seat_left(session, nomination, given_on=given_on, by=actor.id, at=at)
    return nomination


def decide(
    session: Session, *, actor: Actor, nomination_ids: Collection[UUID], act: Act, reason: str = "", at: datetime
) -> int:
    """Do the same with several nominations: all of them, or none and the reason; return how many."""
    for each in sorted(nomination_ids):
        take_step(session, actor=actor, nomination_id=each, act=act, reason=reason, at=at)
    return len(nomination_ids)


def steps_for(actor: Actor, board: Board, nomination: NominationFacts, head_id: UUID | None) -> list[Act]:
    """Return what this person may do with a nomination as it stands."""
    found = []
    for act in Act:
        try:
            _require(actor, act, board, nomination, head_id)
            check_act(act, nomination.state)
        except RuleViolation:
            continue  # a step that would be refused is not offered
        found.append(act)
    return found


def _require(actor: Actor, act: Act, board: Board, nomination: NominationFacts, head_id: UUID | None) -> None:
    if act in OF_AGENCY:
        require(actor, May.NOMINATE, nomination.agency_path)
    elif act in OF_HEAD:
        require(actor, May.CONFIRM, scope_of(board, nomination, head_id))
    elif act in OF_CENTRE:
        require(actor, May.DECIDE, board.cohort.scope)
    elif act in ABOUT_PRESENCE:
        require(actor, May.NOTE_PRESENCE, board.cohort.scope)
    elif act is not Act.WITHDRAW or not (
        may_nominate(actor, nomination.agency_path) or may_decide(actor, board.cohort.scope)
    ):
        raise NotAllowed(permission=str(May.NOMINATE))


def _leave(session: Session, board: Board, nomination: NominationFacts, reason: str, at: datetime) -> None:
    """End the place in the cohort and the enrolment, as the centre's act that follows from the agency's."""
    place = session.get(CohortPlace, nomination.enrolment_id) if nomination.enrolment_id else None
    if place is None:
        raise Missing
    if place.left_at is None:
        place.left_at = at
        session.flush()
        end_enrolment(session, actor=standing_in(session, board), enrolment_id=place.enrolment_id, reason=reason, at=at)
