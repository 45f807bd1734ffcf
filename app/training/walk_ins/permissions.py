"""Who may say who a walk-in is; writing one down belongs to who may mark attendance."""

from __future__ import annotations

from enum import StrEnum

from app.core.policy import Actor, permits

from ..permissions import CohortScope, may_enrol_people


class WalkInPermission(StrEnum):
    """What can be done with walk-ins."""

    MERGE = "training:walk_in:merge"


@permits(WalkInPermission.MERGE)
def may_merge(actor: Actor, cohort: CohortScope | None) -> bool:
    """Administrators of the centre, who see the people of its country."""
    return may_enrol_people(actor, cohort)
