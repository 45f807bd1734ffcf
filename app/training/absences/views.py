"""Announced absences: the list, announcing one, taking it back, and its paper."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import FileField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length

from app.core.access import current_actor, requires
from app.core.db import db, transaction
from app.core.errors import Missing
from app.core.i18n import show_date, show_time, show_zone
from app.core.ports import ports

from ..forms import ChoicesField, OnceForm
from ..papers.models import Paper
from ..papers.rules import PaperEmpty, PaperTooLarge, PaperUnknown
from ..papers.sending import send_paper
from ..sheets.services import SentScan
from ..views.routes import Page
from ..views.words import on_record, say
from . import queries, services
from .permissions import AbsencePermission

blueprint = Blueprint("absences", __name__, template_folder="../templates")


class AbsenceForm(OnceForm):
    """Which sessions somebody will miss, and why."""

    sessions = ChoicesField(
        lazy_gettext("Sessions that will be missed"), [DataRequired(lazy_gettext("Choose at least one session."))]
    )
    reason = TextAreaField(lazy_gettext("Reason"), [DataRequired(lazy_gettext("Fill in this field.")), Length(max=500)])
    paper = FileField(lazy_gettext("Paper, if there is one"))


@blueprint.get("/absences")
@requires(AbsencePermission.ANNOUNCE)
def list_absences() -> Page:
    """Show the announced absences that one may read, and for whom one may announce."""
    actor, at = current_actor(), ports().clock.now()
    with on_record(actor, "training:absence:list", ("user", actor.id)) as session:
        found = queries.visible_absences(session, actor, at)
        places = queries.places_to_announce(session, actor, at)
    return render_template("training/absences.html", found=found, places=places, say_session=_say_session)


@blueprint.get("/absences/<uuid:absence_id>")
@requires(AbsencePermission.ANNOUNCE)
def show_absence(absence_id: UUID) -> Page:
    """Show one announcement."""
    actor = current_actor()
    with on_record(actor, "training:absence:read", ("absence", absence_id)) as session:
        absence = queries.get_absence(session, actor, absence_id)
    return render_template("training/absence.html", absence=absence, say_session=_say_session)


@blueprint.route("/enrolments/<uuid:enrolment_id>/absence", methods=["GET", "POST"])
@requires(AbsencePermission.ANNOUNCE)
def announce(enrolment_id: UUID) -> Page:
    """Announce an absence."""
    actor, at = current_actor(), ports().clock.now()
    place = queries.get_place(db.session(), actor, enrolment_id)
    coming = queries.coming_sessions(db.session(), place, at)
    form = AbsenceForm(data={"sessions": request.args.getlist("session")})
    form.sessions.choices = [
        SelectChoice(
            str(each.id),
            _say_session(each, place.time_zone),
        )
        for each in coming
        if not each.announced
    ]
    if form.validate_on_submit():
        sent = form.paper.data
        try:
            with transaction() as session:
                services.announce_absence(
                    session,
                    actor=actor,
                    absence_id=form.key,
                    enrolment_id=enrolment_id,
                    session_ids=[UUID(key) for key in form.sessions.data],
                    reason=form.reason.data,
                    paper=SentScan(sent.filename, sent.read()) if sent and sent.filename else None,
                    storage=ports().storage,
                    at=at,
                )
        except (PaperEmpty, PaperTooLarge, PaperUnknown) as violation:
            form.refuse("paper", violation)
        except (services.NoSessionChosen, services.AnnouncedAlready) as violation:
            form.refuse("sessions", violation)
        else:
            flash(_("The absence is announced. The trainer sees it on the sheet and decides."), "success")
            return redirect(url_for(".show_absence", absence_id=form.key), 303)
    form.prepare()
    page = render_template("training/absence_new.html", form=form, place=place, own=place.user_id == actor.id)
    return page, 422 if form.errors else 200


def _say_session(held: queries.ComingSession | queries.MissedSession, usual: str, style: str = "long") -> str:
    """Say when a session is by the clock of its place, and where that is if it is not the centre's."""
    place = f" ({show_zone(held.time_zone)})" if held.time_zone != usual else ""
    clock = show_time(held.starts_at, held.time_zone)
    return f"{show_date(held.starts_at, held.time_zone, style)}, {clock}{place}: {held.title}"


@blueprint.post("/absences/<uuid:absence_id>/withdraw")
@requires(AbsencePermission.ANNOUNCE)
def take_back(absence_id: UUID) -> Page:
    """Take an announcement back."""
    try:
        with transaction() as session:
            services.take_back(session, actor=current_actor(), absence_id=absence_id, at=ports().clock.now())
    except services.AbsenceUsed as violation:
        flash(say(violation), "error")
    else:
        flash(_("The announcement is taken back."), "success")
    return redirect(url_for(".show_absence", absence_id=absence_id), 303)


@blueprint.get("/absences/<uuid:absence_id>/paper")
@requires(AbsencePermission.ANNOUNCE)
def show_paper(absence_id: UUID) -> Page:
    """Give the paper of an announcement; who looked is on record."""
    actor = current_actor()
    with on_record(actor, "training:absence:paper", ("absence", absence_id)) as session:
        absence = queries.get_absence(session, actor, absence_id)
        paper = session.get(Paper, absence.paper_id) if absence.paper_id else None
        if paper is None:
            raise Missing
    return send_paper(paper)
