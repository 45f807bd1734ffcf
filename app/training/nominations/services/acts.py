"""Adding an act to a nomination's history: the one place that writes it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.core import audit, events
from app.core.ids import new_id
from app.core.policy import Actor

from ..events import NominationDecided
from ..models import NominationAct, SeatReservation
from ..queries.facts import NominationFacts, QuotaFacts
from ..rules.states import Act, after

# What the program does itself needs somebody in whose name it enrols; the record says that nobody pressed a button.
BY_PROGRAM = "Sabaq"


def append_act(
    session: Session,
    nomination: NominationFacts,
    act: Act,
    *,
    actor: Actor | None,
    at: datetime,
    reason: str = "",
    head_confirms: bool = False,
    cause_id: UUID | None = None,
    ordered_by: UUID | None = None,
) -> None:
    """Record an act, audit it, and tell those who listen; the number keeps two from doing the same at once.

    Where the program acts, `ordered_by` is whose deed it follows from.
    """
    session.add(
        NominationAct(
            id=new_id(),
            nomination_id=nomination.id,
            number=nomination.number + 1,
            act=act,
            head_confirms=head_confirms,
            reason=reason.strip(),
            by=actor.id if actor else None,
            cause_id=cause_id,
            at=at,
        )
    )
    session.flush()
    audit.record(
        session,
        actor=actor,
        action=f"training:nomination:{act.value}",
        subject=("nomination", nomination.id),
        at=at,
        cohort=str(nomination.cohort_id),
        reason=reason.strip(),
        **({"cause": str(cause_id)} if cause_id else {}),
        **({"ordered_by": str(ordered_by)} if ordered_by else {}),
    )
    events.publish(
        NominationDecided(
            nomination_id=nomination.id,
            cohort_id=nomination.cohort_id,
            agency_id=nomination.agency_id,
            user_id=nomination.user_id,
            act=act,
            state=after(act, confirmed_by_head=head_confirms),
            reason=reason.strip(),
            decided_by=actor.id if actor else None,
            nominated_by=nomination.nominated_by,
            at=at,
        ),
        session,
    )


def append_reservation(
    session: Session, quota: QuotaFacts, seats: int, *, actor: Actor | None, reason: str, at: datetime
) -> None:
    """Record how many seats an agency uses from now on."""
    session.add(
        SeatReservation(
            id=new_id(),
            quota_id=quota.id,
            number=quota.reservations + 1,
            seats=seats,
            reason=reason.strip(),
            at=at,
            by=actor.id if actor else None,
        )
    )
    session.flush()
    audit.record(
        session,
        actor=actor,
        action="training:seats:reserve",
        subject=("quota", quota.id),
        at=at,
        agency=str(quota.agency_id),
        before=quota.claim,
        after=seats,
        reason=reason.strip(),
    )
