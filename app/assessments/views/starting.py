"""Before an attempt: what it will be, and the button that begins it."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for

from app.assessments import services
from app.assessments.forms import read_id
from app.assessments.permissions import AssessmentPermission
from app.assessments.queries import attempts as queries
from app.assessments.queries import banks
from app.assessments.queries.attempts import OfferedAssessment, PastAttempt
from app.assessments.rules.timing import AttemptsExhausted, EnrolmentEnded, TooSoon, attempts_left, is_overdue, opens_at
from app.core.access import current_actor, requires
from app.core.db import db, transaction
from app.core.i18n import explain
from app.core.ids import new_id
from app.core.ports import ports

from .routes import Page, blueprint, course_url, title_of


@blueprint.get("/enrolments/<uuid:enrolment_id>/assessments/<uuid:assessment_id>")
@requires(AssessmentPermission.SIT)
def show_assessment(enrolment_id: UUID, assessment_id: UUID) -> Page:
    """Say what the assessment is, how long it takes, how often it may be tried, and how earlier attempts went."""
    session = db.session()
    assessment = queries.get_own_assessment(session, current_actor(), enrolment_id, assessment_id)
    past = queries.past_attempts(session, enrolment_id, assessment_id)
    asked = assessment.blueprint.questions or len(banks.bank_of(session, assessment))
    return render_template(
        "assessments/start.html",
        assessment=assessment,
        name=title_of(assessment.kind, assessment.module_title),
        past=past,
        questions=asked,
        course_url=course_url(enrolment_id),
        attempt_id=new_id(),
        **_state(assessment, past),
    )


@blueprint.post("/enrolments/<uuid:enrolment_id>/assessments/<uuid:assessment_id>/attempts")
@requires(AssessmentPermission.SIT)
def start_attempt(enrolment_id: UUID, assessment_id: UUID) -> Page:
    """Begin, or go on with the attempt that is open."""
    try:
        with transaction() as session:
            attempt_id = services.start_attempt(
                session,
                actor=current_actor(),
                enrolment_id=enrolment_id,
                assessment_id=assessment_id,
                attempt_id=read_id(request.form.get("attempt_id")) or new_id(),
                at=ports().clock.now(),
            )
    except (AttemptsExhausted, EnrolmentEnded, TooSoon) as violation:
        flash(explain(violation), "error")
        back = url_for(".show_assessment", enrolment_id=enrolment_id, assessment_id=assessment_id)
        return redirect(back, 303)
    return redirect(url_for(".show_question", attempt_id=attempt_id, number=1), 303)


def _state(assessment: OfferedAssessment, past: list[PastAttempt]) -> dict[str, object]:
    at = ports().clock.now()
    sittings = [each.sitting for each in past]
    running = next((each for each in past if not each.submitted_at and not is_overdue(each.sitting, at)), None)
    left, opening = attempts_left(assessment.blueprint, sittings), opens_at(assessment.blueprint, sittings)
    waiting = opening if opening is not None and at < opening else None
    return {
        "running": running,
        "left": left,
        "opens_at": waiting,
        "may_start": running is None and left != 0 and waiting is None and assessment.withdrawn_at is None,
    }
