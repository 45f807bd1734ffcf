"""Who took part: chosen from the agency's people, or by a list."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.accounts.models import PROFESSION_TITLES
from app.core.access import current_actor, requires
from app.core.db import transaction
from app.core.errors import RuleViolation
from app.core.i18n import explain
from app.core.ports import ports

from ...forms import read_key
from ...views.routes import Page
from ...views.words import on_record
from .. import queries, services
from ..forms import ListForm
from ..permissions import AgencyTrainingPermission
from ..rules import hours, roster
from .routes import TEMPLATES, blueprint, own_training, read_minutes


@blueprint.route("/agency-trainings/<uuid:training_id>/people", methods=["GET", "POST"])
@requires(AgencyTrainingPermission.SUBMIT)
def choose_people(training_id: UUID) -> Page:
    """Choose who of the agency took part, with their hours."""
    actor = current_actor()
    found = own_training(training_id)
    problems: list[str] = []
    if request.method == "POST":
        minutes, problems = read_minutes(request.form, dict.fromkeys(_ticked(), ""), found.training.minutes)
        if not problems:
            with transaction() as session:
                services.set_roster(
                    session, actor=actor, training_id=training_id, minutes=minutes, at=ports().clock.now()
                )
            flash(_("Saved."), "success")
            return redirect(url_for(".show", training_id=training_id), 303)
    listed = {each.user_id: hours.write_hours(each.minutes) for each in found.people if each.user_id}
    if request.method == "POST":
        listed = {key: request.form.get(f"hours-{key.hex}", "") for key in _ticked()}
    path = found.agency.path
    with on_record(actor, "training:agency_training:people", ("agency_training", training_id)) as session:
        page = render_template(
            f"{TEMPLATES}/people.html",
            found=found,
            training=found.training,
            people=queries.own_people(session, path),
            listed=listed,
            problems=problems,
            whole=hours.write_hours(found.training.minutes),
            titles=PROFESSION_TITLES,
        )
    return page, 422 if problems else 200


@blueprint.route("/agency-trainings/<uuid:training_id>/list", methods=["GET", "POST"])
@requires(AgencyTrainingPermission.SUBMIT)
def add_list(training_id: UUID) -> Page:
    """Add people by a pasted list or a file; nothing is added while a line is wrong."""
    actor = current_actor()
    found = own_training(training_id)
    form = ListForm()
    problems: list[tuple[int, str]] = []
    if form.validate_on_submit():
        sent = form.file.data
        chosen = bool(sent and sent.filename)
        name, content = (
            (sent.filename, sent.read()) if chosen else ("list.csv", roster.with_titles(form.pasted.data or ""))
        )
        try:
            rows = roster.read_roster(name, content)
            with transaction() as session:
                added = services.add_listed(
                    session, actor=actor, training_id=training_id, rows=rows, at=ports().clock.now()
                )
        except roster.RosterRefused as refusal:
            problems = [(line, explain(violation)) for line, violation in refusal.problems]
            form.refuse("file" if chosen else "pasted", refusal)
        except RuleViolation as violation:
            form.refuse("file" if chosen else "pasted", violation)
        else:
            flash(ngettext("%(num)s person is added.", "%(num)s people are added.", added), "success")
            return redirect(url_for(".show", training_id=training_id), 303)
    page = render_template(
        f"{TEMPLATES}/people_list.html",
        form=form,
        found=found,
        training=found.training,
        problems=problems,
        offset=0 if form.file.data else -1,
    )
    return page, 422 if form.errors else 200


@blueprint.post("/agency-trainings/<uuid:training_id>/people/<uuid:person_id>/remove")
@requires(AgencyTrainingPermission.SUBMIT)
def remove_person(training_id: UUID, person_id: UUID) -> Page:
    """Take somebody off the list."""
    with transaction() as session:
        services.remove_person(
            session, actor=current_actor(), training_id=training_id, person_id=person_id, at=ports().clock.now()
        )
    return redirect(url_for(".show", training_id=training_id), 303)


def _ticked() -> list[UUID]:
    return [key for each in request.form.getlist("person") if (key := read_key(each))]
