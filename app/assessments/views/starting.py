"""Before an attempt: what it will be, and the button that begins it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts.sessions import limiter
from app.assessments import services
from app.assessments.forms import read_id
from app.assessments.own_strengths import section_name
from app.assessments.permissions import AssessmentPermission
from app.assessments.queries import attempts as queries
from app.assessments.queries import banks
from app.assessments.queries.attempts import OfferedAssessment, PastAttempt
from app.assessments.rules.drawing import TooFewQuestions
from app.assessments.rules.timing import (
    Attempts,
    AttemptsExhausted,
    EnrolmentEnded,
    NotInYourLanguage,
    StillBeingMarked,
    TooSoon,
    attempts_left,
    is_overdue,
    may_see,
    opens_at,
)
from app.assessments.services.starting import Terms, terms_of
from app.assessments.sittings.queries.doors import Seat
from app.assessments.sittings.rules.doors import (
    Admission,
    Closed,
    NotAffirmed,
    NotOpenYet,
    OutsideNetwork,
    WrongCode,
    is_within,
)
from app.assessments.sittings.views.routes import say
from app.core.access import current_actor, find_actor, requires
from app.core.db import db, transaction
from app.core.ids import new_id
from app.core.ports import ports
from app.courses.queries import course_outline

from .routes import Page, blueprint, course_url, title_of

TELLING = (AttemptsExhausted, EnrolmentEnded, StillBeingMarked, TooSoon, NotInYourLanguage)
AT_THE_DOOR = (NotOpenYet, Closed, OutsideNetwork)
BESIDE_THE_FORM = (WrongCode, NotAffirmed)


@dataclass(frozen=True, slots=True)
class PastLine:
    """An earlier attempt as the page lists it; without its result while that may not be seen."""

    attempt: PastAttempt
    shown: bool


def _is_refused(answer: Response) -> bool:
    return answer.status_code == 422  # noqa: PLR2004 -- what a wrong code is answered with


def _who() -> str:
    actor = find_actor()
    return str(actor.id) if actor else ""


@blueprint.get("/enrolments/<uuid:enrolment_id>/assessments/<uuid:assessment_id>")
@requires(AssessmentPermission.SIT)
def show_assessment(enrolment_id: UUID, assessment_id: UUID) -> Page:
    """Say what the assessment is, how long it takes, how often it may be tried, and how earlier attempts went."""
    return _start_page(enrolment_id, assessment_id)


@blueprint.post("/enrolments/<uuid:enrolment_id>/assessments/<uuid:assessment_id>/attempts")
@requires(AssessmentPermission.SIT)
@limiter.limit("10 per minute; 60 per hour", key_func=_who, deduct_when=_is_refused)
def start_attempt(enrolment_id: UUID, assessment_id: UUID) -> Page:
    """Begin, or go on with the attempt that is open. Guessing the access code is limited; beginning is not."""
    brought = Admission(
        address=request.remote_addr or "",
        code=request.form.get("code", ""),
        affirmed=request.form.get("affirmed") == "yes",
        secret=str(current_app.secret_key),
    )
    try:
        with transaction() as session:
            attempt_id = services.start_attempt(
                session,
                actor=current_actor(),
                enrolment_id=enrolment_id,
                assessment_id=assessment_id,
                attempt_id=read_id(request.form.get("attempt_id")) or new_id(),
                at=ports().clock.now(),
                brought=brought,
            )
    except BESIDE_THE_FORM as violation:
        db.session.rollback()
        return _start_page(enrolment_id, assessment_id, refused=violation, brought=brought), 422
    except TooFewQuestions:
        flash(
            _("This paper can't be made up: too few questions are ready. No attempt was used. Tell your centre."),
            "error",
        )
    except (*TELLING, *AT_THE_DOOR) as violation:
        flash(say(violation, current_actor().time_zone), "error")
    else:
        return redirect(url_for(".show_question", attempt_id=attempt_id, number=1), 303)
    return redirect(url_for(".show_assessment", enrolment_id=enrolment_id, assessment_id=assessment_id), 303)


def _start_page(
    enrolment_id: UUID,
    assessment_id: UUID,
    refused: WrongCode | NotAffirmed | None = None,
    brought: Admission | None = None,
) -> str:
    session, at = db.session(), ports().clock.now()
    offered = queries.get_own_assessment(session, current_actor(), enrolment_id, assessment_id)
    past = queries.past_attempts(session, enrolment_id, assessment_id)
    terms = terms_of(session, offered, at)
    assessment = terms.assessment
    asked = assessment.blueprint.questions or len(banks.bank_of(session, assessment))
    seats = {each.id: each for each in terms.seats}
    return render_template(
        "assessments/start.html",
        assessment=assessment,
        seat=terms.seat,
        entitled=terms.entitled,
        inside=terms.seat is None or _is_inside(terms.seat),
        name=title_of(assessment.kind, assessment.module_title),
        past=[_line(each, past, assessment, seats, at) for each in past],
        questions=asked,
        sections=_sections(assessment),
        course_url=course_url(enrolment_id),
        attempt_id=new_id(),
        code=brought.code if brought else "",
        affirmed=bool(brought and brought.affirmed),
        refused=say(refused, "UTC") if refused else "",
        refused_code=isinstance(refused, WrongCode),
        **_state(terms, past, at),
    )


def _sections(assessment: OfferedAssessment) -> list[tuple[str, int]]:
    """Name the sections that have a pass mark of their own."""
    if not assessment.blueprint.sections:
        return []
    course, language = course_outline(db.session(), assessment.course_edition_id), current_actor().content_language
    return [(section_name(each, course, language), each.pass_mark) for each in assessment.blueprint.sections]


def _is_inside(seat: Seat) -> bool:
    return not seat.door.networks or is_within(seat.door.networks, request.remote_addr or "")


def _line(
    attempt: PastAttempt,
    past: list[PastAttempt],
    assessment: OfferedAssessment,
    seats: dict[UUID, Seat],
    at: datetime,
) -> PastLine:
    seat = seats.get(attempt.sitting_id) if attempt.sitting_id else None
    attempts = Attempts(attempt.sitting, tuple(each.sitting for each in past))
    blueprint = assessment.blueprint
    return PastLine(attempt, may_see(blueprint.show_result, blueprint, attempts, seat.released if seat else None, at))


def _state(terms: Terms, past: list[PastAttempt], at: datetime) -> dict[str, Any]:
    sittings = [each.sitting for each in terms.counted(past)]
    running = next((each for each in past if not each.submitted_at and not is_overdue(each.sitting, at)), None)
    left, opening = attempts_left(terms.blueprint, sittings), opens_at(terms.blueprint, sittings)
    waiting = opening if opening is not None and at < opening else None
    door = terms.seat.door if terms.seat else None
    marked = any(each.submitted_at is not None and each.percent is None for each in past)
    is_open = door is None or door.opens_at <= at < door.closes_at
    return {
        "running": running,
        "left": left,
        "opens_at": waiting,
        "is_open": is_open,
        "being_marked": marked,
        "to_come": door is not None and at < door.opens_at,
        "may_start": running is None
        and left != 0
        and waiting is None
        and is_open
        and not marked
        and terms.assessment.withdrawn_at is None,
    }
