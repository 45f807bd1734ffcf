"""Who may announce that somebody will not come, and who may read why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from app.accounts.models import Role
from app.core.policy import Actor, permits

from ..permissions import CohortScope, may_see_cohort


class AbsencePermission(StrEnum):
    """What can be done with announced absences."""

    ANNOUNCE = "training:absence:announce"


@dataclass(frozen=True, slots=True)
class AbsenceScope:
    """Whose absence it is: the person, the path of their agency, and their cohort."""

    user_id: UUID
    agency_path: str
    cohort: CohortScope


@permits(AbsencePermission.ANNOUNCE)
def may_announce(actor: Actor, absence: AbsenceScope | None) -> bool:
    """The person, an officer of their agency, and who sees the cohort; the same read it and take it back."""
    if absence is None:
        return actor.has_role(Role.TRAINEE, Role.AGENCY_OFFICER, Role.TRAINER, Role.CENTRE_ADMINISTRATOR)
    return (
        actor.id == absence.user_id
        or actor.holds(Role.AGENCY_OFFICER, absence.agency_path)
        or may_see_cohort(actor, absence.cohort)
    )
