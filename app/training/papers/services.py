"""Keeping scans. Who may is decided by what they are about."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.core.policy import Actor
from app.core.storage import Storage

from .models import Paper
from .rules import sniff


def keep_paper(
    session: Session, *, actor: Actor, paper_id: UUID, name: str, content: bytes, storage: Storage, at: datetime
) -> UUID:
    """Keep a scan; repeating the id keeps the first one.

    Raises:
        PaperEmpty, PaperTooLarge, PaperUnknown: it is not kept.

    """
    kind = sniff(content)
    if session.get(Paper, paper_id) is None:
        session.add(
            Paper(
                id=paper_id,
                digest=storage.put(content),
                name=name[-200:],
                kind=kind,
                size=len(content),
                uploaded_by=actor.id,
                uploaded_at=at,
            )
        )
        session.flush()
    return paper_id
