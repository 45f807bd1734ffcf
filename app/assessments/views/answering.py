"""During an attempt: one question a page, saved by a form or, in the background, as JSON."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response as FlaskResponse
from flask import flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from app.assessments import forms, services
from app.assessments.permissions import AssessmentPermission
from app.assessments.queries import attempts as queries
from app.assessments.queries.attempts import AttemptFacts
from app.assessments.rules.answers import AnswerTooLong, UnreadableAnswer
from app.assessments.rules.blueprints import Layout
from app.assessments.rules.folding import Standing
from app.assessments.rules.timing import seconds_left
from app.assessments.services import SavedResponse
from app.core.access import current_actor, requires
from app.core.db import db, transaction
from app.core.i18n import explain, show_time
from app.core.ids import new_id
from app.core.ports import ports

from .papers import map_of, shown_questions
from .routes import Page, blueprint, load_attempt, title_of
from .wording import script_words


@blueprint.get("/attempts/<uuid:attempt_id>/questions/<int:number>")
@requires(AssessmentPermission.SIT)
def show_question(attempt_id: UUID, number: int) -> Page:
    """Show one question with the answer that stands."""
    attempt = load_attempt(attempt_id)
    if attempt.submitted_at is not None:
        return redirect(url_for(".show_result", attempt_id=attempt_id), 303)
    if attempt.blueprint.layout is Layout.ALL:
        return redirect(url_for(".show_whole", attempt_id=attempt_id, _anchor=f"question-{number}"), 303)
    return _question_page(attempt, _place(attempt, number), queries.standing(db.session(), attempt_id))


@blueprint.get("/attempts/<uuid:attempt_id>/paper")
@requires(AssessmentPermission.SIT)
def show_paper(attempt_id: UUID) -> Page:
    """Give the script every question at once, so that a lost connection does not stop the person."""
    attempt = load_attempt(attempt_id)
    if attempt.submitted_at is not None:
        return redirect(url_for(".show_result", attempt_id=attempt_id), 303)
    session = db.session()
    return render_template(
        "assessments/paper.html",
        questions=shown_questions(session, attempt),
        standing=queries.standing(session, attempt_id),
        wished=attempt.language,
    )


@blueprint.post("/attempts/<uuid:attempt_id>/questions/<int:number>")
@requires(AssessmentPermission.SIT)
def answer_question(attempt_id: UUID, number: int) -> Page:
    """Save what the form says, where it says something new, and go where the pressed button leads."""
    go = request.form.get("go", "")
    flagged = (request.form.get("flagged") == "1") ^ (go == "flag")
    answer: dict[str, Any] = {}
    try:
        answer = {} if go == "clear" else forms.read_fields(request.form)
        said = forms.as_text(answer, flagged=flagged)
        if said != request.form.get("was"):
            with transaction() as session:
                saved = services.save_response(
                    session,
                    actor=current_actor(),
                    attempt_id=attempt_id,
                    response_id=forms.response_id(request.form.get("page", ""), said),
                    question=number - 1,
                    answer=answer,
                    flagged=flagged,
                    at=ports().clock.now(),
                )
            _tell(saved, request.form.get("seen", type=int))
    except (AnswerTooLong, UnreadableAnswer) as violation:
        return _refused(attempt_id, number, answer, flagged=flagged, reason=explain(violation)), 422
    return redirect(_following(attempt_id, number, go), 303)


@blueprint.post("/attempts/<uuid:attempt_id>/responses")
@requires(AssessmentPermission.SIT)
def save_response(attempt_id: UUID) -> FlaskResponse:
    """Save one answer that the script sends, under the id that the script gave it; sending it again is harmless."""
    sent: Any = request.get_json(silent=True)
    key = forms.read_id(sent.get("id")) if isinstance(sent, dict) else None
    if key is None or type(sent.get("question")) is not int:
        raise UnreadableAnswer
    actor, at = current_actor(), ports().clock.now()
    with transaction() as session:
        saved = services.save_response(
            session,
            actor=actor,
            attempt_id=attempt_id,
            response_id=key,
            question=sent["question"],
            answer=sent.get("answer"),
            flagged=sent.get("flagged") is True,
            at=at,
        )
    return jsonify(
        id=str(saved.id),
        question=saved.question,
        sequence=saved.sequence,
        saved=show_time(saved.saved_at, actor.time_zone),
        late=saved.late,
        repeated=saved.repeated,
        left=None if saved.deadline_at is None else max(0, int((saved.deadline_at - at).total_seconds())),
    )


def _place(attempt: AttemptFacts, number: int) -> int:
    if not 1 <= number <= len(attempt.paper):
        raise NotFound
    return number - 1


def _question_page(attempt: AttemptFacts, place: int, standing: Standing, **typed: Any) -> str:  # noqa: ANN401
    given = standing.counted.get(place)
    actor = current_actor()
    answer, flagged = (given.answer, given.flagged) if given else ({}, False)
    return render_template(
        "assessments/question.html",
        attempt=attempt,
        name=title_of(attempt.kind, attempt.module_title),
        question=shown_questions(db.session(), attempt, place)[0],
        answer=typed.get("answer", answer),
        flagged=typed.get("flagged", flagged),
        reason=typed.get("reason", ""),
        was=forms.as_text(answer, flagged=flagged),
        page_id=new_id(),
        sequence=standing.sequence,
        map=map_of(attempt, standing),
        seconds_left=seconds_left(attempt.sitting, ports().clock.now()),
        saved_at=show_time(standing.last_saved_at, actor.time_zone) if standing.last_saved_at else "",
        count=len(attempt.paper),
        words=script_words(),
    )


def _refused(attempt_id: UUID, number: int, answer: dict[str, Any], *, flagged: bool, reason: str) -> str:
    attempt = load_attempt(attempt_id)
    standing = queries.standing(db.session(), attempt_id)
    return _question_page(attempt, _place(attempt, number), standing, answer=answer, flagged=flagged, reason=reason)


def _tell(saved: SavedResponse, seen: int | None) -> None:
    """Say what a reader could not expect: too late, or another tab saved in between."""
    if saved.late:
        flash(_("This answer came after the end of the attempt. It is kept, and it does not count."), "warning")
    elif seen is not None and not saved.repeated and saved.sequence > seen + 1:
        flash(_("Answers were also saved in another tab or on another device. The answer saved last counts."), "info")


def _following(attempt_id: UUID, number: int, go: str) -> str:
    if go == "review":
        return url_for(".review_attempt", attempt_id=attempt_id)
    if forms.NUMBER.fullmatch(go):
        number = int(go)
    return url_for(".show_question", attempt_id=attempt_id, number=number)
