"""The blueprint of training plans, and what their pages share."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from babel.dates import get_month_names
from flask import Blueprint, flash, redirect, url_for

from app.accounts.models import PROFESSION_TITLES
from app.core.access import current_actor
from app.core.db import db, transaction
from app.core.errors import Missing, RuleViolation
from app.core.i18n import current_language
from app.core.policy import Actor, require
from app.core.ports import ports

from ...views.routes import Page
from ...views.words import say
from .. import outputs
from ..permissions import YearPlanPermission, may_edit_plan
from ..queries import PlanFacts, get_plan
from ..rules import REVISION_TITLES

blueprint = Blueprint("years", __name__, template_folder="../../templates")


def own_plan(year_plan_id: UUID) -> PlanFacts:
    """Return a plan that the person may change."""
    plan = get_plan(db.session(), current_actor(), year_plan_id, ports().clock.now())
    require(current_actor(), YearPlanPermission.EDIT, plan.centre_path)
    return plan


def attempt(year_plan_id: UUID, do: Any, done: str) -> Page:  # noqa: ANN401 -- a service with its arguments
    """Do something with a plan and say how it went."""
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


def words() -> dict[str, Any]:
    """Return the words that every page of a plan needs."""
    months = get_month_names("wide", context="stand-alone", locale=current_language())
    return {
        "revision_titles": REVISION_TITLES,
        "profession_titles": PROFESSION_TITLES,
        "months": [months[number] for number in range(1, 13)],
        "agency_of": outputs.agency_of,
        "profession_of": outputs.profession_of,
    }
