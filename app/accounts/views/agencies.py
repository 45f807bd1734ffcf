"""The tree of agencies."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.core.access import current_actor, requires
from app.core.db import db, transaction
from app.core.i18n import current_language
from app.core.ports import ports

from .. import queries, rules, services
from ..forms import AgencyForm
from ..models import AGENCY_KIND_TITLES, AgencyKind
from ..permissions import AccountPermission
from .routes import blueprint

Page = str | tuple[str, int] | Response


@blueprint.get("/agencies")
@requires(AccountPermission.MANAGE_AGENCIES)
def list_agencies() -> Page:
    """Show the tree."""
    return render_template(
        "accounts/agencies.html", agencies=queries.list_agencies(db.session()), kind_titles=AGENCY_KIND_TITLES
    )


@blueprint.route("/agencies/new", methods=["GET", "POST"])
@requires(AccountPermission.MANAGE_AGENCIES)
def add_agency() -> Page:
    """Add a body."""
    form = AgencyForm().offer(queries.list_agencies(db.session()), current_language())
    if form.validate_on_submit():
        try:
            with transaction() as session:
                parent = queries.get_agency(session, UUID(form.parent.data))
                services.create_agency(
                    session,
                    actor=current_actor(),
                    code=form.code.data,
                    names=_names(form),
                    kind=AgencyKind(form.kind.data),
                    country=parent.country,
                    parent=parent,
                    at=ports().clock.now(),
                )
        except rules.AgencyCodeTaken as violation:
            form.refuse("code", violation)
        else:
            flash(_("The agency is added."), "success")
            return redirect(url_for(".list_agencies"), 303)
    return render_template("accounts/agency_new.html", form=form), 422 if form.errors else 200


def _names(form: AgencyForm) -> dict[str, str]:
    typed = {"en": form.name_en.data, "ru": form.name_ru.data, "tg": form.name_tg.data}
    return {language: name for language, name in typed.items() if name}
