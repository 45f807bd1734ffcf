"""The marks that people gave."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.assessments.rules.grading import Mark, mark_of_share

from ..models import Judgement, MarkingTask, Observation
from ..rules.combining import GivenMark, MarkRole, Plan, Stage, Verdict, combine, standing


@dataclass(frozen=True, slots=True)
class Opinion:
    """A mark with everything that was said beside it."""

    id: UUID
    role: MarkRole
    marker_id: UUID
    marker: str
    choices: dict[str, Any]
    points: Fraction
    comment: str
    reason: str
    begun_at: datetime | None
    given_at: datetime
    sequence: int

    @property
    def mark(self) -> GivenMark:
        """As combining sees it."""
        return GivenMark(self.marker_id, self.role, self.points, self.sequence)


@dataclass(frozen=True, slots=True)
class Judged:
    """An answer with its marks and what they come to."""

    task_id: UUID
    place: int
    maximum: Fraction
    opinions: tuple[Opinion, ...]
    verdict: Verdict


def opinions_of(session: Session, task_ids: Sequence[UUID]) -> dict[UUID, list[Opinion]]:
    """Return the marks of answers that stand, by the task, in the order in which they were given."""
    statement = (
        select(
            Judgement.task_id,
            Judgement.id,
            Judgement.role,
            Judgement.marker_id,
            User.name.label("marker"),
            Judgement.choices,
            Judgement.points,
            Judgement.comment,
            Judgement.reason,
            Judgement.begun_at,
            Judgement.given_at,
            Judgement.sequence,
        )
        .join(User, User.id == Judgement.marker_id)
        .where(Judgement.task_id.in_(task_ids))
        .order_by(Judgement.task_id, Judgement.sequence)
    )
    found: dict[UUID, list[Opinion]] = defaultdict(list)
    for row in session.execute(statement):
        told: dict[str, Any] = {**row._asdict(), "points": Fraction(row.points)}
        found[told.pop("task_id")].append(Opinion(**told))
    return {key: standing(given) for key, given in found.items()}


def plan_of(task: Any) -> Plan:  # noqa: ANN401 -- a task, or a row with its columns
    """Return how an answer is marked."""
    return Plan(task.double, Fraction(task.tolerance))


def judged_answers(session: Session, attempt_id: UUID) -> dict[int, Judged]:
    """Return the answers of an attempt that people mark, by their place, with the marks so far (two statements)."""
    tasks = session.execute(
        select(MarkingTask.id, MarkingTask.place, MarkingTask.maximum, MarkingTask.double, MarkingTask.tolerance).where(
            MarkingTask.attempt_id == attempt_id
        )
    ).all()
    opinions = opinions_of(session, [task.id for task in tasks]) if tasks else {}
    return {
        task.place: Judged(
            task.id,
            task.place,
            Fraction(task.maximum),
            tuple(opinions.get(task.id, ())),
            combine((each.mark for each in opinions.get(task.id, ())), plan_of(task)),
        )
        for task in tasks
    }


def settled_marks(session: Session, attempt_id: UUID) -> dict[int, Mark]:
    """Return the marks of people that count, by the question's place."""
    return {
        place: mark_of_share(judged.verdict.points / judged.maximum, judged.maximum)
        for place, judged in judged_answers(session, attempt_id).items()
        if judged.verdict.stage is Stage.SETTLED and judged.verdict.points is not None
    }


def latest_observation(session: Session, task_id: UUID) -> Observation | None:
    """Return the checklist as it was last saved."""
    statement = select(Observation).where(Observation.task_id == task_id).order_by(Observation.sequence.desc())
    return session.scalars(statement.limit(1)).one_or_none()


def first_observation(session: Session, task_id: UUID) -> Observation | None:
    """Return the checklist as it was first saved: when the assessor began."""
    statement = select(Observation).where(Observation.task_id == task_id).order_by(Observation.sequence)
    return session.scalars(statement.limit(1)).one_or_none()
