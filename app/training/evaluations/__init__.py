"""Evaluation: how a course was, and what became of it, asked so that nobody learns who said what."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l

from app.core.contributions import home_sections
from app.core.db import transaction
from app.core.events import subscribe
from app.core.jobs import Periodic, periodic
from app.core.ports import ports

from ..contributions import CohortTab, cohort_tabs
from ..events import PersonChangedCohort, PersonJoinedCohort
from . import panels, services
from .permissions import may_see_results
from .views import blueprint

__all__ = ["open_due", "register"]


def register(app: Flask) -> None:
    """Offer the forms to those who are asked, and the results on the cohort's page."""
    app.register_blueprint(blueprint)
    home_sections.register("evaluations", panels.home_section, order=35)
    cohort_tabs.register(
        "evaluation", CohortTab(_l("Evaluation"), "evaluations.show_cohort", may_see_results), order=60
    )
    subscribe(PersonJoinedCohort, services.ask_joined)
    subscribe(PersonChangedCohort, services.ask_moved)
    periodic.register("evaluations-open", Periodic(15, open_due))


def open_due() -> None:
    """Open the forms whose day has come."""
    with transaction() as session:
        services.open_due(session, at=ports().clock.now())
