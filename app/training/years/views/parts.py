"""What officers read of the training plans of the centres."""

from __future__ import annotations

from uuid import UUID

from flask import render_template

from app.core.access import current_actor, requires
from app.core.db import db
from app.core.ports import ports

from ...views.routes import Page
from .. import parts
from ..permissions import YearPlanPermission
from .routes import blueprint, words


@blueprint.get("/training-plans/of-my-agency")
@requires(YearPlanPermission.SEE_PART)
def list_parts() -> Page:
    """List the approved plans."""
    return render_template("training/years/parts.html", plans=parts.list_parts(db.session(), current_actor()))


@blueprint.get("/training-plans/<uuid:year_plan_id>/of-my-agency")
@requires(YearPlanPermission.SEE_PART)
def show_part(year_plan_id: UUID) -> Page:
    """Show what of a plan concerns the officer's agencies."""
    part = parts.get_part(db.session(), current_actor(), year_plan_id, ports().clock.now())
    return render_template("training/years/part.html", plan=part.plan, lines=part.lines, **words())
