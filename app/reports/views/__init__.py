"""Pages and files of reports."""

from . import attendance, audit
from .routes import blueprint

__all__ = ["attendance", "audit", "blueprint"]
