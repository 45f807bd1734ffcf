"""Who may look into the outbox."""

from __future__ import annotations

from enum import StrEnum

from app.core.policy import Actor, permits

from ..models import Role
from ..permissions import country_path


class NoticePermission(StrEnum):
    """What can be done with notices."""

    SEE_OUTBOX = "accounts:outbox:see"


def outbox_scopes(actor: Actor) -> tuple[str, ...]:
    """Return the agency paths whose people's messages the person may see; an empty path is everything."""
    countries = {country_path(path) for path in actor.scopes(Role.CENTRE_ADMINISTRATOR)}
    return tuple(sorted({*countries, *actor.scopes(Role.SYSTEM_ADMINISTRATOR)}))


@permits(NoticePermission.SEE_OUTBOX)
def may_see_outbox(actor: Actor, agency_path: str | None) -> bool:
    """System administrators all of it; a centre's administrators what is for the people whom they look after."""
    if actor.has_role(Role.SYSTEM_ADMINISTRATOR):
        return True
    scopes = outbox_scopes(actor)
    return bool(scopes) if agency_path is None else any(agency_path.startswith(scope) for scope in scopes)
