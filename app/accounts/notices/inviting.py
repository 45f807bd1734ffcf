"""The message with the link that lets somebody in: secret in the outbox, in the person's own language."""

from __future__ import annotations

import hashlib
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.core.errors import N_
from app.core.notices import link_to, plain

from ..rules import INVITATION_LASTS
from .kinds import INVITATION
from .telling import tell


def post_link(session: Session, *, user_id: UUID, secret: str, at: datetime) -> str:
    """Put the message into the outbox and return the link, for handing over by other ways."""
    write = plain(
        N_("Sabaq: choose your password"),
        N_(
            "Good day.\n\nYou have an account in Sabaq, the training system. Choose your password behind this link. "
            "It works once, within %(days)s days. If you did not expect this message, do nothing."
        ),
        "accounts.accept_invitation",
        values={"days": INVITATION_LASTS.days},
        secret=secret,
    )
    occasion = hashlib.sha256(secret.encode()).hexdigest()
    tell(session, kind=INVITATION, to=[user_id], occasion=occasion, write=write, at=at)
    return link_to("accounts.accept_invitation", secret=secret)
