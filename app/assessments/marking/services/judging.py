"""Giving a mark: as a marker, as an assessor with a checklist, and above them as a moderator or on appeal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.assessments.models import QuestionVersion
from app.assessments.rules.grading import mark_judged
from app.assessments.rules.questions import Question, QuestionKind
from app.assessments.services.grading import conclude
from app.core import audit
from app.core.errors import Missing
from app.core.policy import Actor

from ..models import Judgement, Observation
from ..permissions import MarkingPermission
from ..queries.judgements import Opinion, opinions_of, plan_of
from ..queries.rulings import rulings_of
from ..queries.tasks import Work, get_work
from ..rules.combining import (
    MarkedAlready,
    MarkRole,
    Stage,
    Verdict,
    check_comment,
    check_levels,
    check_observed,
    combine,
    role_of,
)
from .waiting import settle

CONFIRMED: Mapping[str, Any] = {"confirmed": True}


@dataclass(frozen=True, slots=True)
class Opined:
    """What somebody says of an answer: the chosen levels or ticked lines, a comment that the person reads, a reason."""

    choices: Mapping[str, Any]
    comment: str = ""
    reason: str = ""
    begun_at: datetime | None = None


def give_mark(
    session: Session, *, actor: Actor, task_id: UUID, judgement_id: UUID, opinion: Opined, at: datetime
) -> Verdict:
    """Mark an answer by its rubric or checklist; the same id again changes nothing.

    Raises:
        Missing: no such answer at the actor's centres, or it is the actor's own.
        MarkedAlready: it does not wait for this person.
        LevelsMissing, UnknownItem, CommentTooLong: what was chosen can't be a mark.

    """
    work = get_work(session, actor, task_id, MarkingPermission.MARK, locked=True)
    given = opinions_of(session, [task_id]).get(task_id, [])
    marks = [each.mark for each in given]
    plan = plan_of(work)
    if any(each.id == judgement_id for each in given):
        return combine(marks, plan)
    if work.ready_at is None or rulings_of(session, [work.question_version_id]):
        raise MarkedAlready
    role = role_of(actor.id, marks, plan)
    return add_judgement(session, actor, work, given, judgement_id, role, opinion, at)


def save_observation(
    session: Session,
    *,
    actor: Actor,
    task_id: UUID,
    observation_id: UUID,
    observed: Iterable[str],
    notes: str,
    at: datetime,
) -> Observation:
    """Keep a checklist as it stands on the assessor's phone; the same id again changes nothing.

    Raises:
        Missing, MarkedAlready, UnknownItem, CommentTooLong: as for marks.

    """
    work = get_work(session, actor, task_id, MarkingPermission.MARK, locked=True)
    known = session.get(Observation, observation_id)
    if known is not None and known.task_id == task_id:
        return known
    if known is not None or work.question_kind is not QuestionKind.CHECKLIST:
        raise Missing
    if work.stage is Stage.SETTLED:
        raise MarkedAlready
    question = question_of(session, work)
    last = session.scalar(select(func.max(Observation.sequence)).where(Observation.task_id == task_id))
    saved = Observation(
        id=observation_id,
        task_id=task_id,
        sequence=(last or 0) + 1,
        assessor_id=actor.id,
        observed=check_observed(question.key, observed),
        notes=check_comment(notes),
        saved_at=at,
    )
    session.add(saved)
    session.flush()
    return saved


def add_judgement(
    session: Session,
    actor: Actor,
    work: Work,
    given: list[Opinion],
    judgement_id: UUID,
    role: MarkRole,
    opinion: Opined,
    at: datetime,
) -> Verdict:
    """Append a mark and draw what follows from it: whose mark is missing next, or the grade."""
    if session.get(Judgement, judgement_id) is not None:
        raise Missing
    choices, points = _read(session, work, given, opinion)
    judgement = Judgement(
        id=judgement_id,
        task_id=work.id,
        sequence=next_sequence(session, work.id),
        role=role,
        marker_id=actor.id,
        choices=choices,
        points=str(points),
        comment=check_comment(opinion.comment),
        reason=check_comment(opinion.reason),
        begun_at=opinion.begun_at,
        given_at=at,
    )
    session.add(judgement)
    session.flush()
    after = opinions_of(session, [work.id])[work.id]
    verdict = combine((each.mark for each in after), plan_of(work))
    settle(session, work.id, verdict.stage, at)
    audit.record(
        session,
        actor=actor,
        action="assessments:answer:mark",
        subject=("marking_task", work.id),
        at=at,
        attempt=str(work.attempt_id),
        question=work.place + 1,
        role=role.value,
        points=float(points),
        maximum=float(Fraction(work.maximum)),
        stage=verdict.stage.value,
        reason=judgement.reason,
    )
    if verdict.stage is Stage.SETTLED:
        conclude(session, attempt_id=work.attempt_id, actor=actor, at=at)
    return verdict


def next_sequence(session: Session, task_id: UUID) -> int:
    """Return the number of the next mark of an answer; marks that were taken back keep theirs."""
    last = session.scalar(select(func.max(Judgement.sequence)).where(Judgement.task_id == task_id))
    return (last or 0) + 1


def question_of(session: Session, work: Work) -> Question:
    """Return the structure of the question that was answered."""
    row = session.execute(
        select(QuestionVersion.kind, QuestionVersion.key).where(QuestionVersion.id == work.question_version_id)
    ).one()
    return Question(str(work.question_version_id), row.kind, row.key)


def _read(session: Session, work: Work, given: list[Opinion], opinion: Opined) -> tuple[dict[str, Any], Fraction]:
    if opinion.choices == CONFIRMED:
        verdict = combine((each.mark for each in given), plan_of(work))
        if verdict.points is None:
            raise MarkedAlready
        return dict(CONFIRMED), verdict.points
    question = question_of(session, work)
    if question.kind is QuestionKind.ESSAY:
        choices: dict[str, Any] = {"levels": check_levels(question.key, opinion.choices.get("levels", {}))}
    else:
        choices = {"observed": check_observed(question.key, opinion.choices.get("observed", ()))}
    return choices, mark_judged(question, choices).points
