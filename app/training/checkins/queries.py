"""Reads of check-in: what a code may belong to, and a person's own place at a session."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from app.core.errors import Missing

from ..models import AttendanceMark, Cohort, TrainingCentre, TrainingSession
from ..queries.attendance import is_current
from ..queries.cohorts import trainers_of
from ..queries.seats import seats_where, within
from ..queries.sessions import session_trainers
from .models import CheckIn, CheckInClaim
from .rules import Code, recognise


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPlace:
    """A session as the person who scanned its code meets it; without an enrolment they are not on its list."""

    session_id: UUID
    title: str
    starts_at: datetime
    ends_at: datetime
    cancelled_at: datetime | None
    time_zone: str
    cohort_id: UUID
    cohort_title: str
    open_until: datetime | None
    enrolment_id: UUID | None
    claim_id: UUID | None
    claimed_at: datetime | None
    read_at: datetime | None


def find_check_in(session: Session, session_id: UUID) -> CheckIn | None:
    """Return the check-in of a session, if it was ever opened."""
    return session.get(CheckIn, session_id)


def find_code(session: Session, typed: str, at: datetime, session_id: UUID | None = None) -> tuple[UUID, Code] | None:
    """Tell to which open check-in a code belongs (one statement)."""
    opened = select(CheckIn.session_id, CheckIn.secret, CheckIn.printed_code_counts).where(CheckIn.open_until > at)
    if session_id is not None:
        opened = select(CheckIn.session_id, CheckIn.secret, CheckIn.printed_code_counts).where(
            CheckIn.session_id == session_id
        )
    for row in session.execute(opened):
        code = recognise(typed, secret=row.secret, printed_counts=row.printed_code_counts, at=at)
        if code is not None:
            return row.session_id, code
    return None


def get_own_place(session: Session, user_id: UUID, session_id: UUID) -> OwnPlace:
    """Return a session with the person's place and claim (one statement).

    Raises:
        Missing: there is no such session.

    """
    seats = seats_where(lambda seat: seat.user_id == user_id)
    seated = and_(
        seats.c.cohort_id == TrainingSession.cohort_id,
        within(seats),
        or_(seats.c.left_at.is_(None), seats.c.left_at > TrainingSession.starts_at),
    )
    row = session.execute(
        select(
            TrainingSession.id.label("session_id"),
            TrainingSession.title,
            TrainingSession.starts_at,
            TrainingSession.ends_at,
            TrainingSession.cancelled_at,
            TrainingCentre.time_zone,
            Cohort.id.label("cohort_id"),
            Cohort.title.label("cohort_title"),
            CheckIn.open_until,
            seats.c.enrolment_id,
            CheckInClaim.id.label("claim_id"),
            CheckInClaim.claimed_at,
            CheckInClaim.read_at,
        )
        .join(Cohort, Cohort.id == TrainingSession.cohort_id)
        .join(TrainingCentre, TrainingCentre.agency_id == Cohort.centre_id)
        .outerjoin(CheckIn, CheckIn.session_id == TrainingSession.id)
        .outerjoin(seats, seated)
        .outerjoin(
            CheckInClaim,
            and_(CheckInClaim.session_id == TrainingSession.id, CheckInClaim.enrolment_id == seats.c.enrolment_id),
        )
        .where(TrainingSession.id == session_id)
        .limit(1)
    ).one_or_none()
    if row is None:
        raise Missing
    return OwnPlace(**row._mapping)  # noqa: SLF001 -- SQLAlchemy's public name


def names_of_trainers(session: Session, place: OwnPlace) -> list[str]:
    """Return whom somebody who is not on the list can ask."""
    found = session_trainers(session, [place.session_id]).get(place.session_id) or trainers_of(session, place.cohort_id)
    return list(found.values())


def count_claims(session: Session, session_id: UUID) -> tuple[int, int]:
    """Return how many claims there are, and how many of them nobody confirmed or refused (one statement)."""
    marked = (
        select(AttendanceMark.id)
        .where(
            AttendanceMark.session_id == CheckInClaim.session_id,
            AttendanceMark.enrolment_id == CheckInClaim.enrolment_id,
            is_current(),
        )
        .correlate(CheckInClaim)
        .exists()
    )
    waiting: Any = func.count().filter(~marked)
    row = session.execute(
        select(func.count(), waiting).select_from(CheckInClaim).where(CheckInClaim.session_id == session_id)
    ).one()
    return row[0], row[1]


def get_claims(session: Session, claim_ids: list[UUID]) -> dict[UUID, CheckInClaim]:
    """Return claims by id."""
    found = session.scalars(select(CheckInClaim).where(CheckInClaim.id.in_(claim_ids)))
    return {each.id: each for each in found}
