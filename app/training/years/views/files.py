"""A plan for printing, as a table, and for calendars."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app.core.access import current_actor, public, requires
from app.core.db import db
from app.core.errors import Missing, RuleViolation
from app.core.i18n import current_language, pick, speaking
from app.core.policy import Actor
from app.core.ports import ports
from app.core.tables import stream_csv, stream_xlsx

from ...feeds.ics import calendar_of
from ...feeds.queries import owner_of
from ...models import TrainingCentre
from ...views.routes import Page
from ...views.words import say
from .. import outputs
from ..permissions import YearPlanPermission, may_see_plan
from ..queries import PlanFacts, get_plan, list_plans
from .routes import blueprint, words

MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@blueprint.get("/training-plans/<uuid:year_plan_id>/plan.pdf")
@requires(YearPlanPermission.SEE)
def print_plan(year_plan_id: UUID) -> Page:
    """Give the plan for printing and signing."""
    from app.core.pdf import render_pdf  # noqa: PLC0415 -- the PDF library is loaded where documents are made

    at = ports().clock.now()
    plan = get_plan(db.session(), current_actor(), year_plan_id, at)
    centre = db.session().get_one(TrainingCentre, plan.centre_id)
    html = render_template("training/years/pdf/plan.html", plan=plan, centre=centre, **words())
    try:
        content = render_pdf(html, made_at=at)
    except RuleViolation as violation:
        flash(say(violation), "error")
        return redirect(url_for(".show_plan", year_plan_id=year_plan_id), 303)
    return _file(content, "application/pdf", f"plan-{plan.year}.pdf")


@blueprint.get("/training-plans/<uuid:year_plan_id>/plan.<extension>")
@requires(YearPlanPermission.SEE)
def export_plan(year_plan_id: UUID, extension: str) -> Page:
    """Give the plan as a table, or for a calendar."""
    at = ports().clock.now()
    plan = get_plan(db.session(), current_actor(), year_plan_id, at)
    if extension == "ics":
        return _file(_calendar(plan), "text/calendar; charset=utf-8", f"plan-{plan.year}.ics")
    if extension not in MEDIA:
        raise Missing
    write = stream_csv if extension == "csv" else stream_xlsx
    content = b"".join(write(outputs.columns(), outputs.rows(plan)))
    return _file(content, MEDIA[extension], f"plan-{plan.year}.{extension}")


@blueprint.get("/feeds/<secret>/plans/<uuid:year_plan_id>.ics")
@public
def feed(secret: str, year_plan_id: UUID) -> Page:
    """Give the plan to a calendar program; the secret address of the person is the key."""
    owner, actor = owner_of(db.session(), secret)
    plan = get_plan(db.session(), actor, year_plan_id, ports().clock.now())
    with speaking(owner.language):
        content = _calendar(plan)
    return Response(
        content,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'inline; filename="plan.ics"', "Cache-Control": "private, max-age=300"},
    )


def offered_feeds(session: Session, actor: Actor, secret: str) -> list[tuple[str, str]]:
    """Return the plans that a person may follow in a calendar: their titles and addresses."""
    if not may_see_plan(actor, None):
        return []
    language = current_language()
    return [
        (
            _("Training plan %(year)s: %(centre)s", year=plan.year, centre=pick(names, language)),
            url_for("years.feed", secret=secret, year_plan_id=plan.id, _external=True),
        )
        for plan, names in list_plans(session, actor)
    ]


def _calendar(plan: PlanFacts) -> bytes:
    at, language = ports().clock.now(), current_language()
    title = _("Training plan %(year)s: %(centre)s", year=plan.year, centre=pick(plan.centre_names, language))
    return calendar_of(outputs.events_of(plan, at), title=title, at=at, time_zone=plan.time_zone, language=language)


def _file(content: bytes, media: str, name: str) -> Response:
    return Response(content, content_type=media, headers={"Content-Disposition": f'attachment; filename="{name}"'})
