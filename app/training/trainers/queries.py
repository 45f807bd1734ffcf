"""Reads about the pool of trainers."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..models import SessionTrainer, TrainingSession
from .models import Qualification, TrainerAbsence, TrainerProfile


@dataclass(frozen=True, slots=True)
class Load:
    """How much somebody taught and will teach in a stretch of time, in minutes."""

    taught: int = 0
    planned: int = 0


def loads(
    session: Session, user_ids: Collection[UUID], first: datetime, last: datetime, at: datetime
) -> dict[UUID, Load]:
    """Return the load of trainers between two instants, everywhere (one statement)."""
    rows = session.execute(
        select(SessionTrainer.user_id, TrainingSession.starts_at, TrainingSession.ends_at)
        .join(TrainingSession, TrainingSession.id == SessionTrainer.session_id)
        .where(
            SessionTrainer.user_id.in_(list(user_ids)),
            TrainingSession.cancelled_at.is_(None),
            TrainingSession.starts_at >= first,
            TrainingSession.starts_at < last,
        )
    )
    found: dict[UUID, Load] = {}
    for user_id, starts, ends in rows:
        old, minutes = found.get(user_id, Load()), int((ends - starts).total_seconds() // 60)
        over = ends <= at
        found[user_id] = Load(old.taught + (minutes if over else 0), old.planned + (0 if over else minutes))
    return found


def qualifications_of(session: Session, centre_id: UUID, user_ids: Collection[UUID]) -> list[Qualification]:
    """Return the qualifications at a centre, those that ended and were withdrawn too, the latest first."""
    return list(
        session.scalars(
            select(Qualification)
            .where(Qualification.centre_id == centre_id, Qualification.user_id.in_(list(user_ids)))
            .order_by(Qualification.valid_from.desc(), Qualification.id)
        )
    )


def profiles_of(session: Session, user_ids: Collection[UUID]) -> dict[UUID, TrainerProfile]:
    """Return what is noted of trainers' languages and hours."""
    found = session.scalars(select(TrainerProfile).where(TrainerProfile.user_id.in_(list(user_ids))))
    return {each.user_id: each for each in found}


def absences_of(session: Session, user_id: UUID) -> list[TrainerAbsence]:
    """Return when somebody is away, the latest first; what was taken back is left out."""
    return list(
        session.scalars(
            select(TrainerAbsence)
            .where(TrainerAbsence.user_id == user_id, TrainerAbsence.taken_back_at.is_(None))
            .order_by(TrainerAbsence.first_day.desc())
        )
    )
