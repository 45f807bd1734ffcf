"""Which days belong to one tour: each is a session of its own, and one report covers them all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..models import SessionKind, TrainingSession
from ..queries.sessions import SessionFacts
from .models import TourReport, TourTraveller

LONGEST_PAUSE = timedelta(days=4)
"""A weekend with a holiday; what lies further apart is another tour of the same cohort."""


@dataclass(frozen=True, slots=True)
class TourDay:
    """A day of a tour."""

    session_id: UUID
    starts_at: datetime
    ends_at: datetime
    cancelled: bool


def days_of_tour(session: Session, planned: SessionFacts) -> list[TourDay]:
    """Return the days of the tour to which a session belongs, in time (one statement)."""
    rows = session.execute(
        select(TrainingSession.id, TrainingSession.starts_at, TrainingSession.ends_at, TrainingSession.cancelled_at)
        .where(TrainingSession.cohort_id == planned.cohort_id, TrainingSession.kind == SessionKind.STUDY_TOUR)
        .order_by(TrainingSession.starts_at, TrainingSession.id)
    )
    tours: list[list[TourDay]] = []
    for key, starts_at, ends_at, cancelled_at in rows:
        day = TourDay(key, starts_at, ends_at, cancelled_at is not None)
        if tours and day.starts_at - tours[-1][-1].ends_at <= LONGEST_PAUSE:
            tours[-1].append(day)
        else:
            tours.append([day])
    return next(tour for tour in tours if planned.id in {each.session_id for each in tour})


def day_of_report(session: Session, days: list[TourDay], user_id: UUID) -> UUID | None:
    """Return with which day a traveller's report is kept: where one was begun, else the last day that they travel.

    None says that they don't travel. Two statements.
    """
    ids = [each.session_id for each in days]
    mine = TourTraveller.user_id == user_id, TourTraveller.session_id.in_(ids)
    travels = set(session.scalars(select(TourTraveller.session_id).where(*mine)))
    if not travels:
        return None
    begun = session.scalars(
        select(TourReport.session_id)
        .where(TourReport.user_id == user_id, TourReport.session_id.in_(ids))
        .order_by(TourReport.handed_in_at.is_(None), TourReport.saved_at.desc())
    ).first()
    held = [each.session_id for each in days if each.session_id in travels and not each.cancelled]
    return begun or (held or sorted(travels))[-1]
