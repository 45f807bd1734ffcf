"""Rooms of a centre."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import audit
from app.core.errors import N_, Missing, RuleViolation
from app.core.policy import Actor, require

from ..models import Room, TrainingCentre
from ..permissions import TrainingPermission


class RoomNameTaken(RuleViolation):
    """The centre has a room of this name."""

    code = "room-name-taken"
    message = N_("This centre already has a room called %(room)s.")


def add_room(
    session: Session, *, actor: Actor, room_id: UUID, centre_id: UUID, name: str, capacity: int, at: datetime
) -> UUID:
    """Add a room to a centre; repeating the id returns the stored one.

    Raises:
        Missing: there is no such centre.
        NotAllowed: the person does not administer it.
        RoomNameTaken: the centre has a room of this name.

    """
    centre = session.get(TrainingCentre, centre_id)
    if centre is None:
        raise Missing
    require(actor, TrainingPermission.MANAGE_ROOMS, centre.agency.path)
    stored = session.get(Room, room_id)
    if stored is not None:
        if stored.centre_id != centre_id:
            raise Missing
        return room_id
    if session.scalars(select(Room.id).where(Room.centre_id == centre_id, Room.name == name)).first():
        raise RoomNameTaken(room=name)
    session.add(Room(id=room_id, centre_id=centre_id, name=name, capacity=capacity))
    audit.record(
        session, actor=actor, action="training:room:add", subject=("room", room_id), at=at, name=name, seats=capacity
    )
    return room_id
