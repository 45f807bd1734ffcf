"""Keeping movable equipment."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import audit
from app.core.errors import Missing
from app.core.policy import Actor

from ...models import TrainingSession
from ...rules.scheduling import Span
from ...services.locks import lock_timetable
from ..models import EquipmentItem, SessionEquipment
from ..rules import FewerThanBooked, most_at_once
from .centres import NameTaken, own_centre


def save_item(
    session: Session, *, actor: Actor, item_id: UUID, centre_id: UUID, name: str, count: int, at: datetime
) -> None:
    """Add an item of equipment, or change its name and number.

    Raises:
        Missing: there is no such centre or item for this person.
        NameTaken: the centre has an item of this name.
        FewerThanBooked: coming sessions take more at once.

    """
    own_centre(session, actor, centre_id)
    lock_timetable(session)
    stored = session.get(EquipmentItem, item_id)
    if stored is not None and stored.centre_id != centre_id:
        raise Missing
    same = select(EquipmentItem.id).where(
        EquipmentItem.centre_id == centre_id, EquipmentItem.name == name, EquipmentItem.id != item_id
    )
    if session.scalars(same).first():
        raise NameTaken(name=name)
    if stored is None:
        session.add(EquipmentItem(id=item_id, centre_id=centre_id, name=name, count=count))
    else:
        uses = _uses(session, item_id, at)
        booked = max((most_at_once(span, uses) for span, _count in uses), default=0)
        if count < booked:
            raise FewerThanBooked(booked=booked)
        stored.name, stored.count = name, count
    audit.record(
        session, actor=actor, action="training:equipment:save", subject=("item", item_id), at=at, name=name, count=count
    )


def _uses(session: Session, item_id: UUID, at: datetime) -> list[tuple[Span, int]]:
    rows = session.execute(
        select(TrainingSession.starts_at, TrainingSession.ends_at, SessionEquipment.count)
        .join(SessionEquipment, SessionEquipment.session_id == TrainingSession.id)
        .where(
            SessionEquipment.item_id == item_id,
            TrainingSession.cancelled_at.is_(None),
            TrainingSession.ends_at > at,
        )
    )
    return [(Span(starts, ends, "UTC"), count) for starts, ends, count in rows]
