"""Pages of assessments; each file adds its routes to one blueprint."""

from . import answering, finishing, starting
from .routes import blueprint

__all__ = ["answering", "blueprint", "finishing", "starting"]
