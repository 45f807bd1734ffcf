"""The message with the link that lets somebody in: secret in the outbox, in the person's own language."""

from __future__ import annotations

import hashlib
from datetime import datetime
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.core.channels import Recipient
from app.core.notices import Draft, link_to

from ..rules import INVITATION_LASTS
from .kinds import INVITATION
from .telling import tell


def post_link(session: Session, *, user_id: UUID, secret: str, at: datetime) -> str:
    """Put the message into the outbox and return the link, for handing over by other ways."""
    link = link_to("accounts.accept_invitation", secret=secret)

    def write(_person: Recipient) -> Draft:
        text = _(
            "Good day.\n\nYou have an account in Sabaq, the training system. Choose your password behind this link. "
            "It works once, within %(days)s days. If you did not expect this message, do nothing.",
            days=INVITATION_LASTS.days,
        )
        return Draft(subject=_("Sabaq: choose your password"), text=text, link=link)

    occasion = hashlib.sha256(secret.encode()).hexdigest()
    tell(session, kind=INVITATION, to=[user_id], occasion=occasion, write=write, at=at)
    return link
