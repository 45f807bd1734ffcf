"""Questions of papers and banks: one statement whatever their number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, false, func, literal, not_, null, or_, select
from sqlalchemy.orm import Session

from app.assessments.banks.models import BankQuestion
from app.assessments.marking.queries.rulings import withdrawn
from app.assessments.models import EditionQuestion, QuestionVersion
from app.assessments.rules.blueprints import MissingLanguage
from app.assessments.rules.questions import TYPED_KINDS, Paper, Question
from app.courses.models import CourseModule

from .attempts import OfferedAssessment


def question_texts(session: Session, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Return the words of question versions by their ids."""
    statement = select(QuestionVersion.id, QuestionVersion.texts).where(QuestionVersion.id.in_(map(UUID, ids)))
    return {str(row.id): row.texts for row in session.execute(statement)}


def questions_of(session: Session, paper: Paper) -> list[Question]:
    """Return the questions of a paper with their keys, in its order; one statement whatever their number."""
    ids = [UUID(each.id) for each in paper.questions]
    found = {each.id: each for each in _questions(session, QuestionVersion.id.in_(ids), with_texts=True)}
    return [found[each.id] for each in paper.questions]


def bank_of(session: Session, assessment: OfferedAssessment) -> list[Question]:
    """Return what a paper of this assessment may draw.

    That is the module's questions, or the whole course's, and the published questions of the centre banks that the
    blueprint names. Words are left out: a pool may be large, and drawing looks at none.
    """
    condition = _belongs(assessment)
    if assessment.blueprint.missing_language_for(assessment.kind) is MissingLanguage.LEAVE_OUT:
        condition = and_(condition, written_in(assessment.language))
    return _questions(session, condition, with_texts=False)


def count_untranslated(session: Session, assessment: OfferedAssessment) -> int:
    """Return how many questions that a paper could draw are not written in the language of the person who sits."""
    missing = and_(_belongs(assessment), not_(written_in(assessment.language)))
    return session.scalar(select(func.count()).select_from(QuestionVersion).where(missing)) or 0


def written_in(language: str) -> ColumnElement[bool]:
    """Whether a question has its words in a language."""
    codes = literal(" ") + QuestionVersion.languages + literal(" ")
    written: ColumnElement[bool] = codes.contains(f" {language} ", autoescape=True)
    return written


def _belongs(assessment: OfferedAssessment) -> ColumnElement[bool]:
    blueprint = assessment.blueprint
    belongs = or_(QuestionVersion.id.in_(_of_course(assessment)), in_use(blueprint.banks, assessment.module_key))
    faultless = QuestionVersion.id.not_in(select(withdrawn()))
    return and_(belongs, QuestionVersion.pool.in_(blueprint.pools), faultless)


def in_use(bank_ids: Sequence[str], module_key: str = "") -> ColumnElement[bool]:
    """Whether a version is the published, not retired one of a question in one of the banks."""
    known = [found for each in bank_ids if (found := _read_id(each))]
    if not known:
        return false()
    published = (
        select(QuestionVersion.id)
        .join(BankQuestion, QuestionVersion.bank_question_id == BankQuestion.id)
        .where(
            BankQuestion.bank_id.in_(known),
            BankQuestion.version_number == QuestionVersion.number,
            BankQuestion.retired_at.is_(None),
        )
    )
    if module_key:
        published = published.where(QuestionVersion.module_key == module_key)
    chosen: ColumnElement[bool] = QuestionVersion.id.in_(published)
    return chosen


def _of_course(assessment: OfferedAssessment) -> Any:  # noqa: ANN401 -- a subquery
    belongs = (
        select(EditionQuestion.question_version_id)
        .join(CourseModule, CourseModule.edition_id == EditionQuestion.edition_id)
        .where(CourseModule.course_edition_id == assessment.course_edition_id)
    )
    if assessment.module_key:
        belongs = belongs.where(CourseModule.module_key == assessment.module_key)
    return belongs


def _read_id(text: object) -> UUID | None:
    try:
        return UUID(str(text))
    except ValueError:
        return None


def _questions(session: Session, condition: ColumnElement[bool], *, with_texts: bool) -> list[Question]:
    typed_texts = case((QuestionVersion.kind.in_(TYPED_KINDS), QuestionVersion.texts), else_=null())
    statement = select(
        QuestionVersion.id,
        QuestionVersion.kind,
        QuestionVersion.key,
        QuestionVersion.module_key,
        QuestionVersion.question_key,
        QuestionVersion.objective,
        QuestionVersion.difficulty,
        QuestionVersion.pool,
        QuestionVersion.languages,
        (typed_texts if with_texts else null()).label("texts"),
    ).where(condition)
    return [
        Question(
            id=str(row.id),
            kind=row.kind,
            key=row.key,
            module=row.module_key,
            name=row.question_key,
            objective=row.objective,
            difficulty=row.difficulty,
            pool=row.pool,
            texts=row.texts or {},
            languages=frozenset(row.languages.split()),
        )
        for row in session.execute(statement)
    ]
