"""Mail: a message, and the ways to send it."""

from __future__ import annotations

import smtplib
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import make_msgid
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

TIMEOUT_SECONDS = 20


@dataclass(frozen=True, slots=True)
class Message:
    """One plain-text mail."""

    to: str
    subject: str
    text: str

    @classmethod
    def from_payload(cls, payload: dict[str, Any]) -> Message:
        """Read a message back from the outbox."""
        return cls(to=payload["to"], subject=payload["subject"], text=payload["text"])

    def to_payload(self) -> dict[str, Any]:
        """Return the message as the outbox stores it."""
        return {"to": self.to, "subject": self.subject, "text": self.text}


class Mailer(Protocol):
    """Sends a message or raises."""

    def send(self, message: Message) -> None:
        """Send."""
        ...


@dataclass
class MemoryMailer:
    """Keeps what was sent: for tests."""

    sent: list[Message] = field(default_factory=list)

    def send(self, message: Message) -> None:
        """Remember the message."""
        self.sent.append(message)


class MailNotConfigured(Exception):
    """No mail server was named; the message stays in the outbox, where an administrator sees it."""


class NoMailer:
    """Stands in where no mail server was named."""

    def send(self, message: Message) -> None:  # noqa: ARG002 -- the protocol's shape
        """Refuse.

        Raises:
            MailNotConfigured: always.

        """
        raise MailNotConfigured("SABAQ_SMTP_URL is not set")


class SmtpMailer:
    """Sends through a mail server (RFC 5321), with TLS where the server offers it."""

    def __init__(self, url: str, sender: str) -> None:
        self.parts = urlsplit(url)
        self.sender = sender

    def send(self, message: Message) -> None:
        """Send one message over a connection of its own."""
        email = EmailMessage()
        email["From"] = self.sender
        email["To"] = message.to
        email["Subject"] = message.subject
        email["Message-ID"] = make_msgid(domain=self.sender.rpartition("@")[2])
        email.set_content(message.text)
        with self._connect() as server:
            if self.parts.username:
                server.login(unquote(self.parts.username), unquote(self.parts.password or ""))
            server.send_message(email)

    def _connect(self) -> smtplib.SMTP:
        host = self.parts.hostname or "localhost"
        if self.parts.scheme == "smtps":
            return smtplib.SMTP_SSL(host, self.parts.port or 465, timeout=TIMEOUT_SECONDS)
        server = smtplib.SMTP(host, self.parts.port or 25, timeout=TIMEOUT_SECONDS)
        server.ehlo()
        if server.has_extn("starttls"):
            server.starttls()
        return server
