"""Plans of sessions: looking at them, printing their notes, applying one to a cohort."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask_babel import ngettext
from wtforms.fields.choices import SelectChoice

from app.core.access import current_actor, requires
from app.core.db import db, transaction
from app.core.i18n import current_language, pick
from app.core.policy import require
from app.core.ports import ports

from .. import queries
from ..forms import PlanForm
from ..models import SessionPlan
from ..permissions import TrainingPermission
from ..queries.cohorts import list_rooms, list_trainers
from ..queries.plans import get_session_plan, list_session_plans
from ..rules.plans import PlanRefused
from ..services.plans import PlanApplication, apply_session_plan
from .routes import Page, blueprint
from .words import say


@blueprint.get("/session-plans/<uuid:plan_id>")
@requires(TrainingPermission.EDIT_COHORT)
def show_plan(plan_id: UUID) -> Page:
    """Show a plan with its notes: what to prepare, and the form of the report."""
    plan = get_session_plan(db.session(), plan_id)
    return render_template("training/plan.html", plan=plan, minutes=_minutes(plan.definition["sessions"]))


@blueprint.route("/cohorts/<uuid:cohort_id>/session-plan", methods=["GET", "POST"])
@requires(TrainingPermission.EDIT_COHORT)
def apply_plan(cohort_id: UUID) -> Page:
    """Plan all sessions of a plan in one step."""
    actor = current_actor()
    cohort = queries.get_cohort(db.session(), actor, cohort_id)
    require(actor, TrainingPermission.EDIT_COHORT, cohort.scope)
    plans = list_session_plans(db.session())
    form = _form(cohort, plans)
    refusals: list[tuple[str, str]] = []
    if form.validate_on_submit():
        try:
            with transaction() as session:
                count = apply_session_plan(
                    session,
                    actor=actor,
                    cohort_id=cohort_id,
                    application_id=form.key,
                    application=_application(form),
                    at=ports().clock.now(),
                )
        except PlanRefused as violation:
            form.refuse("first_day", violation)
            refusals = [
                (pick(dict(each.titles), current_language()), say(refusal, cohort.time_zone))
                for each, refusal in violation.refusals
            ]
        else:
            flash(ngettext("%(num)s session is planned.", "%(num)s sessions are planned.", count), "success")
            return redirect(url_for(".show_sessions", cohort_id=cohort_id), 303)
    form.prepare()
    page = render_template("training/plan_apply.html", form=form, cohort=cohort, plans=plans, refusals=refusals)
    return page, 422 if form.errors else 200


def _form(cohort: queries.CohortFacts, plans: list[SessionPlan]) -> PlanForm:
    session = db.session()
    values = {"first_day": cohort.starts_on, "trainers": [str(key) for key in cohort.trainers]}
    form = PlanForm(data=values).offer(
        rooms=list_rooms(session, [cohort.centre_id]), trainers=list_trainers(session, cohort.centre_path)
    )
    form.plan.choices = [
        SelectChoice(str(each.id), pick(each.definition["title"], current_language())) for each in plans
    ]
    return form


def _application(form: PlanForm) -> PlanApplication:
    return PlanApplication(
        plan_id=UUID(form.plan.data),
        first_day=form.first_day.data,
        room_id=UUID(form.room.data) if form.room.data else None,
        trainer_ids=[UUID(key) for key in form.trainers.data],
    )


def _minutes(sessions: list[dict[str, str]]) -> int:
    def since_midnight(clock: str) -> int:
        hours, minutes = clock.split(":")
        return int(hours) * 60 + int(minutes)

    return sum(since_midnight(each["ends"]) - since_midnight(each["starts"]) for each in sessions)
