"""What was granted to a person, with its reasons: for the administrators of centres alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.assessments.rules.questions import AssessmentKind

from ..models import Accommodation, Sitting


@dataclass(frozen=True, slots=True)
class GrantedBefore:
    """An entry as its page shows it."""

    kind: AssessmentKind | None
    sitting: str | None
    extra_percent: int
    extra_minutes: int
    language: str
    large_print: bool
    remark: str
    granted_at: datetime
    by: str

    @property
    def empty(self) -> bool:
        """Whether it withdraws what was granted before."""
        return not (self.extra_percent or self.extra_minutes or self.language or self.large_print)


def list_accommodations(session: Session, user_id: UUID) -> list[GrantedBefore]:
    """Return everything that a person was granted, the latest first."""
    statement = (
        select(
            Accommodation.kind,
            Sitting.title,
            Accommodation.extra_percent,
            Accommodation.extra_minutes,
            Accommodation.language,
            Accommodation.large_print,
            Accommodation.remark,
            Accommodation.granted_at,
            User.name,
        )
        .join(User, User.id == Accommodation.granted_by)
        .outerjoin(Sitting, Sitting.id == Accommodation.sitting_id)
        .where(Accommodation.user_id == user_id)
        .order_by(Accommodation.granted_at.desc(), Accommodation.id.desc())
    )
    return [GrantedBefore(*row) for row in session.execute(statement)]
