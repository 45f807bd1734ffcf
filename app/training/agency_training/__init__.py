"""Training that an agency held itself: handed in, decided on by a centre, and counted."""

from __future__ import annotations

from datetime import datetime

from flask import Flask, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.accounts.models import Role
from app.core.contributions import HomeSection, HubTab, Tile, home_sections, officer_tabs, planning_tabs
from app.core.policy import Actor

from .permissions import may_decide, may_submit
from .views import blueprint


def register(app: Flask) -> None:
    """Offer the pages to officers and to centres."""
    app.register_blueprint(blueprint)
    planning_tabs.register(
        "agency-training",
        HubTab(_l("Agency training"), "agency_training.list_trainings", lambda actor: may_decide(actor, None)),
        order=35,
    )
    officer_tabs.register(
        "agency-training",
        HubTab(_l("Training of your agency"), "agency_training.list_trainings", lambda actor: may_submit(actor, None)),
        order=20,
    )
    home_sections.register("agency-training", officer_section, order=62)


def officer_section(actor: Actor, _at: datetime) -> HomeSection | None:
    """Lead an officer to the training that the agency held itself."""
    if not actor.has_role(Role.AGENCY_OFFICER):
        return None
    text = _("Hand in a training that your agency held itself, so that its hours count.")
    tile = Tile(_("Training of your agency"), text, url_for("agency_training.list_trainings"))
    return HomeSection(_("Training by agencies"), (tile,))
