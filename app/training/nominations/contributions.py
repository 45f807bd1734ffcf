"""What features above training know about people whom somebody nominates."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from app.core.contributions import Registry


@dataclass(frozen=True, slots=True)
class Certified:
    """That a person holds a certificate of a course."""

    user_id: UUID
    course_key: str
    issued_on: date


certified_people: Registry[Callable[[Session, Collection[UUID]], list[Certified]]] = Registry()
