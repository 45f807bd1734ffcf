"""Who may see and change a centre's training plan."""

from __future__ import annotations

from enum import StrEnum

from app.accounts.models import Role
from app.accounts.permissions import country_path
from app.core.policy import Actor, permits


class YearPlanPermission(StrEnum):
    """What can be done with a training plan."""

    SEE = "training:year_plan:see"
    SEE_PART = "training:year_plan:see_part"
    EDIT = "training:year_plan:edit"


@permits(YearPlanPermission.SEE)
def may_see_plan(actor: Actor, centre_path: str | None) -> bool:
    """Trainers and administrators of the centre."""
    if centre_path is None:
        return actor.has_role(Role.TRAINER, Role.CENTRE_ADMINISTRATOR)
    return actor.holds(Role.TRAINER, centre_path) or actor.holds(Role.CENTRE_ADMINISTRATOR, centre_path)


@permits(YearPlanPermission.SEE_PART)
def may_see_part(actor: Actor, centre_path: str | None) -> bool:
    """Officers of agencies in the centre's country: of an approved plan what concerns their own agencies."""
    if centre_path is None:
        return actor.has_role(Role.AGENCY_OFFICER)
    return country_path(centre_path) in {country_path(path) for path in actor.scopes(Role.AGENCY_OFFICER)}


@permits(YearPlanPermission.EDIT)
def may_edit_plan(actor: Actor, centre_path: str | None) -> bool:
    """Administrators of the centre write and approve it."""
    if centre_path is None:
        return actor.has_role(Role.CENTRE_ADMINISTRATOR)
    return actor.holds(Role.CENTRE_ADMINISTRATOR, centre_path)
