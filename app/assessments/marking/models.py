"""Answers that wait for a person's mark, the marks, and what is done about results afterwards."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.assessments.rules.questions import QuestionKind
from app.core.audit import forbid_changes
from app.core.db import Base, Words

from .rules.appeals import AppealStepKind, Remedy
from .rules.combining import MarkRole, Stage
from .rules.rulings import RulingKind


class MarkingTask(Base):
    """An answer of an attempt that a person must mark.

    `code` is what markers call the candidate: the same for all answers of an attempt, and nothing that leads to a
    person. `centre_id` is the centre whose staff marks it. `stage` is kept here from the marks, so that a queue need
    not read them; `settled_at` says when the mark that counts first stood.
    """

    __tablename__ = "assessments_marking_tasks"
    __table_args__ = (
        UniqueConstraint("attempt_id", "place"),
        Index("ix_assessments_marking_tasks_queue", "centre_id", "stage"),
        Index("ix_assessments_marking_tasks_assessment_id", "assessment_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("assessments_attempts.id"))
    place: Mapped[int]
    assessment_id: Mapped[UUID] = mapped_column(ForeignKey("assessments_assessments.id"))
    question_version_id: Mapped[UUID] = mapped_column(ForeignKey("assessments_question_versions.id"))
    kind: Mapped[QuestionKind] = mapped_column(Words(QuestionKind))
    user_id: Mapped[UUID] = mapped_column(ForeignKey("accounts_users.id"))
    centre_id: Mapped[UUID] = mapped_column(ForeignKey("accounts_agencies.id"))
    code: Mapped[str] = mapped_column(String(12))
    double: Mapped[bool] = mapped_column(default=False)
    tolerance: Mapped[str] = mapped_column(String(12), default="0")
    maximum: Mapped[str] = mapped_column(String(24))
    stage: Mapped[Stage] = mapped_column(Words(Stage), default=Stage.FIRST)
    ready_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]


class Judgement(Base):
    """A mark as a person gave it. Never changed; a further mark stands beside it.

    `choices` is {"levels": {criterion: level}} or {"observed": [items]}; `points` the exact fraction that they earned.
    The id comes from the form, so that a form sent twice is one mark.
    """

    __tablename__ = "assessments_judgements"
    __table_args__ = (
        UniqueConstraint("task_id", "sequence"),
        Index("ix_assessments_judgements_marker_id", "marker_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    task_id: Mapped[UUID] = mapped_column(ForeignKey("assessments_marking_tasks.id"))
    sequence: Mapped[int]
    role: Mapped[MarkRole] = mapped_column(Words(MarkRole))
    marker_id: Mapped[UUID] = mapped_column(ForeignKey("accounts_users.id"))
    choices: Mapped[dict[str, Any]]
    points: Mapped[str] = mapped_column(String(40))
    comment: Mapped[str] = mapped_column(String(4000), default="")
    reason: Mapped[str] = mapped_column(String(4000), default="")
    begun_at: Mapped[datetime | None]
    given_at: Mapped[datetime]


class Observation(Base):
    """The whole checklist as it stood on the assessor's phone at a moment; the latest one is shown again."""

    __tablename__ = "assessments_observations"
    __table_args__ = (UniqueConstraint("task_id", "sequence"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    task_id: Mapped[UUID] = mapped_column(ForeignKey("assessments_marking_tasks.id"))
    sequence: Mapped[int]
    assessor_id: Mapped[UUID] = mapped_column(ForeignKey("accounts_users.id"))
    observed: Mapped[list[Any]]
    notes: Mapped[str] = mapped_column(String(4000), default="")
    saved_at: Mapped[datetime]


class ProvisionalMarks(Base):
    """What the program marked by itself when the attempt was handed in, while the rest waits for people."""

    __tablename__ = "assessments_provisional_marks"

    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("assessments_attempts.id"), primary_key=True)
    details: Mapped[list[Any]]
    marked_at: Mapped[datetime]


class ModerationSample(Base):
    """Which marked attempts a moderator was given to look at, and how they were chosen."""

    __tablename__ = "assessments_moderation_samples"
    __table_args__ = (Index("ix_assessments_moderation_samples_assessment_id", "assessment_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    assessment_id: Mapped[UUID] = mapped_column(ForeignKey("assessments_assessments.id"))
    centre_id: Mapped[UUID] = mapped_column(ForeignKey("accounts_agencies.id"))
    seed: Mapped[int]
    share: Mapped[int]
    band: Mapped[int]
    attempts: Mapped[list[Any]]
    drawn_at: Mapped[datetime]
    drawn_by: Mapped[UUID] = mapped_column(ForeignKey("accounts_users.id"))


class QuestionRuling(Base):
    """A question version that was withdrawn because it is faulty, and what becomes of the marks.

    `before` is the key as it was, so that the record is whole by itself.
    """

    __tablename__ = "assessments_question_rulings"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    question_version_id: Mapped[UUID] = mapped_column(ForeignKey("assessments_question_versions.id"), unique=True)
    kind: Mapped[RulingKind] = mapped_column(Words(RulingKind))
    correction: Mapped[dict[str, Any]]
    before: Mapped[dict[str, Any]]
    reason: Mapped[str] = mapped_column(String(400))
    ruled_at: Mapped[datetime]
    ruled_by: Mapped[UUID] = mapped_column(ForeignKey("accounts_users.id"))


class Regrade(Base):
    """That an attempt was looked at again, and by which cause; without a new grade where nothing changed.

    `cause_id` is the ruling, or the further mark.
    """

    __tablename__ = "assessments_regrades"
    __table_args__ = (UniqueConstraint("cause_id", "attempt_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("assessments_attempts.id"), index=True)
    cause: Mapped[str] = mapped_column(String(20))
    cause_id: Mapped[UUID]
    old_grade_id: Mapped[UUID | None] = mapped_column(ForeignKey("assessments_grades.id"))
    new_grade_id: Mapped[UUID | None] = mapped_column(ForeignKey("assessments_grades.id"))
    regraded_at: Mapped[datetime]


class Appeal(Base):
    """What a person holds against a result."""

    __tablename__ = "assessments_appeals"
    __table_args__ = (
        UniqueConstraint("grade_id"),
        Index("ix_assessments_appeals_attempt_id", "attempt_id"),
        Index("ix_assessments_appeals_centre_id", "centre_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("assessments_attempts.id"))
    grade_id: Mapped[UUID] = mapped_column(ForeignKey("assessments_grades.id"))
    user_id: Mapped[UUID] = mapped_column(ForeignKey("accounts_users.id"))
    centre_id: Mapped[UUID] = mapped_column(ForeignKey("accounts_agencies.id"))
    grounds: Mapped[str] = mapped_column(String(4000))
    filed_at: Mapped[datetime]


class AppealStep(Base):
    """What happened to an appeal: it was given to somebody, or decided. Never changed."""

    __tablename__ = "assessments_appeal_steps"
    __table_args__ = (UniqueConstraint("appeal_id", "number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    appeal_id: Mapped[UUID] = mapped_column(ForeignKey("assessments_appeals.id"))
    number: Mapped[int]
    kind: Mapped[AppealStepKind] = mapped_column(Words(AppealStepKind))
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("accounts_users.id"))
    remedy: Mapped[Remedy | None] = mapped_column(Words(Remedy))
    reason: Mapped[str] = mapped_column(String(4000), default="")
    acted_at: Mapped[datetime]
    acted_by: Mapped[UUID] = mapped_column(ForeignKey("accounts_users.id"))


class GrantedAttempt(Base):
    """One attempt more than the blueprint allows, and why."""

    __tablename__ = "assessments_granted_attempts"
    __table_args__ = (Index("ix_assessments_granted_attempts_enrolment_id", "enrolment_id", "assessment_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("courses_enrolments.id"))
    assessment_id: Mapped[UUID] = mapped_column(ForeignKey("assessments_assessments.id"))
    appeal_id: Mapped[UUID | None] = mapped_column(ForeignKey("assessments_appeals.id"), unique=True)
    reason: Mapped[str] = mapped_column(String(4000), default="")
    granted_at: Mapped[datetime]
    granted_by: Mapped[UUID] = mapped_column(ForeignKey("accounts_users.id"))


for _each in (
    Judgement,
    Observation,
    ProvisionalMarks,
    ModerationSample,
    QuestionRuling,
    Regrade,
    Appeal,
    AppealStep,
    GrantedAttempt,
):
    assert isinstance(_each.__table__, Table)
    forbid_changes(_each.__table__)
