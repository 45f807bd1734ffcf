"""Rooms, equipment and trainers as the rules of the timetable must know them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import time
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import User

from ..models import Room, TrainingCentre
from ..trainers.models import Qualification, TrainerAbsence, TrainerProfile
from ..trainers.rules import Away, Held, TrainerFacts
from ..venues.models import EquipmentItem, SessionEquipment, Venue
from ..venues.rules import RoomFacts


def rooms_of_centre(session: Session, centre_id: UUID) -> dict[UUID, RoomFacts]:
    """Return a centre's rooms by name, the smallest first among equals (one statement)."""
    rows = session.execute(
        select(Room, Venue.time_zone, TrainingCentre.time_zone)
        .join(TrainingCentre, TrainingCentre.agency_id == Room.centre_id)
        .outerjoin(Venue, Venue.id == Room.venue_id)
        .where(Room.centre_id == centre_id)
        .order_by(Room.name, Room.id)
    )
    return {room.id: _room(room, there or here) for room, there, here in rows}


def _room(room: Room, time_zone: str) -> RoomFacts:
    return RoomFacts(
        id=room.id,
        name=room.name,
        seats=room.capacity,
        time_zone=time_zone,
        features=frozenset(room.features),
        computers=room.computers,
        closed_from=room.closed_from,
        closed_to=room.closed_to,
    )


def items_of_centre(session: Session, centre_id: UUID) -> list[EquipmentItem]:
    """Return what a centre can carry around, by name."""
    return list(
        session.scalars(select(EquipmentItem).where(EquipmentItem.centre_id == centre_id).order_by(EquipmentItem.name))
    )


def session_items(session: Session, session_ids: Collection[UUID]) -> dict[UUID, dict[UUID, int]]:
    """Return which items sessions take, and how many (one statement)."""
    found: dict[UUID, dict[UUID, int]] = {}
    rows = session.execute(
        select(SessionEquipment.session_id, SessionEquipment.item_id, SessionEquipment.count).where(
            SessionEquipment.session_id.in_(session_ids)
        )
    )
    for session_id, item_id, count in rows:
        found.setdefault(session_id, {})[item_id] = count
    return found


def trainer_facts(session: Session, centre_id: UUID, user_ids: Collection[UUID]) -> dict[UUID, TrainerFacts]:
    """Return what a centre knows of trainers (three statements)."""
    wanted = list(set(user_ids))
    held: dict[UUID, list[Held]] = {}
    for each in session.scalars(
        select(Qualification).where(
            Qualification.centre_id == centre_id,
            Qualification.user_id.in_(wanted),
            Qualification.withdrawn_at.is_(None),
        )
    ):
        held.setdefault(each.user_id, []).append(
            Held(each.course_key, each.module_key, each.session_kind, each.valid_from, each.valid_to)
        )
    away: dict[UUID, list[Away]] = {}
    for absence in session.scalars(
        select(TrainerAbsence)
        .where(TrainerAbsence.user_id.in_(wanted), TrainerAbsence.taken_back_at.is_(None))
        .order_by(TrainerAbsence.first_day)
    ):
        away.setdefault(absence.user_id, []).append(Away(absence.first_day, absence.last_day))
    rows = session.execute(
        select(User.id, User.name, User.time_zone, TrainerProfile.hours)
        .outerjoin(TrainerProfile, TrainerProfile.user_id == User.id)
        .where(User.id.in_(wanted))
        .order_by(User.name, User.id)
    )
    return {
        user_id: TrainerFacts(
            name=name,
            time_zone=time_zone,
            held=tuple(held.get(user_id, ())),
            away=tuple(away.get(user_id, ())),
            hours={
                int(day): (time.fromisoformat(starts), time.fromisoformat(ends))
                for day, (starts, ends) in (hours or {}).items()
            },
        )
        for user_id, name, time_zone, hours in rows
    }
