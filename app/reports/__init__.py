"""Reports: attendance on the screen and as files, and the audit trail. Reads only, and notes each reading."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l

from app.core.audit import name_acts
from app.core.contributions import HubTab, MenuEntry, home_sections, menu, report_tabs

from . import gain, permissions
from .audit_titles import ACT_TITLES
from .views import audit_blueprint, blueprint
from .views.home_section import offer_trail


def register(app: Flask) -> None:
    """Offer the reports to those who answer for people, and the trail to those who answer for the installation."""
    name_acts(ACT_TITLES)
    app.register_blueprint(blueprint)
    app.register_blueprint(audit_blueprint)
    menu.register(
        "attendance",
        MenuEntry(
            _l("Reports"),
            "reports.show_attendance",
            "reports",
            lambda actor: permissions.may_see_attendance(actor, None),
            report_tabs,
        ),
        order=45,
    )
    report_tabs.register(
        "attendance",
        HubTab(
            _l("Attendance"),
            "reports.show_attendance",
            lambda actor: permissions.may_see_attendance(actor, None),
        ),
        order=10,
    )
    gain.register(app)
    menu.register(
        "audit",
        MenuEntry(_l("Audit"), "audit.show", "audit", lambda actor: permissions.may_see_audit(actor, None)),
        order=80,
    )
    home_sections.register("trail", offer_trail, order=50)
