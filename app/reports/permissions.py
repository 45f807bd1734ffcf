"""Who may read reports and the audit trail."""

from __future__ import annotations

from enum import StrEnum

from app.accounts.models import Role
from app.core.policy import Actor, permits

# Who sees people by the agency that sent them.
BY_AGENCY = (Role.AGENCY_OFFICER, Role.AUDITOR, Role.SYSTEM_ADMINISTRATOR)


class ReportPermission(StrEnum):
    """What can be read."""

    SEE_ATTENDANCE = "reports:attendance:see"
    SEE_AUDIT = "reports:audit:see"


@permits(ReportPermission.SEE_ATTENDANCE)
def may_see_attendance(actor: Actor, _thing: object) -> bool:
    """Officers and auditors by agency, centre administrators by centre, trainers by cohort; rows by `queries.reach`."""
    return actor.has_role(*BY_AGENCY, Role.CENTRE_ADMINISTRATOR, Role.TRAINER)


@permits(ReportPermission.SEE_AUDIT)
def may_see_audit(actor: Actor, _thing: object) -> bool:
    """Whoever answers for the whole installation: the trail names people of every agency."""
    return any(
        grant.role in (Role.AUDITOR, Role.SYSTEM_ADMINISTRATOR) and not grant.scope_path for grant in actor.grants
    )
