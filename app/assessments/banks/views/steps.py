"""Steps of a question on its way, one by one and many at once."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from app.assessments.forms import read_id
from app.core.access import current_actor, requires
from app.core.db import transaction
from app.core.errors import Missing, RuleViolation
from app.core.forms import safe_next
from app.core.ports import ports

from .. import services
from ..permissions import BankPermission
from ..rules.workflow import Act
from .questions import question_page
from .routes import Page, blueprint, say

DONE = {
    Act.SENT: "sent",
    Act.TAKEN_BACK: "taken_back",
    Act.RETURNED: "returned",
    Act.APPROVED: "approved",
    Act.PUBLISHED: "published",
    Act.REOPENED: "reopened",
    Act.DISCARDED: "discarded",
    Act.RETIRED: "retired",
}
AT_ONCE = (Act.SENT, Act.APPROVED, Act.PUBLISHED, Act.RETIRED)
MOST_AT_ONCE = 100
MOST_REASONS = 5


@blueprint.post("/questions/<uuid:question_id>/steps/<act>")
@requires(BankPermission.WRITE)
def take_step(question_id: UUID, act: str) -> Page:
    """Take a question a step further; a refusal is shown beside what was typed."""
    step = _step(act)
    note = request.form.get("note", "")
    try:
        with transaction() as session:
            services.take_step(
                session, actor=current_actor(), question_id=question_id, act=step, at=ports().clock.now(), note=note
            )
            if step is Act.APPROVED and request.form.get("publish"):
                step = Act.PUBLISHED
                services.take_step(
                    session, actor=current_actor(), question_id=question_id, act=step, at=ports().clock.now()
                )
    except Missing:
        raise
    except RuleViolation as violation:
        return question_page(question_id, refusal=say(violation), act=act, note=note), 422
    flash(_said(step), "success")
    return redirect(url_for(".show_question", question_id=question_id), 303)


@blueprint.post("/questions/<uuid:question_id>/delete")
@requires(BankPermission.WRITE)
def delete_question(question_id: UUID) -> Page:
    """Delete a draft that nobody used."""
    try:
        with transaction() as session:
            bank_id = services.delete_question(
                session, actor=current_actor(), question_id=question_id, at=ports().clock.now()
            )
    except Missing:
        raise
    except RuleViolation as violation:
        flash(say(violation), "error")
        return redirect(url_for(".show_question", question_id=question_id), 303)
    flash(_("The draft is deleted."), "success")
    return redirect(url_for(".show_bank", bank_id=bank_id), 303)


@blueprint.post("/<uuid:bank_id>/steps")
@requires(BankPermission.WRITE)
def take_steps(bank_id: UUID) -> Page:
    """Take several questions a step further, each by itself: what is refused is said, the others go on."""
    step = _step(request.form.get("act", ""))
    chosen = [found for each in request.form.getlist("question")[:MOST_AT_ONCE] if (found := read_id(each))]
    done, refused = 0, []
    with transaction() as session:
        services.check_bank(session, actor=current_actor(), bank_id=bank_id)
        for question_id in chosen if step in AT_ONCE else []:
            try:
                with session.begin_nested():
                    services.take_step(
                        session,
                        actor=current_actor(),
                        question_id=question_id,
                        act=step,
                        at=ports().clock.now(),
                        note=request.form.get("note", ""),
                    )
                done += 1
            except RuleViolation as violation:
                refused.append(say(violation))
    _report(done, refused, any_chosen=bool(chosen))
    return redirect(safe_next(url_for(".show_bank", bank_id=bank_id)), 303)


def _report(done: int, refused: list[str], *, any_chosen: bool) -> None:
    if not any_chosen:
        flash(_("Choose at least one question first."), "error")
    if done:
        flash(_("Done for %(count)s questions.", count=done), "success")
    for sentence in refused[:MOST_REASONS]:
        flash(sentence, "warning")
    if len(refused) > MOST_REASONS:
        flash(_("And %(count)s more could not be done.", count=len(refused) - MOST_REASONS), "warning")


def _step(name: str) -> Act:
    try:
        act = Act(name)
    except ValueError:
        raise NotFound from None
    if act not in DONE:
        raise NotFound
    return act


def _said(act: Act) -> str:
    said = {
        Act.SENT: _("Sent to review. Somebody who wrote none of it decides."),
        Act.TAKEN_BACK: _("Taken back. You can change it again."),
        Act.RETURNED: _("Returned to the author with your note."),
        Act.APPROVED: _("Approved. It can be published now."),
        Act.PUBLISHED: _("Published. Papers may draw it from now on."),
        Act.REOPENED: _("A new draft is begun. What is published stays in use until the draft takes its place."),
        Act.DISCARDED: _("The draft is discarded. What was published is back."),
        Act.RETIRED: _("Retired. Papers do not draw it any more; past attempts stay as they are."),
    }
    return str(said[act])
