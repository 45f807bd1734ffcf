"""Question versions, assessments, and everything a person did in them."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Numeric, String, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.audit import forbid_changes
from app.core.db import Base, Words
from app.core.errors import N_

from .rules.questions import AssessmentKind, AttemptSource, QuestionKind

__all__ = [
    "ASSESSMENT_TITLES",
    "Assessment",
    "AssessmentKind",
    "Attempt",
    "AttemptSource",
    "EditionQuestion",
    "Grade",
    "QuestionKind",
    "QuestionVersion",
    "Response",
]

ASSESSMENT_TITLES = {
    AssessmentKind.PRE_TEST: N_("Pre-test"),
    AssessmentKind.QUIZ: N_("Quiz"),
    AssessmentKind.FINAL_EXAM: N_("Final exam"),
    AssessmentKind.PRACTICAL: N_("Practical examination"),
}


def _languages(context: Any) -> str:  # noqa: ANN401 -- the library has no type for it
    return " ".join(sorted(context.get_current_parameters()["texts"]))


class QuestionVersion(Base):
    """A question as it was at publication; a changed question is a new version.

    `key` holds structure and right answers without words; `texts` the words by language. Both are in the shape that
    `rules.Question` reads. `languages` are those that have texts, with blanks between, so that drawing need not read
    the texts. A version of a centre's bank names the question there; one of the curriculum does not.
    """

    __tablename__ = "assessments_question_versions"
    __table_args__ = (
        UniqueConstraint("module_key", "question_key", "digest"),
        UniqueConstraint("bank_question_id", "number"),
        Index("ix_assessments_question_versions_module_key", "module_key"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    module_key: Mapped[str] = mapped_column(String(80))
    question_key: Mapped[str] = mapped_column(String(80))
    number: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    kind: Mapped[QuestionKind] = mapped_column(Words(QuestionKind))
    objective: Mapped[str] = mapped_column(String(80))
    difficulty: Mapped[str] = mapped_column(String(10))
    pool: Mapped[str] = mapped_column(String(10))
    key: Mapped[dict[str, Any]]
    texts: Mapped[dict[str, Any]]
    languages: Mapped[str] = mapped_column(String(80), default=_languages)
    bank_question_id: Mapped[UUID | None] = mapped_column(ForeignKey("assessments_bank_questions.id"))
    published_at: Mapped[datetime]


class EditionQuestion(Base):
    """Which question versions belong to a module edition: what a paper of that edition may draw."""

    __tablename__ = "assessments_edition_questions"

    edition_id: Mapped[UUID] = mapped_column(ForeignKey("courses_module_editions.id"), primary_key=True)
    question_version_id: Mapped[UUID] = mapped_column(ForeignKey("assessments_question_versions.id"), primary_key=True)


class Assessment(Base):
    """A pre-test, quiz or final exam of one course edition, with its blueprint."""

    __tablename__ = "assessments_assessments"
    __table_args__ = (UniqueConstraint("course_edition_id", "kind", "module_key"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    course_edition_id: Mapped[UUID] = mapped_column(ForeignKey("courses_course_editions.id"))
    kind: Mapped[AssessmentKind] = mapped_column(Words(AssessmentKind))
    module_key: Mapped[str] = mapped_column(String(80), default="")
    blueprint: Mapped[dict[str, Any]]


class Attempt(Base):
    """One person's go at an assessment: the paper as drawn (frozen), when it began and when it must end.

    `conditions` is the blueprint in force when it began, what a sitting laid over it included; `deadline_at` moves
    when an invigilator gives minutes. What was sat on paper has no deadline here: the room kept the time.
    """

    __tablename__ = "assessments_attempts"
    __table_args__ = (
        UniqueConstraint("enrolment_id", "assessment_id", "number"),
        Index("ix_assessments_attempts_assessment_id", "assessment_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    assessment_id: Mapped[UUID] = mapped_column(ForeignKey("assessments_assessments.id"))
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("courses_enrolments.id"))
    user_id: Mapped[UUID] = mapped_column(ForeignKey("accounts_users.id"), index=True)
    number: Mapped[int]
    language: Mapped[str] = mapped_column(String(5))
    seed: Mapped[int]
    paper: Mapped[dict[str, Any]]
    conditions: Mapped[dict[str, Any] | None]
    sitting_id: Mapped[UUID | None] = mapped_column(ForeignKey("assessments_sittings.id"), index=True)
    large_print: Mapped[bool] = mapped_column(default=False)
    source: Mapped[AttemptSource] = mapped_column(Words(AttemptSource), default=AttemptSource.ONLINE)
    started_at: Mapped[datetime]
    deadline_at: Mapped[datetime | None]
    submitted_at: Mapped[datetime | None]

    assessment: Mapped[Assessment] = relationship(lazy="raise")


class Response(Base):
    """An answer as given, at a moment; a later one to the same question stands beside it. Never changed.

    The id comes from the browser (or the form), so a repeated request is the same response. `late` answers are kept
    and not counted. `question` is the place in the paper from 0; `sequence` the order in which the server stored the
    attempt's answers; `flagged` that the person wants to look at the question again.
    """

    __tablename__ = "assessments_responses"
    __table_args__ = (UniqueConstraint("attempt_id", "sequence"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("assessments_attempts.id"))
    question: Mapped[int]
    answer: Mapped[dict[str, Any]]
    saved_at: Mapped[datetime]
    sequence: Mapped[int]
    late: Mapped[bool] = mapped_column(default=False)
    flagged: Mapped[bool] = mapped_column(default=False)


class Grade(Base):
    """What an attempt was worth; a regrade is a further row with its reason, the latest counts."""

    __tablename__ = "assessments_grades"
    __table_args__ = (Index("ix_assessments_grades_attempt_id", "attempt_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("assessments_attempts.id"))
    points: Mapped[float] = mapped_column(Numeric(8, 3, asdecimal=False))
    maximum: Mapped[float] = mapped_column(Numeric(8, 3, asdecimal=False))
    percent: Mapped[float] = mapped_column(Numeric(6, 2, asdecimal=False))
    passed: Mapped[bool]
    details: Mapped[list[Any]]
    graded_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(String(500), default="")


for _each in (QuestionVersion, EditionQuestion, Response, Grade):
    assert isinstance(_each.__table__, Table)
    forbid_changes(_each.__table__)
