"""Nominating people for a seat or for the reserve list, and the order of that list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts.models import Agency, Profession, Sex, User
from app.accounts.queries import find_user_by_email, get_visible_person
from app.accounts.rules import EmailTaken
from app.core import audit, events
from app.core.errors import N_, Missing, RuleViolation
from app.core.ids import new_id
from app.core.policy import Actor, require

from ...rules.enrolling import AccountClosed
from ...services.locks import lock_timetable
from ..events import PersonNominated
from ..models import Nomination, NominationAct
from ..permissions import NominationPermission, may_nominate
from ..queries.boards import Board, get_board, head_of
from ..queries.facts import QuotaFacts
from ..rules.seats import NoQuota, check_room
from ..rules.states import LIVE, Act, State


class CallClosed(RuleViolation):
    """The day for nominating has passed."""

    code = "call-closed"
    message = N_("Nominations ended on %(day)s. Ask the training centre.")


class AlreadyNominated(RuleViolation):
    """One person, one nomination."""

    code = "already-nominated"
    message = N_("%(person)s is nominated for this cohort already.")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPerson:
    """Somebody who is not on record yet; the account is made when the centre accepts."""

    name: str
    email: str
    agency_id: UUID
    profession: Profession
    language: str
    sex: Sex | None = None


def nominate(
    session: Session,
    *,
    actor: Actor,
    nomination_id: UUID,
    cohort_id: UUID,
    person: UUID | NewPerson,
    reserve: bool = False,
    stands_in_for: UUID | None = None,
    at: datetime,
) -> UUID:
    """Nominate somebody for one of the agency's seats, or for its reserve list; repeating the id changes nothing.

    Raises:
        Missing: no such call, person or agency for this officer.
        CallClosed, AlreadyNominated, AccountClosed, EmailTaken: as named.
        NoQuota, QuotaReached: the agency has no seat left; never more than its quota, however many ask at once.

    """
    lock_timetable(session)
    if session.get(Nomination, nomination_id) is not None:
        return nomination_id
    board = get_board(session, cohort_id)
    values = _known(session, actor, person) if isinstance(person, UUID) else _new(session, actor, person)
    agency = session.get_one(Agency, values["agency_id"])
    require(actor, NominationPermission.NOMINATE, agency.path)
    if board.today(at) > board.call.closes_on:
        raise CallClosed(day=board.call.closes_on)
    _check_once(board, values["user_id"], values["email"], values["name"])
    quota = board.quota_for(agency.path)
    if quota is None or quota.seats < 1:
        raise NoQuota
    reserve = reserve or stands_in_for is not None
    if not reserve:
        check_room(board.seats, quota.agency_id)
    _check_stand_in(board, quota, stands_in_for)
    head_id = head_of(session, agency.path)
    session.add(
        Nomination(
            id=nomination_id,
            cohort_id=cohort_id,
            quota_id=quota.id,
            reserve=reserve,
            position=_next_position(board, quota) if reserve else 0,
            stands_in_for_id=stands_in_for,
            nominated_at=at,
            nominated_by=actor.id,
            **values,
        )
    )
    session.flush()
    session.add(
        NominationAct(
            id=new_id(),
            nomination_id=nomination_id,
            number=1,
            act=Act.LIST_RESERVE if reserve else Act.NOMINATE,
            head_confirms=head_id is not None,
            by=actor.id,
            at=at,
        )
    )
    session.flush()
    audit.record(
        session,
        actor=actor,
        action="training:nomination:nominate",
        subject=("nomination", nomination_id),
        at=at,
        cohort=str(cohort_id),
        agency=str(agency.id),
        user=str(values["user_id"] or ""),
        reserve=reserve,
    )
    told = PersonNominated(
        nomination_id=nomination_id,
        cohort_id=cohort_id,
        agency_id=agency.id,
        user_id=values["user_id"],
        head_id=None if reserve else head_id,
        nominated_by=actor.id,
        at=at,
    )
    events.publish(told, session)
    return nomination_id


def move_in_reserve(session: Session, *, actor: Actor, nomination_id: UUID, at: datetime) -> UUID:
    """Move somebody one place up on the agency's reserve list; return the cohort.

    Raises:
        Missing: no such nomination for this officer.

    """
    lock_timetable(session)
    stored = session.get(Nomination, nomination_id)
    board = get_board(session, stored.cohort_id) if stored else None
    found = board.find(nomination_id) if board else None
    if board is None or found is None or stored is None:
        raise Missing
    require_own(actor, found.agency_path)
    waiting = (State.RESERVE, State.WAITING)
    line = [each for each in board.nominations if each.quota_id == found.quota_id and each.reserve]
    line = sorted((each for each in line if each.state in waiting), key=lambda each: each.position)
    before = [each for each in line if each.position < found.position]
    if before:
        other = session.get_one(Nomination, before[-1].id)
        stored.position, other.position = other.position, stored.position
        audit.record(
            session, actor=actor, action="training:nomination:order", subject=("nomination", nomination_id), at=at
        )
    return board.cohort.id


def require_own(actor: Actor, agency_path: str) -> None:
    """Refuse what is not the officer's; another agency's is not there.

    Raises:
        Missing: as said.

    """
    if not may_nominate(actor, agency_path):
        raise Missing


def _known(session: Session, actor: Actor, user_id: UUID) -> dict[str, Any]:
    user = get_visible_person(session, actor, user_id)
    if user.deactivated_at is not None:
        raise AccountClosed(person=user.name)
    return _values_of(user)


def _new(session: Session, actor: Actor, person: NewPerson) -> dict[str, Any]:
    agency = session.get(Agency, person.agency_id)
    if agency is None:
        raise Missing
    require_own(actor, agency.path)
    email = person.email.strip().lower()
    known = find_user_by_email(session, email)
    if known is not None:
        try:
            return _known(session, actor, known.id)
        except Missing:
            raise EmailTaken(email=email) from None
    return {
        "user_id": None,
        "agency_id": agency.id,
        "name": " ".join(person.name.split()),
        "email": email,
        "profession": person.profession,
        "sex": person.sex,
        "language": person.language,
    }


def _values_of(user: User) -> dict[str, Any]:
    return {
        "user_id": user.id,
        "agency_id": user.agency_id,
        "name": user.name,
        "email": user.email,
        "profession": user.profession,
        "sex": user.sex,
        "language": user.language,
    }


def _check_once(board: Board, user_id: object, email: object, name: object) -> None:
    for each in board.nominations:
        same = each.email == email or (user_id is not None and each.user_id == user_id)
        if same and each.state in LIVE:
            raise AlreadyNominated(person=name)


def _check_stand_in(board: Board, quota: QuotaFacts, stands_in_for: UUID | None) -> None:
    if stands_in_for is None:
        return
    other = board.find(stands_in_for)
    if other is None or other.quota_id != quota.id or other.state not in LIVE:
        raise Missing


def _next_position(board: Board, quota: QuotaFacts) -> int:
    return 1 + max((each.position for each in board.nominations if each.quota_id == quota.id), default=0)
