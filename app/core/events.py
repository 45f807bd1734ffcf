"""Facts that travel upwards: a feature says what happened, those above it listen in the same transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy.orm import Session

Event = TypeVar("Event")
_handlers: dict[type[Any], list[Callable[[Any, Session], None]]] = defaultdict(list)


def subscribe(kind: type[Event], handler: Callable[[Event, Session], None]) -> None:
    """Call the handler for each event of this kind; registering twice is once."""
    if handler not in _handlers[kind]:
        _handlers[kind].append(handler)


def publish(event: object, session: Session) -> None:
    """Tell all who listen. They share the transaction: when one fails, nothing happened."""
    for handler in _handlers[type(event)]:
        handler(event, session)
