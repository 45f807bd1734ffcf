"""What waits on the start page for officers and administrators, and the invited person's letter on the course page."""

from __future__ import annotations

from datetime import datetime

from flask import render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.accounts.models import Role
from app.core.contributions import EnrolmentPlace, HomeSection, Panel, Tile
from app.core.db import db
from app.core.policy import Actor

from .queries.calls import own_letter, waiting_for_centre, waiting_for_officer


def home_section(actor: Actor, _at: datetime) -> HomeSection | None:
    """Show which nominations wait for the person (no statement for those who decide on none)."""
    tiles = []
    if actor.has_role(Role.AGENCY_OFFICER):
        waiting = waiting_for_officer(db.session(), actor)
        if waiting:
            text = ngettext("%(num)s nomination waits for you.", "%(num)s nominations wait for you.", waiting)
            tiles.append(Tile(_("Nominations"), text, url_for("nominations.list_all"), _("Open the page"), urgent=True))
    if actor.has_role(Role.CENTRE_ADMINISTRATOR):
        for cohort_id, (title, count) in waiting_for_centre(db.session(), actor).items():
            text = ngettext("%(num)s nomination to decide.", "%(num)s nominations to decide.", count)
            tiles.append(Tile(title, text, url_for("nominations.show_cohort", cohort_id=cohort_id), _("Decide")))
    return HomeSection(_("Nominations"), tuple(tiles)) if tiles else None


def course_panel(place: EnrolmentPlace) -> Panel | None:
    """Show the letter of invitation (one statement)."""
    letter = own_letter(db.session(), place.enrolment.id)
    if letter is None or place.actor.id != place.enrolment.user_id:
        return None
    return Panel(render_template("training/nominations/panel.html", letter=letter), "invitation")
