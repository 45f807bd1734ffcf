"""Watching somebody at a practical task: the checklist on the assessor's phone, kept as it is ticked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.assessments.rules.questions import QuestionKind
from app.core import audit
from app.core.access import current_actor, requires
from app.core.db import db, transaction
from app.core.errors import Missing, RuleViolation
from app.core.http import wants_json
from app.core.i18n import explain, show_time
from app.core.ids import new_id
from app.core.ports import ports

from ..models import Observation
from ..permissions import MarkingPermission
from ..queries import tasks as queries
from ..queries.judgements import first_observation, latest_observation, opinions_of
from ..queries.tasks import Work
from ..rules.combining import LONGEST_COMMENT, Stage
from ..services import judging
from ..services.judging import Opined
from ..services.taking_back import may_take_back
from .routes import Page, blueprint, form_id, name_of, shown_question


@dataclass(frozen=True, slots=True)
class Ticked:
    """A checklist as a form has it."""

    observed: tuple[str, ...]
    notes: str


@blueprint.get("/marking/observations/<uuid:task_id>")
@requires(MarkingPermission.MARK)
def show_checklist(task_id: UUID) -> Page:
    """Show whom to watch and what to look for, ticked as it was last saved."""
    actor = current_actor()
    with transaction() as session:
        work = _get(session, task_id)
        audit.record(
            session,
            actor=actor,
            action="assessments:observation:open",
            subject=("marking_task", task_id),
            at=ports().clock.now(),
        )
    return checklist_page(work)


@blueprint.post("/marking/observations/<uuid:task_id>")
@requires(MarkingPermission.MARK)
def observe(task_id: UUID) -> Any:  # noqa: ANN401 -- a page, or JSON for the script
    """Keep what is ticked so far, or finish: then it is the mark."""
    actor, at = current_actor(), ports().clock.now()
    ticked = Ticked(tuple(request.form.getlist("observed")), request.form.get("notes", ""))
    finishing = request.form.get("go") == "finish"
    try:
        with transaction() as session:
            _get(session, task_id)
            saved = judging.save_observation(
                session,
                actor=actor,
                task_id=task_id,
                observation_id=form_id("observation_id"),
                observed=ticked.observed,
                notes=ticked.notes,
                at=at,
            )
            if finishing:
                _finish(session, task_id, saved)
    except Missing:
        raise
    except RuleViolation as violation:
        if wants_json():
            return jsonify(problem=explain(violation)), 409
        return checklist_page(_get(db.session(), task_id), ticked, explain(violation)), 422
    if wants_json():
        return jsonify(saved=show_time(at, actor.time_zone))
    if finishing:
        flash(_("The checklist is finished and counts as the mark."), "success")
        return redirect(url_for(".show_queue"), 303)
    flash(_("Saved."), "success")
    return redirect(url_for(".show_checklist", task_id=task_id), 303)


def _finish(session: Session, task_id: UUID, saved: Observation) -> None:
    begun = first_observation(session, task_id)
    judging.give_mark(
        session,
        actor=current_actor(),
        task_id=task_id,
        judgement_id=form_id("judgement_id"),
        opinion=Opined({"observed": saved.observed}, saved.notes, begun_at=begun.saved_at if begun else None),
        at=saved.saved_at,
    )


def _get(session: Session, task_id: UUID) -> Work:
    work = queries.get_work(session, current_actor(), task_id, MarkingPermission.MARK)
    if work.question_kind is not QuestionKind.CHECKLIST:
        raise Missing
    return work


def checklist_page(work: Work, ticked: Ticked | None = None, problem: str = "") -> str:
    """Show a checklist, to tick or as it was finished."""
    session = db.session()
    saved, begun = latest_observation(session, work.id), first_observation(session, work.id)
    if ticked is None:
        ticked = Ticked(tuple(saved.observed), saved.notes) if saved else Ticked((), "")
    marks = opinions_of(session, [work.id]).get(work.id, [])
    return render_template(
        "assessments/marking/checklist.html",
        work=work,
        name=name_of(work),
        question=shown_question(session, work),
        ticked=ticked,
        saved=saved,
        begun=begun,
        finished=marks[0] if marks and work.stage is Stage.SETTLED else None,
        may_take_back=bool(marks) and may_take_back(session, current_actor(), work, marks),
        reason=request.form.get("reason", ""),
        problem=problem,
        observation_id=new_id(),
        judgement_id=new_id(),
        longest=LONGEST_COMMENT,
    )
