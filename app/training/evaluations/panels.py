"""Where people meet the forms that wait for them: the start page. The course page has no statement to spare."""

from __future__ import annotations

from datetime import datetime

from flask import url_for
from flask_babel import gettext as _

from app.core.contributions import HomeSection, Tile
from app.core.db import db
from app.core.i18n import current_language, pick, show_date
from app.core.policy import Actor

from . import queries
from .rules import EvaluationKind


def home_section(actor: Actor, at: datetime) -> HomeSection | None:
    """Show the forms that wait for the person (one statement)."""
    waiting = queries.waiting_evaluations(db.session(), actor.id, at)
    if not waiting:
        return None
    return HomeSection(_("Your opinion"), tuple(_tile(each) for each in waiting))


def _tile(waiting: queries.WaitingEvaluation) -> Tile:
    ended = waiting.kind is EvaluationKind.END_OF_COURSE
    title = _("Tell us how the course was") if ended else _("Tell us what you could use")
    text = _(
        "%(course)s. Anonymous, about three minutes, until %(day)s.",
        course=pick(waiting.course_title, current_language()),
        day=show_date(waiting.closes_on),
    )
    return Tile(title, text, url_for("evaluations.answer", evaluation_id=waiting.id), _("Answer"))
