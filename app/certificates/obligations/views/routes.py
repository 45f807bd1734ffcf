"""The blueprint, and how hours are said."""

from __future__ import annotations

from datetime import date

from flask import Blueprint
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.core.i18n import show_number, zone
from app.core.policy import Actor
from app.core.ports import ports

from ..rules.hours import Period, Standing
from ..rules.renewal import Validity

blueprint = Blueprint("hours", __name__, template_folder="../../templates")
Page = str | tuple[str, int] | Response
TEMPLATES = "certificates/obligations"
MINUTES = 60
STANDING_BADGES = {
    Standing.IN_ORDER: "good",
    Standing.ON_TRACK: "info",
    Standing.BEHIND: "bad",
    Standing.EXEMPT: "neutral",
}
VALIDITY_BADGES = {
    Validity.FAR: "good",
    Validity.DUE: "warning",
    Validity.GRACE: "warning",
    Validity.LAPSED: "bad",
}


def today_for(actor: Actor) -> date:
    """Return the day where the person is."""
    return ports().clock.now().astimezone(zone(actor.time_zone)).date()


def hours(minutes: int) -> str:
    """Write minutes as hours, with at most two decimals."""
    return show_number(round(minutes / MINUTES, 2))


def summary(period: Period) -> str:
    """Say in one line how much of what is owed is done."""
    text: str = _("%(done)s of %(owed)s hours", done=hours(period.counted), owed=hours(period.owed))
    return text
