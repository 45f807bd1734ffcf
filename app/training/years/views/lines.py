"""Writing the lines of a plan, and opening cohorts for them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.accounts.permissions import country_path
from app.accounts.queries import list_agencies
from app.core.access import current_actor, requires
from app.core.db import db, transaction
from app.core.errors import Missing, RuleViolation
from app.core.i18n import current_language
from app.core.ports import ports
from app.courses.queries import list_current_courses

from ...forms import read_key
from ...models import TrainingCentre
from ...queries.cohorts import list_trainers
from ...rules import places
from ...services import CohortDetails
from ...views.routes import Page
from ...views.words import localised, say
from .. import services
from ..forms import SPARE_ROWS, LineForm, PlannedCohortForm, Rows, read_rows, rows_of
from ..permissions import YearPlanPermission
from ..queries import LineFacts, PlanFacts, cohorts_to_link
from ..rules import not_opened
from .routes import attempt, blueprint, own_plan, words


@blueprint.route("/training-plans/<uuid:year_plan_id>/lines/new", methods=["GET", "POST"])
@requires(YearPlanPermission.EDIT)
def add_line(year_plan_id: UUID) -> Page:
    """Add a line to the draft."""
    plan = own_plan(year_plan_id)
    form = LineForm()
    form.prepare()
    return _line_page(plan, None, form, form.key)


@blueprint.route("/training-plans/<uuid:year_plan_id>/lines/<uuid:line_id>", methods=["GET", "POST"])
@requires(YearPlanPermission.EDIT)
def edit_line(year_plan_id: UUID, line_id: UUID) -> Page:
    """Change a line of the draft."""
    plan = own_plan(year_plan_id)
    line = plan.line(line_id)
    values = {"course": line.course_key, **{name: getattr(line, name) for name in ("donor", "in_charge", "remark")}}
    return _line_page(plan, line, LineForm(data=values), line_id)


@blueprint.post("/training-plans/<uuid:year_plan_id>/lines/<uuid:line_id>/remove")
@requires(YearPlanPermission.EDIT)
def remove_line(year_plan_id: UUID, line_id: UUID) -> Page:
    """Take a line out of the draft."""
    return attempt(
        year_plan_id,
        lambda session, actor, at: services.remove_line(
            session, actor=actor, plan_id=year_plan_id, line_id=line_id, at=at
        ),
        _("The line is removed."),
    )


@blueprint.route("/training-plans/<uuid:year_plan_id>/lines/<uuid:line_id>/cohort", methods=["GET", "POST"])
@requires(YearPlanPermission.EDIT)
def open_cohort(year_plan_id: UUID, line_id: UUID) -> Page:
    """Open a cohort for a line."""
    plan = own_plan(year_plan_id)
    line = plan.line(line_id)
    form = _cohort_form(plan, line)
    if form.validate_on_submit():
        try:
            with transaction() as session:
                cohort_id = services.open_planned_cohort(
                    session,
                    actor=current_actor(),
                    plan_id=year_plan_id,
                    line_id=line_id,
                    cohort_id=form.key,
                    details=_details(form),
                    at=ports().clock.now(),
                )
        except places.CohortEndsBeforeStart as violation:
            form.refuse("ends_on", localised(violation))
        else:
            flash(_("The cohort is open. Plan its sessions next, or open it for nominations."), "success")
            return redirect(url_for("training.show_sessions", cohort_id=cohort_id), 303)
    form.prepare()
    page = render_template(
        "training/years/cohort.html",
        plan=plan,
        line=line,
        form=form,
        others=cohorts_to_link(db.session(), plan, line),
    )
    return page, 422 if form.errors else 200


@blueprint.post("/training-plans/<uuid:year_plan_id>/lines/<uuid:line_id>/link")
@requires(YearPlanPermission.EDIT)
def link_cohort(year_plan_id: UUID, line_id: UUID) -> Page:
    """Say that a cohort that exists belongs to a line."""
    own_plan(year_plan_id).line(line_id)
    cohort_id = read_key(request.form.get("cohort"))
    if cohort_id is None:
        flash(_("Choose a cohort."), "error")
        return redirect(url_for(".open_cohort", year_plan_id=year_plan_id, line_id=line_id), 303)
    return attempt(
        year_plan_id,
        lambda session, actor, at: services.link_cohort(
            session, actor=actor, plan_id=year_plan_id, line_id=line_id, cohort_id=cohort_id, at=at
        ),
        _("The cohort belongs to the line."),
    )


def _line_page(plan: PlanFacts, line: LineFacts | None, form: LineForm, line_id: UUID) -> Page:
    agencies = list_agencies(db.session(), (country_path(plan.centre_path),))
    form.offer(list_current_courses(db.session()), current_language())
    rows = rows_of(line.groups, line.targets) if line else Rows()
    if request.method == "POST":
        rows = read_rows(request.form, (each.id for each in agencies))
    if form.validate_on_submit() and not rows.problems:
        try:
            with transaction() as session:
                services.save_line(
                    session,
                    actor=current_actor(),
                    plan_id=plan.id,
                    line_id=line_id,
                    details=form.details(rows),
                    at=ports().clock.now(),
                )
        except Missing:
            raise
        except RuleViolation as violation:
            rows.problems.append(say(violation))
        else:
            flash(_("The line is saved."), "success")
            return redirect(url_for(".show_plan", year_plan_id=plan.id), 303)
    page = render_template(
        "training/years/line.html",
        plan=plan,
        line=line,
        form=form,
        rows=rows,
        group_count=len(rows.typed_groups) + SPARE_ROWS,
        target_count=len(rows.typed_targets) + SPARE_ROWS,
        agencies=agencies,
        **words(),
    )
    return page, 422 if form.errors or rows.problems else 200


def _cohort_form(plan: PlanFacts, line: LineFacts) -> PlannedCohortForm:
    session = db.session()
    centre = session.get_one(TrainingCentre, plan.centre_id)
    values: dict[str, Any] = {"language": centre.language, "capacity": 24}
    waiting = not_opened(line.groups, line.cohorts, plan.year)
    if waiting:
        first, last = waiting[0].span(plan.year)
        values["capacity"] = waiting[0].seats
        if waiting[0].starts_on:
            values |= {"starts_on": first, "ends_on": last}
    form = PlannedCohortForm(data=values)
    form.offer(
        centres=[centre],
        courses=list_current_courses(session),
        trainers=list_trainers(session, plan.centre_path),
        language=current_language(),
    )
    form.keep_course()
    return form


def _details(form: PlannedCohortForm) -> CohortDetails:
    return CohortDetails(
        title=form.title.data,
        starts_on=form.starts_on.data,
        ends_on=form.ends_on.data,
        place=form.place.data or "",
        capacity=form.capacity.data,
        language=form.language.data,
        trainer_ids=[UUID(key) for key in form.trainers.data],
    )
