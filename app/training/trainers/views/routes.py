"""The blueprint, and what its pages have in common."""

from __future__ import annotations

from uuid import UUID

from babel.dates import get_day_names
from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from app.core.access import current_actor
from app.core.db import db
from app.core.errors import Missing
from app.core.i18n import current_language
from app.core.policy import allowed

from ...forms import OnceForm
from ...models import TrainingCentre
from ...queries.cohorts import list_trainers
from ...views.routes import Page
from ..forms import WEEKDAYS
from ..permissions import PoolPermission

blueprint = Blueprint("trainers", __name__, template_folder="../../templates")


def own_centre(centre_id: UUID) -> TrainingCentre:
    """Return a centre that the person administers, or raise Missing."""
    centre = db.session().get(TrainingCentre, centre_id)
    if centre is None or not allowed(current_actor(), PoolPermission.MANAGE, centre.agency.path):
        raise Missing
    return centre


def trainer_name(centre_id: UUID, trainer_id: UUID) -> str:
    """Return the name of a trainer of such a centre, or raise Missing."""
    name = list_trainers(db.session(), own_centre(centre_id).agency.path).get(trainer_id)
    if name is None:
        raise Missing
    return name


def form_page(form: OnceForm, heading: str, centre_id: UUID, trainer_id: UUID, name: str) -> Page:
    """Show a form about a trainer."""
    form.prepare()
    page = render_template(
        "training/trainer_form.html",
        form=form,
        day_names=day_names(),
        page_title=heading,
        centre_id=centre_id,
        trainer_id=trainer_id,
        name=name,
    )
    return page, 422 if form.errors else 200


def saved(centre_id: UUID, trainer_id: UUID) -> Page:
    """Say that it is saved, and go back to the trainer."""
    flash(_("Saved."), "success")
    return redirect(url_for(".show_trainer", centre_id=centre_id, trainer_id=trainer_id), 303)


def day_names() -> dict[int, str]:
    """Return the days of the week in words."""
    return {day: get_day_names("wide", "stand-alone", current_language())[day] for day in WEEKDAYS}
