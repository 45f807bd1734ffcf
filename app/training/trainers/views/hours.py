"""When a trainer teaches: languages, hours of the week, days away."""

from __future__ import annotations

from datetime import time
from uuid import UUID

from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from app.core.access import current_actor, requires
from app.core.db import db, transaction
from app.core.i18n import OFFERED
from app.core.ports import ports

from ...views.routes import Page
from .. import queries, services
from ..forms import AwayForm, ProfileForm
from ..permissions import PoolPermission
from ..rules import ValidityInWrongOrder
from .routes import blueprint, day_names, form_page, own_centre, saved, trainer_name


@blueprint.route("/centres/<uuid:centre_id>/trainers/<uuid:trainer_id>/hours", methods=["GET", "POST"])
@requires(PoolPermission.MANAGE)
def set_profile(centre_id: UUID, trainer_id: UUID) -> Page:
    """Note languages and weekly hours."""
    name = trainer_name(centre_id, trainer_id)
    stored = queries.profiles_of(db.session(), [trainer_id]).get(trainer_id)
    values: dict[str, object] = {"languages": list(stored.languages) if stored else []}
    for number, (starts, ends) in (stored.hours if stored else {}).items():
        values |= {f"from_{number}": time.fromisoformat(starts), f"to_{number}": time.fromisoformat(ends)}
    form = ProfileForm(data=values)
    form.languages.choices = [SelectChoice(each.code, each.name) for each in OFFERED]
    for day, said in day_names().items():
        form[f"from_{day}"].label.text = _("%(day)s from", day=said)
        form[f"to_{day}"].label.text = _("%(day)s to", day=said)
    if form.validate_on_submit():
        hours = {day: (f"{starts:%H:%M}", f"{ends:%H:%M}") for day, (starts, ends) in form.pairs().items() if starts}
        with transaction() as session:
            services.set_profile(
                session,
                actor=current_actor(),
                centre_id=centre_id,
                user_id=trainer_id,
                languages=form.languages.data,
                hours=hours,
                at=ports().clock.now(),
            )
        return saved(centre_id, trainer_id)
    return form_page(form, _("Languages and hours of %(name)s", name=name), centre_id, trainer_id, name)


@blueprint.route("/centres/<uuid:centre_id>/trainers/<uuid:trainer_id>/away", methods=["GET", "POST"])
@requires(PoolPermission.MANAGE)
def note_absence(centre_id: UUID, trainer_id: UUID) -> Page:
    """Note days on which a trainer is away."""
    name = trainer_name(centre_id, trainer_id)
    form = AwayForm()
    if form.validate_on_submit():
        try:
            with transaction() as session:
                services.note_absence(
                    session,
                    actor=current_actor(),
                    absence_id=form.key,
                    centre_id=centre_id,
                    user_id=trainer_id,
                    first_day=form.first_day.data,
                    last_day=form.last_day.data,
                    reason=form.reason.data or "",
                    at=ports().clock.now(),
                )
        except ValidityInWrongOrder as violation:
            form.refuse("last_day", violation)
        else:
            return saved(centre_id, trainer_id)
    return form_page(form, _("Days away of %(name)s", name=name), centre_id, trainer_id, name)


@blueprint.post("/centres/<uuid:centre_id>/away/<uuid:away_id>/take-back")
@requires(PoolPermission.MANAGE)
def take_absence_back(centre_id: UUID, away_id: UUID) -> Page:
    """Say that a trainer is there after all."""
    own_centre(centre_id)
    with transaction() as session:
        trainer_id = services.take_absence_back(
            session, actor=current_actor(), centre_id=centre_id, absence_id=away_id, at=ports().clock.now()
        )
    return saved(centre_id, trainer_id)
