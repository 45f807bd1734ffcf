"""Ways to reach a person. A new one is a class with these five members, and one line that registers it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import UUID

from flask import Flask, current_app, has_app_context


class ChannelNotReady(Exception):
    """The channel is not set up here. Entries wait, and no attempt is counted."""


class PermanentFailure(Exception):
    """Trying again would be refused again: the address does not exist, the message is not acceptable."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom a notice is for, as channels and writers of notices need it."""

    id: UUID
    email: str
    language: str
    time_zone: str
    addresses: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A notice in the recipient's language, before a channel gives it its form.

    `calendar` is an iCalendar object: one event with `calendar_method` REQUEST or CANCEL, or several with PUBLISH for a
    file that people open. `unsubscribe` is an address that needs no sign-in; empty where the notice can't be switched
    off.
    """

    subject: str
    text: str
    link: str = ""
    footer: str = ""
    calendar: str = ""
    calendar_method: str = ""
    unsubscribe: str = ""


class Channel(Protocol):
    """A way to reach people.

    `address_label` asks a person for the address where the account does not hold it; empty where it does. `by_default`
    says whether people who chose nothing are told by it.
    """

    name: str
    label: Any
    address_label: Any
    by_default: bool

    def address_of(self, person: Recipient) -> str:
        """Return where the person is reached, or an empty text."""
        ...

    def compose(self, address: str, letter: Letter) -> dict[str, Any]:
        """Give the letter the form in which the outbox keeps it: `to`, `subject`, `text` and whatever else is needed.

        Values are those that JSON knows.
        """
        ...

    def deliver(self, payload: dict[str, Any]) -> None:
        """Send what `compose` made; `payload["id"]` is the same at each attempt.

        Raises:
            ChannelNotReady: nothing is set up; the entry waits without an attempt being counted.
            PermanentFailure: trying again is of no use.
            Exception: anything else is tried again later.

        """
        ...


def init_channels(app: Flask, *given: Channel) -> None:
    """Give the application its channels, in the order in which pages show them."""
    app.extensions["sabaq_channels"] = {each.name: each for each in given}


def channels() -> dict[str, Channel]:
    """Return the running application's channels by name; where no application runs there is no way to reach anybody."""
    if not has_app_context():
        return {}
    found: dict[str, Channel] = current_app.extensions["sabaq_channels"]
    return found
