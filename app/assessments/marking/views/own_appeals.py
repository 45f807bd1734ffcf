"""A person's own appeal: making it, and reading what became of it."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.assessments.permissions import AssessmentPermission
from app.assessments.queries.attempts import get_own_attempt
from app.assessments.views.routes import course_url, title_of
from app.core.access import current_actor, requires
from app.core.db import db, transaction
from app.core.errors import Missing, RuleViolation
from app.core.i18n import explain
from app.core.ids import new_id
from app.core.ports import ports

from ..queries.results import result_facts
from ..rules.appeals import LONGEST_TEXT
from ..services import appeals as services
from ..wording import APPEAL_STATES, REMEDY_TITLES
from .routes import Page, blueprint, form_id


@blueprint.get("/attempts/<uuid:attempt_id>/appeal")
@requires(AssessmentPermission.SIT)
def show_own_appeal(attempt_id: UUID) -> Page:
    """Show the person's appeals against a result, or the form for one."""
    return _page(attempt_id)


@blueprint.post("/attempts/<uuid:attempt_id>/appeal")
@requires(AssessmentPermission.SIT)
def file_appeal(attempt_id: UUID) -> Page:
    """Appeal."""
    try:
        with transaction() as session:
            services.file_appeal(
                session,
                actor=current_actor(),
                appeal_id=form_id("appeal_id"),
                attempt_id=attempt_id,
                grounds=request.form.get("grounds", ""),
                at=ports().clock.now(),
            )
    except Missing:
        raise
    except RuleViolation as violation:
        return _page(attempt_id, request.form.get("grounds", ""), explain(violation)), 422
    flash(_("Your appeal is with the training centre. You will read the decision here."), "success")
    return redirect(url_for(".show_own_appeal", attempt_id=attempt_id), 303)


def _page(attempt_id: UUID, grounds: str = "", problem: str = "") -> str:
    session = db.session()
    attempt = get_own_attempt(session, current_actor(), attempt_id)
    return render_template(
        "assessments/marking/own_appeal.html",
        attempt=attempt,
        name=title_of(attempt.kind, attempt.module_title),
        facts=result_facts(session, attempt, ports().clock.now()),
        course_url=course_url(attempt.enrolment_id),
        states=APPEAL_STATES,
        remedies=REMEDY_TITLES,
        grounds=grounds,
        problem=problem,
        appeal_id=new_id(),
        longest=LONGEST_TEXT,
    )
