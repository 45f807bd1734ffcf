"""Past training that counts: neither replaced by a correction nor annulled."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session, aliased

from ..models import PastTraining, PastTrainingAnnulment

CHUNK = 500


def current_past_trainings(session: Session, user_ids: Collection[UUID]) -> list[PastTraining]:
    """Return people's past training, the earliest first (one statement for each 500 people)."""
    found: list[PastTraining] = []
    ordered = sorted(user_ids)
    for start in range(0, len(ordered), CHUNK):
        chosen = select(PastTraining).where(PastTraining.user_id.in_(ordered[start : start + CHUNK]), counts())
        found += session.scalars(chosen.order_by(PastTraining.starts_on, PastTraining.id))
    return found


def past_training_hours(
    session: Session, user_ids: Collection[UUID], *, first_day: date | None = None, last_day: date | None = None
) -> dict[UUID, Decimal]:
    """Return the hours of past training of each person who has any; it counts on the day on which it ended."""
    hours = select(PastTraining.user_id, func.sum(PastTraining.hours)).where(
        PastTraining.user_id.in_(user_ids), counts()
    )
    if first_day is not None:
        hours = hours.where(PastTraining.ends_on >= first_day)
    if last_day is not None:
        hours = hours.where(PastTraining.ends_on <= last_day)
    rows = session.execute(hours.group_by(PastTraining.user_id))
    return {user_id: Decimal(total).quantize(Decimal("0.01")) for user_id, total in rows}


def counts() -> ColumnElement[bool]:
    """Whether a record is neither replaced nor annulled."""
    later = aliased(PastTraining)
    replaced = exists().where(later.replaces_id == PastTraining.id)
    annulled = exists().where(PastTrainingAnnulment.past_training_id == PastTraining.id)
    return ~replaced & ~annulled
