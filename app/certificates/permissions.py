"""Who may issue, see and revoke certificates."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from app.accounts.models import Role
from app.core.policy import Actor, permits


class CertificatePermission(StrEnum):
    """What can be done with certificates."""

    ISSUE = "certificates:certificate:issue"
    REVOKE = "certificates:certificate:revoke"
    SEE = "certificates:certificate:see"


@dataclass(frozen=True, slots=True)
class CertificateScope:
    """Whose a certificate is: the holder, the centre that issued it, and the agency that sent the holder."""

    user_id: UUID
    centre_path: str
    agency_path: str


@permits(CertificatePermission.ISSUE)
def may_issue(actor: Actor, centre_path: str | None) -> bool:
    """Administrators of the centre."""
    if centre_path is None:
        return actor.has_role(Role.CENTRE_ADMINISTRATOR)
    return actor.holds(Role.CENTRE_ADMINISTRATOR, centre_path)


@permits(CertificatePermission.REVOKE)
def may_revoke(actor: Actor, centre_path: str | None) -> bool:
    """Who may issue may revoke."""
    return may_issue(actor, centre_path)


@permits(CertificatePermission.SEE)
def may_see(actor: Actor, certificate: CertificateScope | None) -> bool:
    """The holder, administrators of the centre, and officers of the agency that sent the holder."""
    if certificate is None:
        return True
    return (
        actor.id == certificate.user_id
        or actor.holds(Role.CENTRE_ADMINISTRATOR, certificate.centre_path)
        or actor.holds(Role.AGENCY_OFFICER, certificate.agency_path)
    )
