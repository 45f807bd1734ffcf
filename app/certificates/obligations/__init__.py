"""Hours that people owe, certificates that must be renewed, and who is told of it."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l

from app.accounts.models import Role
from app.core.contributions import HubTab, home_sections, officer_tabs, report_tabs
from app.core.jobs import Periodic, periodic

from . import permissions

EVERY_MINUTES = 30


def register(app: Flask) -> None:
    """Offer the pages, the tile at home, and the daily look for what people should be told."""
    from .reminding import remind_all  # noqa: PLC0415 -- certificates' own services use the rules of this package
    from .views import blueprint, people  # noqa: PLC0415

    app.register_blueprint(blueprint)
    report_tabs.register(
        "hours",
        HubTab(_l("Hours owed"), "hours.roll_up", lambda actor: permissions.may_see_roll_up(actor, None)),
        order=30,
    )
    report_tabs.register(
        "renewals",
        HubTab(_l("Renewals"), "hours.list_renewals", lambda actor: permissions.may_see_renewals(actor, None)),
        order=40,
    )
    officer_tabs.register(
        "hours", HubTab(_l("Hours owed"), "hours.roll_up", lambda actor: actor.has_role(Role.AGENCY_OFFICER)), order=30
    )
    home_sections.register("hours", people.home_section, order=55)
    periodic.register("certificates-remind", Periodic(EVERY_MINUTES, remind_all))
