"""A question that is a case: what it is about, and beginning the one run that answers it."""

from __future__ import annotations

from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound

from app.assessments.forms import read_id
from app.assessments.permissions import AssessmentPermission
from app.assessments.queries.attempts import AttemptFacts
from app.assessments.queries.words import question_words
from app.assessments.rules.questions import QuestionKind
from app.assessments.rules.timing import seconds_left
from app.assessments.simulations import queries as cases
from app.assessments.simulations.services import start_run
from app.assessments.simulations.showing import CaseWords, meter_rows
from app.core.access import current_actor, requires
from app.core.db import db, transaction
from app.core.i18n import chain
from app.core.ids import new_id
from app.core.ports import ports

from .routes import Page, blueprint, load_attempt, title_of


@blueprint.get("/attempts/<uuid:attempt_id>/questions/<int:number>/case")
@requires(AssessmentPermission.SIT)
def show_case(attempt_id: UUID, number: int) -> Page:
    """Say what the case is about, before the run that counts."""
    attempt = load_attempt(attempt_id)
    if attempt.submitted_at is not None:
        return redirect(url_for(".show_result", attempt_id=attempt_id), 303)
    session, actor = db.session(), current_actor()
    offered = cases.get_offered(session, actor, attempt.enrolment_id, _case_of(attempt, number), named=False)
    language = next(each for each in (*chain(attempt.language), "en") if each in offered.languages)
    texts, stale = cases.texts_of(session, offered.edition_id, language)
    words = CaseWords(texts, language, stale)
    return render_template(
        "assessments/simulation/question.html",
        attempt=attempt,
        name=title_of(attempt.kind, attempt.module_title),
        number=number,
        simulation=offered,
        words=words,
        meters=meter_rows(offered.plan, words, offered.plan.beginning),
        run=cases.attempt_runs(session, attempt_id).get(number - 1),
        seconds_left=seconds_left(attempt.sitting, ports().clock.now()),
        run_id=new_id(),
    )


@blueprint.post("/attempts/<uuid:attempt_id>/questions/<int:number>/case")
@requires(AssessmentPermission.SIT)
def begin_case(attempt_id: UUID, number: int) -> Page:
    """Begin the run, or go on with the one that was begun."""
    attempt = load_attempt(attempt_id)
    if attempt.submitted_at is not None:
        return redirect(url_for(".show_result", attempt_id=attempt_id), 303)
    key = _case_of(attempt, number)
    db.session.rollback()  # a transaction that began as a reader must not write
    with transaction() as session:
        run_id = start_run(
            session,
            actor=current_actor(),
            enrolment_id=attempt.enrolment_id,
            simulation_key=key,
            run_id=read_id(request.form.get("run_id")) or new_id(),
            at=ports().clock.now(),
            answers=(attempt_id, number - 1),
        )
    return redirect(url_for(".show_run", run_id=run_id), 303)


def _case_of(attempt: AttemptFacts, number: int) -> str:
    if not 1 <= number <= len(attempt.paper):
        raise NotFound
    question = attempt.paper.questions[number - 1]
    if question.kind is not QuestionKind.SIMULATION:
        raise NotFound
    return str(question_words(db.session(), [question.id])[question.id].key["simulation"])
