"""Pages of banks."""

from . import curriculum, editing, lists, media, pairs, previews, questions, steps
from .routes import blueprint

__all__ = ["blueprint", "curriculum", "editing", "lists", "media", "pairs", "previews", "questions", "steps"]
