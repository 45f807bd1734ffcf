"""What somebody who begins an assessment needs of sittings: two statements, whatever their number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from app.assessments.rules.timing import Released

from ..models import Accommodation, Sitting, SittingPlace
from ..rules.doors import Door, choose_door, closing
from ..rules.entitlements import Granted


@dataclass(frozen=True, slots=True)
class Seat:
    """A place of an enrolment in a sitting, with what the sitting asks and gives."""

    door: Door
    assessment_id: UUID
    enrolment_id: UUID
    title: str
    time_zone: str
    full_time: bool
    overrides: dict[str, Any]
    extra_minutes: int
    released: Released

    @property
    def id(self) -> UUID:
        """The sitting's id."""
        return self.door.id


def choose_seat(seats: Sequence[Seat], assessment_id: UUID, at: datetime) -> Seat | None:
    """Return the place through which an assessment is sat now, or None where no sitting is held for it."""
    known = {each.id: each for each in seats if each.assessment_id == assessment_id}
    door = choose_door([each.door for each in known.values()], at)
    return None if door is None else known[door.id]


def seats_of(session: Session, enrolment_ids: Sequence[UUID]) -> list[Seat]:
    """Return every place of some enrolments."""
    if not enrolment_ids:
        return []
    rows = session.connection().execute(_places(), {"enrolment_ids": list(enrolment_ids)})
    return [_seat(row) for row in rows]


@cache
def _places() -> Select[Any]:
    return (
        select(
            Sitting.id,
            Sitting.assessment_id,
            SittingPlace.enrolment_id,
            Sitting.title,
            Sitting.time_zone,
            Sitting.opens_at,
            Sitting.closes_at,
            Sitting.extra_minutes,
            Sitting.full_time,
            Sitting.overrides,
            Sitting.networks,
            Sitting.code_number,
            Sitting.released_at,
            SittingPlace.extra_minutes.label("own_minutes"),
        )
        .join(SittingPlace, SittingPlace.sitting_id == Sitting.id)
        .where(SittingPlace.enrolment_id.in_(bindparam("enrolment_ids", expanding=True)))
        .order_by(Sitting.opens_at, Sitting.id)
    )


def granted_to(session: Session, user_id: UUID) -> list[Granted]:
    """Return everything that a person was ever granted."""
    statement = select(
        Accommodation.id,
        Accommodation.kind,
        Accommodation.sitting_id,
        Accommodation.extra_percent,
        Accommodation.extra_minutes,
        Accommodation.language,
        Accommodation.large_print,
        Accommodation.granted_at,
    ).where(Accommodation.user_id == user_id)
    return [Granted(*row) for row in session.execute(statement)]


def _seat(row: Any) -> Seat:  # noqa: ANN401 -- a row
    closes_at = closing(row.closes_at, row.extra_minutes)
    return Seat(
        door=Door(row.id, row.opens_at, closes_at, tuple(row.networks), row.code_number),
        assessment_id=row.assessment_id,
        enrolment_id=row.enrolment_id,
        title=row.title,
        time_zone=row.time_zone,
        full_time=row.full_time,
        overrides=row.overrides,
        extra_minutes=row.own_minutes,
        released=Released(closes_at, row.released_at),
    )
