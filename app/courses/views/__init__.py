"""Pages for those who learn (courses) and for those who teach and write (modules)."""

from . import curriculum, media, study
from .blueprints import courses, modules

__all__ = ["courses", "curriculum", "media", "modules", "study"]
