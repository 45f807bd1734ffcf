"""Pages for those who learn (courses) and for those who teach and write (modules)."""

from . import curriculum, media, standing, study
from .blueprints import courses, modules

__all__ = ["courses", "curriculum", "media", "modules", "standing", "study"]
