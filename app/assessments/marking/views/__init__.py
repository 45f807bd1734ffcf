"""Pages of marking; each file adds its routes to one blueprint."""

from . import appeals, marking, moderation, observing, own_appeals, rulings
from .routes import blueprint

__all__ = ["appeals", "blueprint", "marking", "moderation", "observing", "own_appeals", "rulings"]
