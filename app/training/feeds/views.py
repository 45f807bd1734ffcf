"""The feeds themselves, whose address is the key, and the page on which a person gets one."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts.models import Role
from app.core.access import current_actor, public, requires
from app.core.db import db, transaction
from app.core.i18n import pick, speaking
from app.core.ports import ports

from ..permissions import TrainingPermission
from ..queries.cohorts import list_centres, list_rooms
from ..queries.sessions import CalendarFilter, SessionFacts, session_trainers
from ..views.routes import Page
from ..views.words import say_span
from . import queries, services
from .contributions import further_feeds
from .ics import CalendarEvent, calendar_of
from .models import FeedKey

blueprint = Blueprint("feeds", __name__, template_folder="../templates")


@blueprint.route("/calendar/feeds", methods=["GET", "POST"])
@requires(TrainingPermission.SEE_CALENDAR)
def manage() -> Page:
    """Show which feeds there are; make, renew or end the secret address."""
    actor = current_actor()
    secret = ""
    if request.method == "POST":
        with transaction() as session:
            if request.form.get("end"):
                services.end_address(session, actor=actor, at=ports().clock.now())
            else:
                secret = services.renew_address(session, actor=actor, at=ports().clock.now())
        if not secret:
            flash(_("The address is ended. Programs that still ask it get nothing."), "success")
            return redirect(url_for(".manage"), 303)
    session = db.session()
    centres = list_centres(session, actor, Role.CENTRE_ADMINISTRATOR, Role.TRAINER)
    further = [each for offered in further_feeds.all() for each in offered(session, actor, secret)] if secret else []
    page = render_template(
        "training/feeds.html",
        stored=session.get(FeedKey, actor.id),
        secret=secret,
        cohorts=queries.feeds_offered(session, actor) if secret else [],
        centres=centres if secret else [],
        rooms=list_rooms(session, [each.agency_id for each in centres]) if secret else [],
        further=further,
    )
    # The secret stands in this answer alone.
    return Response(page, mimetype="text/html", headers={"Cache-Control": "no-store"}) if secret else page


@blueprint.get("/feeds/<secret>/own.ics")
@public
def own(secret: str) -> Page:
    """Give the sessions of the address's owner."""
    owner, actor = queries.owner_of(db.session(), secret)
    with speaking(owner.language):
        sessions = queries.own_sessions(db.session(), actor, ports().clock.now())
        return _answer(sessions, _("Sabaq: %(name)s", name=owner.name), owner.time_zone, owner.language)


@blueprint.get("/feeds/<secret>/cohorts/<uuid:cohort_id>.ics")
@public
def of_cohort(secret: str, cohort_id: UUID) -> Page:
    """Give the sessions of a cohort that the address's owner may see."""
    return _shared(secret, CalendarFilter(cohort_id=cohort_id))


@blueprint.get("/feeds/<secret>/rooms/<uuid:room_id>.ics")
@public
def of_room(secret: str, room_id: UUID) -> Page:
    """Give the sessions in a room of a centre where the address's owner works."""
    return _shared(secret, CalendarFilter(room_id=room_id))


@blueprint.get("/feeds/<secret>/centres/<uuid:centre_id>.ics")
@public
def of_centre(secret: str, centre_id: UUID) -> Page:
    """Give the sessions of a centre where the address's owner works."""
    return _shared(secret, CalendarFilter(centre_id=centre_id))


def _shared(secret: str, wanted: CalendarFilter) -> Response:
    owner, actor = queries.owner_of(db.session(), secret)
    names, time_zone = queries.title_of(db.session(), actor, wanted)
    with speaking(owner.language):
        sessions = queries.sessions_of(db.session(), actor, wanted, ports().clock.now())
        return _answer(sessions, pick(names, owner.language), time_zone, owner.language)


def _answer(sessions: list[SessionFacts], title: str, time_zone: str, language: str) -> Response:
    trainers = session_trainers(db.session(), [each.id for each in sessions])
    events = [event_of(each, list(trainers.get(each.id, {}).values())) for each in sessions]
    content = calendar_of(events, title=title, at=ports().clock.now(), time_zone=time_zone, language=language)
    return Response(
        content,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'inline; filename="sabaq.ics"', "Cache-Control": "private, max-age=300"},
    )


def event_of(planned: SessionFacts, trainers: list[str]) -> CalendarEvent:
    """Return a session as a calendar shows it, in the language that is spoken at the moment."""
    lines = [planned.cohort_title, say_span(planned.span)]
    if trainers:
        lines.append(_("Trainers: %(names)s", names=", ".join(trainers)))
    if planned.cancelled_at:
        lines.append(_("Cancelled: %(reason)s", reason=planned.cancelled_reason))
    return CalendarEvent(
        id=planned.id,
        title=planned.title,
        starts=planned.starts_at,
        ends=planned.ends_at,
        changed_at=planned.changed_at or planned.starts_at,
        place=", ".join(part for part in (planned.room, planned.place) if part) or planned.online_link,
        description="\n".join(lines),
        url=planned.online_link or url_for("training.show_session", session_id=planned.id, _external=True),
        sequence=planned.sequence,
        cancelled=planned.cancelled_at is not None,
    )
