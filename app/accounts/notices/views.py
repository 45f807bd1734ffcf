"""The page of a person's notices, unsubscribing by a link, and the outbox."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.core import audit
from app.core.access import current_actor, public, requires, signed_in
from app.core.channels import channels
from app.core.db import db, transaction
from app.core.forms import safe_next
from app.core.http import csrf
from app.core.mail import NoMailer
from app.core.notices import QuietHours, kinds_for, notice_kinds
from app.core.outbox import OPEN_STATES, OUTBOX_TITLES, OutboxEntry, OutboxState
from app.core.pages import Paging
from app.core.ports import ports

from ..sessions import limiter
from . import queries, services, telling
from .forms import OutboxForm, WishesForm
from .permissions import NoticePermission

blueprint = Blueprint("notices", __name__, template_folder="../templates")
outbox_blueprint = Blueprint("outbox", __name__, template_folder="../templates")
Page = str | tuple[str, int] | Response
LONGEST_ADDRESS = 200
SIGNS = {
    OutboxState.WAITING: "info",
    OutboxState.HELD: "info",
    OutboxState.MERGED: "neutral",
    OutboxState.DELIVERED: "good",
    OutboxState.FAILED: "bad",
    OutboxState.CANCELLED: "neutral",
}


@blueprint.route("/account/notices", methods=["GET", "POST"])
@signed_in
def choose() -> Page:
    """Show and store what a person wants to be told, how and when."""
    actor = current_actor()
    found = queries.readers(db.session(), [actor.id])[0]
    form = WishesForm(
        daily="yes" if found.daily else "no",
        quiet_from=str(found.quiet.begin),
        quiet_to=str(found.quiet.end),
    )
    if form.validate_on_submit():
        with transaction() as session:
            services.choose(session, actor=actor, wishes=_wishes(form), at=ports().clock.now())
        flash(_("Saved. From now on you are told as you wish."), "success")
        return redirect(url_for(".choose"), 303)
    page = render_template(
        "accounts/notices/choose.html",
        form=form,
        reader=found,
        kinds=kinds_for(actor),
        ways=list(channels().values()),
        longest=LONGEST_ADDRESS,
    )
    return page, 422 if form.errors else 200


@blueprint.route("/notices/unsubscribe/<token>", methods=["GET", "POST"])
@public
@limiter.limit("60 per minute")
def unsubscribe(token: str) -> Page:
    """Ask whether to switch a kind of notice off, and do it; whoever has the message may."""
    found = telling.read_token(token)
    if found is None:
        abort(404)
    user_id, kind = found
    done = request.method == "POST"
    if done:
        with transaction() as session:
            services.unsubscribe(session, user_id=user_id, kind=kind, at=ports().clock.now())
    return render_template("accounts/notices/unsubscribe.html", about=kind.title, done=done, token=token)


# The mail program that posts for its reader has no session (RFC 8058 §3.1); the token is the proof.
csrf.exempt(unsubscribe)


@outbox_blueprint.get("/outbox")
@requires(NoticePermission.SEE_OUTBOX)
def list_all() -> Page:
    """Show what was sent, what waits and what failed; the texts of secret messages are shown to nobody."""
    actor = current_actor()
    form = OutboxForm(request.args).offer()
    wanted = queries.WantedEntries(
        state=next((each for each in OutboxState if each.value == form.state.data), None),
        kind=form.kind.data or "",
        search=(form.q.data or "")[:100],
    )
    with transaction() as session:
        chosen = queries.list_entries(actor, wanted)
        page = Paging.of(session, chosen, request)
        rows = session.execute(page.apply(chosen)).all()
        counts = queries.count_entries(session, actor)
        audit.record(
            session, actor=actor, action="accounts:outbox:read", subject=("outbox", "list"), at=ports().clock.now()
        )
        kinds = {kind.name: kind.title for kind in notice_kinds.all()}
        return render_template(
            "accounts/notices/outbox.html",
            form=form,
            rows=[(entry, name) for entry, name in rows],
            page=page,
            counts=[(state, counts.get(state, 0)) for state in OutboxState],
            titles=OUTBOX_TITLES,
            kinds=kinds,
            signs=SIGNS,
            ways=channels(),
            no_mail=isinstance(ports().mailer, NoMailer),
            can_retry=can_retry,
            can_cancel=can_cancel,
            keep_days=current_app.extensions["sabaq_settings"].keep_message_days,
        )


@outbox_blueprint.post("/outbox/<uuid:entry_id>/retry")
@requires(NoticePermission.SEE_OUTBOX)
def try_again(entry_id: UUID) -> Page:
    """Send an entry at once."""
    with transaction() as session:
        done = services.try_again(session, actor=current_actor(), entry_id=entry_id, at=ports().clock.now())
    if done:
        flash(_("It is sent within a minute."), "success")
    else:
        flash(_("This message can't be sent any more."), "warning")
    return redirect(safe_next(url_for(".list_all")), 303)


@outbox_blueprint.post("/outbox/<uuid:entry_id>/cancel")
@requires(NoticePermission.SEE_OUTBOX)
def cancel(entry_id: UUID) -> Page:
    """Never send an entry."""
    with transaction() as session:
        done = services.cancel(session, actor=current_actor(), entry_id=entry_id, at=ports().clock.now())
    if done:
        flash(_("It will not be sent."), "success")
    else:
        flash(_("It was sent already."), "warning")
    return redirect(safe_next(url_for(".list_all")), 303)


def can_retry(entry: OutboxEntry) -> bool:
    """Whether trying again makes sense."""
    failed = entry.state is OutboxState.FAILED or (entry.state is OutboxState.WAITING and bool(entry.last_error))
    return failed and entry.emptied_at is None


def can_cancel(entry: OutboxEntry) -> bool:
    """Whether it was not sent yet."""
    return entry.state in OPEN_STATES or entry.state is OutboxState.FAILED


def _wishes(form: WishesForm) -> services.Wishes:
    ways = channels().values()
    return services.Wishes(
        daily=form.daily.data == "yes",
        quiet=QuietHours(int(form.quiet_from.data), int(form.quiet_to.data)),
        wanted=frozenset(
            (kind.name, way.name)
            for kind in kinds_for(current_actor())
            for way in ways
            if request.form.get(f"{kind.name}-{way.name}")
        ),
        addresses={way.name: request.form.get(f"address-{way.name}", "")[:LONGEST_ADDRESS] for way in ways},
    )
