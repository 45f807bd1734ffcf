"""A person's balance: the own one, that of somebody whom one may see, exemptions, and the tile at home."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts.queries import get_visible_person
from app.core.access import current_actor, requires, signed_in
from app.core.contributions import HomeSection, Tile
from app.core.db import db, transaction
from app.core.i18n import show_date, zone
from app.core.policy import Actor, allowed, require
from app.core.ports import ports
from app.training.forms import ReasonForm
from app.training.views.words import on_record

from .. import services
from ..forms import ExemptionForm
from ..permissions import ObligationPermission
from ..queries.hours import Balance, balances, exemptions_of, one_person
from ..rules.hours import KIND_TITLES, STANDING_TITLES, LeaveInDisorder, Standing
from .routes import STANDING_BADGES, TEMPLATES, Page, blueprint, hours, summary, today_for


@blueprint.get("/hours")
@signed_in
def show_own() -> Page:
    """Show what one owes oneself, what is done and what is missing."""
    actor, session = current_actor(), db.session()
    found = balances(session, one_person(actor.id), today_for(actor))
    return _page(actor, found, actor.id, name="", may_exempt=False)


@blueprint.get("/people/<uuid:user_id>/hours")
@requires(ObligationPermission.SEE_PERSON)
def show_person(user_id: UUID) -> Page:
    """Show it to those who may see the person."""
    actor = current_actor()
    with on_record(actor, "certificates:hours:read", ("user", user_id)) as session:
        person = get_visible_person(session, actor, user_id)
        may_exempt = allowed(actor, ObligationPermission.EXEMPT, person.agency.path)
        found = balances(session, one_person(user_id), today_for(actor))
        return _page(actor, found, user_id, name=person.name, may_exempt=may_exempt)


@blueprint.route("/people/<uuid:user_id>/hours/exempt", methods=["GET", "POST"])
@requires(ObligationPermission.EXEMPT)
def exempt(user_id: UUID) -> Page:
    """Exempt a person for some days."""
    actor = current_actor()
    person = get_visible_person(db.session(), actor, user_id)
    require(actor, ObligationPermission.EXEMPT, person.agency.path)
    name = person.name
    form = ExemptionForm()
    if form.validate_on_submit():
        try:
            with transaction() as session:
                services.exempt(
                    session,
                    actor=actor,
                    exemption_id=form.key,
                    user_id=user_id,
                    first=form.first.data,
                    last=form.last.data,
                    reason=form.reason.data,
                    at=ports().clock.now(),
                )
        except LeaveInDisorder as violation:
            form.refuse("last", violation)
        else:
            flash(_("The exemption is on record."), "success")
            return _to_person(user_id)
    form.prepare()
    page = render_template(f"{TEMPLATES}/exempt.html", form=form, user_id=user_id, name=name)
    return page, 422 if form.errors else 200


@blueprint.route("/hours/exemptions/<uuid:exemption_id>/end", methods=["GET", "POST"])
@requires(ObligationPermission.EXEMPT)
def end_exemption(exemption_id: UUID) -> Page:
    """Take an exemption back."""
    actor = current_actor()
    exemption, name = services.get_exemption(db.session(), actor, exemption_id)
    form = ReasonForm()
    if form.validate_on_submit():
        with transaction() as session:
            user_id = services.end_exemption(
                session, actor=actor, exemption_id=exemption_id, reason=form.reason.data, at=ports().clock.now()
            )
        flash(_("The exemption is taken back."), "success")
        return _to_person(user_id)
    page = render_template(f"{TEMPLATES}/end_exemption.html", form=form, exemption=exemption, name=name)
    return page, 422 if form.errors else 200


def home_section(actor: Actor, at: datetime) -> HomeSection | None:
    """Say on the home page how the year's hours stand; nothing where none are owed."""
    if not any(grant.role == "trainee" for grant in actor.grants):
        return None
    found = balances(db.session(), one_person(actor.id), at.astimezone(zone(actor.time_zone)).date())
    period = found[0].now if found else None
    if period is None or not period.full:
        return None
    standing = _(STANDING_TITLES[period.standing])
    until = _("%(standing)s, until %(day)s", standing=standing, day=show_date(period.last))
    tile = Tile(
        title=_("Hours this year: %(summary)s", summary=summary(period)),
        text=until,
        url=url_for("hours.show_own"),
        action=_("What counts"),
        urgent=period.standing is Standing.BEHIND,
        progress=(min(period.counted, period.owed), period.owed or 1, summary(period)),
    )
    return HomeSection(_("Hours that you owe"), (tile,))


def _page(actor: Actor, found: list[Balance], user_id: UUID, *, name: str, may_exempt: bool) -> str:
    balance = found[0] if found else None
    return render_template(
        f"{TEMPLATES}/balance.html",
        name=name,
        user_id=user_id,
        period=balance.now if balance else None,
        history=list(reversed(balance.periods[:-1])) if balance else [],
        exemptions=exemptions_of(db.session(), user_id),
        may_exempt=may_exempt,
        kinds=KIND_TITLES,
        titles=STANDING_TITLES,
        badges=STANDING_BADGES,
        hours=hours,
        summary=summary,
        time_zone=actor.time_zone,
    )


def _to_person(user_id: UUID) -> Response:
    return redirect(url_for(".show_person", user_id=user_id), 303)
