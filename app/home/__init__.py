"""The start page and the navigation's first entry, drawn from what the features offered."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l

from app.core.contributions import MenuEntry, menu

from . import searching
from .views import blueprint, init_style_guide


def register(app: Flask) -> None:
    """Offer the start page, and the style guide in development."""
    app.register_blueprint(blueprint)
    app.register_blueprint(searching.blueprint)
    init_style_guide(app)
    menu.register("home", MenuEntry(_l("Home"), "home.index", "home", lambda _actor: True), order=1)
