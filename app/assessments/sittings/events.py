"""What happened to sittings, for whoever tells people about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class PlacesGiven:
    """People were given places in a sitting: each should learn when and where the exam is."""

    sitting_id: UUID
    user_ids: tuple[UUID, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class PlaceTaken:
    """Somebody who had not begun lost the place in a sitting."""

    sitting_id: UUID
    user_id: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class SittingMoved:
    """The window of a sitting changed: those who have places should learn the new times."""

    sitting_id: UUID
    user_ids: tuple[UUID, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class ExtraTimeGiven:
    """An attempt got more time, or all attempts of a sitting did (no enrolment)."""

    sitting_id: UUID
    enrolment_id: UUID | None
    minutes: int
    at: datetime


@dataclass(frozen=True, slots=True)
class AttemptEnded:
    """An invigilator ended somebody's attempt."""

    sitting_id: UUID
    attempt_id: UUID
    user_id: UUID
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ResultsReleased:
    """The results of a sitting may be seen now by those who sat it."""

    sitting_id: UUID
    user_ids: tuple[UUID, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class AccommodationGranted:
    """What a person is entitled to was set; it holds for attempts that begin from now on."""

    user_id: UUID
    sitting_id: UUID | None
    at: datetime
