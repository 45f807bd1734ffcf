"""After the last question: what is still open, handing in, and the result."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from babel.numbers import get_decimal_symbol
from flask import Response as FlaskResponse
from flask import jsonify, redirect, render_template, url_for
from flask_babel import get_locale

from app.assessments import services
from app.assessments.marking.queries.results import ResultFacts, Said, result_facts
from app.assessments.marking.wording import BASIS_TITLES
from app.assessments.models import Grade
from app.assessments.own_strengths import OwnStrength, own_strengths, section_name
from app.assessments.permissions import AssessmentPermission
from app.assessments.queries import attempts as queries
from app.assessments.queries import banks
from app.assessments.queries.attempts import AttemptFacts
from app.assessments.rules.counting import SectionResult, section_results
from app.assessments.rules.explaining import explain_typed
from app.assessments.rules.folding import Standing
from app.assessments.rules.showing import ShownQuestion
from app.assessments.rules.strengths import by_objective
from app.assessments.rules.timing import Attempts, attempts_left, may_see, opens_at, seconds_left
from app.core.access import current_actor, requires
from app.core.db import db, transaction
from app.core.i18n import show_time
from app.core.ports import ports
from app.courses.queries import course_outline

from .papers import map_of, shown_questions
from .routes import Page, blueprint, course_url, load_attempt, title_of
from .wording import script_words


@blueprint.get("/attempts/<uuid:attempt_id>/review")
@requires(AssessmentPermission.SIT)
def review_attempt(attempt_id: UUID) -> Page:
    """Show what is answered, flagged and open before handing in."""
    attempt = load_attempt(attempt_id)
    if attempt.submitted_at is not None:
        return redirect(url_for(".show_result", attempt_id=attempt_id), 303)
    standing = queries.standing(db.session(), attempt_id)
    return render_template(
        "assessments/review.html",
        attempt=attempt,
        name=title_of(attempt.kind, attempt.module_title),
        map=map_of(attempt, standing),
        sequence=standing.sequence,
        seconds_left=seconds_left(attempt.sitting, ports().clock.now()),
        saved_at=show_time(standing.last_saved_at, current_actor().time_zone) if standing.last_saved_at else "",
        words=script_words(),
    )


@blueprint.post("/attempts/<uuid:attempt_id>/submit")
@requires(AssessmentPermission.SIT)
def submit_attempt(attempt_id: UUID) -> Page:
    """Hand in; pressing twice hands in once."""
    with transaction() as session:
        services.submit_attempt(session, actor=current_actor(), attempt_id=attempt_id, at=ports().clock.now())
    return redirect(url_for(".show_result", attempt_id=attempt_id), 303)


@blueprint.get("/attempts/<uuid:attempt_id>/result")
@requires(AssessmentPermission.SIT)
def show_result(attempt_id: UUID) -> Page:
    """Show the grade, strengths by objective, and the explanations where the rule allows them."""
    attempt = load_attempt(attempt_id)
    if attempt.submitted_at is None:
        return redirect(url_for(".show_question", attempt_id=attempt_id, number=1), 303)
    session, at = db.session(), ports().clock.now()
    past = queries.past_attempts(session, attempt.enrolment_id, attempt.assessment_id)
    spans = [each.sitting for each in past]
    attempts = Attempts(attempt.sitting, tuple(spans))
    if not may_see(attempt.blueprint.show_result, attempt.blueprint, attempts, attempt.released, at):
        return _handed_in(attempt)
    facts = result_facts(session, attempt, at)
    grade = facts.grade
    if grade is None:
        return _being_marked(attempt, facts)
    standing = queries.standing(session, attempt_id)
    explained = may_see(attempt.blueprint.show_explanations, attempt.blueprint, attempts, attempt.released, at)
    return render_template(
        "assessments/result.html",
        attempt=attempt,
        name=title_of(attempt.kind, attempt.module_title),
        grade=grade,
        facts=facts,
        bases=BASIS_TITLES,
        judged=_judged(attempt, facts),
        standing=standing,
        sections=_sections(attempt, grade),
        strengths=_strengths(attempt, grade),
        explained=explained,
        questions=_explanations(attempt, standing) if explained else [],
        left=attempts_left(attempt.blueprint, spans),
        opens_at=opens_at(attempt.blueprint, spans),
        course_url=course_url(attempt.enrolment_id),
        now=ports().clock.now(),
        words=script_words(),
    )


@blueprint.get("/attempts/<uuid:attempt_id>/state")
@requires(AssessmentPermission.SIT)
def show_attempt_state(attempt_id: UUID) -> FlaskResponse:
    """Tell the script of an attempt what time is left and whether answers came from elsewhere."""
    attempt = queries.get_own_attempt(db.session(), current_actor(), attempt_id)
    return jsonify(
        left=seconds_left(attempt.sitting, ports().clock.now()),
        over=attempt.submitted_at is not None,
        sequence=queries.last_sequence(db.session(), attempt_id),
    )


def _handed_in(attempt: AttemptFacts) -> str:
    """Confirm what is on record where the result may not be seen yet."""
    standing = queries.standing(db.session(), attempt.id)
    return render_template(
        "assessments/handed_in.html",
        attempt=attempt,
        name=title_of(attempt.kind, attempt.module_title),
        standing=standing,
        answered=sum(bool(each) for each in standing.answers.values()),
        course_url=course_url(attempt.enrolment_id),
        words=script_words(),
    )


def _being_marked(attempt: AttemptFacts, facts: ResultFacts) -> str:
    """Say honestly how much waits for people, and what the program marked by itself."""
    return render_template(
        "assessments/marking/being_marked.html",
        attempt=attempt,
        name=title_of(attempt.kind, attempt.module_title),
        facts=facts,
        provisional=facts.provisional,
        standing=queries.standing(db.session(), attempt.id),
        course_url=course_url(attempt.enrolment_id),
        words=script_words(),
    )


def _judged(attempt: AttemptFacts, facts: ResultFacts) -> list[tuple[ShownQuestion, Said]]:
    """Put what people said of answers beside the questions."""
    if not facts.said:
        return []
    shown = {each.place: each for each in shown_questions(db.session(), attempt)}
    return [(shown[place], said) for place, said in sorted(facts.said.items())]


def _sections(attempt: AttemptFacts, grade: Grade) -> list[tuple[str, SectionResult]]:
    """Name the sections that have a pass mark of their own."""
    results = section_results(attempt.blueprint, grade.details)
    if not results:
        return []
    assert attempt.course_edition_id is not None
    course, language = course_outline(db.session(), attempt.course_edition_id), current_actor().content_language
    return [(section_name(each.section, course, language), each) for each in results]


def _strengths(attempt: AttemptFacts, grade: Grade) -> list[OwnStrength]:
    """Name each objective and the lessons that teach it, weakest first."""
    assert attempt.course_edition_id is not None
    language = current_actor().content_language
    return own_strengths(
        db.session(), by_objective(grade.details), attempt.course_edition_id, attempt.enrolment_id, language
    )


def _explanations(attempt: AttemptFacts, standing: Standing) -> list[dict[str, Any]]:
    session = db.session()
    questions = banks.questions_of(session, attempt.paper)
    shown = shown_questions(session, attempt)
    mark = get_decimal_symbol(get_locale())
    return [
        {
            "shown": words,
            "key": question.key,
            "parts": explain_typed(question, words, standing.answers.get(words.place) or {}, mark),
        }
        for words, question in zip(shown, questions, strict=True)
    ]
