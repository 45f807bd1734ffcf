"""Marked work looked at a second time, and how strict the markers are."""

from __future__ import annotations

import secrets
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.assessments.rules.drawing import LARGEST_SEED
from app.core import audit
from app.core.access import current_actor, requires
from app.core.db import db, transaction
from app.core.errors import Missing, RuleViolation
from app.core.i18n import explain
from app.core.ids import new_id
from app.core.ports import ports

from ..permissions import MarkingPermission
from ..queries import moderation as queries
from ..queries import tasks
from ..queries.judgements import judged_answers
from ..queries.tasks import Work
from ..rules.combining import LONGEST_COMMENT
from ..rules.severity import severities
from ..services import moderation as services
from ..services.judging import CONFIRMED, Opined
from ..wording import BASIS_TITLES, ROLE_TITLES, TENDENCY_TITLES
from .routes import Page, answer_of, blueprint, form_id, name_of, read_opinion, shown_question, stem_of

SHARE, BAND = 10, 10


@blueprint.get("/moderation")
@requires(MarkingPermission.MODERATE)
def show_moderation() -> Page:
    """Show what can be sampled, the samples so far, and the markers' figures (a list of people, so it is on record)."""
    actor = current_actor()
    with transaction() as session:
        compared, names = queries.comparisons(session, actor)
        audit.record(
            session,
            actor=actor,
            action="assessments:moderation:severity",
            subject=("person", actor.id),
            at=ports().clock.now(),
            markers=len(names),
        )
        assessments = queries.marked_assessments(session, actor)
        samples = queries.samples_by_assessment(queries.list_samples(session, actor))
    return render_template(
        "assessments/marking/moderation.html",
        assessments=assessments,
        samples=samples,
        severities=severities(compared),
        names=names,
        tendencies=TENDENCY_TITLES,
        name_of=name_of,
        share=SHARE,
        band=BAND,
        seed=secrets.randbelow(LARGEST_SEED),
        sample_id=new_id(),
    )


@blueprint.post("/moderation/<uuid:assessment_id>/<uuid:centre_id>/samples")
@requires(MarkingPermission.MODERATE)
def draw_sample(assessment_id: UUID, centre_id: UUID) -> Page:
    """Draw a sample and show it."""
    try:
        with transaction() as session:
            sample_id = services.draw_sample(
                session,
                actor=current_actor(),
                sample_id=form_id("sample_id"),
                assessment_id=assessment_id,
                centre_id=centre_id,
                seed=request.form.get("seed", -1, type=int) % LARGEST_SEED,
                share=request.form.get("share", -1, type=int),
                band=request.form.get("band", -1, type=int),
                at=ports().clock.now(),
            )
    except Missing:
        raise
    except RuleViolation as violation:
        flash(explain(violation), "error")
        return redirect(url_for(".show_moderation"), 303)
    return redirect(url_for(".show_sample", sample_id=sample_id), 303)


@blueprint.get("/moderation/samples/<uuid:sample_id>")
@requires(MarkingPermission.MODERATE)
def show_sample(sample_id: UUID) -> Page:
    """Show the answers of a sample, by candidate, without names."""
    session, actor = db.session(), current_actor()
    found = queries.list_samples(session, actor, sample_id)
    if not found:
        raise Missing
    answers = queries.sampled_answers(session, actor, [UUID(each) for each in found[0].attempts])
    return render_template(
        "assessments/marking/sample.html", sample=found[0], answers=answers, bases=BASIS_TITLES, stem_of=stem_of
    )


@blueprint.get("/moderation/answers/<uuid:task_id>")
@requires(MarkingPermission.MODERATE)
def show_moderated(task_id: UUID) -> Page:
    """Show an answer with all marks that it was given, to confirm or change the one that counts."""
    work = tasks.get_work(db.session(), current_actor(), task_id, MarkingPermission.MODERATE)
    return _page(work)


@blueprint.post("/moderation/answers/<uuid:task_id>")
@requires(MarkingPermission.MODERATE)
def moderate(task_id: UUID) -> Page:
    """Confirm or change a mark."""
    actor, opinion = current_actor(), read_opinion()
    confirming = request.form.get("go") == "confirm"
    try:
        with transaction() as session:
            services.moderate(
                session,
                actor=actor,
                task_id=task_id,
                judgement_id=form_id("judgement_id"),
                opinion=Opined(CONFIRMED, opinion.comment) if confirming else opinion,
                at=ports().clock.now(),
            )
    except Missing:
        raise
    except RuleViolation as violation:
        work = tasks.get_work(db.session(), actor, task_id, MarkingPermission.MODERATE)
        return _page(work, opinion, explain(violation)), 422
    flash(_("The mark is confirmed.") if confirming else _("The mark is changed, and the result with it."), "success")
    return redirect(url_for(".show_moderated", task_id=task_id), 303)


def _page(work: Work, opinion: Opined | None = None, problem: str = "") -> str:
    session = db.session()
    return render_template(
        "assessments/marking/moderated.html",
        work=work,
        name=name_of(work),
        question=shown_question(session, work),
        answer=answer_of(session, work),
        judged=judged_answers(session, work.attempt_id)[work.place],
        roles=ROLE_TITLES,
        bases=BASIS_TITLES,
        opinion=opinion,
        levels=opinion.choices.get("levels", {}) if opinion else {},
        observed=opinion.choices.get("observed", ()) if opinion else (),
        problem=problem,
        judgement_id=new_id(),
        longest=LONGEST_COMMENT,
    )
