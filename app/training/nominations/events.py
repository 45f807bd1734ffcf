"""What happened with nominations, for those who tell people about it. Ids name those concerned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from .rules.states import Act, State


@dataclass(frozen=True, slots=True, kw_only=True)
class NominationsOpened:
    """A cohort may be nominated for; `agency_ids` have seats, their officers should know."""

    cohort_id: UUID
    agency_ids: tuple[UUID, ...]
    closes_on: date
    opened_by: UUID
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonNominated:
    """Somebody was nominated; `head_id` is who has to confirm it, if anybody."""

    nomination_id: UUID
    cohort_id: UUID
    agency_id: UUID
    user_id: UUID | None
    head_id: UUID | None
    nominated_by: UUID
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NominationDecided:
    """Something was done with a nomination that the agency or the centre should know; see `act` and `state`."""

    nomination_id: UUID
    cohort_id: UUID
    agency_id: UUID
    user_id: UUID | None
    act: Act
    state: State
    reason: str
    decided_by: UUID | None
    nominated_by: UUID
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NominationPromoted:
    """Somebody moved up: into the cohort, or (`accepted` is false) from the reserve list before the centre."""

    nomination_id: UUID
    cohort_id: UUID
    agency_id: UUID
    user_id: UUID | None
    accepted: bool
    cause_id: UUID | None
    nominated_by: UUID
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPersonAccepted:
    """An account was made for a new person; the secret of the first link goes into their mail and nowhere else."""

    user_id: UUID
    secret: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatReleased:
    """Seats that were held for an agency are free for others."""

    cohort_id: UUID
    agency_id: UUID
    seats: int
    released_by: UUID | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationLetterIssued:
    """A letter of invitation can be fetched."""

    letter_id: UUID
    nomination_id: UUID
    cohort_id: UUID
    user_id: UUID
    reference: str
    at: datetime
