"""An attempt whose questions stand on one page: read and saved together, or by the script one by one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.assessments import forms, services
from app.assessments.permissions import AssessmentPermission
from app.assessments.queries import attempts as queries
from app.assessments.queries.attempts import AttemptFacts
from app.assessments.rules.answers import AnswerTooLong, UnreadableAnswer
from app.assessments.rules.timing import seconds_left
from app.core.access import current_actor, requires
from app.core.db import db, transaction
from app.core.i18n import explain, show_time
from app.core.ids import new_id
from app.core.ports import ports

from .papers import map_of, shown_questions
from .routes import Page, blueprint, load_attempt, title_of
from .wording import script_words


def prefix_of(place: int) -> str:
    """Return what the names of a question's fields begin with."""
    return f"q{place}-"


@blueprint.get("/attempts/<uuid:attempt_id>/questions")
@requires(AssessmentPermission.SIT)
def show_whole(attempt_id: UUID) -> Page:
    """Show every question with the answers that stand."""
    attempt = load_attempt(attempt_id)
    if attempt.submitted_at is not None:
        return redirect(url_for(".show_result", attempt_id=attempt_id), 303)
    return _whole_page(attempt)


@blueprint.post("/attempts/<uuid:attempt_id>/questions")
@requires(AssessmentPermission.SIT)
def answer_whole(attempt_id: UUID) -> Page:
    """Save what the form says anew, and stay or go on to handing in."""
    at = ports().clock.now()
    try:
        given = _given(request.form.get("page", ""))
        with transaction() as session:
            late = services.save_responses(session, actor=current_actor(), attempt_id=attempt_id, given=given, at=at)
    except (AnswerTooLong, UnreadableAnswer) as violation:
        place = violation.facts.get("place")
        where = _("Question %(number)s", number=place + 1) if place is not None else _("One answer")
        reason = _("%(where)s: %(reason)s Nothing was saved yet.", where=where, reason=explain(violation))
        return _whole_page(load_attempt(attempt_id), typed=True, reason=reason), 422
    if any(late):
        flash(_("This answer came after the end of the attempt. It is kept, and it does not count."), "warning")
    if request.form.get("go") == "review":
        return redirect(url_for(".review_attempt", attempt_id=attempt_id), 303)
    return redirect(url_for(".show_whole", attempt_id=attempt_id), 303)


def _given(page_id: str) -> list[services.GivenAnswer]:
    """Read the questions whose answer differs from what the page showed; each has an id of its own."""
    found = []
    for name in request.form:
        place = name.removeprefix("q").removesuffix("-kind")
        if not (name.startswith("q") and name.endswith("-kind") and forms.NUMBER.fullmatch(place)):
            continue
        prefix = prefix_of(int(place))
        answer = forms.read_fields(request.form, prefix)
        flagged = request.form.get(f"{prefix}flagged") == "1"
        said = forms.as_text(answer, flagged=flagged)
        if said != request.form.get(f"{prefix}was"):
            key = forms.response_id(page_id, f"{place} {said}")
            found.append(services.GivenAnswer(key, int(place), answer, flagged))
    return found


def _whole_page(attempt: AttemptFacts, *, typed: bool = False, reason: str = "") -> str:
    session = db.session()
    standing = queries.standing(session, attempt.id)
    questions: list[dict[str, Any]] = []
    for shown in shown_questions(session, attempt):
        given, prefix = standing.counted.get(shown.place), prefix_of(shown.place)
        answer, flagged = (dict(given.answer), given.flagged) if given else ({}, False)
        was = forms.as_text(answer, flagged=flagged)
        if typed:
            answer, flagged = forms.read_fields(request.form, prefix), request.form.get(f"{prefix}flagged") == "1"
        questions.append({"shown": shown, "answer": answer, "flagged": flagged, "was": was, "prefix": prefix})
    return render_template(
        "assessments/whole.html",
        attempt=attempt,
        name=title_of(attempt.kind, attempt.module_title),
        questions=questions,
        reason=reason,
        page_id=new_id(),
        sequence=standing.sequence,
        map=map_of(attempt, standing),
        seconds_left=seconds_left(attempt.sitting, ports().clock.now()),
        saved_at=show_time(standing.last_saved_at, current_actor().time_zone) if standing.last_saved_at else "",
        words=script_words(),
    )
