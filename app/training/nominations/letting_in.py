"""The first link of somebody who was accepted and had no account: into the outbox, in the same transaction."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.accounts.notices.inviting import post_link

from .events import NewPersonAccepted


def send_first_link(event: NewPersonAccepted, session: Session) -> None:
    """Put the message into the outbox; it may be a job without a request that accepts."""
    post_link(session, user_id=event.user_id, secret=event.secret, at=event.at)
