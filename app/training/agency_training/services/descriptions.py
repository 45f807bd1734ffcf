"""Describing a training."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts import queries as account_queries
from app.core.errors import Missing
from app.core.policy import Actor, require

from .. import queries
from ..models import AgencyTraining
from ..permissions import AgencyTrainingPermission
from ..rules import hours
from .changing import editable, note


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingDetails:
    """What an agency states about a training."""

    agency_id: UUID
    centre_id: UUID
    title: str
    programme: str
    modules: Sequence[str]
    trainers: Sequence[Mapping[str, Any]]
    starts_on: date
    ends_on: date
    place: str
    language: str
    minutes: int
    face_to_face: bool


def save_training(
    session: Session, *, actor: Actor, training_id: UUID, details: TrainingDetails, at: datetime
) -> AgencyTraining:
    """Describe a training, or change the description while it is with the agency.

    Raises:
        Missing: the agency, the centre or the training is not this person's.
        NotEditable, DaysInDisorder, TooManyHours: as named.

    """
    agency = account_queries.get_agency(session, details.agency_id)
    require(actor, AgencyTrainingPermission.SUBMIT, agency.path)
    if details.centre_id not in {each.agency_id for each in queries.offered_centres(session, actor)}:
        raise Missing
    hours.check_days(details.starts_on, details.ends_on, details.minutes)
    stored = session.get(AgencyTraining, training_id)
    if stored is None:
        stored = AgencyTraining(id=training_id, created_at=at, created_by=actor.id)
        session.add(stored)
    else:
        editable(session, actor, training_id)
    for name in TrainingDetails.__dataclass_fields__:
        value = getattr(details, name)
        setattr(stored, name, list(value) if name in ("modules", "trainers") else value)
    session.flush()
    note(session, actor, "save", training_id, at)
    return stored
