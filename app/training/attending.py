"""What belongs to attendance beyond the sheet: check-in, paper, files, walk-ins, announced absences, moves, locks."""

from __future__ import annotations

from datetime import datetime

from flask import Flask, url_for
from flask_babel import gettext as _

from app.accounts.models import Role
from app.core.contributions import HomeSection, Tile, home_sections
from app.core.jobs import Periodic, periodic
from app.core.policy import Actor

from .absences import views as absences
from .alerts import services as alerts
from .checkins import views as checkins
from .moves import views as moves
from .sheets import views as sheets
from .unlocks import views as unlocks
from .walk_ins import views as walk_ins

EVERY_MINUTES = 5


def register(app: Flask) -> None:
    """Offer the pages, and watch over attendance that can no longer be enough."""
    for each in (absences, checkins, moves, sheets, unlocks, walk_ins):
        app.register_blueprint(each.blueprint)
    home_sections.register("training-absences", absences_section, order=60)
    periodic.register("training-absence-alerts", Periodic(EVERY_MINUTES, alerts.watch))


def absences_section(actor: Actor, _at: datetime) -> HomeSection | None:
    """Lead an officer to the absences of the own people."""
    if not actor.has_role(Role.AGENCY_OFFICER):
        return None
    text = _("Say beforehand that somebody of your agency can't come to a session, and why.")
    return HomeSection(_("Attendance"), (Tile(_("Announced absences"), text, url_for("absences.list_absences")),))
