"""What officers are asked of the people whom their agency nominated: answer oneself, or send the form on."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.core.access import current_actor, requires
from app.core.db import db, transaction
from app.core.ports import ports

from ...views.words import localised, on_record
from .. import colleagues, services
from ..forms import ColleagueForm
from ..models import EVALUATION_TITLES
from ..permissions import EvaluationPermission
from ..rules import AnswersRefused, EvaluationClosed, ParticipantAddress, SupervisorAnswered
from .routes import Page, blueprint, form_page, problems_of


@blueprint.get("/evaluations/<uuid:follow_up_id>/colleagues")
@requires(EvaluationPermission.ANSWER_FOR_AGENCY)
def list_colleagues(follow_up_id: UUID) -> Page:
    """List the people about whom the agency is asked; who looked is on record."""
    actor, at = current_actor(), ports().clock.now()
    with on_record(actor, "training:evaluation:colleagues", ("evaluation", follow_up_id)) as session:
        facts, people = colleagues.get_colleagues(session, actor, follow_up_id)
    return render_template(
        "training/evaluations/colleagues.html",
        facts=facts,
        people=people,
        open=facts.opens_on <= facts.today(at) <= facts.closes_on,
        titles=EVALUATION_TITLES,
    )


@blueprint.route("/evaluations/<uuid:follow_up_id>/colleagues/<uuid:user_id>", methods=["GET", "POST"])
@requires(EvaluationPermission.ANSWER_FOR_AGENCY)
def answer_about(follow_up_id: UUID, user_id: UUID) -> Page:
    """Show the form about somebody; take the answers."""
    actor = current_actor()
    facts, colleague = colleagues.get_colleague(db.session(), actor, follow_up_id, user_id)
    back = url_for(".list_colleagues", follow_up_id=follow_up_id)
    problems: dict[str, str] = {}
    if request.method == "POST" and not colleague.answered:
        try:
            db.session.rollback()  # a transaction that began as a reader must not write
            with transaction() as session:
                services.answer_about(
                    session,
                    actor=actor,
                    evaluation_id=follow_up_id,
                    user_id=user_id,
                    given=request.form,
                    at=ports().clock.now(),
                )
        except AnswersRefused as violation:
            problems = problems_of(violation)
        except (SupervisorAnswered, EvaluationClosed):
            return redirect(back, 303)
        else:
            flash(
                _("Your answers are in the box with those of the others. Nobody can tell which are yours."), "success"
            )
            return redirect(back, 303)
    if colleague.answered:
        return redirect(back, 303)
    return form_page(facts, problems, request.path, colleague.name)


@blueprint.route("/evaluations/<uuid:follow_up_id>/colleagues/<uuid:user_id>/supervisor", methods=["GET", "POST"])
@requires(EvaluationPermission.ANSWER_FOR_AGENCY)
def send_on(follow_up_id: UUID, user_id: UUID) -> Page:
    """Send the form about somebody to the supervisor."""
    actor = current_actor()
    facts, colleague = colleagues.get_colleague(db.session(), actor, follow_up_id, user_id)
    back = url_for(".list_colleagues", follow_up_id=follow_up_id)
    form = ColleagueForm()
    if form.validate_on_submit():
        try:
            db.session.rollback()
            with transaction() as session:
                services.send_on(
                    session,
                    actor=actor,
                    evaluation_id=follow_up_id,
                    user_id=user_id,
                    email=form.email.data,
                    at=ports().clock.now(),
                )
        except (EvaluationClosed, ParticipantAddress, SupervisorAnswered) as violation:
            form.refuse("email", localised(violation))
        else:
            flash(_("The supervisor is asked by mail. The link in it works once."), "success")
            return redirect(back, 303)
    html = render_template("training/evaluations/send_on.html", facts=facts, colleague=colleague, form=form)
    return html, 422 if form.errors else 200
