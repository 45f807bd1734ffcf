"""Signing in and out, invitations, and the language of the interface."""

from __future__ import annotations

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask import session as browser
from flask_babel import gettext as _
from flask_login import login_user, logout_user
from werkzeug.wrappers import Response

from app.core.access import current_actor, find_actor, public, signed_in
from app.core.db import db, transaction
from app.core.forms import safe_next
from app.core.i18n import CODES, explain
from app.core.ports import ports
from app.settings import Settings

from .. import queries, rules, services
from ..demo import DEMO_ACCOUNTS, find_demo_account
from ..forms import ForgottenPasswordForm, NewPasswordForm, SignInForm
from ..models import ROLE_TITLES, SignIn, User
from ..notices.inviting import post_link
from ..sessions import SignedInUser, limiter
from .routes import blueprint

Page = str | tuple[str, int] | Response


def _email_typed() -> str:
    return request.form.get("email", "").strip().lower() or "nobody"


@blueprint.route("/sign-in", methods=["GET", "POST"])
@public
@limiter.limit("20 per minute; 100 per hour", methods=["POST"])
@limiter.limit("8 per minute; 30 per hour", key_func=_email_typed, methods=["POST"])
def sign_in() -> Page:
    """Ask for e-mail and password."""
    if request.method == "GET" and find_actor() is not None:
        return redirect(safe_next(url_for("home.index")))
    form = SignInForm()
    if form.validate_on_submit():
        try:
            with transaction() as session:
                started = services.sign_in(
                    session,
                    email=form.email.data,
                    password=form.password.data,
                    address=request.remote_addr or "",
                    browser=request.user_agent.string,
                    at=ports().clock.now(),
                )
        except rules.WrongCredentials as violation:
            form.refuse("password", violation)
        else:
            return _enter(started, stay=form.stay.data)
    return render_template(
        "accounts/sign_in.html", form=form, demo_accounts=_demo_accounts()
    ), 422 if form.errors else 200


@blueprint.post("/sign-in/demo")
@public
@limiter.limit("60 per minute")
def sign_in_demo() -> Page:
    """Enter a demo account with one press, while demo data is loaded."""
    account = find_demo_account(request.form.get("email", ""))
    if account is None or not _settings().demo:
        abort(404)
    with transaction() as session:
        user = queries.find_user_by_email(session, account.email)
        if user is None:
            abort(404)
        started = services.begin_sign_in(
            session,
            user=user,
            address=request.remote_addr or "",
            browser=request.user_agent.string,
            at=ports().clock.now(),
        )
    return _enter(started, stay=False)


@blueprint.post("/sign-out")
@signed_in
def sign_out() -> Page:
    """End this session."""
    actor = current_actor()
    with transaction() as session:
        if actor.sign_in_id:
            services.end_sign_in(session, actor=actor, sign_in_id=actor.sign_in_id, at=ports().clock.now())
    logout_user()
    browser.clear()
    response = redirect(url_for("accounts.sign_in"), 303)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@blueprint.route("/invitations/<secret>", methods=["GET", "POST"])
@public
@limiter.limit("30 per minute")
def accept_invitation(secret: str) -> Page:
    """Set a password by the link of an invitation."""
    at = ports().clock.now()
    try:
        _invitation, user = services.get_open_invitation(db.session(), secret=secret, at=at)
    except rules.InvitationInvalid as violation:
        return render_template("accounts/invitation_invalid.html", sentence=explain(violation)), 410
    form = NewPasswordForm()
    if form.validate_on_submit():
        try:
            with transaction() as session:
                user = services.accept_invitation(session, secret=secret, password=form.password.data, at=at)
                started = services.begin_sign_in(
                    session, user=user, address=request.remote_addr or "", browser=request.user_agent.string, at=at
                )
        except (rules.PasswordTooShort, rules.PasswordTooLong, rules.PasswordCommon) as violation:
            form.refuse("password", violation)
        else:
            flash(_("Your password is set. You are signed in."), "success")
            return _enter(started, stay=False)
    page = render_template("accounts/invitation.html", form=form, person=user, shortest=rules.SHORTEST_PASSWORD)
    return page, 422 if form.errors else 200


@blueprint.route("/forgotten-password", methods=["GET", "POST"])
@public
@limiter.limit("5 per minute; 20 per hour", methods=["POST"])
def forgotten_password() -> Page:
    """Send a link, and say the same whether or not the address is known (ASVS 5.0 V6.3.8)."""
    form = ForgottenPasswordForm()
    if form.validate_on_submit():
        with transaction() as session:
            user = queries.find_user_by_email(session, form.email.data)
            if user is not None and user.deactivated_at is None:
                send_invitation(user, services.invite(session, actor=None, user=user, at=ports().clock.now()))
        return render_template("accounts/link_sent.html", email=form.email.data)
    return render_template("accounts/forgotten_password.html", form=form), 422 if form.errors else 200


@blueprint.post("/language")
@public
def set_language() -> Page:
    """Change the language of the interface, for good where somebody is signed in."""
    language = request.form.get("language", "")
    if language not in CODES:
        abort(400)
    browser["language"] = language
    actor = find_actor()
    if actor is not None:
        with transaction() as session:
            services.choose_language(session, actor=actor, language=language)
    return redirect(safe_next(url_for("home.index")), 303)


def send_invitation(user: User, secret: str) -> str:
    """Put the message with a person's link into the outbox and return the link, for handing over by other ways."""
    return post_link(db.session(), user_id=user.id, secret=secret, at=ports().clock.now())


def _enter(started: SignIn, *, stay: bool) -> Response:
    language = browser.get("language")
    browser.clear()
    if language:
        browser["language"] = language
    found = queries.load_actor(db.session(), started.id)
    assert found is not None
    login_user(SignedInUser(found[0]))
    browser.permanent = stay
    return redirect(safe_next(url_for("home.index")), 303)


def _demo_accounts() -> list[tuple[str, str, str]]:
    """Return role, name and address of the demo accounts that exist, for the sign-in page."""
    if not _settings().demo:
        return []
    emails = [account.email for account in DEMO_ACCOUNTS]
    present = set(db.session.scalars(db.select(User.email).where(User.email.in_(emails))))
    return [
        (_(ROLE_TITLES[account.role]), account.name, account.email)
        for account in DEMO_ACCOUNTS
        if account.email in present
    ]


def _settings() -> Settings:
    settings = current_app.extensions["sabaq_settings"]
    assert isinstance(settings, Settings)
    return settings
