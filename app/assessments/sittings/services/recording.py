"""Putting an act on the record of its sitting, and into the audit trail."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.core import audit
from app.core.ids import new_id
from app.core.policy import Actor

from ..models import SittingAct
from ..queries.sittings import SittingFacts
from ..rules.acts import ActKind


def add_act(
    session: Session,
    actor: Actor,
    sitting: SittingFacts,
    kind: ActKind,
    at: datetime,
    *,
    act_id: UUID | None = None,
    **about: Any,  # noqa: ANN401 -- the columns of an act
) -> None:
    """Append an act: `about` may name enrolment_id, attempt_id, minutes and text."""
    session.add(
        SittingAct(id=act_id or new_id(), sitting_id=sitting.id, kind=kind, acted_at=at, acted_by=actor.id, **about)
    )
    said = {name: str(value) if isinstance(value, UUID) else value for name, value in about.items() if value}
    audit.record(
        session,
        actor=actor,
        action=f"assessments:sitting:{kind.value}",
        subject=("sitting", sitting.id),
        at=at,
        **said,
    )
