"""E-mail, the channel that is always there."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext, lazy_gettext

from ..mail import PUBLISH, Message
from ..ports import ports
from . import Letter, Recipient


class MailChannel:
    """Sends through the application's mailer."""

    name = "mail"
    label = lazy_gettext("E-mail")
    address_label = ""
    by_default = True

    def address_of(self, person: Recipient) -> str:
        """Return the address of the account."""
        return person.email

    def compose(self, address: str, letter: Letter) -> dict[str, Any]:
        """Write a message; the footer stands below the usual line."""
        opened = letter.calendar_method == PUBLISH
        parts = [letter.text, letter.link, gettext("Open the attached file to update your calendar.") if opened else ""]
        text = "\n\n".join(part for part in parts if part)
        return Message(
            to=address,
            subject=letter.subject,
            text=f"{text}\n\n-- \n{letter.footer}" if letter.footer else text,
            calendar=letter.calendar,
            calendar_method=letter.calendar_method,
            unsubscribe=letter.unsubscribe,
        ).to_payload()

    def deliver(self, payload: dict[str, Any]) -> None:
        """Send."""
        ports().mailer.send(Message.from_payload(payload))
