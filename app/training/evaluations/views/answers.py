"""Answering a form, and asking a supervisor."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.accounts.sessions import limiter
from app.core.access import current_actor, public, requires
from app.core.db import db, transaction
from app.core.errors import Missing
from app.core.ports import ports

from ...views.words import localised
from .. import colleagues, queries, services
from ..forms import SupervisorForm
from ..permissions import EvaluationPermission
from ..rules import AnsweredAlready, AnswersRefused, Audience, EvaluationClosed, OwnAddress
from .routes import Page, blueprint, form_page, problems_of


@blueprint.route("/evaluations/<uuid:evaluation_id>", methods=["GET", "POST"])
@requires(EvaluationPermission.ANSWER)
def answer(evaluation_id: UUID) -> Page:
    """Show the form; take the answers."""
    actor, at = current_actor(), ports().clock.now()
    facts, answered = queries.get_asked(db.session(), actor.id, evaluation_id)
    problems: dict[str, str] = {}
    if request.method == "POST" and not answered:
        try:
            db.session.rollback()  # a transaction that began as a reader must not write
            with transaction() as session:
                services.answer(session, actor=actor, evaluation_id=evaluation_id, given=request.form, at=at)
        except AnswersRefused as violation:
            problems = problems_of(violation)
        except (AnsweredAlready, EvaluationClosed):
            return redirect(url_for(".answer", evaluation_id=evaluation_id), 303)
        else:
            return redirect(url_for(".thank", evaluation_id=evaluation_id), 303)
    if answered:
        return redirect(url_for(".thank", evaluation_id=evaluation_id), 303)
    return form_page(facts, problems, url_for(".answer", evaluation_id=evaluation_id))


@blueprint.route("/evaluations/<uuid:evaluation_id>/thanks", methods=["GET", "POST"])
@requires(EvaluationPermission.ANSWER)
def thank(evaluation_id: UUID) -> Page:
    """Thank; after a follow-up offer to ask the supervisor, by mail."""
    actor, at = current_actor(), ports().clock.now()
    facts, answered = queries.get_asked(db.session(), actor.id, evaluation_id)
    if not answered:
        return redirect(url_for(".answer", evaluation_id=evaluation_id), 303)
    later = facts.audience is Audience.PARTICIPANT_LATER
    form = SupervisorForm()
    if later and form.validate_on_submit():
        try:
            db.session.rollback()
            with transaction() as session:
                services.ask_supervisor(session, actor=actor, evaluation_id=evaluation_id, email=form.email.data, at=at)
        except (AnsweredAlready, EvaluationClosed, OwnAddress) as violation:
            form.refuse("email", localised(violation))
        else:
            flash(_("Your supervisor is asked by mail. The link in it works once."), "success")
            return redirect(url_for(".thank", evaluation_id=evaluation_id), 303)
    html = render_template(
        "training/evaluations/thanks.html",
        facts=facts,
        form=form if later else None,
        agency_asked=later and colleagues.is_agency_asked(db.session(), facts, actor.id),
    )
    return (html, 422) if form.errors else html


@blueprint.route("/evaluations/for-supervisors/<secret>", methods=["GET", "POST"])
@public
@limiter.limit("30 per minute; 200 per hour")
def answer_by_link(secret: str) -> Page:
    """Show the form to a supervisor, who needs no account; take the answers once."""
    at = ports().clock.now()
    found = queries.find_by_link(db.session(), services.digest_of(secret))
    if found is None:
        raise Missing
    facts, _about, answered = found
    problems: dict[str, str] = {}
    if request.method == "POST" and not answered:
        try:
            db.session.rollback()
            with transaction() as session:
                services.answer_by_link(session, secret=secret, given=request.form, at=at)
        except AnswersRefused as violation:
            problems = problems_of(violation)
        except (AnsweredAlready, EvaluationClosed):
            pass
        return form_page(facts, problems, request.path) if problems else redirect(request.path, 303)
    if answered:
        return render_template("training/evaluations/thanks.html", facts=facts, form=None)
    return form_page(facts, problems, request.path)
