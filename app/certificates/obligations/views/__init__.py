"""Pages about hours owed and about renewal."""

from . import people, renewals, reports, rules
from .routes import blueprint

__all__ = ["blueprint", "people", "renewals", "reports", "rules"]
