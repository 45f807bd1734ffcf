"""What simulations show on the course page: a link to each that the course names, with how far the person is."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext as _

from app.core.contributions import ActionLink, EnrolmentPlace
from app.core.db import db
from app.core.i18n import pick, show_number

from .queries import PastRun, offered_simulations


def offer_actions(place: EnrolmentPlace) -> dict[str, list[ActionLink]]:
    """Return the links under "", or nothing (and no statement) for a course without simulations."""
    keys = place.facts["course"].definition.get("simulations", ())
    if not keys:
        return {}
    enrolment, links = place.enrolment, []
    for key, titles, run in offered_simulations(db.session(), enrolment.id, keys):
        label = _("Case simulation: %(title)s", title=pick(titles, place.actor.content_language))
        url = url_for("assessments.show_simulation", enrolment_id=enrolment.id, key=key)
        links.append(ActionLink(str(label), url, _note(run), _state(run)))
    return {"": links}


def _state(run: PastRun | None) -> str:
    if run is None:
        return "open"
    return "waiting" if run.percent is None else "done"


def _note(run: PastRun | None) -> str:
    if run is None:
        return ""
    if run.percent is None:
        return str(_("Under way"))
    return str(_("Best result so far: %(percent)s %%", percent=show_number(run.percent)))
