"""Pages of training plans; importing the parts registers their addresses."""

from . import files, lines, parts, plans
from .files import offered_feeds
from .routes import blueprint

__all__ = ["blueprint", "files", "lines", "offered_feeds", "parts", "plans"]
