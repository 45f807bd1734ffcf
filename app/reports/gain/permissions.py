"""Who may read the learning gain."""

from __future__ import annotations

from enum import StrEnum

from app.core.policy import Actor, permits
from app.reports.permissions import may_see_attendance


class GainPermission(StrEnum):
    """What can be read."""

    SEE = "reports:gain:see"


@permits(GainPermission.SEE)
def may_see_gain(actor: Actor, _thing: object) -> bool:
    """Whoever reads attendance reports, of the same people: by agency or by cohort."""
    return may_see_attendance(actor, None)
