"""What pages need to put questions into words: texts, structure, and where their pictures are kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.assessments.models import EditionQuestion, QuestionVersion
from app.courses.models import ModuleEdition


@dataclass(frozen=True, slots=True)
class QuestionWords:
    """A question version's words and structure, and where its pictures are: an edition of its module, or a bank."""

    texts: dict[str, Any]
    key: dict[str, Any]
    edition_id: UUID | None
    of_bank: bool = False


def question_words(session: Session, ids: Sequence[str]) -> dict[str, QuestionWords]:
    """Return the words of question versions by their ids; one statement.

    A version names its pictures with their digests, so every edition that it belongs to has the same ones. A version
    that belongs to none yet uses the newest edition of its module.
    """
    linked = (
        select(EditionQuestion.edition_id)
        .where(EditionQuestion.question_version_id == QuestionVersion.id)
        .limit(1)
        .correlate(QuestionVersion)
        .scalar_subquery()
    )
    newest = (
        select(ModuleEdition.id)
        .where(ModuleEdition.module_key == QuestionVersion.module_key)
        .order_by(ModuleEdition.number.desc())
        .limit(1)
        .correlate(QuestionVersion)
        .scalar_subquery()
    )
    statement = select(
        QuestionVersion.id,
        QuestionVersion.texts,
        QuestionVersion.key,
        func.coalesce(linked, newest).label("edition_id"),
        QuestionVersion.bank_question_id,
    ).where(QuestionVersion.id.in_(map(UUID, ids)))
    return {
        str(row.id): QuestionWords(row.texts, row.key, _uuid(row.edition_id), row.bank_question_id is not None)
        for row in session.execute(statement)
    }


def _uuid(value: Any) -> UUID | None:  # noqa: ANN401 -- SQLite returns what it stored
    return value if value is None or isinstance(value, UUID) else UUID(str(value))
