"""What happened to enrolments, for the features above."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class PersonEnrolled:
    """A person was enrolled on a course edition."""

    enrolment_id: UUID
    user_id: UUID
    course_edition_id: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class EnrolmentWithdrawn:
    """An enrolment ended before its course did."""

    enrolment_id: UUID
    user_id: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class LessonCompleted:
    """A person completed a lesson for the first time."""

    enrolment_id: UUID
    user_id: UUID
    edition_id: UUID
    lesson_key: str
    at: datetime
