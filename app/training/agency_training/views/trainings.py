"""The list of trainings, a training, and its description."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from app.accounts.models import PROFESSION_TITLES, Role
from app.accounts.queries import list_agencies
from app.core.access import current_actor, requires
from app.core.db import db, transaction
from app.core.i18n import current_language, explain, zone
from app.core.policy import allowed
from app.core.ports import ports

from ...views.routes import Page
from ...views.words import on_record
from .. import queries, services
from ..forms import TRAINERS, TrainingForm
from ..permissions import AgencyTrainingPermission
from ..rules import dossiers, hours, states
from ..rules.dossiers import EVIDENCE_TITLES
from ..rules.states import ACT_TITLES, STATE_TITLES
from .routes import BADGES, TEMPLATES, blueprint, hours_of, module_names, own_training


@blueprint.get("/agency-trainings")
@requires(AgencyTrainingPermission.SEE)
def list_trainings() -> Page:
    """Show an officer the trainings of the agency, and a centre those that were handed in."""
    actor = current_actor()
    with on_record(actor, "training:agency_training:list", ("user", actor.id)) as session:
        found = queries.list_trainings(session, actor)
    return render_template(
        f"{TEMPLATES}/list.html",
        found=found,
        officer=allowed(actor, AgencyTrainingPermission.SUBMIT),
        planner=actor.has_role(Role.CENTRE_ADMINISTRATOR),
        titles=STATE_TITLES,
        badges=BADGES,
        hours=hours_of,
    )


@blueprint.route("/agency-trainings/new", methods=["GET", "POST"])
@requires(AgencyTrainingPermission.SUBMIT)
def new() -> Page:
    """Describe a training that was held."""
    return _edit(TrainingForm(data={"agency": str(current_actor().agency_id), "language": current_language()}), None)


@blueprint.route("/agency-trainings/<uuid:training_id>/edit", methods=["GET", "POST"])
@requires(AgencyTrainingPermission.SUBMIT)
def edit(training_id: UUID) -> Page:
    """Change the description while the training is with the agency."""
    found = own_training(training_id)
    training = found.training
    values: dict[str, Any] = {
        "id": str(training.id),
        "agency": str(training.agency_id),
        "centre": str(training.centre_id),
        "hours": hours.write_hours(training.minutes),
        "modules": training.modules,
    }
    for place, each in zip(TRAINERS, training.trainers, strict=False):
        values |= {f"trainer_{place}": each["name"], f"qualification_{place}": each["qualification"]}
    plain = ("title", "starts_on", "ends_on", "face_to_face", "place", "language", "programme")
    return _edit(TrainingForm(data=values | {name: getattr(training, name) for name in plain}), training_id)


@blueprint.get("/agency-trainings/<uuid:training_id>")
@requires(AgencyTrainingPermission.SEE)
def show(training_id: UUID) -> Page:
    """Show a training with its people, files and history, and what can be done next."""
    actor = current_actor()
    with on_record(actor, "training:agency_training:read", ("agency_training", training_id)) as session:
        found = queries.get_training(session, actor, training_id)
        names = module_names()
        today = ports().clock.now().astimezone(zone(found.time_zone)).date()
        may_edit = allowed(actor, AgencyTrainingPermission.SUBMIT, found.agency.path) and found.state in states.EDITABLE
        return render_template(
            f"{TEMPLATES}/show.html",
            found=found,
            training=found.training,
            state=found.state,
            modules=[names.get(key, key) for key in found.training.modules],
            may_edit=may_edit,
            may_decide=allowed(actor, AgencyTrainingPermission.DECIDE, found.scope),
            missing=[explain(each) for each in dossiers.missing(found.dossier(), today)] if may_edit else [],
            planner=actor.has_role(Role.CENTRE_ADMINISTRATOR),
            titles=STATE_TITLES,
            act_titles=ACT_TITLES,
            evidence_titles=EVIDENCE_TITLES,
            profession_titles=PROFESSION_TITLES,
            badges=BADGES,
            hours=hours_of,
        )


def _edit(form: TrainingForm, training_id: UUID | None) -> Page:
    actor, session, language = current_actor(), db.session(), current_language()
    agencies = list_agencies(session, actor.scopes(Role.AGENCY_OFFICER))
    form.offer(
        agencies=agencies,
        centres=queries.offered_centres(session, actor),
        modules=module_names(),
        language=language,
    )
    if form.validate_on_submit():
        own = {
            " ".join(each.name.casefold().split()): each.id for each in queries.own_people(session, actor.agency_path)
        }
        try:
            details = _details(form, own)
            key = training_id or form.key
            with transaction() as writing:
                services.save_training(writing, actor=actor, training_id=key, details=details, at=ports().clock.now())
        except (hours.HoursUnreadable, hours.TooManyHours) as violation:
            form.refuse("hours", violation)
        except hours.DaysInDisorder as violation:
            form.refuse("ends_on", violation)
        else:
            flash(_("Saved."), "success")
            return redirect(url_for(".show", training_id=key), 303)
    form.prepare()
    page = render_template(f"{TEMPLATES}/edit.html", form=form, training_id=training_id)
    return page, 422 if form.errors else 200


def _details(form: TrainingForm, own: Mapping[str, UUID]) -> services.TrainingDetails:
    minutes = hours.read_hours(form.hours.data)
    if not minutes:
        raise hours.HoursUnreadable(text=form.hours.data)
    return services.TrainingDetails(
        agency_id=UUID(form.agency.data),
        centre_id=UUID(form.centre.data),
        title=form.title.data,
        programme=form.programme.data or "",
        modules=form.modules.data,
        trainers=form.trainers(own),
        starts_on=form.starts_on.data,
        ends_on=form.ends_on.data,
        place=form.place.data or "",
        language=form.language.data,
        minutes=minutes,
        face_to_face=form.face_to_face.data,
    )
