"""What happened in assessments, for the features above."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from .rules.questions import AssessmentKind


@dataclass(frozen=True, slots=True)
class AttemptGraded:
    """An attempt was marked, after it was handed in or its time was over."""

    attempt_id: UUID
    assessment_id: UUID
    enrolment_id: UUID
    user_id: UUID
    kind: AssessmentKind
    module_key: str
    percent: float
    passed: bool
    at: datetime
