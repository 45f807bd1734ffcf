"""Who may sit an assessment."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol
from uuid import UUID

from app.core.policy import Actor, permits


class AssessmentPermission(StrEnum):
    """What can be done with assessments here; trainers read results through their cohorts, which lie above."""

    SIT = "assessments:attempt:sit"


class Owned(Protocol):
    """An attempt or enrolment: it belongs to one person."""

    @property
    def user_id(self) -> UUID:
        """Whose it is."""
        ...


@permits(AssessmentPermission.SIT)
def may_sit(actor: Actor, owned: Owned | None) -> bool:
    """Only the enrolled person starts, answers, hands in and reads an attempt; whatever other roles they hold."""
    return owned is None or owned.user_id == actor.id
