"""Agencies, people, roles and sign-in."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l

from app.core.audit import name_acts
from app.core.contributions import HubTab, MenuEntry, home_sections, menu, people_tabs

from . import permissions
from .audit_titles import ACT_TITLES
from .notices import registration as notices
from .sessions import init_sessions
from .views import blueprint
from .views.home_section import offer_people


def register(app: Flask) -> None:
    """Offer sign-in, the account page, people and agencies."""
    name_acts(ACT_TITLES)
    init_sessions(app)
    app.register_blueprint(blueprint)
    notices.register(app)
    people = HubTab(_l("People"), "accounts.list_people", lambda actor: permissions.may_see_people(actor, None))
    menu.register(
        "people",
        # Signing in and one's own account belong to this feature too, but not to this place.
        MenuEntry(people.label, people.endpoint, "people", people.visible, people_tabs, whole_feature=False),
        order=60,
    )
    people_tabs.register("people", people, order=10)
    people_tabs.register(
        "agencies",
        HubTab(_l("Agencies"), "accounts.list_agencies", lambda actor: permissions.may_manage_agencies(actor, None)),
        order=20,
    )
    home_sections.register("people", offer_people, order=48)
