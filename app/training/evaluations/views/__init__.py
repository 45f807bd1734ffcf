"""Pages of evaluations; importing the parts registers their addresses."""

from . import answers, colleagues, results
from .routes import blueprint

__all__ = ["answers", "blueprint", "colleagues", "results"]
