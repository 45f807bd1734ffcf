"""The tree of agencies."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.core.access import current_actor, requires
from app.core.db import db, transaction
from app.core.errors import Missing
from app.core.i18n import current_language
from app.core.ports import ports

from .. import queries, rules, services
from ..forms import AgencyChangeForm, AgencyForm, names_typed
from ..models import AGENCY_KIND_TITLES, AgencyKind
from ..permissions import AccountPermission
from ..regions import REGION_NAMES
from .routes import blueprint

Page = str | tuple[str, int] | Response


@blueprint.get("/agencies")
@requires(AccountPermission.MANAGE_AGENCIES)
def list_agencies() -> Page:
    """Show the tree."""
    agencies = queries.list_agencies(db.session())
    return render_template(
        "accounts/agencies.html",
        agencies=agencies,
        kind_titles=AGENCY_KIND_TITLES,
        region_names=REGION_NAMES,
        regions=queries.regions_inherited(agencies),
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
                    names=names_typed(form),
                    kind=AgencyKind(form.kind.data),
                    country=parent.country,
                    parent=parent,
                    region=form.region.data or None,
                    at=ports().clock.now(),
                )
        except rules.AgencyCodeTaken as violation:
            form.refuse("code", violation)
        except rules.RegionElsewhere as violation:
            form.refuse("region", violation)
        else:
            flash(_("The agency is added."), "success")
            return redirect(url_for(".list_agencies"), 303)
    return render_template("accounts/agency_new.html", form=form), 422 if form.errors else 200


@blueprint.route("/agencies/<uuid:agency_id>", methods=["GET", "POST"])
@requires(AccountPermission.MANAGE_AGENCIES)
def change_agency(agency_id: UUID) -> Page:
    """Correct a body; countries stay as they are."""
    agency = queries.get_agency(db.session(), agency_id)
    if agency.kind is AgencyKind.COUNTRY:
        raise Missing
    stored = {f"name_{language}": agency.names.get(language, "") for language in ("en", "ru", "tg")}
    form = AgencyChangeForm(data={**stored, "kind": agency.kind.value, "region": agency.region or ""})
    form.offer_of(agency.country, current_language())
    if form.validate_on_submit():
        kept = {language: name for language, name in agency.names.items() if f"name_{language}" not in stored}
        with transaction() as session:
            services.change_agency(
                session, actor=current_actor(), agency_id=agency_id, state=form.state(kept), at=ports().clock.now()
            )
        flash(_("The agency is changed."), "success")
        return redirect(url_for(".list_agencies"), 303)
    return render_template("accounts/agency.html", form=form, agency=agency), 422 if form.errors else 200
