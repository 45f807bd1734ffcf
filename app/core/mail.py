"""Mail: a message, and the ways to send it."""

from __future__ import annotations

import smtplib
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, datetime
from email.errors import HeaderParseError
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

from .channels import ChannelNotReady, PermanentFailure
from .ids import new_id

TIMEOUT_SECONDS = 20
REFUSED_FOR_GOOD = 500
PUBLISH = "PUBLISH"
FILE_NAME = "sabaq.ics"


@dataclass(frozen=True, slots=True)
class Message:
    """One plain-text mail, with a calendar object where it invites somebody or brings a file of events.

    `id` becomes the Message-ID: a mail that was sent twice after a crash can be told to be the same.
    """

    to: str
    subject: str
    text: str
    calendar: str = ""
    calendar_method: str = ""
    unsubscribe: str = ""
    id: str = ""

    @classmethod
    def from_payload(cls, payload: dict[str, Any]) -> Message:
        """Read a message back from the outbox."""
        return cls(**{each.name: payload[each.name] for each in fields(cls) if each.name in payload})

    def to_payload(self) -> dict[str, Any]:
        """Return the message as the outbox stores it: what is empty is left out."""
        return {name: value for name, value in asdict(self).items() if value or name in ("to", "subject", "text")}

    def to_mime(self, sender: str, at: datetime) -> EmailMessage:
        """Write the message as it travels: RFC 5322, the calendar as RFC 6047 asks, unsubscribing as RFC 8058 does."""
        email = EmailMessage(policy=SMTP)
        email["From"] = sender
        email["To"] = self.to
        email["Subject"] = " ".join(self.subject.split())
        email["Date"] = format_datetime(at)
        email["Message-ID"] = f"<{self.id or new_id()}@{sender.rpartition('@')[2].rstrip('>') or 'localhost'}>"
        email["Auto-Submitted"] = "auto-generated"
        if self.unsubscribe:
            email["List-Unsubscribe"] = f"<{self.unsubscribe}>"
            email["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        email.set_content(self.text, cte="base64")
        if self.calendar:
            self._add_calendar(email)
        return email

    def _add_calendar(self, email: EmailMessage) -> None:
        """Add an invitation beside the text, and what is published as a file: mail programs act on the first alone."""
        params = {"method": self.calendar_method, "charset": "utf-8"}
        if self.calendar_method == PUBLISH:
            email.add_attachment(
                self.calendar.encode(),
                maintype="text",
                subtype="calendar",
                cte="base64",
                filename=FILE_NAME,
                params=params,
            )
            return
        email.add_alternative(
            self.calendar.encode(),
            maintype="text",
            subtype="calendar",
            cte="base64",
            params=params | {"component": "VEVENT"},
        )


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


class MailNotConfigured(ChannelNotReady):
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
        """Send one message over a connection of its own.

        Raises:
            PermanentFailure: the server says for good that it does not take it.

        """
        try:
            email = message.to_mime(self.sender, datetime.now(UTC))
        except (HeaderParseError, ValueError) as fault:
            raise PermanentFailure(f"no mail can be written to this address: {fault}") from None
        with self._connect() as server:
            if self.parts.username:
                server.login(unquote(self.parts.username), unquote(self.parts.password or ""))
            try:
                server.send_message(email)
            except smtplib.SMTPRecipientsRefused as refusal:
                code, words = next(iter(refusal.recipients.values()))
                _refused(code, words)
                raise
            except (smtplib.SMTPDataError, smtplib.SMTPSenderRefused) as refusal:
                _refused(refusal.smtp_code, refusal.smtp_error)
                raise
            except (smtplib.SMTPNotSupportedError, UnicodeEncodeError) as fault:
                raise PermanentFailure(f"the server can't take this address: {fault}") from None

    def _connect(self) -> smtplib.SMTP:
        host = self.parts.hostname or "localhost"
        if self.parts.scheme == "smtps":
            return smtplib.SMTP_SSL(host, self.parts.port or 465, timeout=TIMEOUT_SECONDS)
        server = smtplib.SMTP(host, self.parts.port or 25, timeout=TIMEOUT_SECONDS)
        server.ehlo()
        if server.has_extn("starttls"):
            server.starttls()
        return server


def _refused(code: int, words: bytes | str) -> None:
    """Tell "never" (5xx) from "not now" (4xx), as RFC 5321 §4.2.1 does."""
    said = words.decode(errors="replace") if isinstance(words, bytes) else str(words)
    if code >= REFUSED_FOR_GOOD:
        raise PermanentFailure(f"{code} {said}") from None
