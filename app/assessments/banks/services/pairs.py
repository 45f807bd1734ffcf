"""Pairs that look alike and are not the same."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.core import audit
from app.core.errors import Missing
from app.core.policy import Actor, require

from ..models import DistinctPair
from ..permissions import BankPermission
from ..queries.duplicates import all_stems


def mark_distinct(session: Session, *, actor: Actor, first: str, second: str, at: datetime) -> None:
    """Remember that two questions are different, so that nobody is asked again; a repeat changes nothing.

    Raises:
        Missing: one of the two is not there, or not this person's to see.

    """
    require(actor, BankPermission.WRITE)
    first, second = min(first, second), max(first, second)
    if first == second or not {first, second} <= {stem.owner for stem in all_stems(session, actor)}:
        raise Missing
    if session.get(DistinctPair, (first, second)) is not None:
        return
    session.add(DistinctPair(first=first, second=second, decided_at=at, decided_by=actor.id))
    audit.record(
        session,
        actor=actor,
        action="assessments:duplicate:dismiss",
        subject=("question", first),
        at=at,
        other=second,
    )
