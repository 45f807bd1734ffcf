"""What happened to marks and results, for the features above and for whoever tells people about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.assessments.rules.questions import AssessmentKind

from .rules.appeals import Remedy


@dataclass(frozen=True, slots=True)
class AttemptAwaitsMarking:
    """An attempt was handed in, and some of its answers wait for the staff of a centre."""

    attempt_id: UUID
    enrolment_id: UUID
    user_id: UUID
    centre_id: UUID
    waiting: int
    at: datetime


@dataclass(frozen=True, slots=True)
class AttemptMarked:
    """People gave the last mark that an attempt waited for, so that it has a grade now."""

    attempt_id: UUID
    enrolment_id: UUID
    user_id: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class AttemptRegraded:
    """A result changed after it was given; `enrolment_id` leads to what rests upon it."""

    attempt_id: UUID
    assessment_id: UUID
    enrolment_id: UUID
    user_id: UUID
    kind: AssessmentKind
    percent_before: float
    passed_before: bool
    percent: float
    passed: bool
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class QuestionWithdrawn:
    """A question version was found faulty; regrading follows."""

    ruling_id: UUID
    question_version_id: UUID
    module_key: str
    at: datetime


@dataclass(frozen=True, slots=True)
class AppealFiled:
    """A person appealed: the centre should assign somebody."""

    appeal_id: UUID
    attempt_id: UUID
    user_id: UUID
    centre_id: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class AppealAssigned:
    """An appeal was given to somebody to decide."""

    appeal_id: UUID
    handler_id: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class AppealDecided:
    """An appeal was decided: the person who made it should read the reason."""

    appeal_id: UUID
    attempt_id: UUID
    user_id: UUID
    upheld: bool
    remedy: Remedy | None
    at: datetime


@dataclass(frozen=True, slots=True)
class AttemptGranted:
    """A person may try once more than the assessment allows."""

    enrolment_id: UUID
    assessment_id: UUID
    user_id: UUID
    at: datetime
