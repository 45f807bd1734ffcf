"""What banks add to the program: their pages, their place under "Exams", and the count of what was drawn."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l

from app.core.contributions import HubTab, exam_tabs
from app.core.db import transaction
from app.core.jobs import Periodic, periodic
from app.core.ports import ports

from . import permissions, services
from .views import blueprint

MINUTES_BETWEEN_COUNTS = 5


def register(app: Flask) -> None:
    """Offer the pages of banks under "Exams"."""
    app.register_blueprint(blueprint)
    exam_tabs.register(
        "banks",
        HubTab(_l("Question banks"), "banks.list_all", lambda actor: permissions.may_see(actor, None)),
        order=20,
    )
    periodic.register("banks-count-uses", Periodic(MINUTES_BETWEEN_COUNTS, count))


def count() -> None:
    """Count how often each question was drawn."""
    with transaction() as session:
        services.count_uses(session, at=ports().clock.now())
