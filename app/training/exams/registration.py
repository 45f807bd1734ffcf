"""What the exams of a cohort add to the program."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l

from app.training import permissions
from app.training.contributions import CohortTab, cohort_tabs

from .views import TAB, blueprint


def register(app: Flask) -> None:
    """Offer the tab "Exams" on every cohort."""
    app.register_blueprint(blueprint)
    cohort_tabs.register("exams", CohortTab(_l("Exams"), TAB, permissions.may_see_cohort), order=25)
