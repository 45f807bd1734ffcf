"""Answers that wait for a mark: lists for markers without names, and for assessors with names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from app.accounts.models import Agency, User
from app.assessments.models import Assessment, Attempt, QuestionVersion
from app.assessments.queries.attempts import TITLES, with_titles
from app.assessments.rules.questions import AssessmentKind, QuestionKind
from app.core.errors import Missing
from app.core.policy import Actor, allowed

from ..models import MarkingTask
from ..permissions import MarkingPermission, WorkScope
from ..rules.combining import Stage
from .scopes import marks_here, waits_for


@dataclass(frozen=True, slots=True)
class WaitingGroup:
    """Answers to one question of one assessment that wait for the actor."""

    assessment_id: UUID
    kind: AssessmentKind
    course_title: dict[str, str]
    module_title: dict[str, str] | None
    question_version_id: UUID
    texts: dict[str, Any]
    waiting: int
    since: datetime


@dataclass(frozen=True, slots=True)
class Work:
    """An answer to be marked, with what its pages and services need; whose it is stays out of blind pages."""

    id: UUID
    attempt_id: UUID
    place: int
    assessment_id: UUID
    question_version_id: UUID
    question_kind: QuestionKind
    user_id: UUID
    user_name: str
    centre_id: UUID
    centre_path: str
    code: str
    double: bool
    tolerance: str
    maximum: str
    stage: Stage
    ready_at: datetime | None
    language: str
    number: int
    submitted_at: datetime | None
    kind: AssessmentKind
    course_title: dict[str, str]
    module_title: dict[str, str] | None

    @property
    def scope(self) -> WorkScope:
        """As permissions see it."""
        return WorkScope(self.centre_path, self.user_id)


@dataclass(frozen=True, slots=True)
class WaitingPerson:
    """A checklist that waits, and who is to be watched."""

    id: UUID
    code: str
    user_name: str
    agency: dict[str, str]
    kind: AssessmentKind
    course_title: dict[str, str]
    module_title: dict[str, str] | None
    texts: dict[str, Any]
    ready_at: datetime
    submitted_at: datetime | None


def waiting_groups(session: Session, actor: Actor) -> list[WaitingGroup]:
    """Return what waits for the actor, by assessment and question, the longest waiting first."""
    counted = (
        select(
            MarkingTask.assessment_id,
            MarkingTask.question_version_id,
            func.count().label("waiting"),
            func.min(MarkingTask.ready_at).label("since"),
        )
        .join(Agency, Agency.id == MarkingTask.centre_id)
        .where(marks_here(actor), waits_for(actor), MarkingTask.kind != QuestionKind.CHECKLIST)
        .group_by(MarkingTask.assessment_id, MarkingTask.question_version_id)
        .subquery()
    )
    statement = with_titles(
        select(
            counted.c.assessment_id,
            Assessment.kind,
            *TITLES,
            counted.c.question_version_id,
            QuestionVersion.texts,
            counted.c.waiting,
            counted.c.since,
        )
        .join(Assessment, Assessment.id == counted.c.assessment_id)
        .join(QuestionVersion, QuestionVersion.id == counted.c.question_version_id)
    ).order_by(counted.c.since)
    return [WaitingGroup(*row) for row in session.execute(statement)]


def waiting_people(session: Session, actor: Actor) -> list[WaitingPerson]:
    """Return the checklists that wait at the actor's centres, with the people to be watched, by name."""
    sender = Agency.__table__.alias("sender")
    statement = (
        with_titles(
            select(
                MarkingTask.id,
                MarkingTask.code,
                User.name,
                sender.c.names,
                Assessment.kind,
                *TITLES,
                QuestionVersion.texts,
                MarkingTask.ready_at,
                Attempt.submitted_at,
            )
            .join(Agency, Agency.id == MarkingTask.centre_id)
            .join(Attempt, Attempt.id == MarkingTask.attempt_id)
            .join(User, User.id == MarkingTask.user_id)
            .join(sender, sender.c.id == User.agency_id)
            .join(Assessment, Assessment.id == MarkingTask.assessment_id)
            .join(QuestionVersion, QuestionVersion.id == MarkingTask.question_version_id)
        )
        .where(marks_here(actor), waits_for(actor), MarkingTask.kind == QuestionKind.CHECKLIST)
        .order_by(User.name, MarkingTask.ready_at)
    )
    return [WaitingPerson(*row) for row in session.execute(statement)]


class Order(StrEnum):
    """How a marker goes through the answers."""

    BY_QUESTION = "question"
    BY_CANDIDATE = "candidate"


def next_task(
    session: Session,
    actor: Actor,
    assessment_id: UUID,
    version_id: UUID | None = None,
    after: tuple[str, int] | None = None,
) -> UUID | None:
    """Return the next answer that waits for the actor: to one question by candidates, or candidate by candidate.

    `after` is the candidate's code and the place of the answer that was just marked. When none follows, it begins
    again with what was passed over.
    """
    statement = (
        select(MarkingTask.id)
        .join(Agency, Agency.id == MarkingTask.centre_id)
        .where(
            marks_here(actor),
            waits_for(actor),
            MarkingTask.kind != QuestionKind.CHECKLIST,
            MarkingTask.assessment_id == assessment_id,
        )
        .order_by(MarkingTask.code, MarkingTask.place)
        .limit(1)
    )
    if version_id is not None:
        statement = statement.where(MarkingTask.question_version_id == version_id)
    following = statement if after is None else statement.where(_follows(*after))
    found = session.scalars(following).one_or_none()
    return found if found is not None or after is None else session.scalars(statement).one_or_none()


def _follows(code: str, place: int) -> ColumnElement[bool]:
    return or_(MarkingTask.code > code, and_(MarkingTask.code == code, MarkingTask.place > place))


def get_work(
    session: Session, actor: Actor, task_id: UUID, permission: MarkingPermission, *, locked: bool = False
) -> Work:
    """Return an answer that the actor may mark or moderate.

    Raises:
        Missing: there is none, or it is another centre's, or the actor's own.

    """
    found = find_work(session, task_id, locked=locked)
    if found is None or not allowed(actor, permission, found.scope):
        raise Missing
    return found


def find_work(session: Session, task_id: UUID, *, locked: bool = False) -> Work | None:
    """Return an answer that is marked by people, whoever's it is."""
    statement = _work().where(MarkingTask.id == task_id)
    if locked:
        statement = statement.with_for_update(of=MarkingTask.__table__)
    row = session.execute(statement).one_or_none()
    return None if row is None else Work(*row)


def works_of(session: Session, attempt_id: UUID) -> list[Work]:
    """Return the answers of an attempt that are marked by people, in the order of the paper."""
    statement = _work().where(MarkingTask.attempt_id == attempt_id).order_by(MarkingTask.place)
    return [Work(*row) for row in session.execute(statement)]


def count_waiting(session: Session, attempt_id: UUID) -> int:
    """Return how many answers of an attempt wait for a mark."""
    statement = select(func.count()).select_from(MarkingTask)
    waiting = and_(MarkingTask.attempt_id == attempt_id, MarkingTask.stage != Stage.SETTLED)
    return session.scalar(statement.where(waiting)) or 0


def _work() -> Select[Any]:
    of_task: list[Any] = [MarkingTask.id, MarkingTask.attempt_id, MarkingTask.place, MarkingTask.assessment_id]
    of_task += [MarkingTask.question_version_id, MarkingTask.kind, MarkingTask.user_id, User.name]
    of_task += [MarkingTask.centre_id, Agency.path, MarkingTask.code, MarkingTask.double, MarkingTask.tolerance]
    of_task += [MarkingTask.maximum, MarkingTask.stage, MarkingTask.ready_at]
    of_attempt: list[Any] = [Attempt.language, Attempt.number, Attempt.submitted_at, Assessment.kind, *TITLES]
    return with_titles(
        select(*of_task, *of_attempt)
        .join(Attempt, Attempt.id == MarkingTask.attempt_id)
        .join(User, User.id == MarkingTask.user_id)
        .join(Agency, Agency.id == MarkingTask.centre_id)
        .join(Assessment, Assessment.id == MarkingTask.assessment_id)
    )
