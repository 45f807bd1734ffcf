"""Questions of the curriculum beside those of the banks."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.assessments.models import QuestionVersion
from app.assessments.rules.writing import WrittenQuestion
from app.core.errors import Missing

from ..models import QuestionUse
from .banks import current_versions
from .questions import written_of


def curriculum_versions(session: Session, module_key: str = "") -> list[tuple[QuestionVersion, int]]:
    """Return the questions of the current editions with how often each version was drawn; one statement."""
    statement = (
        select(QuestionVersion, func.coalesce(QuestionUse.drawn, 0))
        .outerjoin(QuestionUse, QuestionUse.question_version_id == QuestionVersion.id)
        .where(QuestionVersion.id.in_(current_versions()))
        .order_by(QuestionVersion.module_key, QuestionVersion.question_key)
    )
    if module_key:
        statement = statement.where(QuestionVersion.module_key == module_key)
    return [(version, int(drawn)) for version, drawn in session.execute(statement)]


def curriculum_questions(session: Session, module_key: str = "") -> list[WrittenQuestion]:
    """Return the questions of the current editions, of one module or of all."""
    return [written_of(version) for version, _drawn in curriculum_versions(session, module_key)]


def curriculum_history(session: Session, module_key: str, question_key: str) -> list[QuestionVersion]:
    """Return all versions of a question of the curriculum, the latest first.

    Raises:
        Missing: there is no such question.

    """
    statement = (
        select(QuestionVersion)
        .where(
            QuestionVersion.module_key == module_key,
            QuestionVersion.question_key == question_key,
            QuestionVersion.bank_question_id.is_(None),
        )
        .order_by(QuestionVersion.number.desc())
    )
    found = list(session.scalars(statement))
    if not found:
        raise Missing
    return found
