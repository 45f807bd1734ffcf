"""What the audit trail calls the acts of this feature: questions that come and go as files."""

from __future__ import annotations

from app.core.errors import N_

ACT_TITLES = {
    "interop:questions:export": N_("Questions exported"),
    "interop:questions:send": N_("File with questions sent"),
}
