"""Withdrawn question versions, and the attempts that had them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, String, cast, exists, false, func, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.accounts.models import Agency, Role, User
from app.assessments.banks.models import Bank, BankQuestion
from app.assessments.models import Attempt, Grade, QuestionVersion
from app.assessments.rules.questions import QuestionKind
from app.core.policy import Actor

from ..models import QuestionRuling, Regrade
from ..rules.rulings import Ruling, RulingKind

MOST_FOUND = 30


@dataclass(frozen=True, slots=True)
class RulingRow:
    """A ruling in a list: what was withdrawn, why, by whom, and how far regrading is."""

    id: UUID
    question_version_id: UUID
    module_key: str
    question_key: str
    number: int
    question_kind: QuestionKind
    texts: dict[str, Any]
    kind: RulingKind
    correction: dict[str, Any]
    reason: str
    ruled_at: datetime
    ruled_by: str
    looked_at: int
    changed: int


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A question version that may be withdrawn."""

    id: UUID
    module_key: str
    question_key: str
    number: int
    kind: QuestionKind
    texts: dict[str, Any]
    withdrawn: bool


def withdrawn() -> InstrumentedAttribute[UUID]:
    """Return the column of all withdrawn question versions, for `not in (select …)`."""
    return QuestionRuling.question_version_id


def rulings_of(session: Session, version_ids: Sequence[UUID]) -> dict[str, Ruling]:
    """Return the rulings on question versions, by the version's id as papers write it."""
    columns = (QuestionRuling.question_version_id, QuestionRuling.kind, QuestionRuling.correction)
    statement = select(*columns).where(QuestionRuling.question_version_id.in_(version_ids))
    return {str(row.question_version_id): Ruling(row.kind, row.correction) for row in session.execute(statement)}


def attempts_with(version_id: UUID) -> Select[Any]:
    """Select the handed-in attempts whose paper holds a question version.

    Papers are documents; they are searched for the id as text. Withdrawing a question is rare, so no index is kept.
    """
    holds = cast(Attempt.paper, String).like(f"%{version_id}%")
    return select(Attempt.id).where(Attempt.submitted_at.is_not(None), holds)


def not_looked_at(session: Session, ruling: QuestionRuling, limit: int) -> list[UUID]:
    """Return attempts that a ruling concerns and that were not regraded for it yet, the oldest first.

    What was handed in after the ruling was marked under it already.
    """
    done = exists().where(Regrade.attempt_id == Attempt.id, Regrade.cause_id == ruling.id)
    statement = attempts_with(ruling.question_version_id).where(Attempt.submitted_at <= ruling.ruled_at, ~done)
    return list(session.scalars(statement.order_by(Attempt.id).limit(limit)))


def unfinished_rulings(session: Session, since: datetime) -> list[QuestionRuling]:
    """Return the rulings since an instant, which may have attempts left to look at."""
    statement = select(QuestionRuling).where(QuestionRuling.ruled_at >= since).order_by(QuestionRuling.ruled_at)
    return list(session.scalars(statement))


def list_rulings(session: Session, ruling_id: UUID | None = None) -> list[RulingRow]:
    """Return the rulings, the newest first, with how many attempts were looked at and changed."""
    looked = (
        select(Regrade.cause_id, func.count().label("looked_at"), func.count(Regrade.new_grade_id).label("changed"))
        .group_by(Regrade.cause_id)
        .subquery()
    )
    statement = (
        select(
            QuestionRuling.id,
            QuestionRuling.question_version_id,
            QuestionVersion.module_key,
            QuestionVersion.question_key,
            QuestionVersion.number,
            QuestionVersion.kind.label("question_kind"),
            QuestionVersion.texts,
            QuestionRuling.kind,
            QuestionRuling.correction,
            QuestionRuling.reason,
            QuestionRuling.ruled_at,
            User.name.label("ruled_by"),
            func.coalesce(looked.c.looked_at, 0),
            func.coalesce(looked.c.changed, 0),
        )
        .join(QuestionVersion, QuestionVersion.id == QuestionRuling.question_version_id)
        .join(User, User.id == QuestionRuling.ruled_by)
        .outerjoin(looked, looked.c.cause_id == QuestionRuling.id)
        .order_by(QuestionRuling.ruled_at.desc())
    )
    if ruling_id is not None:
        statement = statement.where(QuestionRuling.id == ruling_id)
    return [RulingRow(*row) for row in session.execute(statement)]


def find_versions(session: Session, actor: Actor, words: str) -> list[VersionRow]:
    """Return question versions that the actor may withdraw and whose id, module or text holds the words."""
    wanted = f"%{words.strip().replace('%', '')}%"
    statement = (
        select(
            QuestionVersion.id,
            QuestionVersion.module_key,
            QuestionVersion.question_key,
            QuestionVersion.number,
            QuestionVersion.kind,
            QuestionVersion.texts,
            QuestionRuling.id.is_not(None),
        )
        .outerjoin(QuestionRuling, QuestionRuling.question_version_id == QuestionVersion.id)
        .where(
            _withdraws(actor),
            or_(
                QuestionVersion.question_key.ilike(wanted),
                QuestionVersion.module_key.ilike(wanted),
                *(QuestionVersion.texts[(code, "stem")].as_string().ilike(wanted) for code in ("en", "ru", "tg")),
            ),
        )
        .order_by(QuestionVersion.module_key, QuestionVersion.question_key, QuestionVersion.number.desc())
        .limit(MOST_FOUND)
    )
    return [VersionRow(*row) for row in session.execute(statement)]


def latest_outcomes(session: Session, attempt_ids: Sequence[UUID]) -> dict[UUID, Grade]:
    """Return the grade of each attempt that counts; those without one are left out."""
    statement = select(Grade).where(Grade.attempt_id.in_(attempt_ids)).order_by(Grade.graded_at, Grade.id)
    return {grade.attempt_id: grade for grade in session.scalars(statement)}


def _withdraws(actor: Actor) -> ColumnElement[bool]:
    """The same rule as `may_withdraw`."""
    if actor.has_role(Role.CURRICULUM_EDITOR):
        return true()
    scopes = actor.scopes(Role.CENTRE_ADMINISTRATOR)
    within = or_(*(Agency.path.startswith(scope, autoescape=True) for scope in scopes)) if scopes else false()
    own = (
        select(BankQuestion.id)
        .join(Bank, Bank.id == BankQuestion.bank_id)
        .join(Agency, Agency.id == Bank.agency_id)
        .where(within)
    )
    return QuestionVersion.bank_question_id.in_(own)
