"""Pages about lists that come and go as files."""

from . import files, lists, previews, receipts
from .routes import blueprint

__all__ = ["blueprint", "files", "lists", "previews", "receipts"]
