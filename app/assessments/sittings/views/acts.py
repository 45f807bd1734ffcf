"""What an invigilator does: minutes, notes, another code, ending an attempt, releasing the results."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.assessments.forms import read_id
from app.core.access import current_actor, requires
from app.core.db import db, transaction
from app.core.errors import RuleViolation
from app.core.ids import new_id

from .. import services
from ..forms import MinutesForm, NoteForm, ReasonForm
from ..permissions import SittingPermission
from ..queries.sittings import get_sitting
from ..queries.watching import watch_one
from ..rules.acts import AlreadyOver, NoReason, NotBegun, WrongMinutes
from .routes import Page, acting, blueprint, name_of, say, sitting_url


@blueprint.post("/exams/<uuid:sitting_id>/minutes")
@requires(SittingPermission.CONDUCT)
def give_minutes(sitting_id: UUID) -> Page:
    """Give extra minutes to one or to all."""
    sitting = get_sitting(db.session(), current_actor(), sitting_id)
    form, person = MinutesForm(), read_id(request.form.get("person"))
    back = _back(sitting_id, person)
    if not form.validate_on_submit():
        return _refused(WrongMinutes(most=240), sitting.time_zone, back)
    try:
        with transaction() as session:
            services.give_minutes(
                session,
                sitting_id=sitting_id,
                enrolment_id=person,
                minutes=form.minutes.data,
                reason=form.reason.data or "",
                act_id=read_id(form.act.data) or new_id(),
                **acting(),
            )
    except (AlreadyOver, WrongMinutes) as violation:
        return _refused(violation, sitting.time_zone, back)
    flash(_("Minutes given: %(count)s.", count=form.minutes.data), "success")
    return redirect(back, 303)


@blueprint.post("/exams/<uuid:sitting_id>/notes")
@requires(SittingPermission.CONDUCT)
def note_incident(sitting_id: UUID) -> Page:
    """Put an incident on record."""
    sitting = get_sitting(db.session(), current_actor(), sitting_id)
    form, person = NoteForm(), read_id(request.form.get("person"))
    back = _back(sitting_id, person if request.form.get("from") == "person" else None)
    text = form.text.data or ""
    try:
        with transaction() as session:
            services.note_incident(
                session,
                sitting_id=sitting_id,
                enrolment_id=person,
                text=text[:2000],
                act_id=read_id(form.act.data) or new_id(),
                **acting(),
            )
    except NoReason as violation:
        return _refused(violation, sitting.time_zone, back)
    flash(_("The incident is on record."), "success")
    return redirect(back, 303)


@blueprint.post("/exams/<uuid:sitting_id>/code")
@requires(SittingPermission.CONDUCT)
def renew_code(sitting_id: UUID) -> Page:
    """Put another access code in force."""
    with transaction() as session:
        services.renew_code(session, sitting_id=sitting_id, **acting())
    flash(_("Another access code is in force. Who has begun goes on without it."), "success")
    return redirect(sitting_url(sitting_id), 303)


@blueprint.post("/exams/<uuid:sitting_id>/release")
@requires(SittingPermission.CONDUCT)
def release_results(sitting_id: UUID) -> Page:
    """Release the results."""
    with transaction() as session:
        services.release_results(session, sitting_id=sitting_id, **acting())
    flash(_("The results are released."), "success")
    return redirect(sitting_url(sitting_id), 303)


@blueprint.route("/exams/<uuid:sitting_id>/people/<uuid:enrolment_id>/end", methods=["GET", "POST"])
@requires(SittingPermission.CONDUCT)
def end_attempt(sitting_id: UUID, enrolment_id: UUID) -> Page:
    """Ask for the reason and end somebody's attempt."""
    actor = current_actor()
    sitting = get_sitting(db.session(), actor, sitting_id)
    person = watch_one(db.session(), sitting_id, enrolment_id, sitting.kind)
    form = ReasonForm()
    if form.validate_on_submit():
        try:
            with transaction() as session:
                services.end_for(
                    session, sitting_id=sitting_id, enrolment_id=enrolment_id, reason=form.reason.data, **acting()
                )
        except (AlreadyOver, NotBegun) as violation:
            return _refused(violation, sitting.time_zone, _back(sitting_id, enrolment_id))
        flash(_("The attempt is ended. What was saved is marked."), "success")
        return redirect(_back(sitting_id, enrolment_id), 303)
    page = render_template(
        "assessments/sittings/end.html", sitting=sitting, person=person, form=form, name=name_of(sitting)
    )
    return page, 422 if form.errors else 200


@blueprint.post("/exams/<uuid:sitting_id>/people/<uuid:enrolment_id>/remove")
@requires(SittingPermission.PLAN)
def remove_person(sitting_id: UUID, enrolment_id: UUID) -> Page:
    """Take a place away from somebody who has not begun."""
    sitting = get_sitting(db.session(), current_actor(), sitting_id)
    try:
        with transaction() as session:
            services.remove_person(session, sitting_id=sitting_id, enrolment_id=enrolment_id, **acting())
    except AlreadyOver as violation:
        return _refused(violation, sitting.time_zone, _back(sitting_id, enrolment_id))
    flash(_("The place is taken away."), "success")
    return redirect(sitting_url(sitting_id), 303)


def _back(sitting_id: UUID, enrolment_id: UUID | None) -> str:
    if enrolment_id is None:
        return sitting_url(sitting_id)
    return url_for(".show_person", sitting_id=sitting_id, enrolment_id=enrolment_id)


def _refused(violation: RuleViolation, time_zone: str, back: str) -> Page:
    flash(say(violation, time_zone), "error")
    return redirect(back, 303)
