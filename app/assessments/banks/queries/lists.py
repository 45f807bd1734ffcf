"""The list of a bank's questions with its filters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, func, select
from sqlalchemy.orm import Session

from app.assessments.models import QuestionVersion
from app.assessments.rules.questions import QuestionKind
from app.core.search_words import folded_words, loosen

from ..models import BankQuestion, QuestionUse
from ..rules.workflow import QuestionState

MOST_WORDS = 8
NO_TAGS = "-"
"""What a filter asks for that looks for questions without a module or an objective."""


@dataclass(frozen=True, slots=True)
class QuestionFilter:
    """What a list is narrowed to; an empty word stands for any."""

    search: str = ""
    module: str = ""
    objective: str = ""
    difficulty: str = ""
    kind: str = ""
    state: str = ""
    pool: str = ""
    missing: str = ""
    use: str = ""

    @property
    def narrow(self) -> bool:
        """Whether it leaves anything out."""
        return self != QuestionFilter()

    @property
    def further(self) -> bool:
        """Whether it asks for more than words and a state."""
        return self != QuestionFilter(search=self.search, state=self.state)


@dataclass(frozen=True, slots=True)
class ListedQuestion:
    """A question in a list. `version_id` is the version in use."""

    id: UUID
    name: str
    kind: QuestionKind
    state: QuestionState
    version_number: int
    module_key: str
    objective: str
    difficulty: str
    pool: str
    texts: dict[str, Any]
    languages: str
    updated_at: datetime
    version_id: UUID | None
    drawn: int


def questions_in(bank_id: UUID, wanted: QuestionFilter) -> Select[Any]:
    """Return the statement for a bank's questions, by name."""
    question, version = BankQuestion, QuestionVersion
    uses = (
        select(version.bank_question_id.label("question_id"), func.sum(QuestionUse.drawn).label("drawn"))
        .join(QuestionUse, QuestionUse.question_version_id == version.id)
        .where(version.bank_question_id.is_not(None))
        .group_by(version.bank_question_id)
        .subquery()
    )
    drawn = func.coalesce(uses.c.drawn, 0).label("drawn")
    statement = (
        select(
            question.id,
            question.name,
            question.kind,
            question.state,
            question.version_number,
            question.module_key,
            question.objective,
            question.difficulty,
            question.pool,
            question.texts,
            question.languages,
            question.updated_at,
            version.id.label("version_id"),
            drawn,
        )
        .outerjoin(version, and_(version.bank_question_id == question.id, version.number == question.version_number))
        .outerjoin(uses, uses.c.question_id == question.id)
        .where(question.bank_id == bank_id, *_narrowed(wanted))
    )
    if wanted.use:
        statement = statement.where(uses.c.drawn.is_not(None) if wanted.use == "used" else uses.c.drawn.is_(None))
    return statement.order_by(question.name, question.id)


def listed(row: Row[Any]) -> ListedQuestion:
    """Read a row of `questions_in`."""
    facts = row._asdict()
    return ListedQuestion(**{**facts, "drawn": int(facts["drawn"])})


def _narrowed(wanted: QuestionFilter) -> list[ColumnElement[bool]]:
    question = BankQuestion
    conditions: list[ColumnElement[bool]] = []
    for column, value in (
        (question.module_key, wanted.module),
        (question.objective, wanted.objective),
        (question.difficulty, wanted.difficulty),
        (question.pool, wanted.pool),
    ):
        if value:
            conditions.append(column == ("" if value == NO_TAGS else value))
    if wanted.kind in list(QuestionKind):
        conditions.append(question.kind == QuestionKind(wanted.kind))
    if wanted.state in list(QuestionState):
        conditions.append(question.state == QuestionState(wanted.state))
    if wanted.missing:
        conditions.append(~question.languages.contains(f" {wanted.missing} ", autoescape=True))
    words = [loosen(word) for word in folded_words(wanted.search)[:MOST_WORDS]]
    return conditions + [question.search_text.contains(f" {word}", autoescape=True) for word in words]


def tags_in(session: Session, bank_id: UUID) -> tuple[list[str], list[str]]:
    """Return the modules and objectives that questions of a bank have, for its filters."""
    rows = session.execute(
        select(BankQuestion.module_key, BankQuestion.objective).where(BankQuestion.bank_id == bank_id).distinct()
    ).all()
    return sorted({row.module_key for row in rows} - {""}), sorted({row.objective for row in rows} - {""})
