"""Who keeps the pool of trainers, and who says when a trainer is away."""

from __future__ import annotations

from enum import StrEnum

from app.accounts.models import Role
from app.core.policy import Actor, permits


class PoolPermission(StrEnum):
    """What can be done with the pool of trainers."""

    MANAGE = "training:trainers:manage"


@permits(PoolPermission.MANAGE)
def may_manage_pool(actor: Actor, centre_path: str | None) -> bool:
    """Administrators of the centre: they grant what others may teach."""
    if centre_path is None:
        return actor.has_role(Role.CENTRE_ADMINISTRATOR)
    return actor.holds(Role.CENTRE_ADMINISTRATOR, centre_path)
