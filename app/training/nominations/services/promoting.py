"""Who moves up when a seat is free, and giving an accepted person the place in the cohort."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts import services as accounts
from app.accounts.models import COUNTRY_ZONES, Agency, Role, User
from app.accounts.queries import find_user_by_email
from app.core import events
from app.core.errors import RuleViolation
from app.core.policy import Actor, Grant
from app.courses.events import EnrolmentWithdrawn
from app.courses.models import Enrolment

from ...events import CohortEnlarged, PersonChangedCohort
from ...models import CohortPlace
from ...queries.bookings import clashes_of_people
from ...rules.enrolling import AccountClosed, OutOfReach, PersonBusy
from ...services.locks import lock_timetable
from ...services.people import find_place, place_person
from ..events import NewPersonAccepted, NominationPromoted, SeatReleased
from ..models import Nomination
from ..queries.boards import Board, find_board
from ..queries.facts import NominationFacts
from ..rules.reasons import MORE_PLACES, OTHER_COHORT, SEAT_FREE, SEAT_GIVEN_ON
from ..rules.seats import next_to_move_up
from ..rules.states import PLACED, Act
from .acts import BY_PROGRAM, append_act, append_reservation


@dataclass(frozen=True, slots=True)
class Occasion:
    """Why seats are free: the reason in words, whose deed it was, and the nomination that had the seat."""

    reason: str = SEAT_FREE
    by: UUID | None = None
    left: UUID | None = None


def standing_in(session: Session, board: Board) -> Actor:
    """Return the centre as one who acts.

    Enrolling is an administrator's act. Whoever called for nominations ordered that free seats be filled; the entries
    say that the program did it.
    """
    opener = session.get_one(User, board.call.opened_by)
    cohort = board.cohort
    return Actor(
        id=opener.id,
        name=BY_PROGRAM,
        email="",
        language=cohort.centre_language,
        content_language=cohort.centre_language,
        time_zone=cohort.time_zone,
        agency_id=cohort.centre_id,
        agency_path=cohort.centre_path,
        grants=(Grant(Role.CENTRE_ADMINISTRATOR, cohort.centre_path, cohort.centre_id),),
    )


def fill_seats(session: Session, cohort_id: UUID, *, at: datetime, occasion: Occasion) -> list[UUID]:
    """Let people move up until no seat is free or nobody waits; return who did. Whom something hinders is left out.

    The timetable is locked by the caller, so that two who free seats at once don't give one twice.
    """
    moved: list[UUID] = []
    hindered: set[UUID] = set()
    while (board := find_board(session, cohort_id)) is not None and board.today(at) <= board.cohort.starts_on:
        waiting = [each for each in board.waiting if each.id not in hindered]
        move = next_to_move_up(board.seats, waiting, occasion.left)
        if move is None:
            break
        nomination = board.find(move.candidate.id)
        assert nomination is not None
        accepted = move.candidate.approved
        try:
            with session.begin_nested():
                if accepted:
                    nomination = place_nominee(session, board, nomination, actor=standing_in(session, board), at=at)
                act = Act.PROMOTE if accepted else Act.CALL_UP
                append_act(
                    session,
                    nomination,
                    act,
                    actor=None,
                    # A nomination as the cause says it all, on the page by name.
                    reason="" if occasion.left else occasion.reason,
                    cause_id=occasion.left,
                    ordered_by=occasion.by,
                    at=at,
                )
        except RuleViolation:
            hindered.add(nomination.id)
            continue
        moved.append(nomination.id)
        _tell(session, nomination, accepted=accepted, cause_id=occasion.left, at=at)
    return moved


def give_seat_on(session: Session, board: Board, left: NominationFacts, *, at: datetime) -> None:
    """Let a seat that somebody left go to the waiting list, where the agency itself has nobody for it."""
    own = [each for each in board.waiting if each.agency_id == left.quota_agency_id]
    others = [each for each in board.waiting if each.approved and each.agency_id != left.quota_agency_id]
    quota = next(each for each in board.quotas if each.id == left.quota_id)
    if own or not others or quota.room < 1:
        return
    append_reservation(session, quota, quota.claim - 1, actor=None, reason=SEAT_GIVEN_ON, at=at)
    events.publish(
        SeatReleased(cohort_id=board.cohort.id, agency_id=quota.agency_id, seats=1, released_by=None, at=at), session
    )


def place_nominee(
    session: Session, board: Board, nomination: NominationFacts, *, actor: Actor, at: datetime
) -> NominationFacts:
    """Give the person a place in the cohort; a new person is recorded and gets the first link.

    Raises:
        AccountClosed, PersonBusy, OutOfReach: as named.

    """
    user, secret = _person(session, nomination, actor=actor, at=at)
    if user.deactivated_at is not None:
        raise AccountClosed(person=user.name)
    cohort = board.cohort
    present = find_place(session, cohort.id, user.id)
    if present is None:
        clash = clashes_of_people(session, cohort.id, [user.id], at).get(user.id)
        if clash is not None:
            raise PersonBusy(person=user.name, title=clash.title, cohort=clash.cohort, when=clash.span)
    stored = session.get_one(Nomination, nomination.id)
    stored.user_id = user.id
    stored.enrolment_id = (
        present.enrolment_id
        if present
        else place_person(session, actor=actor, cohort=cohort, user_id=user.id, language=nomination.language, at=at)
    )
    session.flush()
    if secret:
        events.publish(NewPersonAccepted(user_id=user.id, secret=secret, at=at), session)
    refreshed = find_board(session, cohort.id)
    found = refreshed.find(nomination.id) if refreshed else None
    assert found is not None
    return found


def when_enrolment_ended(event: EnrolmentWithdrawn, session: Session) -> None:
    """Somebody was withdrawn from the cohort by another way: say so in the nomination, and let the next move up."""
    place = session.get(CohortPlace, event.enrolment_id)
    if place is not None:
        reason = session.get_one(Enrolment, event.enrolment_id).withdrawal_reason
        _place_left(session, place.cohort_id, event.enrolment_id, reason, event.at)


def when_cohort_changed(event: PersonChangedCohort, session: Session) -> None:
    """Somebody goes on in another cohort: the seat in the earlier one is free."""
    _place_left(session, event.from_cohort_id, event.enrolment_id, OTHER_COHORT, event.at)


def when_cohort_enlarged(event: CohortEnlarged, session: Session) -> None:
    """More places: whoever waits has them, unless they are held for an agency."""
    lock_timetable(session)
    fill_seats(session, event.cohort_id, at=event.at, occasion=Occasion(MORE_PLACES, event.enlarged_by))


def seat_left(
    session: Session, nomination: NominationFacts, *, given_on: bool, by: UUID | None = None, at: datetime
) -> None:
    """Find somebody for the seat of a person who left it; with `given_on` of any agency, where its own has nobody."""
    board = find_board(session, nomination.cohort_id)
    assert board is not None
    if given_on:
        give_seat_on(session, board, nomination, at=at)
    fill_seats(session, nomination.cohort_id, at=at, occasion=Occasion(by=by, left=nomination.id))


def _place_left(session: Session, cohort_id: UUID, enrolment_id: UUID, reason: str, at: datetime) -> None:
    lock_timetable(session)
    board = find_board(session, cohort_id)
    if board is None:
        return
    own = [each for each in board.nominations if each.enrolment_id == enrolment_id]
    if not own:
        fill_seats(session, cohort_id, at=at, occasion=Occasion())
    for nomination in own:
        if nomination.state in PLACED:
            append_act(session, nomination, Act.WITHDRAW, actor=None, reason=reason, at=at)
            seat_left(session, nomination, given_on=True, at=at)


def _person(session: Session, nomination: NominationFacts, *, actor: Actor, at: datetime) -> tuple[User, str]:
    if nomination.user_id is not None:
        return session.get_one(User, nomination.user_id), ""
    agency = session.get_one(Agency, nomination.agency_id)
    known = find_user_by_email(session, nomination.email)
    if known is not None:
        # Since the nomination somebody else recorded the person.
        if known.agency_id != agency.id:
            raise OutOfReach
        return known, ""
    details = accounts.PersonDetails(
        name=nomination.name,
        email=nomination.email,
        agency_id=agency.id,
        profession=nomination.profession,
        sex=nomination.sex,
        language=nomination.language,
        time_zone=COUNTRY_ZONES[agency.country],
    )
    user = accounts.add_person(session, actor=actor, details=details, at=at)
    return user, accounts.invite(session, actor=actor, user=user, at=at)


def _tell(
    session: Session, nomination: NominationFacts, *, accepted: bool, cause_id: UUID | None, at: datetime
) -> None:
    events.publish(
        NominationPromoted(
            nomination_id=nomination.id,
            cohort_id=nomination.cohort_id,
            agency_id=nomination.agency_id,
            user_id=nomination.user_id,
            accepted=accepted,
            cause_id=cause_id,
            nominated_by=nomination.nominated_by,
            at=at,
        ),
        session,
    )
