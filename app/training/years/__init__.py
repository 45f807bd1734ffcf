"""The training plan of a centre for a year: what is planned, approved, opened, and how far it has come."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l

from app.core.contributions import HubTab, officer_tabs, planning_tabs

from ..feeds.contributions import further_feeds
from .permissions import may_see_part, may_see_plan
from .views import blueprint, offered_feeds


def register(app: Flask) -> None:
    """Offer the plans beside the cohorts."""
    app.register_blueprint(blueprint)
    planning_tabs.register(
        "years", HubTab(_l("Training plan"), "years.list_all", lambda actor: may_see_plan(actor, None)), order=20
    )
    officer_tabs.register(
        "years", HubTab(_l("Training plan"), "years.list_parts", lambda actor: may_see_part(actor, None)), order=15
    )
    further_feeds.register("years", offered_feeds)
