"""Pages about certificates."""

from . import cohort, own, public, renewing
from .routes import blueprint

__all__ = ["blueprint", "cohort", "own", "public", "renewing"]
