"""Who may see and change a centre's training plan."""

from __future__ import annotations

from enum import StrEnum

from app.accounts.models import Role
from app.core.policy import Actor, permits


class YearPlanPermission(StrEnum):
    """What can be done with a training plan."""

    SEE = "training:year_plan:see"
    EDIT = "training:year_plan:edit"


@permits(YearPlanPermission.SEE)
def may_see_plan(actor: Actor, centre_path: str | None) -> bool:
    """Trainers and administrators of the centre."""
    if centre_path is None:
        return actor.has_role(Role.TRAINER, Role.CENTRE_ADMINISTRATOR)
    return actor.holds(Role.TRAINER, centre_path) or actor.holds(Role.CENTRE_ADMINISTRATOR, centre_path)


@permits(YearPlanPermission.EDIT)
def may_edit_plan(actor: Actor, centre_path: str | None) -> bool:
    """Administrators of the centre write and approve it."""
    if centre_path is None:
        return actor.has_role(Role.CENTRE_ADMINISTRATOR)
    return actor.holds(Role.CENTRE_ADMINISTRATOR, centre_path)
