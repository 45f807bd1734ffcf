"""Who may unlock a sheet, and say after how many days sheets are locked."""

from __future__ import annotations

from enum import StrEnum

from app.accounts.models import Role
from app.core.policy import Actor, permits


class UnlockPermission(StrEnum):
    """What can be done with locks."""

    UNLOCK = "training:attendance:unlock"


@permits(UnlockPermission.UNLOCK)
def may_unlock(actor: Actor, centre_path: str | None) -> bool:
    """Administrators of the centre: a trainer asks one, so that two people know of a late correction."""
    if centre_path is None:
        return actor.has_role(Role.CENTRE_ADMINISTRATOR)
    return actor.holds(Role.CENTRE_ADMINISTRATOR, centre_path)
