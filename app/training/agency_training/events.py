"""What happened to training that agencies held themselves, for those who tell people about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class AgencyTrainingSubmitted:
    """An agency handed a training in, for the first time or again."""

    training_id: UUID
    centre_id: UUID
    agency_id: UUID
    submitted_by: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class AgencyTrainingDecided:
    """The centre returned, accepted, refused or annulled a training. `user_ids` are those who were credited."""

    training_id: UUID
    centre_id: UUID
    agency_id: UUID
    decision: str
    reason: str
    submitted_by: UUID | None
    user_ids: tuple[UUID, ...]
    decided_by: UUID
    at: datetime
