"""The first link of somebody who was accepted and had no account: into the outbox, in the same transaction."""

from __future__ import annotations

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.accounts.rules import INVITATION_LASTS
from app.core import outbox
from app.core.i18n import speaking
from app.core.mail import Message
from app.settings import Settings

from .events import NewPersonAccepted


def send_first_link(event: NewPersonAccepted, session: Session) -> None:
    """Put the mail into the outbox; it may be a job without a request that accepts."""
    settings = current_app.extensions["sabaq_settings"]
    assert isinstance(settings, Settings)
    user = session.get_one(User, event.user_id)
    path = current_app.url_map.bind("").build("accounts.accept_invitation", {"secret": event.secret})
    with speaking(user.language):
        text = _(
            "Good day, %(name)s.\n\nYou have an account in Sabaq, the training system. "
            "Choose your password here:\n%(link)s\n\n"
            "The link works once, within %(days)s days. If you did not expect this message, do nothing.",
            name=user.name,
            link=settings.public_url + path,
            days=INVITATION_LASTS.days,
        )
        message = Message(to=user.email, subject=_("Sabaq: choose your password"), text=text)
    outbox.post(session, channel="mail", payload=message.to_payload(), at=event.at)
