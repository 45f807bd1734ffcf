"""Reading a plan, beginning, approving and revising it."""

from __future__ import annotations

from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.accounts.models import Role
from app.core.access import current_actor, requires
from app.core.db import db, transaction
from app.core.i18n import current_language
from app.core.policy import allowed
from app.core.ports import ports

from ...queries.cohorts import list_centres
from ...views.routes import Page
from .. import services
from ..forms import PlanForm
from ..permissions import YearPlanPermission
from ..queries import get_plan, list_plans
from .routes import attempt, blueprint, words


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
        **words(),
    )


@blueprint.post("/training-plans/<uuid:year_plan_id>/approve")
@requires(YearPlanPermission.EDIT)
def approve_plan(year_plan_id: UUID) -> Page:
    """Approve the draft."""
    return attempt(
        year_plan_id,
        lambda session, actor, at: services.approve_plan(session, actor=actor, plan_id=year_plan_id, at=at),
        _("The plan is approved."),
    )


@blueprint.post("/training-plans/<uuid:year_plan_id>/revise")
@requires(YearPlanPermission.EDIT)
def revise_plan(year_plan_id: UUID) -> Page:
    """Begin the next revision."""
    return attempt(
        year_plan_id,
        lambda session, actor, at: services.revise_plan(session, actor=actor, plan_id=year_plan_id, at=at),
        _("A draft of the next revision is begun. The approved one is kept."),
    )
