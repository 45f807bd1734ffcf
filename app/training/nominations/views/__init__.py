"""Pages of nominations; importing the parts registers their addresses."""

from . import centre, checking, letters, officers, people, several
from .routes import blueprint

__all__ = ["blueprint", "centre", "checking", "letters", "officers", "people", "several"]
