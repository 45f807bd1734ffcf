"""Pages of sittings."""

from . import acts, lists, people, watching
from .routes import blueprint

__all__ = ["acts", "blueprint", "lists", "people", "watching"]
