"""Pages of a simulation: before it, a decision, what it led to, and the end with its debrief. All are plain forms."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from app.assessments.forms import read_id
from app.assessments.permissions import AssessmentPermission
from app.assessments.queries import attempts
from app.assessments.rules.timing import EnrolmentEnded, may_read_explanations
from app.assessments.views.routes import Page, blueprint, course_url
from app.core.access import current_actor, requires
from app.core.db import db, transaction
from app.core.errors import RuleViolation
from app.core.i18n import chain, explain
from app.core.ids import new_id
from app.core.ports import ports

from . import queries, services
from .queries import RunFacts, Taken
from .rules import LONGEST_REASON, DecisionOnRecord, NoDecision, ReasonTooLong, Walk, fold
from .showing import CaseWords, meter_rows, past_step


@blueprint.get("/enrolments/<uuid:enrolment_id>/simulations/<key>")
@requires(AssessmentPermission.SIT)
def show_simulation(enrolment_id: UUID, key: str) -> Page:
    """Say what the simulation is and how it goes, and list the runs so far."""
    session, actor = db.session(), current_actor()
    offered = queries.get_offered(session, actor, enrolment_id, key)
    past = [each for each in queries.runs_of(session, [enrolment_id], key) if each.attempt_id is None]
    language = next(each for each in (*chain(actor.content_language), "en") if each in offered.languages)
    texts, stale = queries.texts_of(session, offered.edition_id, language)
    words = CaseWords(texts, language, stale)
    return render_template(
        "assessments/simulation/start.html",
        simulation=offered,
        words=words,
        meters=meter_rows(offered.plan, words, offered.plan.beginning),
        past=past,
        under_way=next((each for each in past if each.finished_at is None), None),
        course_url=course_url(enrolment_id),
        run_id=new_id(),
    )


@blueprint.post("/enrolments/<uuid:enrolment_id>/simulations/<key>/runs")
@requires(AssessmentPermission.SIT)
def start_simulation(enrolment_id: UUID, key: str) -> Page:
    """Begin a run, or go on with the one that is under way."""
    try:
        with transaction() as session:
            run_id = services.start_run(
                session,
                actor=current_actor(),
                enrolment_id=enrolment_id,
                simulation_key=key,
                run_id=read_id(request.form.get("run_id")) or new_id(),
                at=ports().clock.now(),
            )
    except EnrolmentEnded as violation:
        flash(explain(violation), "error")
        return redirect(url_for(".show_simulation", enrolment_id=enrolment_id, key=key), 303)
    return redirect(url_for(".show_run", run_id=run_id), 303)


@blueprint.get("/simulation-runs/<uuid:run_id>")
@requires(AssessmentPermission.SIT)
def show_run(run_id: UUID) -> Page:
    """Show where the run stands: the decision that waits, or the end."""
    run, _taken, walk = _load(run_id)
    if walk.node is None:
        return redirect(url_for(".show_debrief", run_id=run_id), 303)
    return _node_page(run, walk)


@blueprint.post("/simulation-runs/<uuid:run_id>/decisions")
@requires(AssessmentPermission.SIT)
def take_decision(run_id: UUID) -> Page:
    """Put the decision on record and show what it led to; a form sent twice decides once."""
    choice, reason = request.form.get("choice", ""), request.form.get("reason", "")
    try:
        with transaction() as session:
            decided = services.decide(
                session,
                actor=current_actor(),
                run_id=run_id,
                decision_id=read_id(request.form.get("decision_id")) or new_id(),
                position=request.form.get("position", 0, type=int),
                choice=choice,
                reason=reason,
                at=ports().clock.now(),
            )
    except DecisionOnRecord as violation:
        flash(explain(violation), "warning")
        return redirect(url_for(".show_run", run_id=run_id), 303)
    except (NoDecision, ReasonTooLong) as violation:
        run, _taken, walk = _load(run_id)
        if walk.node is None:
            return redirect(url_for(".show_debrief", run_id=run_id), 303)
        return _node_page(run, walk, violation, choice, reason), 422
    return redirect(url_for(".show_consequence", run_id=run_id, position=decided.position), 303)


@blueprint.get("/simulation-runs/<uuid:run_id>/decisions/<int:position>")
@requires(AssessmentPermission.SIT)
def show_consequence(run_id: UUID, position: int) -> Page:
    """Show what a decision led to."""
    run, taken, walk = _load(run_id)
    if not 1 <= position <= len(taken):
        raise NotFound
    words = _words(run)
    return render_template(
        "assessments/simulation/consequence.html",
        run=run,
        words=words,
        position=position,
        step=past_step(run.plan, words, walk.steps[position - 1], taken[position - 1].reason),
        meters=meter_rows(run.plan, words, walk.steps[position - 1].after, walk.steps[position - 1].moved),
        over=walk.node is None and position == len(taken),
        course_url=course_url(run.enrolment_id),
        ordinal=_("Decision %(number)s", number=position),
    )


@blueprint.get("/simulation-runs/<uuid:run_id>/debrief")
@requires(AssessmentPermission.SIT)
def show_debrief(run_id: UUID) -> Page:
    """Show how the run ended, its score, and for each decision why it was good or bad and what else there was."""
    run, taken, walk = _load(run_id)
    if walk.ending is None:
        return redirect(url_for(".show_run", run_id=run_id), 303)
    if run.attempt_id and not _may_read_debrief(run.attempt_id):
        return redirect(url_for(".show_question", attempt_id=run.attempt_id, number=(run.question or 0) + 1), 303)
    words = _words(run)
    past = queries.runs_of(db.session(), [run.enrolment_id], run.key)
    return render_template(
        "assessments/simulation/debrief.html",
        run=run,
        words=words,
        walk=walk,
        ending=words.ending(walk.ending.key),
        meters=meter_rows(run.plan, words, walk.levels),
        steps=[past_step(run.plan, words, step, each.reason) for step, each in zip(walk.steps, taken, strict=True)],
        best=max((each.percent for each in past if each.percent is not None), default=walk.percent),
        finished_at=taken[-1].decided_at,
        course_url=course_url(run.enrolment_id),
    )


def _may_read_debrief(attempt_id: UUID) -> bool:
    """Whether the run of an attempt may be explained: as late as the attempt's other right answers."""
    session = db.session()
    attempt = attempts.get_own_attempt(session, current_actor(), attempt_id)
    past = [each.sitting for each in attempts.past_attempts(session, attempt.enrolment_id, attempt.assessment_id)]
    return attempt.submitted_at is not None and may_read_explanations(attempt.blueprint, attempt.sitting, past)


def _load(run_id: UUID) -> tuple[RunFacts, list[Taken], Walk]:
    session = db.session()
    run = queries.get_own_run(session, current_actor(), run_id)
    taken = queries.decisions_of(session, run_id)
    return run, taken, fold(run.plan, [each.decision for each in taken])


def _words(run: RunFacts) -> CaseWords:
    texts, stale = queries.texts_of(db.session(), run.edition_id, run.language)
    return CaseWords(texts, run.language, stale, run.facts["sources"])


def _node_page(
    run: RunFacts, walk: Walk, violation: RuleViolation | None = None, choice: str = "", reason: str = ""
) -> str:
    assert walk.node is not None
    words = _words(run)
    return render_template(
        "assessments/simulation/node.html",
        run=run,
        words=words,
        node=words.node(walk.node.key),
        decisions=[(each.key, words.decision(walk.node.key, each.key)) for each in walk.node.decisions],
        meters=meter_rows(run.plan, words, walk.levels),
        position=len(walk.steps) + 1,
        decision_id=new_id(),
        problem=explain(violation) if violation else "",
        choice=choice,
        reason=reason,
        longest_reason=LONGEST_REASON,
        course_url=course_url(run.enrolment_id),
        ordinal=_("Decision %(number)s", number=len(walk.steps) + 1),
    )
