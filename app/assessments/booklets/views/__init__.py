"""Pages of paper versions."""

from . import deciding, entering, files, printing, sets
from .routes import blueprint

__all__ = ["blueprint", "deciding", "entering", "files", "printing", "sets"]
