"""The smallest channel there is: it keeps what was sent. For tests, and to begin a new channel from."""

from __future__ import annotations

from typing import Any

from . import Letter, Recipient


class MemoryChannel:
    """Remembers; people name their address on the page of their notices."""

    name = "memory"
    label = "Memory"
    address_label = "Name in the memory"
    by_default = True

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []

    def address_of(self, person: Recipient) -> str:
        """Return what the person typed."""
        return person.addresses.get(self.name, "")

    def compose(self, address: str, letter: Letter) -> dict[str, Any]:
        """Keep subject, text and link."""
        return {"to": address, "subject": letter.subject, "text": letter.text, "link": letter.link}

    def deliver(self, payload: dict[str, Any]) -> None:
        """Remember."""
        self.sent.append(payload)
