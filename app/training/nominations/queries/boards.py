"""A cohort's call with its seats and everybody who was nominated: what every decision is made from."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.accounts.models import Agency
from app.core.errors import Missing
from app.core.policy import Actor

from ...models import CohortPlace
from ...queries.cohorts import CohortFacts, find_cohort_facts
from ..models import InvitationLetter, Nomination, NominationAct, NominationCall, NominationHead, Quota, SeatReservation
from ..permissions import NominationScope, may_see, may_see_calls
from ..rules.seats import Candidate, Seats
from ..rules.states import PLACED, SEATED, State
from .facts import NominationFacts, QuotaFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """A call with its cohort, quotas and nominations."""

    call: NominationCall
    cohort: CohortFacts
    quotas: list[QuotaFacts]
    nominations: list[NominationFacts] = field(default_factory=list)

    @property
    def seats(self) -> Seats:
        """How the seats stand."""
        return Seats(
            capacity=self.cohort.capacity,
            taken=self.cohort.taken,
            claims={each.agency_id: each.claim for each in self.quotas},
            used={each.agency_id: each.used for each in self.quotas},
            placed={each.agency_id: each.placed for each in self.quotas},
        )

    @property
    def waiting(self) -> list[Candidate]:
        """Who would move up when a seat is free."""
        return [each.candidate for each in self.nominations if each.state in (State.WAITING, State.RESERVE)]

    def quota_for(self, agency_path: str) -> QuotaFacts | None:
        """Return the nearest quota above an agency."""
        above = [each for each in self.quotas if agency_path.startswith(each.path)]
        return max(above, key=lambda each: len(each.path), default=None)

    def today(self, at: datetime) -> date:
        """Return the day at the centre."""
        return at.astimezone(ZoneInfo(self.cohort.time_zone)).date()

    def find(self, nomination_id: UUID | None) -> NominationFacts | None:
        """Return one of the nominations."""
        return next((each for each in self.nominations if each.id == nomination_id), None)


def find_board(session: Session, cohort_id: UUID) -> Board | None:
    """Return a cohort's call whoever asks: services decide on permission themselves (five statements)."""
    call = session.get(NominationCall, cohort_id)
    cohort = find_cohort_facts(session, cohort_id)
    if call is None or cohort is None:
        return None
    nominations = list_nominations(session, cohort_id)
    in_cohort = _taken_by_nomination(session, cohort_id)
    quotas = [_quota(row, nominations, in_cohort) for row in session.execute(_quotas(cohort_id))]
    quotas.sort(key=lambda each: (each.path, str(each.id)))
    return Board(call=call, cohort=cohort, quotas=quotas, nominations=nominations)


def get_board(session: Session, cohort_id: UUID) -> Board:
    """Return a cohort's call.

    Raises:
        Missing: nobody called for nominations.

    """
    found = find_board(session, cohort_id)
    if found is None:
        raise Missing
    return found


def officer_board(session: Session, actor: Actor, cohort_id: UUID) -> Board:
    """Return a call as an officer sees it: own quotas and own people, and nothing of others.

    Raises:
        Missing: no seats were given to an agency of theirs.

    """
    board = get_board(session, cohort_id)
    quotas = [each for each in board.quotas if may_see_calls(actor, each.path)]
    nominations = [each for each in board.nominations if may_see_calls(actor, each.agency_path)]
    covering = [board.quota_for(path) for path in actor.scopes("agency_officer") if path]
    shown = {each.id: each for each in (*quotas, *(quota for quota in covering if quota))}
    if not shown and not nominations:
        raise Missing
    return Board(call=board.call, cohort=board.cohort, quotas=list(shown.values()), nominations=nominations)


def list_nominations(session: Session, cohort_id: UUID) -> list[NominationFacts]:
    """Return everybody who was nominated for a cohort, in time (one statement)."""
    rows = session.execute(_nominations().where(Nomination.cohort_id == cohort_id))
    return [read_nomination(row) for row in rows]


def get_nomination(session: Session, actor: Actor, nomination_id: UUID) -> tuple[Board, NominationFacts, UUID | None]:
    """Return a nomination that the person may see, with its call and who confirms for the agency.

    Raises:
        Missing: there is none.

    """
    cohort_id = session.scalar(select(Nomination.cohort_id).where(Nomination.id == nomination_id))
    board = find_board(session, cohort_id) if cohort_id else None
    found = board.find(nomination_id) if board else None
    if board is None or found is None or not may_see(actor, scope_of(board, found)):
        raise Missing
    return board, found, head_of(session, found.agency_path)


def scope_of(board: Board, nomination: NominationFacts, head_id: UUID | None = None) -> NominationScope:
    """Return whose a nomination is."""
    return NominationScope(nomination.agency_path, board.cohort.scope, head_id, nomination.user_id)


def head_of(session: Session, agency_path: str) -> UUID | None:
    """Return who confirms nominations of an agency: named by itself or by the nearest above it (one statement)."""
    rows = session.execute(
        select(Agency.path, NominationHead.head_id).join(NominationHead, NominationHead.agency_id == Agency.id)
    ).all()
    above = [row for row in rows if agency_path.startswith(row.path)]
    return max(above, key=lambda row: len(row.path)).head_id if above else None


def letters_of(session: Session, nomination_ids: list[UUID]) -> dict[UUID, InvitationLetter]:
    """Return the latest letter of each nomination (one statement)."""
    rows = session.scalars(
        select(InvitationLetter)
        .where(InvitationLetter.nomination_id.in_(nomination_ids))
        .order_by(InvitationLetter.issued_at, InvitationLetter.id)
    )
    return {each.nomination_id: each for each in rows}


def read_nomination(row: Any) -> NominationFacts:  # noqa: ANN401 -- a row of `nominations`
    """Read a row."""
    return NominationFacts(**row._mapping)  # noqa: SLF001 -- SQLAlchemy's public name


def _nominations() -> Select[*tuple[Any, ...]]:
    last = (
        select(NominationAct.nomination_id, func.max(NominationAct.number).label("number"))
        .group_by(NominationAct.nomination_id)
        .subquery()
    )
    return (
        select(
            Nomination.id,
            Nomination.cohort_id,
            Nomination.quota_id,
            Quota.agency_id.label("quota_agency_id"),
            Nomination.agency_id,
            Agency.names.label("agency_names"),
            Agency.path.label("agency_path"),
            Nomination.user_id,
            Nomination.enrolment_id,
            Nomination.name,
            Nomination.email,
            Nomination.profession,
            Nomination.sex,
            Nomination.language,
            Nomination.reserve,
            Nomination.position,
            Nomination.stands_in_for_id,
            Nomination.nominated_at,
            Nomination.nominated_by,
            NominationAct.number,
            NominationAct.act.label("last_act"),
            NominationAct.head_confirms,
            NominationAct.reason,
            NominationAct.at.label("acted_at"),
        )
        .join(Quota, Quota.id == Nomination.quota_id)
        .join(Agency, Agency.id == Nomination.agency_id)
        .join(last, last.c.nomination_id == Nomination.id)
        .join(
            NominationAct,
            (NominationAct.nomination_id == Nomination.id) & (NominationAct.number == last.c.number),
        )
        .order_by(Nomination.nominated_at, Nomination.id)
    )


def _quotas(cohort_id: UUID) -> Select[*tuple[Any, ...]]:
    last = (
        select(SeatReservation.quota_id, func.max(SeatReservation.number).label("number"))
        .group_by(SeatReservation.quota_id)
        .subquery()
    )
    return (
        select(
            Quota.id,
            Quota.agency_id,
            Agency.path,
            Agency.names,
            Quota.seats,
            SeatReservation.seats.label("reserved"),
            func.coalesce(last.c.number, 0).label("reservations"),
        )
        .join(Agency, Agency.id == Quota.agency_id)
        .outerjoin(last, last.c.quota_id == Quota.id)
        .outerjoin(SeatReservation, (SeatReservation.quota_id == Quota.id) & (SeatReservation.number == last.c.number))
        .where(Quota.cohort_id == cohort_id)
    )


def _taken_by_nomination(session: Session, cohort_id: UUID) -> set[UUID]:
    """Return the nominations whose person has a place in the cohort now."""
    rows = session.scalars(
        select(Nomination.id)
        .join(CohortPlace, CohortPlace.enrolment_id == Nomination.enrolment_id)
        .where(Nomination.cohort_id == cohort_id, CohortPlace.cohort_id == cohort_id, CohortPlace.left_at.is_(None))
    )
    return set(rows)


def _quota(row: Any, nominations: list[NominationFacts], in_cohort: set[UUID]) -> QuotaFacts:  # noqa: ANN401 -- a row
    own = [each for each in nominations if each.quota_id == row.id]
    seated = [each for each in own if each.state in SEATED]
    placed = [each for each in seated if each.state in PLACED and each.id in in_cohort]
    return QuotaFacts(**row._mapping, used=len(seated), placed=len(placed))  # noqa: SLF001 -- public name
