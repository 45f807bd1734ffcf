"""Who may claim to be at a session."""

from __future__ import annotations

from enum import StrEnum

from app.accounts.models import Role
from app.core.policy import Actor, permits

from ..permissions import SessionScope


class CheckInPermission(StrEnum):
    """What can be done with check-in; opening it belongs to who may mark attendance."""

    CLAIM_PRESENCE = "training:presence:claim"


@permits(CheckInPermission.CLAIM_PRESENCE)
def may_claim_presence(actor: Actor, session: SessionScope | None) -> bool:
    """Who is on the roster of the session; the trainer confirms it."""
    if session is None:
        return actor.has_role(Role.TRAINEE)
    return actor.id in session.participant_ids
