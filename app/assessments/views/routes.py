"""The blueprint, and what all pages of assessments share."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from app.assessments.models import ASSESSMENT_TITLES
from app.assessments.queries import attempts as queries
from app.assessments.queries.attempts import AttemptFacts
from app.assessments.rules.questions import AssessmentKind
from app.assessments.rules.timing import is_overdue
from app.assessments.services import close_overdue
from app.assessments.sittings.rules.doors import check_network
from app.core.access import current_actor
from app.core.db import db, transaction
from app.core.i18n import current_language, pick
from app.core.i18n import say as _
from app.core.ports import ports

blueprint = Blueprint("assessments", __name__, template_folder="../templates")
Page = str | tuple[str, int] | Response


def title_of(kind: AssessmentKind, module_title: dict[str, str] | None) -> str:
    """Name an assessment in the reader's language."""
    if kind is AssessmentKind.QUIZ and module_title:
        return str(_("Quiz: %(module)s", module=pick(module_title, current_language())))
    return str(_(ASSESSMENT_TITLES[kind]))


def course_url(enrolment_id: UUID) -> str:
    """Return the address of the course page of an enrolment."""
    return url_for("courses.show_course", enrolment_id=enrolment_id)


def load_attempt(attempt_id: UUID) -> AttemptFacts:
    """Return the reader's attempt, closed first when its time is over.

    Raises:
        Missing: there is none, or it is somebody else's.
        OutsideNetwork: it is under way, and its sitting does not allow going on from here.

    """
    actor, at = current_actor(), ports().clock.now()
    attempt = queries.get_own_attempt(db.session(), actor, attempt_id)
    if not is_overdue(attempt.sitting, at):
        if attempt.submitted_at is None:
            check_network(attempt.networks, request.remote_addr or "")
        return attempt
    db.session.rollback()  # a transaction that began as a reader must not write
    with transaction() as session:
        close_overdue(session, attempt_id=attempt_id, at=at)
    return queries.get_own_attempt(db.session(), actor, attempt_id)
