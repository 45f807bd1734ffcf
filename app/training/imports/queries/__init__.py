"""Reads about imports and past training."""

from .files import find_memory, get_import, list_changes, require_import, visible_imports
from .past import current_past_trainings, past_training_hours

__all__ = [
    "current_past_trainings",
    "find_memory",
    "get_import",
    "list_changes",
    "past_training_hours",
    "require_import",
    "visible_imports",
]
