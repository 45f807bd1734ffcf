"""A nomination and a quota as pages and rules need them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.accounts.models import Profession, Sex

from ..rules.seats import Candidate
from ..rules.states import Act, State, after


@dataclass(frozen=True, slots=True, kw_only=True)
class NominationFacts:
    """A nomination as pages and rules need it; `state` is what the last act left."""

    id: UUID
    cohort_id: UUID
    quota_id: UUID
    quota_agency_id: UUID
    agency_id: UUID
    agency_names: dict[str, str]
    agency_path: str
    user_id: UUID | None
    enrolment_id: UUID | None
    name: str
    email: str
    profession: Profession
    sex: Sex | None
    language: str
    reserve: bool
    position: int
    stands_in_for_id: UUID | None
    nominated_at: datetime
    nominated_by: UUID
    number: int
    last_act: Act
    head_confirms: bool
    reason: str
    acted_at: datetime

    @property
    def state(self) -> State:
        """Where it stands."""
        return after(self.last_act, confirmed_by_head=self.head_confirms)

    @property
    def candidate(self) -> Candidate:
        """The person as the rules of moving up see them."""
        return Candidate(
            id=self.id,
            agency_id=self.quota_agency_id,
            since=self.nominated_at,
            approved=self.state is State.WAITING,
            reserve=self.reserve,
            position=self.position,
            stands_in_for=self.stands_in_for_id,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotaFacts:
    """An agency's seats; `reserved` is None until the agency, or the program, said how many it will use."""

    id: UUID
    agency_id: UUID
    path: str
    names: dict[str, str]
    seats: int
    reserved: int | None
    reservations: int
    used: int = 0
    placed: int = 0

    @property
    def claim(self) -> int:
        """Seats that are held for it."""
        return self.seats if self.reserved is None else self.reserved

    @property
    def room(self) -> int:
        """How many more people it may nominate for a seat."""
        return max(0, self.claim - self.used)
