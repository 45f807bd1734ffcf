"""Pages about the pool of trainers; they belong to the centre's administrators."""

from . import hours, pool, qualifications
from .routes import blueprint

__all__ = ["blueprint", "hours", "pool", "qualifications"]
