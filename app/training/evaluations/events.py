"""What happened, for those who tell people about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from .rules import EvaluationKind


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationOpened:
    """A form waits for the participants of a cohort."""

    evaluation_id: UUID
    cohort_id: UUID
    kind: EvaluationKind
    user_ids: tuple[UUID, ...]
    closes_on: date
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisorAsked:
    """A participant asks the own supervisor, by mail, to answer with the secret link."""

    evaluation_id: UUID
    user_id: UUID
    email: str
    language: str
    secret: str
    closes_on: date
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AgenciesAsked:
    """Agencies are asked what became of the people whom they nominated; each stands with the officer who did."""

    evaluation_id: UUID
    cohort_id: UUID
    nominators: tuple[tuple[UUID, UUID], ...]
    closes_on: date
    at: datetime
