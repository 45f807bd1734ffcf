"""What happened to questions, for whoever tells people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class QuestionSentToReview:
    """A question waits for a second person."""

    question_id: UUID
    bank_id: UUID
    agency_id: UUID
    name: str
    sent_by: UUID
    authors: frozenset[UUID]
    at: datetime


@dataclass(frozen=True, slots=True)
class QuestionReturned:
    """A reviewer gave a question back to those who wrote it."""

    question_id: UUID
    bank_id: UUID
    name: str
    returned_by: UUID
    authors: frozenset[UUID]
    note: str
    at: datetime


@dataclass(frozen=True, slots=True)
class QuestionApproved:
    """A second person found a question good."""

    question_id: UUID
    bank_id: UUID
    name: str
    approved_by: UUID
    authors: frozenset[UUID]
    at: datetime


@dataclass(frozen=True, slots=True)
class QuestionPublished:
    """Papers may draw a version from now on."""

    question_id: UUID
    bank_id: UUID
    question_version_id: UUID
    number: int
    published_by: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class QuestionRetired:
    """Papers do not draw a question any more."""

    question_id: UUID
    bank_id: UUID
    name: str
    retired_by: UUID
    reason: str
    at: datetime
