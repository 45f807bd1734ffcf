"""Agencies, people, roles and sign-in."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l

from app.core.contributions import MenuEntry, home_sections, menu

from . import permissions
from .models import Role
from .notices import registration as notices
from .sessions import init_sessions
from .views import blueprint
from .views.home_section import offer_people


def register(app: Flask) -> None:
    """Offer sign-in, the account page, people and agencies."""
    init_sessions(app)
    app.register_blueprint(blueprint)
    notices.register(app)
    menu.register(
        "people",
        MenuEntry(_l("People"), "accounts.list_people", "people", lambda actor: bool(permissions.people_scopes(actor))),
        order=60,
    )
    menu.register(
        "agencies",
        MenuEntry(
            _l("Agencies"), "accounts.list_agencies", "agency", lambda actor: actor.has_role(Role.SYSTEM_ADMINISTRATOR)
        ),
        order=70,
    )
    home_sections.register("people", offer_people, order=48)
