"""What leaves the process is first a row in the transaction that caused it, then delivered by a job with retries."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Index, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from .db import Base
from .ids import new_id

MOST_ATTEMPTS = 8
Delivery = Callable[[dict[str, Any]], None]


class OutboxEntry(Base):
    """Something to send, and what became of it."""

    __tablename__ = "core_outbox"
    __table_args__ = (Index("ix_core_outbox_due_at", "delivered_at", "due_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(String(40))
    payload: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    delivered_at: Mapped[datetime | None]
    last_error: Mapped[str] = mapped_column(Text, default="")


def post(session: Session, *, channel: str, payload: dict[str, Any], at: datetime) -> None:
    """Put something into the outbox within the running transaction."""
    session.add(OutboxEntry(id=new_id(), channel=channel, payload=payload, created_at=at, due_at=at))


def due(session: Session, *, at: datetime, limit: int = 50) -> list[OutboxEntry]:
    """Return what should be tried now, oldest first."""
    waiting = select(OutboxEntry).where(
        OutboxEntry.delivered_at.is_(None), OutboxEntry.due_at <= at, OutboxEntry.attempts < MOST_ATTEMPTS
    )
    return list(session.scalars(waiting.order_by(OutboxEntry.due_at).limit(limit).with_for_update(skip_locked=True)))


def deliver(session: Session, *, deliveries: dict[str, Delivery], at: datetime) -> int:
    """Try what is due; a failure waits 1, 2, 4, … minutes. Return how many were delivered."""
    delivered = 0
    for entry in due(session, at=at):
        entry.attempts += 1
        try:
            deliveries[entry.channel](entry.payload)
        except Exception as error:  # noqa: BLE001 -- whatever a gateway raises is a reason to try again
            entry.last_error = f"{type(error).__name__}: {error}"
            entry.due_at = at + timedelta(minutes=2 ** (entry.attempts - 1))
        else:
            entry.delivered_at = at
            entry.last_error = ""
            delivered += 1
    return delivered
