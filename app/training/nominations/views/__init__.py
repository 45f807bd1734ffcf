"""Pages of nominations; importing the parts registers their addresses."""

from . import centre, letters, officers, people, several
from .routes import blueprint

__all__ = ["blueprint", "centre", "letters", "officers", "people", "several"]
