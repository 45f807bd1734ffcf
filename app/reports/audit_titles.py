"""What the audit trail calls the acts of this feature: reports and the trail itself."""

from __future__ import annotations

from app.core.errors import N_

ACT_TITLES = {
    "reports:attendance:export": N_("Attendance exported"),
    "reports:attendance:read": N_("Attendance looked at"),
    "reports:audit:read": N_("Audit trail read"),
    "reports:gain:export": N_("Learning gain exported"),
    "reports:gain:read": N_("Learning gain looked at"),
}
