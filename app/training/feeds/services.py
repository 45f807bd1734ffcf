"""Making and renewing the secret address of a person's feeds."""

from __future__ import annotations

from datetime import datetime
from secrets import token_urlsafe

from sqlalchemy.orm import Session

from app.core import audit
from app.core.policy import Actor

from .models import FeedKey
from .queries import digest_of


def renew_address(session: Session, *, actor: Actor, at: datetime) -> str:
    """Make a new secret and end the earlier one; it is shown once, and only its digest is kept."""
    secret = token_urlsafe(32)
    stored = session.get(FeedKey, actor.id)
    if stored is None:
        session.add(FeedKey(user_id=actor.id, digest=digest_of(secret), made_at=at))
    else:
        stored.digest, stored.made_at = digest_of(secret), at
    audit.record(session, actor=actor, action="training:feed:renew", subject=("user", actor.id), at=at)
    return secret


def end_address(session: Session, *, actor: Actor, at: datetime) -> None:
    """End the address: programs that still ask it get nothing."""
    stored = session.get(FeedKey, actor.id)
    if stored is not None:
        session.delete(stored)
        audit.record(session, actor=actor, action="training:feed:end", subject=("user", actor.id), at=at)
