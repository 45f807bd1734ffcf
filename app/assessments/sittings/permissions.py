"""Who may see, plan and watch over sittings."""

from __future__ import annotations

from enum import StrEnum

from app.accounts.models import Role
from app.core.policy import Actor, permits


class SittingPermission(StrEnum):
    """What can be done with sittings; a path is that of the centre whose sitting it is."""

    SEE = "assessments:sitting:see"
    PLAN = "assessments:sitting:plan"
    CONDUCT = "assessments:sitting:conduct"
    ACCOMMODATE = "assessments:accommodation:grant"


@permits(SittingPermission.SEE)
def may_see_sitting(actor: Actor, centre_path: str | None) -> bool:
    """Trainers and administrators of the centre: any of them may have to watch over an exam."""
    return _holds(actor, centre_path, Role.TRAINER, Role.CENTRE_ADMINISTRATOR)


@permits(SittingPermission.PLAN)
def may_plan_sitting(actor: Actor, centre_path: str | None) -> bool:
    """Trainers and administrators of the centre."""
    return _holds(actor, centre_path, Role.TRAINER, Role.CENTRE_ADMINISTRATOR)


@permits(SittingPermission.CONDUCT)
def may_conduct_sitting(actor: Actor, centre_path: str | None) -> bool:
    """Who sees a sitting watches over it: every act stands on record with the name of who acted."""
    return may_see_sitting(actor, centre_path)


@permits(SittingPermission.ACCOMMODATE)
def may_accommodate(actor: Actor, centre_path: str | None) -> bool:
    """What a person is entitled to, and why, is for the centre's administrators alone."""
    return _holds(actor, centre_path, Role.CENTRE_ADMINISTRATOR)


def _holds(actor: Actor, centre_path: str | None, *roles: Role) -> bool:
    if centre_path is None:
        return actor.has_role(*roles)
    return any(actor.holds(role, centre_path) for role in roles)
