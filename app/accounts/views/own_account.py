"""A person's own account: details, languages, password, sessions."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import logout_user
from werkzeug.wrappers import Response

from app.core.access import current_actor, signed_in
from app.core.db import db, transaction
from app.core.forms import safe_next
from app.core.i18n import CODES, explain
from app.core.ports import ports

from .. import queries, rules, services
from ..forms import ChangePasswordForm
from ..models import ROLE_TITLES, Agency, User
from .routes import blueprint

Page = str | tuple[str, int] | Response


@blueprint.get("/account")
@signed_in
def show_account() -> Page:
    """Show who one is here and where one is signed in."""
    return _account_page(ChangePasswordForm())


@blueprint.post("/account/password")
@signed_in
def change_password() -> Page:
    """Change one's own password."""
    form = ChangePasswordForm()
    if form.validate_on_submit():
        try:
            with transaction() as session:
                services.change_password(
                    session,
                    actor=current_actor(),
                    present=form.present.data,
                    new=form.password.data,
                    at=ports().clock.now(),
                )
        except rules.WrongCredentials:
            form.present.errors = [_("This is not your present password.")]
        except (rules.PasswordTooShort, rules.PasswordTooLong, rules.PasswordCommon) as violation:
            form.password.errors = [explain(violation)]
        else:
            flash(_("Your password is changed. Other devices are signed out."), "success")
            return redirect(url_for(".show_account"), 303)
    return _account_page(form), 422


@blueprint.post("/account/content-language")
@signed_in
def set_content_language() -> Page:
    """Choose the language of lessons, apart from that of the interface."""
    language = request.form.get("content_language", "")
    if language in CODES:
        with transaction() as session:
            services.choose_language(session, actor=current_actor(), language="", content_language=language)
    return redirect(safe_next(url_for(".show_account")), 303)


@blueprint.post("/account/sign-ins/<uuid:sign_in_id>/end")
@signed_in
def end_sign_in(sign_in_id: UUID) -> Page:
    """End one of one's sessions."""
    with transaction() as session:
        services.end_sign_in(session, actor=current_actor(), sign_in_id=sign_in_id, at=ports().clock.now())
    flash(_("That device is signed out."), "success")
    return redirect(url_for(".show_account"), 303)


@blueprint.post("/account/sign-ins/end-all")
@signed_in
def end_all_sign_ins() -> Page:
    """Sign out everywhere, here as well."""
    with transaction() as session:
        services.end_all_sign_ins(session, actor=current_actor(), at=ports().clock.now())
    logout_user()
    flash(_("You are signed out everywhere."), "success")
    return redirect(url_for(".sign_in"), 303)


def _account_page(form: ChangePasswordForm) -> str:
    actor = current_actor()
    session = db.session()
    scopes = {grant.scope_id for grant in actor.grants if grant.scope_id} | {actor.agency_id}
    agencies = {each.id: each for each in session.scalars(db.select(Agency).where(Agency.id.in_(scopes)))}
    return render_template(
        "accounts/account.html",
        form=form,
        person=session.get_one(User, actor.id),
        agencies=agencies,
        role_titles=ROLE_TITLES,
        sign_ins=queries.open_sign_ins(session, actor.id, ports().clock.now()),
        name_browser=rules.name_browser,
    )
