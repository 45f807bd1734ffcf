"""What waits for a marker, and one answer after the other, without names."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.assessments.forms import read_id
from app.assessments.rules.questions import QuestionKind
from app.core import audit
from app.core.access import current_actor, requires
from app.core.db import db, transaction
from app.core.errors import RuleViolation
from app.core.i18n import explain
from app.core.ids import new_id
from app.core.ports import ports

from ..permissions import MarkingPermission
from ..queries import tasks as queries
from ..queries.judgements import opinions_of
from ..queries.tasks import Order, Work
from ..rules.combining import LONGEST_COMMENT, MarkedAlready, Stage
from ..services import judging
from ..services.judging import Opined
from ..services.taking_back import (
    NoMarkToTakeBack,
    ResultGiven,
    TakingBackReasonMissing,
    may_take_back,
    take_mark_back,
)
from .observing import checklist_page
from .routes import Page, answer_of, blueprint, form_id, name_of, read_opinion, shown_question, stem_of


@blueprint.get("/marking")
@requires(MarkingPermission.MARK)
def show_queue() -> Page:
    """Show what waits: answers by question, without names, and people who are to be watched, with names."""
    actor = current_actor()
    with transaction() as session:
        people = queries.waiting_people(session, actor)
        if people:
            audit.record(
                session,
                actor=actor,
                action="assessments:observation:list",
                subject=("person", actor.id),
                at=ports().clock.now(),
                people=len(people),
            )
        groups = queries.waiting_groups(session, actor)
    return render_template(
        "assessments/marking/queue.html", groups=groups, people=people, name_of=name_of, stem_of=stem_of, Order=Order
    )


@blueprint.get("/marking/next/<uuid:assessment_id>")
@requires(MarkingPermission.MARK)
def show_next(assessment_id: UUID) -> Page:
    """Go to the next answer: to the same question (`question`), or candidate by candidate."""
    found = queries.next_task(db.session(), current_actor(), assessment_id, read_id(request.args.get("question")))
    if found is None:
        flash(_("Nothing waits for your mark here."), "info")
        return redirect(url_for(".show_queue"), 303)
    return redirect(url_for(".show_task", task_id=found, order=_order()), 303)


@blueprint.get("/marking/answers/<uuid:task_id>")
@requires(MarkingPermission.MARK)
def show_task(task_id: UUID) -> Page:
    """Show an answer with its rubric: which candidate it is, nobody knows."""
    work = queries.get_work(db.session(), current_actor(), task_id, MarkingPermission.MARK)
    return _task_page(work)


@blueprint.post("/marking/answers/<uuid:task_id>")
@requires(MarkingPermission.MARK)
def mark_task(task_id: UUID) -> Page:
    """Store the mark and go to the next answer."""
    actor, opinion = current_actor(), read_opinion()
    try:
        with transaction() as session:
            judging.give_mark(
                session,
                actor=actor,
                task_id=task_id,
                judgement_id=form_id("judgement_id"),
                opinion=opinion,
                at=ports().clock.now(),
            )
    except MarkedAlready as violation:
        flash(explain(violation), "warning")
        return redirect(url_for(".show_queue"), 303)
    except RuleViolation as violation:
        work = queries.get_work(db.session(), actor, task_id, MarkingPermission.MARK)
        return _task_page(work, opinion, explain(violation)), 422
    return _following(task_id)


@blueprint.post("/marking/answers/<uuid:task_id>/take-back")
@requires(MarkingPermission.MARK)
def take_back(task_id: UUID) -> Page:
    """Take one's own mark back, of an answer or of a checklist."""
    actor, reason = current_actor(), request.form.get("reason", "")
    work = queries.get_work(db.session(), actor, task_id, MarkingPermission.MARK)
    try:
        with transaction() as session:
            take_mark_back(
                session,
                actor=actor,
                task_id=task_id,
                judgement_id=form_id("judgement_id"),
                reason=reason,
                at=ports().clock.now(),
            )
    except TakingBackReasonMissing as violation:
        if work.question_kind is QuestionKind.CHECKLIST:
            return checklist_page(work, problem=explain(violation)), 422
        return _task_page(work, problem=explain(violation)), 422
    except (NoMarkToTakeBack, ResultGiven) as violation:
        flash(explain(violation), "warning")
    else:
        flash(_("Your mark is taken back. The answer waits again."), "success")
    watched = work.question_kind is QuestionKind.CHECKLIST
    return redirect(url_for(".show_checklist" if watched else ".show_task", task_id=task_id), 303)


def _following(task_id: UUID) -> Page:
    session, actor = db.session(), current_actor()
    work = queries.get_work(session, actor, task_id, MarkingPermission.MARK)
    version = work.question_version_id if _order() is Order.BY_QUESTION else None
    following = queries.next_task(session, actor, work.assessment_id, version, (work.code, work.place))
    flash(_("The mark for candidate %(code)s is saved.", code=work.code), "success")
    if following is None:
        return redirect(url_for(".show_queue"), 303)
    return redirect(url_for(".show_task", task_id=following, order=_order()), 303)


def _order() -> Order:
    return Order.BY_CANDIDATE if request.values.get("order") == Order.BY_CANDIDATE else Order.BY_QUESTION


def _task_page(work: Work, opinion: Opined | None = None, problem: str = "") -> str:
    session, actor = db.session(), current_actor()
    given = opinions_of(session, [work.id]).get(work.id, [])
    own = [each for each in given if each.marker_id == actor.id]
    return render_template(
        "assessments/marking/answer.html",
        work=work,
        name=name_of(work),
        question=shown_question(session, work),
        answer=answer_of(session, work),
        own=own[-1] if own else None,
        may_take_back=bool(own) and may_take_back(session, actor, work, given),
        reason=request.form.get("reason", ""),
        open=work.stage is not Stage.SETTLED and not own and work.ready_at is not None,
        levels=opinion.choices.get("levels", {}) if opinion else {},
        comment=opinion.comment if opinion else "",
        problem=problem,
        judgement_id=new_id(),
        order=_order(),
        longest=LONGEST_COMMENT,
    )
