"""What an import did, and taking it back."""

from __future__ import annotations

from uuid import UUID

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.accounts.queries import get_actor
from app.core.access import current_actor, requires
from app.core.db import db, transaction
from app.core.errors import RuleViolation
from app.core.jobs import enqueue
from app.core.pages import Paging
from app.core.policy import allowed
from app.core.ports import ports

from ...forms import ReasonForm
from ...views.routes import Page
from ...views.words import say
from .. import services
from ..models import ImportFile
from ..permissions import ImportPermission
from ..queries import get_import, list_changes
from ..rules.decisions import KIND_TITLES, Action, Decision, Problem
from .origins import origin_of
from .routes import blueprint
from .words import say_problem, titles_of

UNDO_JOB = "training-list-undo"
SHOWN = 100
# More rows than this are carried out or taken back in the background.
AT_ONCE = 500


def receipt_page(session: Session, stored: ImportFile) -> str:
    """Show a receipt: counts, who, when, the file's digest, what was done and what was refused."""
    changes = list_changes(session, stored.id)
    ids = {each for each in (stored.created_by, stored.accepted_by, stored.undone_by) if each}
    names = {row[0]: row[1] for row in session.execute(select(User.id, User.name).where(User.id.in_(ids)))}
    titles = titles_of(stored.kind)
    page = Paging.counted(len(changes), request, SHOWN)
    whole = "all" in request.args
    refused = [Decision.from_json(each["decision"]) for each in stored.rows]
    return render_template(
        "training/imports/receipt.html",
        stored=stored,
        kind_title=_(KIND_TITLES[stored.kind]),
        names=names,
        counts={action: stored.counts.get(action.value, 0) for action in Action},
        changes=changes if whole else changes[page.offset : page.offset + SHOWN],
        total=len(changes),
        page=page,
        whole=whole,
        say=lambda stored_problem: say_problem(Problem.from_json(stored_problem)),
        undone=sum(1 for _change, undo in changes if undo is not None),
        kept=sum(1 for _change, undo in changes if undo is not None and not undo.taken_back),
        refused=[
            (each, [(titles.get(problem.column, ""), say_problem(problem)) for problem in each.problems])
            for each in (refused if whole else refused[:SHOWN])
        ],
        refused_count=len(refused),
        origin=origin_of(stored),
        invited=sum(1 for change, _undo in changes if change.after.get("invited")),
        mails=bool(current_app.extensions["sabaq_settings"].smtp_url),
        may_undo=stored.undone_at is None
        and (stored.cohort_id is not None or allowed(current_actor(), ImportPermission.IMPORT, stored.kind)),
    )


@blueprint.route("/lists/<uuid:list_id>/undo", methods=["GET", "POST"])
@requires(ImportPermission.SEE)
def undo_import(list_id: UUID) -> Page:
    """Take an import back after saying what will happen."""
    actor = current_actor()
    stored = get_import(db.session(), actor, list_id)
    form = ReasonForm()
    if form.validate_on_submit():
        try:
            with transaction() as session:
                ahead = services.undo(
                    session, actor=actor, import_id=list_id, reason=form.reason.data, at=ports().clock.now()
                )
        except (services.UndoneAlready, services.NotFinished) as violation:
            flash(say(violation), "error")
        except RuleViolation as violation:
            form.refuse("reason", violation)
        else:
            work = {"import_id": str(list_id), "actor_id": str(actor.id), "reason": form.reason.data}
            if ahead > AT_ONCE:
                application = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001
                enqueue(application, UNDO_JOB, **work)
            else:
                take_back(**work)
                _say_what_came_back(list_id)
        if not form.errors:
            return redirect(url_for(".show_import", list_id=list_id), 303)
    page = render_template(
        "training/imports/undo.html",
        form=form,
        stored=stored,
        kind_title=_(KIND_TITLES[stored.kind]),
        origin=origin_of(stored),
    )
    return page, 422 if form.errors else 200


def take_back(import_id: str, actor_id: str, reason: str) -> None:
    """Take an import back, a part in each transaction; doing it again goes on or changes nothing."""
    more = True
    while more:
        with transaction() as session:
            more = services.take_back_next_part(
                session,
                actor=get_actor(session, UUID(actor_id)),
                import_id=UUID(import_id),
                reason=reason,
                at=ports().clock.now(),
            )


def _say_what_came_back(list_id: UUID) -> None:
    undone = [undo.taken_back for _change, undo in list_changes(db.session(), list_id) if undo is not None]
    back, kept = sum(undone), len(undone) - sum(undone)
    flash(ngettext("%(num)s change is taken back.", "%(num)s changes are taken back.", back), "success")
    if kept:
        flash(ngettext("%(num)s stays; why is said below.", "%(num)s stay; why is said below.", kept), "warning")
