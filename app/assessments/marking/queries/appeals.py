"""Appeals with everything that happened to them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.accounts.models import Agency, Role, RoleAssignment, User
from app.assessments.models import Assessment, Attempt, Grade
from app.assessments.queries.attempts import TITLES, with_titles
from app.assessments.rules.questions import AssessmentKind
from app.core.errors import Missing
from app.core.policy import Actor, allowed

from ..models import Appeal, AppealStep, Judgement, MarkingTask
from ..permissions import AppealScope, MarkingPermission
from ..rules.appeals import AppealStepKind, Remedy
from .scopes import administers_appeal


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happened to an appeal."""

    kind: AppealStepKind
    person_id: UUID | None
    person: str
    remedy: Remedy | None
    reason: str
    acted_at: datetime
    acted_by: str


@dataclass(frozen=True, slots=True)
class AppealFacts:
    """An appeal, the result that it is against, and its steps."""

    id: UUID
    attempt_id: UUID
    grade_id: UUID
    user_id: UUID
    user_name: str
    centre_id: UUID
    centre_path: str
    grounds: str
    filed_at: datetime
    enrolment_id: UUID
    assessment_id: UUID
    number: int
    kind: AssessmentKind
    course_title: dict[str, str]
    module_title: dict[str, str] | None
    percent: float
    passed: bool
    steps: tuple[Step, ...] = ()

    @property
    def handler_id(self) -> UUID | None:
        """Who was asked to decide, the last one asked."""
        asked = [step.person_id for step in self.steps if step.kind is AppealStepKind.ASSIGNED]
        return asked[-1] if asked else None

    @property
    def handler(self) -> str:
        """The name of who was asked to decide."""
        asked = [step.person for step in self.steps if step.kind is AppealStepKind.ASSIGNED]
        return asked[-1] if asked else ""

    @property
    def decision(self) -> Step | None:
        """The decision, where there is one."""
        return next((step for step in self.steps if step.kind is not AppealStepKind.ASSIGNED), None)

    @property
    def state(self) -> str:
        """Where it stands in a word: filed, assigned, upheld, dismissed."""
        return self.steps[-1].kind.value if self.steps else "filed"

    @property
    def scope(self) -> AppealScope:
        """As permissions see it."""
        return AppealScope(self.centre_path, self.user_id, self.handler_id)


def list_appeals(session: Session, actor: Actor) -> list[AppealFacts]:
    """Return the appeals that the actor assigns or decides, the newest first."""
    return _appeals(session, or_(administers_appeal(actor), _asked(actor)))


def appeals_of_attempt(session: Session, attempt_id: UUID) -> list[AppealFacts]:
    """Return the appeals against results of an attempt, the newest first."""
    return _appeals(session, Appeal.attempt_id == attempt_id)


def get_appeal(
    session: Session, actor: Actor, appeal_id: UUID, permission: MarkingPermission, *, locked: bool = False
) -> AppealFacts:
    """Return an appeal that the actor may see, assign or decide.

    Raises:
        Missing: there is none, or it is no business of the actor's.

    """
    if locked:
        session.execute(select(Appeal.id).where(Appeal.id == appeal_id).with_for_update())
    found = next(iter(_appeals(session, Appeal.id == appeal_id)), None)
    if found is None or not allowed(actor, permission, found.scope):
        raise Missing
    return found


def possible_handlers(session: Session, appeal: AppealFacts) -> list[tuple[UUID, str]]:
    """Return the centre's trainers and administrators who marked nothing of the attempt, by name."""
    marked = (
        exists()
        .where(Judgement.marker_id == User.id, Judgement.task_id == MarkingTask.id)
        .where(MarkingTask.attempt_id == appeal.attempt_id)
    )
    statement = (
        select(User.id, User.name, RoleAssignment.scope_path)
        .join(RoleAssignment, RoleAssignment.user_id == User.id)
        .where(
            RoleAssignment.role.in_((Role.TRAINER, Role.CENTRE_ADMINISTRATOR)),
            RoleAssignment.ended_at.is_(None),
            RoleAssignment.agency_id.is_not(None),
            User.id != appeal.user_id,
            ~marked,
        )
        .order_by(User.name)
    )
    rows = session.execute(statement)
    return list({row.id: (row.id, row.name) for row in rows if appeal.centre_path.startswith(row.scope_path)}.values())


def _asked(actor: Actor) -> ColumnElement[bool]:
    step = aliased(AppealStep)
    asked = exists().where(
        step.appeal_id == Appeal.id, step.kind == AppealStepKind.ASSIGNED, step.person_id == actor.id
    )
    return and_(asked, Appeal.user_id != actor.id)


def _appeals(session: Session, condition: ColumnElement[bool]) -> list[AppealFacts]:
    of_appeal: list[Any] = [Appeal.id, Appeal.attempt_id, Appeal.grade_id, Appeal.user_id, User.name]
    of_appeal += [Appeal.centre_id, Agency.path, Appeal.grounds, Appeal.filed_at]
    of_attempt: list[Any] = [Attempt.enrolment_id, Attempt.assessment_id, Attempt.number, Assessment.kind, *TITLES]
    statement = (
        select(*of_appeal, *of_attempt, Grade.percent, Grade.passed)
        .join(User, User.id == Appeal.user_id)
        .join(Agency, Agency.id == Appeal.centre_id)
        .join(Attempt, Attempt.id == Appeal.attempt_id)
        .join(Assessment, Assessment.id == Attempt.assessment_id)
        .join(Grade, Grade.id == Appeal.grade_id)
    )
    rows = session.execute(with_titles(statement).where(condition).order_by(Appeal.filed_at.desc())).all()
    steps = _steps(session, [row.id for row in rows]) if rows else {}
    return [AppealFacts(*(*row, tuple(steps.get(row.id, ())))) for row in rows]


def _steps(session: Session, appeal_ids: Sequence[UUID]) -> dict[UUID, list[Step]]:
    by, person = aliased(User), aliased(User)
    statement = (
        select(
            AppealStep.appeal_id,
            AppealStep.kind,
            AppealStep.person_id,
            func.coalesce(person.name, ""),
            AppealStep.remedy,
            AppealStep.reason,
            AppealStep.acted_at,
            by.name,
        )
        .join(by, by.id == AppealStep.acted_by)
        .outerjoin(person, person.id == AppealStep.person_id)
        .where(AppealStep.appeal_id.in_(appeal_ids))
        .order_by(AppealStep.number)
    )
    found: dict[UUID, list[Step]] = defaultdict(list)
    for row in session.execute(statement):
        found[row.appeal_id].append(Step(*row[1:]))
    return found
