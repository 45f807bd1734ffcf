"""What happened with lists; whoever tells people listens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class PeopleImported:
    """People were recorded from a list; none of them has been invited yet."""

    import_id: UUID
    user_ids: tuple[UUID, ...]
    imported_by: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class PastTrainingRecorded:
    """Training that somebody had elsewhere is on record."""

    past_training_id: UUID
    user_id: UUID
    recorded_by: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class ImportFinished:
    """A list was taken over; whoever sent it may be told."""

    import_id: UUID
    accepted_by: UUID
    at: datetime
