"""Pages of assessments; each file adds its routes to one blueprint."""

from . import answering, cases, finishing, starting, whole
from .routes import blueprint

__all__ = ["answering", "blueprint", "cases", "finishing", "starting", "whole"]
