"""The pages of training plans: reading, writing, approving, opening cohorts, and taking a plan along."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from babel.dates import get_month_names
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts.models import PROFESSION_TITLES, Role
from app.accounts.permissions import country_path
from app.accounts.queries import list_agencies
from app.core.access import current_actor, public, requires
from app.core.db import db, transaction
from app.core.errors import Missing, RuleViolation
from app.core.i18n import current_language, pick, speaking
from app.core.policy import Actor, allowed, require
from app.core.ports import ports
from app.core.tables import stream_csv, stream_xlsx
from app.courses.queries import list_current_courses

from ..feeds.ics import calendar_of
from ..feeds.queries import owner_of
from ..forms import read_key
from ..models import TrainingCentre
from ..queries.cohorts import list_centres, list_trainers
from ..rules import places
from ..services import CohortDetails
from ..views.routes import Page
from ..views.words import localised, say
from . import outputs, services
from .forms import SPARE_ROWS, LineForm, PlanForm, PlannedCohortForm, Rows, read_rows, rows_of
from .permissions import YearPlanPermission, may_edit_plan
from .queries import LineFacts, PlanFacts, cohorts_to_link, get_plan, list_plans
from .rules import REVISION_TITLES, not_opened

blueprint = Blueprint("years", __name__, template_folder="../templates")
MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@blueprint.route("/training-plans", methods=["GET", "POST"])
@requires(YearPlanPermission.SEE)
def list_all() -> Page:
    """Show the plans of one's centres; an administrator begins that of another year."""
    actor, session = current_actor(), db.session()
    centres = list_centres(session, actor, Role.CENTRE_ADMINISTRATOR)
    year = ports().clock.now().year
    form = PlanForm(data={"year": year + 1}).offer(centres, current_language())
    if centres and form.validate_on_submit():
        with transaction() as writing:
            plan_id = services.begin_plan(
                writing,
                actor=actor,
                centre_id=UUID(form.centre.data),
                year=form.year.data,
                at=ports().clock.now(),
            )
        return redirect(url_for(".show_plan", year_plan_id=plan_id), 303)
    page = render_template("training/years/list.html", plans=list_plans(session, actor), form=form if centres else None)
    return page, 422 if form.errors else 200


@blueprint.get("/training-plans/<uuid:year_plan_id>")
@requires(YearPlanPermission.SEE)
def show_plan(year_plan_id: UUID) -> Page:
    """Show a plan against what happened."""
    actor, text = current_actor(), request.args.get("revision", "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 5 else None  # noqa: PLR2004 -- digits
    plan = get_plan(db.session(), actor, year_plan_id, ports().clock.now(), number)
    newest = plan.revision.id == plan.revisions[0].id
    return render_template(
        "training/years/plan.html",
        plan=plan,
        newest=newest,
        may_edit=newest and allowed(actor, YearPlanPermission.EDIT, plan.centre_path),
        **_words(),
    )


@blueprint.route("/training-plans/<uuid:year_plan_id>/lines/new", methods=["GET", "POST"])
@requires(YearPlanPermission.EDIT)
def add_line(year_plan_id: UUID) -> Page:
    """Add a line to the draft."""
    plan = _own(year_plan_id)
    form = LineForm()
    form.prepare()
    return _line_page(plan, None, form, form.key)


@blueprint.route("/training-plans/<uuid:year_plan_id>/lines/<uuid:line_id>", methods=["GET", "POST"])
@requires(YearPlanPermission.EDIT)
def edit_line(year_plan_id: UUID, line_id: UUID) -> Page:
    """Change a line of the draft."""
    plan = _own(year_plan_id)
    line = plan.line(line_id)
    values = {"course": line.course_key, **{name: getattr(line, name) for name in ("donor", "in_charge", "remark")}}
    return _line_page(plan, line, LineForm(data=values), line_id)


@blueprint.post("/training-plans/<uuid:year_plan_id>/lines/<uuid:line_id>/remove")
@requires(YearPlanPermission.EDIT)
def remove_line(year_plan_id: UUID, line_id: UUID) -> Page:
    """Take a line out of the draft."""
    return _try(
        year_plan_id,
        lambda session, actor, at: services.remove_line(
            session, actor=actor, plan_id=year_plan_id, line_id=line_id, at=at
        ),
        _("The line is removed."),
    )


@blueprint.post("/training-plans/<uuid:year_plan_id>/approve")
@requires(YearPlanPermission.EDIT)
def approve_plan(year_plan_id: UUID) -> Page:
    """Approve the draft."""
    return _try(
        year_plan_id,
        lambda session, actor, at: services.approve_plan(session, actor=actor, plan_id=year_plan_id, at=at),
        _("The plan is approved."),
    )


@blueprint.post("/training-plans/<uuid:year_plan_id>/revise")
@requires(YearPlanPermission.EDIT)
def revise_plan(year_plan_id: UUID) -> Page:
    """Begin the next revision."""
    return _try(
        year_plan_id,
        lambda session, actor, at: services.revise_plan(session, actor=actor, plan_id=year_plan_id, at=at),
        _("A draft of the next revision is begun. The approved one is kept."),
    )


@blueprint.route("/training-plans/<uuid:year_plan_id>/lines/<uuid:line_id>/cohort", methods=["GET", "POST"])
@requires(YearPlanPermission.EDIT)
def open_cohort(year_plan_id: UUID, line_id: UUID) -> Page:
    """Open a cohort for a line."""
    plan = _own(year_plan_id)
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
    _own(year_plan_id).line(line_id)
    cohort_id = read_key(request.form.get("cohort"))
    if cohort_id is None:
        flash(_("Choose a cohort."), "error")
        return redirect(url_for(".open_cohort", year_plan_id=year_plan_id, line_id=line_id), 303)
    return _try(
        year_plan_id,
        lambda session, actor, at: services.link_cohort(
            session, actor=actor, plan_id=year_plan_id, line_id=line_id, cohort_id=cohort_id, at=at
        ),
        _("The cohort belongs to the line."),
    )


@blueprint.get("/training-plans/<uuid:year_plan_id>/plan.pdf")
@requires(YearPlanPermission.SEE)
def print_plan(year_plan_id: UUID) -> Page:
    """Give the plan for printing and signing."""
    from app.core.pdf import render_pdf  # noqa: PLC0415 -- the PDF library is loaded where documents are made

    at = ports().clock.now()
    plan = get_plan(db.session(), current_actor(), year_plan_id, at)
    centre = db.session().get_one(TrainingCentre, plan.centre_id)
    html = render_template("training/years/print.html", plan=plan, centre=centre, **_words())
    try:
        content = render_pdf(html, made_at=at)
    except RuleViolation as violation:
        flash(say(violation), "error")
        return redirect(url_for(".show_plan", year_plan_id=year_plan_id), 303)
    return _file(content, "application/pdf", f"plan-{plan.year}.pdf")


@blueprint.get("/training-plans/<uuid:year_plan_id>/plan.<extension>")
@requires(YearPlanPermission.SEE)
def export_plan(year_plan_id: UUID, extension: str) -> Page:
    """Give the plan as a table, or for a calendar."""
    at = ports().clock.now()
    plan = get_plan(db.session(), current_actor(), year_plan_id, at)
    if extension == "ics":
        return _file(_calendar(plan), "text/calendar; charset=utf-8", f"plan-{plan.year}.ics")
    if extension not in MEDIA:
        raise Missing
    write = stream_csv if extension == "csv" else stream_xlsx
    content = b"".join(write(outputs.columns(), outputs.rows(plan)))
    return _file(content, MEDIA[extension], f"plan-{plan.year}.{extension}")


@blueprint.get("/feeds/<secret>/plans/<uuid:year_plan_id>.ics")
@public
def feed(secret: str, year_plan_id: UUID) -> Page:
    """Give the plan to a calendar program; the secret address of the person is the key."""
    owner, actor = owner_of(db.session(), secret)
    plan = get_plan(db.session(), actor, year_plan_id, ports().clock.now())
    with speaking(owner.language):
        content = _calendar(plan)
    return Response(
        content,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'inline; filename="plan.ics"', "Cache-Control": "private, max-age=300"},
    )


def _own(year_plan_id: UUID) -> PlanFacts:
    plan = get_plan(db.session(), current_actor(), year_plan_id, ports().clock.now())
    require(current_actor(), YearPlanPermission.EDIT, plan.centre_path)
    return plan


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
        **_words(),
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


def _try(year_plan_id: UUID, do: Any, done: str) -> Page:  # noqa: ANN401 -- a service with its arguments
    actor: Actor = current_actor()
    try:
        with transaction() as session:
            do(session, actor, ports().clock.now())
    except Missing:
        raise
    except RuleViolation as violation:
        if not may_edit_plan(actor, None):
            raise
        flash(say(violation), "error")
    else:
        flash(done, "success")
    return redirect(url_for(".show_plan", year_plan_id=year_plan_id), 303)


def _calendar(plan: PlanFacts) -> bytes:
    at, language = ports().clock.now(), current_language()
    title = _("Training plan %(year)s: %(centre)s", year=plan.year, centre=pick(plan.centre_names, language))
    return calendar_of(outputs.events_of(plan, at), title=title, at=at, time_zone=plan.time_zone, language=language)


def _file(content: bytes, media: str, name: str) -> Response:
    return Response(content, content_type=media, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _words() -> dict[str, Any]:
    months = get_month_names("wide", context="stand-alone", locale=current_language())
    return {
        "revision_titles": REVISION_TITLES,
        "profession_titles": PROFESSION_TITLES,
        "months": [months[number] for number in range(1, 13)],
        "agency_of": outputs.agency_of,
        "profession_of": outputs.profession_of,
    }
