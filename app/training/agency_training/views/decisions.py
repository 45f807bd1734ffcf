"""Handing in, deciding and annulling."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.core.access import current_actor, requires
from app.core.db import db, transaction
from app.core.errors import Missing, RuleViolation
from app.core.policy import require
from app.core.ports import ports

from ...views.routes import Page
from ...views.words import say
from .. import queries, services
from ..forms import AnnulForm, DecisionForm
from ..permissions import AgencyTrainingPermission
from ..queries import Dossiers
from ..rules import hours, roster, states
from ..rules.states import Act, State
from .routes import TEMPLATES, blueprint, hours_of, read_minutes


@blueprint.post("/agency-trainings/<uuid:training_id>/submit")
@requires(AgencyTrainingPermission.SUBMIT)
def submit(training_id: UUID) -> Page:
    """Hand the training in."""
    try:
        with transaction() as session:
            services.submit(session, actor=current_actor(), training_id=training_id, at=ports().clock.now())
    except Missing:
        raise
    except RuleViolation as violation:
        flash(say(violation), "error")
    else:
        flash(_("The training is submitted. The centre decides on it."), "success")
    return redirect(url_for(".show", training_id=training_id), 303)


@blueprint.route("/agency-trainings/<uuid:training_id>/decide", methods=["GET", "POST"])
@requires(AgencyTrainingPermission.DECIDE)
def decide(training_id: UUID) -> Page:
    """Accept, return or refuse, with the hours that count for each person."""
    actor = current_actor()
    found = queries.get_training(db.session(), actor, training_id)
    require(actor, AgencyTrainingPermission.DECIDE, found.scope)
    if found.state is not State.SUBMITTED:
        return redirect(url_for(".show", training_id=training_id), 303)
    form = DecisionForm().offer()
    problems: list[str] = []
    if form.validate_on_submit():
        names = {each.id: each.name for each in found.people}
        accepted, problems = read_minutes(request.form, names, 0)
        act = Act(form.decision.data)
        if act is not Act.ACCEPT or not problems:
            problems = []
            try:
                with transaction() as session:
                    services.decide(
                        session,
                        actor=actor,
                        training_id=training_id,
                        act=act,
                        reason=form.reason.data or "",
                        accepted=accepted if act is Act.ACCEPT else None,
                        at=ports().clock.now(),
                    )
            except states.ReasonNeeded as violation:
                form.refuse("reason", violation)
            except (hours.MoreThanClaimed, hours.NothingAccepted, roster.PersonElsewhere) as violation:
                form.refuse("decision", violation)
            else:
                flash(_("The decision is on record."), "success")
                return redirect(url_for(".show", training_id=training_id), 303)
    return _decision_page(form, found, problems)


@blueprint.route("/agency-trainings/<uuid:training_id>/annul", methods=["GET", "POST"])
@requires(AgencyTrainingPermission.DECIDE)
def annul(training_id: UUID) -> Page:
    """Say what annulling does, ask why, and do it."""
    actor = current_actor()
    found = queries.get_training(db.session(), actor, training_id)
    require(actor, AgencyTrainingPermission.DECIDE, found.scope)
    if found.state is not State.ACCEPTED:
        return redirect(url_for(".show", training_id=training_id), 303)
    form = AnnulForm()
    if form.validate_on_submit():
        with transaction() as session:
            services.decide(
                session,
                actor=actor,
                training_id=training_id,
                act=Act.ANNUL,
                reason=form.reason.data,
                at=ports().clock.now(),
            )
        flash(_("The training is annulled. Its hours no longer count."), "success")
        return redirect(url_for(".show", training_id=training_id), 303)
    page = render_template(f"{TEMPLATES}/annul.html", form=form, found=found, training=found.training)
    return page, 422 if form.errors else 200


def _decision_page(form: DecisionForm, found: Dossiers, problems: list[str]) -> Page:
    # A refusal gave up what was read: it is read again, at once.
    found = queries.get_training(db.session(), current_actor(), found.training.id)
    training = found.training
    keys = [each.user_id for each in found.people if each.user_id]
    others = queries.credited_elsewhere(db.session(), training.id, keys, training.starts_on, training.ends_on)
    page = render_template(
        f"{TEMPLATES}/decide.html",
        form=form,
        found=found,
        training=training,
        problems=problems,
        others={key: title for key, title, _day in others},
        typed=request.form,
        hours=hours_of,
        write_hours=hours.write_hours,
    )
    return page, 422 if form.errors or problems else 200
