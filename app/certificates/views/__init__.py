"""Pages about certificates."""

from . import cohort, own, public
from .routes import blueprint

__all__ = ["blueprint", "cohort", "own", "public"]
