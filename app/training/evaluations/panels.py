"""Where people meet the forms that wait for them: the start page. The course page has no statement to spare."""

from __future__ import annotations

from datetime import datetime

from flask import url_for
from flask_babel import gettext as _

from app.core.contributions import HomeSection, Tile
from app.core.db import db
from app.core.i18n import current_language, pick, show_date
from app.core.policy import Actor, allowed

from . import colleagues, queries
from .permissions import EvaluationPermission
from .rules import EvaluationKind


def home_section(actor: Actor, at: datetime) -> HomeSection | None:
    """Show the forms that wait for the person, and for an officer's agency (one statement each)."""
    tiles = [_tile(each) for each in queries.waiting_evaluations(db.session(), actor.id, at)]
    if allowed(actor, EvaluationPermission.ANSWER_FOR_AGENCY, None):
        tiles += [_agency_tile(each) for each in colleagues.waiting_for_agency(db.session(), actor, at)]
    return HomeSection(_("Your opinion"), tuple(tiles)) if tiles else None


def _tile(waiting: queries.WaitingEvaluation) -> Tile:
    ended = waiting.kind is EvaluationKind.END_OF_COURSE
    title = _("Tell us how the course was") if ended else _("Tell us what you could use")
    text = _(
        "%(course)s. Anonymous, about three minutes, until %(day)s.",
        course=pick(waiting.course_title, current_language()),
        day=show_date(waiting.closes_on),
    )
    return Tile(title, text, url_for("evaluations.answer", evaluation_id=waiting.id), _("Answer"))


def _agency_tile(waiting: colleagues.WaitingFollowUp) -> Tile:
    text = _(
        "%(course)s. Answer for your people or send the form to their supervisors, until %(day)s. Waiting: %(people)s.",
        course=pick(waiting.course_title, current_language()),
        day=show_date(waiting.closes_on),
        people=waiting.people,
    )
    address = url_for("evaluations.list_colleagues", follow_up_id=waiting.id)
    return Tile(_("What became of a training?"), text, address, _("Open the list"))
