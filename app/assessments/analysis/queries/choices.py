"""What can be analysed: assessments with results, their editions, languages and groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session

from app.assessments.analysis.permissions import sees_everybody
from app.assessments.models import Assessment, Attempt, Grade, QuestionVersion
from app.assessments.rules.questions import AssessmentKind, Question, QuestionKind
from app.assessments.scopes import in_group, within_reach
from app.core.errors import Missing
from app.core.policy import Actor
from app.courses.models import CourseEdition, CourseModule, ModuleEdition

FIRST = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Whose attempts the figures rest on; an empty value asks for all. `editions` are assessments, one an edition."""

    assessments: tuple[UUID, ...]
    group_id: UUID | None = None
    language: str = ""
    first: datetime | None = None
    before: datetime | None = None
    every_attempt: bool = False

    def as_facts(self) -> dict[str, str]:
        """Return the selection as the audit trail keeps it."""
        values = {
            "assessments": ", ".join(map(str, self.assessments)),
            "group": self.group_id,
            "language": self.language,
            "first": self.first,
            "before": self.before,
            "attempts": "all" if self.every_attempt else "first",
        }
        return {name: str(value) for name, value in values.items() if value}


@dataclass(frozen=True, slots=True)
class AssessmentFacts:
    """An assessment of one edition of a course, and how many handed it in."""

    id: UUID
    kind: AssessmentKind
    module_key: str
    course_key: str
    edition: int
    course_title: dict[str, str]
    module_title: dict[str, str] | None
    people: int = 0
    last_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class QuestionFacts:
    """A question version with its words."""

    id: UUID
    module_key: str
    question_key: str
    number: int
    kind: QuestionKind
    objective: str
    difficulty: str
    key: dict[str, Any]
    texts: dict[str, Any]

    @property
    def options(self) -> tuple[str, ...]:
        """What can be chosen."""
        if self.kind not in (QuestionKind.SINGLE, QuestionKind.MULTIPLE, QuestionKind.TRUE_FALSE, QuestionKind.IMAGE):
            return ()
        return Question(id=str(self.id), kind=self.kind, key=self.key).options

    @property
    def right(self) -> frozenset[str]:
        """Which of the options earn something."""
        if self.kind is QuestionKind.TRUE_FALSE:
            return frozenset({str(self.key["answer"]).lower()})
        shares: dict[str, str] = self.key.get("shares") or {}
        earning = {option for option, share in shares.items() if float(share) > 0}
        return frozenset(earning or self.key.get("correct", ()))


def list_assessments(session: Session, actor: Actor) -> list[AssessmentFacts]:
    """Return the assessments with results that the person may see, the latest first (one statement)."""
    counted = (
        select(
            *_columns(),
            func.count(func.distinct(Attempt.enrolment_id)).label("people"),
            func.max(Attempt.submitted_at).label("last_at"),
        )
        .select_from(Assessment)
        .join(CourseEdition, CourseEdition.id == Assessment.course_edition_id)
        .join(Attempt, Attempt.assessment_id == Assessment.id)
        .join(Grade, Grade.attempt_id == Attempt.id)
        .group_by(Assessment.id, CourseEdition.id)
        .order_by(func.max(Attempt.submitted_at).desc(), Assessment.id)
    )
    if not sees_everybody(actor):
        counted = counted.where(within_reach(actor, Attempt.enrolment_id))
    rows = session.execute(counted).all()
    titles = _module_titles(session, {row.module_key for row in rows if row.module_key})
    return [_facts(row, titles, row.people, row.last_at) for row in rows]


def editions_of(session: Session, assessment_id: UUID) -> list[AssessmentFacts]:
    """Return an assessment and its fellows in the other editions of the course, the newest edition first.

    Raises:
        Missing: there is none.

    """
    own = (
        select(CourseEdition.course_key, Assessment.kind, Assessment.module_key)
        .join(CourseEdition, CourseEdition.id == Assessment.course_edition_id)
        .where(Assessment.id == assessment_id)
        .subquery()
    )
    rows = session.execute(
        select(*_columns())
        .select_from(Assessment)
        .join(CourseEdition, CourseEdition.id == Assessment.course_edition_id)
        .join(
            own,
            and_(
                own.c.course_key == CourseEdition.course_key,
                own.c.kind == Assessment.kind,
                own.c.module_key == Assessment.module_key,
            ),
        )
        .order_by(CourseEdition.number.desc())
    ).all()
    if not rows:
        raise Missing
    titles = _module_titles(session, {rows[0].module_key} - {""})
    return [_facts(row, titles) for row in rows]


def require_reach(session: Session, actor: Actor, assessment_ids: Sequence[UUID]) -> None:
    """Refuse whoever answers for nobody that sat one of the assessments.

    Raises:
        Missing: nobody of the person's people sat any.

    """
    if sees_everybody(actor):
        return
    sat = select(Attempt.id).where(Attempt.assessment_id.in_(assessment_ids), within_reach(actor, Attempt.enrolment_id))
    if session.scalar(sat.limit(1)) is None:
        raise Missing


def languages_of(session: Session, assessment_ids: Sequence[UUID]) -> list[str]:
    """Return the languages in which assessments were sat."""
    chosen = select(Attempt.language).where(Attempt.assessment_id.in_(assessment_ids)).distinct()
    return sorted(session.scalars(chosen))


def questions_of(session: Session, ids: Sequence[UUID]) -> dict[str, QuestionFacts]:
    """Return question versions with their words, by their ids as texts."""
    columns = (
        QuestionVersion.id,
        QuestionVersion.module_key,
        QuestionVersion.question_key,
        QuestionVersion.number,
        QuestionVersion.kind,
        QuestionVersion.objective,
        QuestionVersion.difficulty,
        QuestionVersion.key,
        QuestionVersion.texts,
    )
    rows = session.execute(select(*columns).where(QuestionVersion.id.in_(ids)))
    return {str(row.id): QuestionFacts(*row) for row in rows}


def attempts_wanted(actor: Actor, wanted: Wanted) -> Select[UUID]:
    """Select the ids of the attempts that the figures rest on: handed in, and of people whom the reader may see."""
    chosen = select(Attempt.id).where(Attempt.assessment_id.in_(wanted.assessments), Attempt.submitted_at.is_not(None))
    if not wanted.every_attempt:
        chosen = chosen.where(Attempt.number == FIRST)
    if wanted.language:
        chosen = chosen.where(Attempt.language == wanted.language)
    if wanted.first:
        chosen = chosen.where(Attempt.submitted_at >= wanted.first)
    if wanted.before:
        chosen = chosen.where(Attempt.submitted_at < wanted.before)
    if wanted.group_id:
        chosen = chosen.where(in_group(wanted.group_id, Attempt.enrolment_id))
    if not sees_everybody(actor):
        chosen = chosen.where(within_reach(actor, Attempt.enrolment_id))
    return chosen


def _columns() -> tuple[Any, ...]:
    return (
        Assessment.id,
        Assessment.kind,
        Assessment.module_key,
        CourseEdition.id.label("course_edition_id"),
        CourseEdition.course_key,
        CourseEdition.number,
        CourseEdition.definition["title"].label("course_title"),
    )


def _module_titles(session: Session, keys: set[str]) -> dict[str, dict[str, str]]:
    """Return the newest title of each module."""
    if not keys:
        return {}
    rows = session.execute(
        select(ModuleEdition.module_key, ModuleEdition.outline["title"])
        .where(ModuleEdition.module_key.in_(keys), ModuleEdition.id.in_(select(CourseModule.edition_id)))
        .order_by(ModuleEdition.number)
    )
    return {key: title for key, title in rows}  # noqa: C416 -- dict() would take a result for a mapping


def _facts(
    row: Any,  # noqa: ANN401 -- a row
    titles: dict[str, dict[str, str]],
    people: int = 0,
    last_at: datetime | None = None,
) -> AssessmentFacts:
    return AssessmentFacts(
        id=row.id,
        kind=row.kind,
        module_key=row.module_key,
        course_key=row.course_key,
        edition=row.number,
        course_title=row.course_title,
        module_title=titles.get(row.module_key),
        people=people,
        last_at=last_at,
    )
