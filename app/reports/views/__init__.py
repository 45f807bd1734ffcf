"""Pages and files of reports."""

from . import attendance, audit
from .routes import audit_blueprint, blueprint

__all__ = ["attendance", "audit", "audit_blueprint", "blueprint"]
