"""Appeals as the centre sees them: giving them to somebody, deciding, marking again."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.assessments.forms import read_id
from app.assessments.models import Grade
from app.core import audit
from app.core.access import current_actor, requires
from app.core.db import db, transaction
from app.core.errors import Missing, RuleViolation
from app.core.i18n import explain
from app.core.ids import new_id
from app.core.policy import allowed
from app.core.ports import ports

from ..permissions import MarkingPermission
from ..queries import appeals as queries
from ..queries.judgements import judged_answers
from ..queries.tasks import works_of
from ..rules.appeals import LONGEST_TEXT, AppealStepKind, NotIndependent, Remedy
from ..rules.combining import MarkRole
from ..services import appeals as services
from ..services.judging import Opined
from ..wording import APPEAL_STATES, REMEDY_TITLES, ROLE_TITLES
from .routes import Page, answer_of, blueprint, form_id, name_of, read_opinion, shown_question


@blueprint.get("/appeals")
@requires(MarkingPermission.SEE_APPEALS)
def list_appeals() -> Page:
    """Show the appeals at the actor's centres, and those that the actor was asked to decide."""
    actor = current_actor()
    with transaction() as session:
        appeals = queries.list_appeals(session, actor)
        audit.record(
            session,
            actor=actor,
            action="assessments:appeal:list",
            subject=("person", actor.id),
            at=ports().clock.now(),
            appeals=len(appeals),
        )
    return render_template("assessments/marking/appeals.html", appeals=appeals, states=APPEAL_STATES, name_of=name_of)


@blueprint.get("/appeals/<uuid:appeal_id>")
@requires(MarkingPermission.SEE_APPEALS)
def show_appeal(appeal_id: UUID) -> Page:
    """Show an appeal with its steps, and what the actor can do."""
    return _page(appeal_id)


@blueprint.post("/appeals/<uuid:appeal_id>/handler")
@requires(MarkingPermission.ASSIGN_APPEAL)
def assign_appeal(appeal_id: UUID) -> Page:
    """Ask somebody to decide."""
    try:
        with transaction() as session:
            handler_id = read_id(request.form.get("handler_id"))
            if handler_id is None:
                queries.get_appeal(session, current_actor(), appeal_id, MarkingPermission.ASSIGN_APPEAL)
                raise NotIndependent
            services.assign_appeal(
                session, actor=current_actor(), appeal_id=appeal_id, handler_id=handler_id, at=ports().clock.now()
            )
    except Missing:
        raise
    except RuleViolation as violation:
        return _page(appeal_id, explain(violation)), 422
    flash(_("The appeal is given to this person."), "success")
    return redirect(url_for(".show_appeal", appeal_id=appeal_id), 303)


@blueprint.post("/appeals/<uuid:appeal_id>/decision")
@requires(MarkingPermission.DECIDE_APPEAL)
def decide_appeal(appeal_id: UUID) -> Page:
    """Uphold or dismiss."""
    remedy = request.form.get("remedy", "")
    upheld = request.form.get("outcome") == AppealStepKind.UPHELD
    try:
        with transaction() as session:
            services.decide_appeal(
                session,
                actor=current_actor(),
                appeal_id=appeal_id,
                kind=AppealStepKind.UPHELD if upheld else AppealStepKind.DISMISSED,
                remedy=Remedy(remedy) if remedy in set(Remedy) else None,
                reason=request.form.get("reason", ""),
                at=ports().clock.now(),
            )
    except Missing:
        raise
    except RuleViolation as violation:
        return _page(appeal_id, explain(violation)), 422
    flash(_("The decision is on record."), "success")
    return redirect(url_for(".show_appeal", appeal_id=appeal_id), 303)


@blueprint.get("/appeals/<uuid:appeal_id>/answers/<uuid:task_id>")
@requires(MarkingPermission.DECIDE_APPEAL)
def show_appealed(appeal_id: UUID, task_id: UUID) -> Page:
    """Show an answer that is to be marked again."""
    return _answer_page(appeal_id, task_id)


@blueprint.post("/appeals/<uuid:appeal_id>/answers/<uuid:task_id>")
@requires(MarkingPermission.DECIDE_APPEAL)
def mark_again(appeal_id: UUID, task_id: UUID) -> Page:
    """Store the mark that stands above the earlier ones."""
    opinion = read_opinion()
    try:
        with transaction() as session:
            services.mark_again(
                session,
                actor=current_actor(),
                appeal_id=appeal_id,
                task_id=task_id,
                judgement_id=form_id("judgement_id"),
                opinion=opinion,
                at=ports().clock.now(),
            )
    except Missing:
        raise
    except RuleViolation as violation:
        return _answer_page(appeal_id, task_id, opinion, explain(violation)), 422
    flash(_("The answer is marked again, and the result follows."), "success")
    return redirect(url_for(".show_appeal", appeal_id=appeal_id), 303)


def _page(appeal_id: UUID, problem: str = "") -> str:
    session, actor = db.session(), current_actor()
    appeal = queries.get_appeal(session, actor, appeal_id, MarkingPermission.SEE_APPEALS)
    decides = allowed(actor, MarkingPermission.DECIDE_APPEAL, appeal.scope)
    assigns = allowed(actor, MarkingPermission.ASSIGN_APPEAL, appeal.scope)
    remedy = appeal.decision.remedy if appeal.decision else None
    marking = decides and remedy is Remedy.REMARK
    judged = judged_answers(session, appeal.attempt_id) if marking or not appeal.decision else {}
    grade = session.get(Grade, appeal.grade_id)
    return render_template(
        "assessments/marking/appeal.html",
        appeal=appeal,
        name=name_of(appeal),
        grade=grade,
        state=APPEAL_STATES[appeal.state],
        remedies=REMEDY_TITLES,
        handlers=queries.possible_handlers(session, appeal) if assigns and not appeal.decision else [],
        assigns=assigns and not appeal.decision,
        decides=decides and not appeal.decision,
        answers=[
            (work, any(each.role is MarkRole.APPEAL for each in judged[work.place].opinions))
            for work in (works_of(session, appeal.attempt_id) if marking else [])
        ],
        judged=judged,
        problem=problem,
        stated=request.form,
        longest=LONGEST_TEXT,
    )


def _answer_page(appeal_id: UUID, task_id: UUID, opinion: Opined | None = None, problem: str = "") -> str:
    session = db.session()
    appeal = queries.get_appeal(session, current_actor(), appeal_id, MarkingPermission.DECIDE_APPEAL)
    work = next((each for each in works_of(session, appeal.attempt_id) if each.id == task_id), None)
    if work is None or appeal.decision is None or appeal.decision.remedy is not Remedy.REMARK:
        raise Missing
    judged = judged_answers(session, work.attempt_id)[work.place]
    return render_template(
        "assessments/marking/appealed.html",
        appeal=appeal,
        work=work,
        name=name_of(work),
        question=shown_question(session, work),
        answer=answer_of(session, work),
        judged=judged,
        done=any(each.role is MarkRole.APPEAL for each in judged.opinions),
        roles=ROLE_TITLES,
        opinion=opinion,
        levels=opinion.choices.get("levels", {}) if opinion else {},
        observed=opinion.choices.get("observed", ()) if opinion else (),
        problem=problem,
        judgement_id=new_id(),
        longest=LONGEST_TEXT,
    )
