"""What scheduling adds to training: venues, trainers, study tours and calendar feeds."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l

from app.core.contributions import HubTab, planning_tabs

from . import permissions
from .feeds import views as feeds
from .tours import views as tours
from .trainers import permissions as pool
from .trainers import views as trainers
from .venues import views as venues


def register(app: Flask) -> None:
    """Offer the pages, and the tabs that lead to them."""
    for blueprint in (venues.blueprint, trainers.blueprint, tours.blueprint, feeds.blueprint):
        app.register_blueprint(blueprint)
    planning_tabs.register(
        "trainers",
        HubTab(_l("Trainers"), "trainers.list_pool", lambda actor: pool.may_manage_pool(actor, None)),
        order=40,
    )
    planning_tabs.register(
        "venues",
        HubTab(_l("Venues"), "venues.list_venues", lambda actor: permissions.may_manage_rooms(actor, None)),
        order=50,
    )
