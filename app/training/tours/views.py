"""A study tour's page: for those who plan it, and for those who travel."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from wtforms import StringField, TextAreaField, TimeField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from app.accounts.models import User
from app.core.access import current_actor, requires
from app.core.db import db, transaction
from app.core.errors import Missing, RuleViolation
from app.core.forms import DayField
from app.core.i18n import zone
from app.core.policy import allowed
from app.core.ports import ports

from ..forms import WRITTEN, ChoicesField, OnceForm
from ..permissions import TrainingPermission
from ..queries.cohorts import list_people
from ..rules.scheduling import NoSuchTime, to_instant
from ..views.routes import Page
from ..views.words import localised, on_record
from . import services
from .days import TourDay, day_of_report, days_of_tour
from .models import Tour, TourReport, TourTraveller, TourVisit

blueprint = Blueprint("tours", __name__, template_folder="../templates")
FILLED = InputRequired(_l("Fill in this field."))
LONG = Length(max=8_000)


class TourForm(OnceForm):
    """The host, the questions, and who travels."""

    host = StringField(_l("Host agency"), [Length(max=200)])
    contact = StringField(_l("Focal point of the host"), [Length(max=300)])
    languages = StringField(_l("Working languages and interpreter"), [Length(max=200)])
    questions = TextAreaField(_l("The questions that the group wants answered"), [LONG])
    travellers = ChoicesField(_l("Who travels"))


class VisitForm(OnceForm):
    """A visit of the programme."""

    body = StringField(_l("Who is visited"), [WRITTEN, Length(max=200)])
    day = DayField(_l("Day"), [FILLED])
    starts = TimeField(_l("Starts"), [FILLED])
    ends = TimeField(_l("Ends"), [FILLED])
    address = StringField(_l("Address"), [Length(max=300)])
    contact = StringField(_l("Contact"), [Length(max=300)])


class TourReportForm(OnceForm):
    """The five points of a study tour's report."""

    visits = TextAreaField(_l("What did each visit show, in three sentences?"), [LONG])
    answers = TextAreaField(_l("The questions: what is the answer, and who gave it?"), [LONG])
    adopted = TextAreaField(_l("What do we adopt? For each: who, by when, at what cost?"), [LONG])
    cases = TextAreaField(_l("Which common cases moved, and what is the next step?"), [LONG])
    contacts = TextAreaField(_l("Contact list: name, body, safe number, language"), [LONG])


@blueprint.get("/sessions/<uuid:session_id>/tour")
@requires(TrainingPermission.SEE_SESSION)
def show_tour(session_id: UUID) -> Page:
    """Show host, programme, and who travels with the state of their reports to those who plan it."""
    actor = current_actor()
    planned = services.seen_tour(db.session(), actor, session_id)
    may_edit = allowed(actor, TrainingPermission.EDIT_COHORT, planned.scope_for(actor).cohort)
    visits = select(TourVisit).where(TourVisit.session_id == session_id).order_by(TourVisit.starts_at)
    travellers: list[Any] = []
    tour = days_of_tour(db.session(), planned)
    if may_edit:
        with on_record(actor, "training:tour:list", ("session", session_id)) as session:
            travellers = list(session.execute(_travellers(session_id, tour)).all())
    session = db.session()
    return render_template(
        "training/tour.html",
        planned=planned,
        tour=session.get(Tour, session_id),
        visits=list(session.scalars(visits)),
        days=len([each for each in tour if not each.cancelled]),
        travellers=travellers,
        may_edit=may_edit,
        travels=session.get(TourTraveller, (session_id, actor.id)) is not None,
    )


@blueprint.route("/sessions/<uuid:session_id>/tour/edit", methods=["GET", "POST"])
@requires(TrainingPermission.EDIT_COHORT)
def edit_tour(session_id: UUID) -> Page:
    """Say who receives the group, what it asks, and who travels."""
    actor, session = current_actor(), db.session()
    planned = services.planned_tour(session, actor, session_id)
    stored = session.get(Tour, session_id)
    beside = None if stored else services.tour_beside(session, planned)
    chosen = services.travellers_of(session, beside.session_id if beside else session_id)
    form = TourForm(obj=stored or beside, data={"travellers": [str(key) for key in chosen]})
    people = list_people(session, planned.cohort_id)
    form.travellers.choices = [SelectChoice(str(each.user_id), each.name) for each in people]
    if form.validate_on_submit():
        texts = {name: form[name].data or "" for name in ("host", "contact", "languages", "questions")}
        with transaction() as writing:
            at = ports().clock.now()
            services.save_tour(writing, actor=actor, session_id=session_id, texts=texts, at=at)
            travellers = [UUID(key) for key in form.travellers.data]
            services.set_travellers(writing, actor=actor, session_id=session_id, user_ids=travellers, at=at)
        return _saved(session_id)
    taken_over = _("Taken over from another day of this tour. Look it through and save.") if beside else ""
    return _form_page(form, planned, _("Prepare the study tour"), taken_over)


@blueprint.route("/sessions/<uuid:session_id>/tour/visits", methods=["GET", "POST"])
@requires(TrainingPermission.EDIT_COHORT)
def add_visit(session_id: UUID) -> Page:
    """Add a visit to the programme, in the zone of the host."""
    actor = current_actor()
    planned = services.planned_tour(db.session(), actor, session_id)
    form = VisitForm(data={"day": planned.starts_at.astimezone(zone(planned.time_zone)).date()})
    if form.validate_on_submit():
        try:
            with transaction() as writing:
                services.add_visit(
                    writing,
                    actor=actor,
                    visit_id=form.key,
                    session_id=session_id,
                    starts_at=to_instant(form.day.data, form.starts.data, planned.time_zone),
                    ends_at=to_instant(form.day.data, form.ends.data, planned.time_zone),
                    body=form.body.data,
                    address=form.address.data or "",
                    contact=form.contact.data or "",
                    at=ports().clock.now(),
                )
        except (services.VisitOutsideTour, services.VisitsOverlap, NoSuchTime) as violation:
            form.refuse("starts", localised(violation, planned.time_zone))
        else:
            return _saved(session_id)
    return _form_page(form, planned, _("New visit"))


@blueprint.post("/sessions/<uuid:session_id>/tour/visits/<uuid:visit_id>/remove")
@requires(TrainingPermission.EDIT_COHORT)
def remove_visit(session_id: UUID, visit_id: UUID) -> Page:
    """Take a visit out of the programme."""
    with transaction() as writing:
        services.remove_visit(
            writing, actor=current_actor(), session_id=session_id, visit_id=visit_id, at=ports().clock.now()
        )
    return _saved(session_id)


@blueprint.route("/sessions/<uuid:session_id>/tour/report", methods=["GET", "POST"])
@requires(TrainingPermission.SEE_SESSION)
def write_report(session_id: UUID) -> Page:
    """Write one's own report, keep it, and hand it in."""
    actor, session = current_actor(), db.session()
    planned = services.seen_tour(session, actor, session_id)
    tour = days_of_tour(session, planned)
    day_id = day_of_report(session, tour, actor.id)
    if day_id is None:
        raise Missing
    if day_id != session_id and request.method == "GET":
        return redirect(url_for(".write_report", session_id=day_id), 303)
    own = select(TourReport).where(TourReport.session_id == day_id, TourReport.user_id == actor.id)
    stored = session.scalars(own).one_or_none()
    if stored is not None and stored.handed_in_at is not None:
        return redirect(url_for(".show_report", session_id=day_id, report_id=stored.id), 303)
    form = TourReportForm(obj=stored)
    if form.validate_on_submit():
        hand_in = "hand_in" in request.form
        try:
            with transaction() as writing:
                services.save_report(
                    writing,
                    actor=actor,
                    report_id=form.key,
                    session_id=session_id,
                    texts={name: form[name].data or "" for name in services.PARTS},
                    hand_in=hand_in,
                    at=ports().clock.now(),
                )
        except RuleViolation as violation:
            form.refuse("visits", violation)
        else:
            flash(_("The report is handed in.") if hand_in else _("Saved."), "success")
            return redirect(url_for(".show_tour" if hand_in else ".write_report", session_id=session_id), 303)
    form.prepare()
    page = render_template("training/tour_report_form.html", form=form, planned=planned, tour=_days(planned, tour))
    return page, 422 if form.errors else 200


@blueprint.get("/sessions/<uuid:session_id>/tour/reports/<uuid:report_id>")
@requires(TrainingPermission.SEE_SESSION)
def show_report(session_id: UUID, report_id: UUID) -> Page:
    """Show a report: to who wrote it, and once it is handed in to those who plan the tour."""
    actor, session = current_actor(), db.session()
    planned = services.seen_tour(session, actor, session_id)
    stored = session.get(TourReport, report_id)
    may_edit = allowed(actor, TrainingPermission.EDIT_COHORT, planned.scope_for(actor).cohort)
    if stored is None or stored.session_id != session_id:
        raise Missing
    if stored.user_id != actor.id and not (may_edit and stored.handed_in_at):
        raise Missing
    form = TourReportForm()
    parts = [(form[name].label.text, getattr(stored, name)) for name in services.PARTS]
    writer = session.get_one(User, stored.user_id).name
    return render_template("training/tour_report.html", planned=planned, stored=stored, parts=parts, writer=writer)


def _days(planned: Any, tour: list[TourDay]) -> list[date]:  # noqa: ANN401 -- the session
    """Return the days of a tour by the clock of the place."""
    return sorted({each.starts_at.astimezone(zone(planned.time_zone)).date() for each in tour if not each.cancelled})


def _travellers(session_id: UUID, tour: list[TourDay]) -> Any:  # noqa: ANN401 -- a query
    """Those who travel on a day, with the report that covers their whole tour."""
    days = [each.session_id for each in tour]
    return (
        select(User.name, TourReport.id, TourReport.session_id, TourReport.handed_in_at)
        .join(TourTraveller, TourTraveller.user_id == User.id)
        .outerjoin(TourReport, (TourReport.user_id == User.id) & TourReport.session_id.in_(days))
        .where(TourTraveller.session_id == session_id)
        .order_by(User.name, User.id, TourReport.saved_at)
    )


def _form_page(form: OnceForm, planned: Any, heading: str, said: str = "") -> Page:  # noqa: ANN401 -- the session
    form.prepare()
    page = render_template("training/tour_form.html", form=form, planned=planned, page_title=heading, said=said)
    return page, 422 if form.errors else 200


def _saved(session_id: UUID) -> Page:
    flash(_("Saved."), "success")
    return redirect(url_for(".show_tour", session_id=session_id), 303)
