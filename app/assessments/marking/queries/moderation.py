"""Marked work as a moderator sees it: what may be sampled, the samples, and how strict the markers are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import Agency, User
from app.assessments.models import Assessment, Attempt, Grade, QuestionVersion
from app.assessments.queries.attempts import TITLES, with_titles
from app.assessments.rules.blueprints import Blueprint
from app.assessments.rules.questions import AssessmentKind
from app.core.policy import Actor

from ..models import MarkingTask, ModerationSample
from ..rules.combining import OVERRULING, Basis, Stage, combine
from ..rules.sampling import Marked
from ..rules.severity import Comparison
from .judgements import Opinion, opinions_of, plan_of
from .scopes import moderates_here


@dataclass(frozen=True, slots=True)
class MarkedAssessment:
    """An assessment at a centre of which work was marked by people."""

    assessment_id: UUID
    centre_id: UUID
    kind: AssessmentKind
    course_title: dict[str, str]
    module_title: dict[str, str] | None
    centre: dict[str, str]
    attempts: int
    waiting: int


@dataclass(frozen=True, slots=True)
class SampleRow:
    """A sample in a list."""

    id: UUID
    assessment_id: UUID
    centre_id: UUID
    seed: int
    share: int
    band: int
    attempts: list[Any]
    drawn_at: datetime
    drawn_by: str


@dataclass(frozen=True, slots=True)
class SampledAnswer:
    """An answer of a sample: the candidate's code, what it earned and by which rule."""

    task_id: UUID
    attempt_id: UUID
    code: str
    place: int
    texts: dict[str, Any]
    points: Fraction
    maximum: Fraction
    basis: Basis | None
    percent: float | None
    passed: bool | None


def marked_assessments(session: Session, actor: Actor) -> list[MarkedAssessment]:
    """Return what an administrator may moderate: assessments by centre, with how much is marked and waits."""
    counted = (
        select(
            MarkingTask.assessment_id,
            MarkingTask.centre_id,
            func.count(MarkingTask.attempt_id.distinct()).label("attempts"),
            (func.count() - func.count(MarkingTask.settled_at)).label("waiting"),
        )
        .join(Agency, Agency.id == MarkingTask.centre_id)
        .where(moderates_here(actor), MarkingTask.ready_at.is_not(None))
        .group_by(MarkingTask.assessment_id, MarkingTask.centre_id)
        .subquery()
    )
    statement = with_titles(
        select(
            counted.c.assessment_id,
            counted.c.centre_id,
            Assessment.kind,
            *TITLES,
            Agency.names,
            counted.c.attempts,
            counted.c.waiting,
        )
        .join(Assessment, Assessment.id == counted.c.assessment_id)
        .join(Agency, Agency.id == counted.c.centre_id)
    )
    return [MarkedAssessment(*row) for row in session.execute(statement.order_by(counted.c.attempts.desc()))]


def graded_attempts(session: Session, actor: Actor, assessment_id: UUID, centre_id: UUID) -> list[Marked]:
    """Return the attempts whose marking by people is complete, with the grade that counts."""
    own = (
        select(MarkingTask.attempt_id)
        .join(Agency, Agency.id == MarkingTask.centre_id)
        .where(moderates_here(actor), MarkingTask.assessment_id == assessment_id, MarkingTask.centre_id == centre_id)
    )
    statement = (
        select(Attempt.id, Grade.percent, Attempt.conditions, Assessment.blueprint)
        .join(Grade, Grade.attempt_id == Attempt.id)
        .join(Assessment, Assessment.id == Attempt.assessment_id)
        .where(Attempt.id.in_(own))
        .order_by(Grade.graded_at, Grade.id)
    )
    latest = {
        row.id: Marked(row.id, row.percent, Blueprint.from_mapping(row.conditions or row.blueprint).pass_mark)
        for row in session.execute(statement)
    }
    return list(latest.values())


def list_samples(session: Session, actor: Actor, sample_id: UUID | None = None) -> list[SampleRow]:
    """Return the samples of the actor's centres, the newest first."""
    centres = (
        select(MarkingTask.centre_id).join(Agency, Agency.id == MarkingTask.centre_id).where(moderates_here(actor))
    )
    statement = (
        select(
            ModerationSample.id,
            ModerationSample.assessment_id,
            ModerationSample.centre_id,
            ModerationSample.seed,
            ModerationSample.share,
            ModerationSample.band,
            ModerationSample.attempts,
            ModerationSample.drawn_at,
            User.name,
        )
        .join(User, User.id == ModerationSample.drawn_by)
        .where(ModerationSample.centre_id.in_(centres))
        .order_by(ModerationSample.drawn_at.desc())
        .limit(50)
    )
    if sample_id is not None:
        statement = statement.where(ModerationSample.id == sample_id)
    return [SampleRow(*row) for row in session.execute(statement)]


def sampled_answers(session: Session, actor: Actor, attempt_ids: Sequence[UUID]) -> list[SampledAnswer]:
    """Return the answers of sampled attempts that the actor may moderate, by candidate (three statements)."""
    rows = session.execute(
        select(MarkingTask, QuestionVersion.texts)
        .join(Agency, Agency.id == MarkingTask.centre_id)
        .join(QuestionVersion, QuestionVersion.id == MarkingTask.question_version_id)
        .where(moderates_here(actor), MarkingTask.attempt_id.in_(attempt_ids), MarkingTask.stage == Stage.SETTLED)
        .order_by(MarkingTask.code, MarkingTask.place)
    ).all()
    opinions = opinions_of(session, [task.id for task, _texts in rows])
    statement = select(Grade.attempt_id, Grade.percent, Grade.passed).where(Grade.attempt_id.in_(attempt_ids))
    grades = {row.attempt_id: row for row in session.execute(statement.order_by(Grade.graded_at, Grade.id))}
    return [_sampled(task, texts, opinions.get(task.id, []), grades.get(task.attempt_id)) for task, texts in rows]


def _sampled(task: MarkingTask, texts: dict[str, Any], opinions: list[Opinion], grade: Any) -> SampledAnswer:  # noqa: ANN401 -- a row
    verdict = combine((each.mark for each in opinions), plan_of(task))
    return SampledAnswer(
        task.id,
        task.attempt_id,
        task.code,
        task.place,
        texts,
        verdict.points or Fraction(0),
        Fraction(task.maximum),
        verdict.basis,
        grade.percent if grade else None,
        grade.passed if grade else None,
    )


def comparisons(session: Session, actor: Actor) -> tuple[list[Comparison], dict[UUID, str]]:
    """Return each marker's marks beside what they are compared with, and the markers' names (two statements).

    The reference is the mark after moderation or an appeal; where there was none, the mean of the other markers.
    """
    tasks = session.execute(
        select(MarkingTask.id, MarkingTask.maximum)
        .join(Agency, Agency.id == MarkingTask.centre_id)
        .where(moderates_here(actor), MarkingTask.settled_at.is_not(None))
    ).all()
    opinions = opinions_of(session, [task.id for task in tasks]) if tasks else {}
    names = {each.marker_id: each.marker for own in opinions.values() for each in own if each.role not in OVERRULING}
    found: list[Comparison] = []
    for task in tasks:
        found += _compared(opinions.get(task.id, []), Fraction(task.maximum))
    return found, names


def _compared(opinions: list[Opinion], maximum: Fraction) -> list[Comparison]:
    overruled = [each.points for each in opinions if each.role in OVERRULING]
    own: dict[UUID, Fraction] = {each.marker_id: each.points for each in opinions if each.role not in OVERRULING}
    found = []
    for marker, points in own.items():
        others = [each for key, each in own.items() if key != marker]
        reference = overruled[-1] if overruled else sum(others, Fraction(0)) / len(others) if others else None
        if reference is not None and maximum:
            found.append(Comparison(marker, float(points / maximum), float(reference / maximum)))
    return found


def samples_by_assessment(rows: Sequence[SampleRow]) -> dict[tuple[UUID, UUID], list[SampleRow]]:
    """Sort samples to the assessment and centre that they are of."""
    sorted_rows: dict[tuple[UUID, UUID], list[SampleRow]] = defaultdict(list)
    for row in rows:
        sorted_rows[row.assessment_id, row.centre_id].append(row)
    return sorted_rows
