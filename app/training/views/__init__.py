"""Pages of training; each file adds its routes."""

from . import attendance, calendar, cohorts, panels, people, planning, plans, rooms, sessions
from .routes import blueprint, calendar_blueprint

__all__ = [
    "attendance",
    "blueprint",
    "calendar",
    "calendar_blueprint",
    "cohorts",
    "panels",
    "people",
    "planning",
    "plans",
    "rooms",
    "sessions",
]
