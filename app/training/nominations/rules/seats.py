"""Who may have a seat: quotas of agencies, seats held for them, and who moves up when one is free.

An agency's *claim* is how many seats are held for it: its quota, or fewer once it said how many it will use, or what
it used when the unused ones were released. What nobody claims is free for all. A seat that becomes free goes to

1. the agency whose claim has room, and there to the substitute named for the one who left, then to its substitutes in
   their order, then to its people on the waiting list by time;
2. otherwise to whoever has waited longest, of any agency.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.core.errors import N_, RuleViolation


class QuotaReached(RuleViolation):
    """More people than the agency has seats for."""

    code = "quota-reached"
    message = N_("All %(seats)s seats of your agency are used. Put the person on your reserve list instead.")


class NoQuota(RuleViolation):
    """The agency was given no seats."""

    code = "no-quota"
    message = N_("The centre has given no seats to the agency of this person.")


class QuotasAboveCapacity(RuleViolation):
    """More seats were given than there are."""

    code = "quotas-above-capacity"
    message = N_("Together the quotas are %(seats)s seats, but the cohort has only %(places)s for them.")


class QuotaBelowUsed(RuleViolation):
    """Fewer seats than people who have one."""

    code = "quota-below-used"
    message = N_("%(used)s people of %(agency)s have a seat already. Give it no fewer.")


class ReservedBelowUsed(RuleViolation):
    """Fewer seats than people who have one."""

    code = "reserved-below-used"
    message = N_("%(used)s people of your agency have a seat already. Reserve no fewer.")


class ReservedAboveQuota(RuleViolation):
    """More than was given."""

    code = "reserved-above-quota"
    message = N_("Your agency may use at most %(seats)s seats.")


class SeatsGone(RuleViolation):
    """Seats that were given back are used by others."""

    code = "seats-gone"
    message = N_("Of the seats that were given back only %(free)s are still free.")


class NoFreeSeat(RuleViolation):
    """Every seat is used or held for an agency."""

    code = "no-free-seat"
    message = N_("No seat is free: all are used, or held for an agency. Put the person on the waiting list.")


@dataclass(frozen=True, slots=True)
class Seats:
    """How the seats of a cohort stand. `taken` counts everybody in it, those enrolled without a nomination too."""

    capacity: int
    taken: int
    claims: Mapping[UUID, int]
    used: Mapping[UUID, int]
    placed: Mapping[UUID, int]

    def held(self, agency_id: UUID) -> int:
        """Seats kept for an agency that are not in the cohort yet."""
        wanted = max(self.claims.get(agency_id, 0), self.used.get(agency_id, 0))
        return max(0, wanted - self.placed.get(agency_id, 0))

    @property
    def free(self) -> int:
        """Seats that nobody uses or claims."""
        everyone = {*self.claims, *self.used}
        return max(0, self.capacity - self.taken - sum(self.held(each) for each in everyone))

    def room_of(self, agency_id: UUID) -> int:
        """How many more people an agency may nominate for a seat."""
        return max(0, self.claims.get(agency_id, 0) - self.used.get(agency_id, 0))


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who waits for a seat. The centre has `approved` who is on its waiting list."""

    id: UUID
    agency_id: UUID
    since: datetime
    approved: bool
    reserve: bool = False
    position: int = 0
    stands_in_for: UUID | None = None


@dataclass(frozen=True, slots=True)
class MoveUp:
    """Who moves up. Who was not approved by the centre takes the agency's seat and is put before the centre."""

    candidate: Candidate
    own_seat: bool


def check_room(seats: Seats, agency_id: UUID | None) -> None:
    """Refuse one more person on a seat of the agency.

    Raises:
        NoQuota, QuotaReached: as named.

    """
    if agency_id is None or agency_id not in seats.claims:
        raise NoQuota
    if seats.room_of(agency_id) < 1:
        raise QuotaReached(seats=max(seats.claims[agency_id], seats.used.get(agency_id, 0)))


def check_acceptance(seats: Seats, agency_id: UUID, *, seated: bool) -> None:
    """Refuse a place in the cohort that is not there, or is held for others.

    Raises:
        NoFreeSeat: as named.

    """
    own = seated or seats.room_of(agency_id) > 0
    if seats.taken >= seats.capacity or not (own or seats.free > 0):
        raise NoFreeSeat


def check_quotas(
    quotas: Mapping[UUID, int], seats: Seats, names: Mapping[UUID, str], stored: Mapping[UUID, int]
) -> None:
    """Refuse quotas that the cohort can't hold, or that are lowered below what is used.

    Who moved up to a seat that was free for all is more than the quota says: it may stay as it was.

    Raises:
        QuotasAboveCapacity, QuotaBelowUsed: as named.

    """
    for agency_id, used in seats.used.items():
        if used > (wanted := quotas.get(agency_id, 0)) and wanted < stored.get(agency_id, 0):
            raise QuotaBelowUsed(used=used, agency=names.get(agency_id, ""))
    outside = max(0, seats.taken - sum(seats.placed.values()))
    total = sum(quotas.values())
    if total > seats.capacity - outside:
        raise QuotasAboveCapacity(seats=total, places=seats.capacity - outside)


def check_reservation(seats: Seats, agency_id: UUID, wanted: int, quota: int) -> None:
    """Refuse a number of seats that an agency can't have.

    Raises:
        ReservedBelowUsed, ReservedAboveQuota, SeatsGone: as named.

    """
    used, claim = seats.used.get(agency_id, 0), seats.claims.get(agency_id, 0)
    if wanted < used:
        raise ReservedBelowUsed(used=used)
    if wanted > quota:
        raise ReservedAboveQuota(seats=quota)
    if wanted - max(claim, used) > seats.free:
        raise SeatsGone(free=seats.free)


def next_to_move_up(seats: Seats, candidates: Collection[Candidate], left: UUID | None = None) -> MoveUp | None:
    """Return who gets the next free seat, if there is one and somebody for it. `left` is whose seat became free."""
    if seats.taken >= seats.capacity:
        return None
    found = [
        MoveUp(each, own)
        for each in candidates
        for own in (seats.room_of(each.agency_id) > 0,)
        if own or (seats.free > 0 and each.approved)
    ]
    return min(found, key=lambda move: _rank(move, left), default=None)


def _rank(move: MoveUp, left: UUID | None) -> tuple[object, ...]:
    each = move.candidate
    own = move.own_seat
    stands_in = own and left is not None and each.stands_in_for == left
    substitute = own and each.reserve
    return (not own, not stands_in, not substitute, each.position if substitute else 0, each.since, each.id)
