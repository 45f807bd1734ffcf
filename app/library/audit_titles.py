"""What the audit trail calls the acts of this feature: the library."""

from __future__ import annotations

from app.core.errors import N_

ACT_TITLES = {
    "library:edition:publish": N_("The library published"),
}
