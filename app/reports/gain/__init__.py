"""Learning gain: results before and after a course, by groups none of which is small enough to point at a person."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l

from app.core.contributions import HubTab, report_tabs

from .permissions import may_see_gain
from .views import blueprint


def register(app: Flask) -> None:
    """Offer the page beside the other reports."""
    app.register_blueprint(blueprint)
    report_tabs.register(
        "gain", HubTab(_l("Learning gain"), "gain.show", lambda actor: may_see_gain(actor, None)), order=20
    )
