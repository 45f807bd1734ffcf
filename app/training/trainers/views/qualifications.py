"""Qualifications: what a trainer may teach."""

from __future__ import annotations

from uuid import UUID

from flask import render_template, url_for
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from app.core.access import current_actor, requires
from app.core.db import db, transaction
from app.core.errors import Missing
from app.core.ports import ports

from ...forms import ReasonForm
from ...models import SESSION_KIND_TITLES
from ...views.routes import Page
from .. import services
from ..forms import GrantForm
from ..models import Qualification
from ..permissions import PoolPermission
from ..rules import ValidityInWrongOrder
from ..subjects import named_subjects
from .routes import blueprint, form_page, own_centre, saved, trainer_name


@blueprint.route("/centres/<uuid:centre_id>/trainers/<uuid:trainer_id>/qualifications", methods=["GET", "POST"])
@requires(PoolPermission.MANAGE)
def grant(centre_id: UUID, trainer_id: UUID) -> Page:
    """Let a trainer teach something."""
    name = trainer_name(centre_id, trainer_id)
    form = GrantForm()
    form.subject.choices = [
        SelectChoice("", _("Everything")),
        *(SelectChoice(*pair) for pair in named_subjects().items()),
    ]
    kinds = [SelectChoice(key.value, _(title)) for key, title in SESSION_KIND_TITLES.items()]
    form.kind.choices = [SelectChoice("", _("Every kind")), *kinds]
    if form.validate_on_submit():
        sort, _sign, key = form.subject.data.partition(":")
        try:
            with transaction() as session:
                services.grant_qualification(
                    session,
                    actor=current_actor(),
                    qualification_id=form.key,
                    centre_id=centre_id,
                    user_id=trainer_id,
                    grant=services.Grant(
                        course_key=key if sort == "course" else "",
                        module_key=key if sort == "module" else "",
                        session_kind=form.kind.data,
                        awarded_by=form.awarded_by.data,
                        evidence=form.evidence.data or "",
                        valid_from=form.valid_from.data,
                        valid_to=form.valid_to.data,
                    ),
                    at=ports().clock.now(),
                )
        except ValidityInWrongOrder as violation:
            form.refuse("valid_to", violation)
        else:
            return saved(centre_id, trainer_id)
    return form_page(form, _("Let %(name)s teach", name=name), centre_id, trainer_id, name)


@blueprint.route("/qualifications/<uuid:qualification_id>/withdraw", methods=["GET", "POST"])
@requires(PoolPermission.MANAGE)
def withdraw(qualification_id: UUID) -> Page:
    """Withdraw a qualification with a reason."""
    stored = db.session().get(Qualification, qualification_id)
    if stored is None:
        raise Missing
    centre_id, trainer_id = stored.centre_id, stored.user_id
    own_centre(centre_id)
    form = ReasonForm()
    if form.validate_on_submit():
        with transaction() as session:
            services.withdraw_qualification(
                session,
                actor=current_actor(),
                qualification_id=qualification_id,
                reason=form.reason.data,
                at=ports().clock.now(),
            )
        return saved(centre_id, trainer_id)
    page = render_template(
        "confirm.html",
        heading=_("Withdraw the qualification"),
        sentences=[_("It stays on record with the reason. Sessions that are planned already stay planned.")],
        action_url=url_for(".withdraw", qualification_id=qualification_id),
        fields={},
        label=_("Withdraw the qualification"),
        back_url=url_for(".show_trainer", centre_id=centre_id, trainer_id=trainer_id),
        reason_field=form.reason,
    )
    return page, 422 if form.errors else 200
