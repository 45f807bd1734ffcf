"""Certificates: eligibility, issuing, printing, checking and revoking."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l

from app.accounts.permissions import learns
from app.assessments.marking.scopes import resting_upon
from app.core.audit import name_acts
from app.core.contributions import MenuEntry, course_panels, home_sections, menu
from app.training.contributions import CohortTab, cohort_tabs
from app.training.nominations.contributions import certified_people

from . import notices, obligations, permissions
from .audit_titles import ACT_TITLES
from .queries.certificates import certified, count_resting_upon
from .views import blueprint, own


def register(app: Flask) -> None:
    """Offer certificates to those who learn, issuing to centres, and checking to everybody."""
    name_acts(ACT_TITLES)
    app.register_blueprint(blueprint)
    notices.register()
    menu.register(
        "certificates",
        MenuEntry(_l("Certificates"), "certificates.list_own", "certificates", learns),
        order=40,
    )
    obligations.register(app)
    resting_upon.register("certificates", count_resting_upon)
    certified_people.register("certificates", certified)
    home_sections.register("certificates", own.home_section, order=60)
    course_panels.register("certificates", own.course_panel, order=50)
    cohort_tabs.register(
        "certificates",
        CohortTab(
            _l("Certificates"),
            "certificates.show_cohort",
            lambda actor, cohort: permissions.may_issue(actor, cohort.centre_path),
        ),
        order=40,
    )
