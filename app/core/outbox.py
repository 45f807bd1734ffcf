"""What leaves the process is first a row in the transaction that caused it, then delivered by a job with retries.

An entry that carries a key exists once: whoever posts it again, by a repeated event or a job that runs twice, changes
nothing. Entries are claimed one by one for some minutes, so that several workers never send the same one at once and a
worker that dies leaves behind at most the one that it was about to send.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Index, String, Text, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from .db import Base, Words
from .errors import N_
from .ids import new_id

MOST_ATTEMPTS = 12
LONGEST_WAIT = timedelta(hours=6)
LEASE = timedelta(minutes=10)
LONGEST_KEY = 200
AT_ONCE = 500


class OutboxState(StrEnum):
    """What became of an entry."""

    WAITING = "waiting"
    HELD = "held"
    MERGED = "merged"
    DELIVERED = "delivered"
    FAILED = "failed"
    CANCELLED = "cancelled"


OUTBOX_TITLES = {
    OutboxState.WAITING: N_("Waiting to be sent"),
    OutboxState.HELD: N_("Kept for the daily summary"),
    OutboxState.MERGED: N_("Part of a daily summary"),
    OutboxState.DELIVERED: N_("Sent"),
    OutboxState.FAILED: N_("Given up"),
    OutboxState.CANCELLED: N_("Cancelled"),
}
OPEN_STATES = (OutboxState.WAITING, OutboxState.HELD)


class OutboxEntry(Base):
    """Something to send, and what became of it.

    `recipient_id` is a person of the system where it is one. What is `secret` holds a link that lets somebody in: it is
    shown to nobody and emptied as soon as it is delivered. `claimed_until` says until when a worker has it in hand.
    """

    __tablename__ = "core_outbox"
    __table_args__ = (
        Index("ix_core_outbox_state_due_at", "state", "due_at"),
        Index("ix_core_outbox_created_at", "created_at"),
        Index("ix_core_outbox_recipient_id_state", "recipient_id", "state"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(60), default="")
    recipient_id: Mapped[UUID | None]
    key: Mapped[str | None] = mapped_column(String(LONGEST_KEY), unique=True)
    secret: Mapped[bool] = mapped_column(default=False)
    payload: Mapped[dict[str, Any]]
    state: Mapped[OutboxState] = mapped_column(Words(OutboxState), default=OutboxState.WAITING)
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    claimed_until: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]
    emptied_at: Mapped[datetime | None]
    merged_into: Mapped[UUID | None]
    last_error: Mapped[str] = mapped_column(Text, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """What is to be put into the outbox."""

    channel: str
    payload: dict[str, Any]
    kind: str = ""
    recipient_id: UUID | None = None
    key: str | None = None
    secret: bool = False
    due_at: datetime | None = None
    held: bool = False


@dataclass(frozen=True, slots=True)
class Claim:
    """An entry that a worker has in hand."""

    id: UUID
    channel: str
    payload: dict[str, Any]
    attempt: int


@dataclass(frozen=True, slots=True)
class Failure:
    """Why something was not delivered, and whether it makes sense to try again."""

    reason: str
    final: bool = False


def wait_after(attempt: int) -> timedelta | None:
    """Return how long to wait after so many failed attempts: 1, 2, 4, … minutes, at most six hours; None gives up."""
    if attempt >= MOST_ATTEMPTS:
        return None
    return min(timedelta(minutes=2 ** (max(1, attempt) - 1)), LONGEST_WAIT)


def key_of(*parts: object) -> str:
    """Return a key that the same facts always give; a long one is shortened by its digest."""
    text = ":".join(str(part) for part in parts)
    return text if len(text) <= LONGEST_KEY else hashlib.sha256(text.encode()).hexdigest()


def post(session: Session, *, channel: str, payload: dict[str, Any], at: datetime, **more: Any) -> None:  # noqa: ANN401
    """Put something into the outbox within the running transaction; `more` as in `Parcel`."""
    post_all(session, [Parcel(channel=channel, payload=payload, **more)], at=at)


def post_all(session: Session, parcels: Iterable[Parcel], *, at: datetime) -> None:
    """Put many things into the outbox; those whose key is there already are left out."""
    rows = [
        {
            "id": new_id(),
            "channel": each.channel,
            "kind": each.kind,
            "recipient_id": each.recipient_id,
            "key": each.key,
            "secret": each.secret,
            "payload": each.payload,
            "state": OutboxState.HELD if each.held else OutboxState.WAITING,
            "created_at": at,
            "due_at": each.due_at or at,
            "attempts": 0,
            "last_error": "",
        }
        for each in parcels
    ]
    if not rows:
        return
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    for start in range(0, len(rows), AT_ONCE):
        chosen = rows[start : start + AT_ONCE]
        session.execute(insert(OutboxEntry).on_conflict_do_nothing(index_elements=["key"]), chosen)


def claim(session: Session, *, at: datetime, leaving_out: Collection[str] = ()) -> Claim | None:
    """Take the entry that is due longest in hand, so that no other worker does; None when nothing is due.

    What died in a worker's hands is taken again once its time is over, and given up after as many attempts as what
    failed.
    """
    waiting = (
        select(OutboxEntry)
        .where(
            OutboxEntry.state == OutboxState.WAITING,
            OutboxEntry.due_at <= at,
            or_(OutboxEntry.claimed_until.is_(None), OutboxEntry.claimed_until <= at),
            OutboxEntry.channel.not_in(leaving_out),
        )
        .order_by(OutboxEntry.due_at, OutboxEntry.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    while (entry := session.scalars(waiting).one_or_none()) is not None:
        if entry.attempts < MOST_ATTEMPTS:
            entry.attempts += 1
            entry.claimed_until = at + LEASE
            return Claim(entry.id, entry.channel, {**entry.payload, "id": str(entry.id)}, entry.attempts)
        entry.state, entry.claimed_until = OutboxState.FAILED, None
        session.flush()
    return None


def settle(session: Session, claim: Claim, failure: Failure | None, *, at: datetime) -> None:
    """Note what became of a claimed entry; a failure that another worker overtook is not noted."""
    entry = session.get(OutboxEntry, claim.id, with_for_update=True, populate_existing=True)
    if entry is None:
        return
    if failure is None:
        entry.state, entry.delivered_at, entry.claimed_until, entry.last_error = OutboxState.DELIVERED, at, None, ""
        if entry.secret:
            _empty(entry, at)
    elif entry.attempts == claim.attempt and entry.state is OutboxState.WAITING:
        entry.claimed_until, entry.last_error = None, failure.reason[:2000]
        wait = None if failure.final else wait_after(entry.attempts)
        if wait is None:
            entry.state = OutboxState.FAILED
        else:
            entry.due_at = at + wait


def put_back(session: Session, claim: Claim, reason: str) -> None:
    """Give an entry back untried: its channel is not set up, which is no fault of the entry."""
    entry = session.get(OutboxEntry, claim.id, with_for_update=True, populate_existing=True)
    if entry is not None and entry.attempts == claim.attempt:
        entry.attempts, entry.claimed_until, entry.last_error = claim.attempt - 1, None, reason[:2000]


def try_again(session: Session, entry_id: UUID, *, at: datetime) -> bool:
    """Send at once what waits or was given up; tell whether it will be."""
    entry = session.get(OutboxEntry, entry_id, with_for_update=True)
    if entry is None or entry.state not in (OutboxState.FAILED, OutboxState.WAITING) or entry.emptied_at:
        return False
    entry.state, entry.due_at, entry.attempts = OutboxState.WAITING, at, 0
    return True


def failed_ids(session: Session) -> list[UUID]:
    """Return what was given up and still has its text."""
    given_up = select(OutboxEntry.id).where(OutboxEntry.state == OutboxState.FAILED, OutboxEntry.emptied_at.is_(None))
    return list(session.scalars(given_up.order_by(OutboxEntry.id)))


def cancel(session: Session, entry_id: UUID) -> bool:
    """Never send what was not sent; tell whether it was still possible."""
    entry = session.get(OutboxEntry, entry_id, with_for_update=True)
    if entry is None or entry.state not in (*OPEN_STATES, OutboxState.FAILED):
        return False
    entry.state = OutboxState.CANCELLED
    return True


def cancel_for(session: Session, recipient_id: UUID) -> None:
    """Send nothing more to a person."""
    session.execute(
        update(OutboxEntry)
        .where(OutboxEntry.recipient_id == recipient_id, OutboxEntry.state.in_(OPEN_STATES))
        .values(state=OutboxState.CANCELLED)
    )


def empty_old(session: Session, *, before: datetime) -> int:
    """Forget the text of what was settled before an instant; that it was sent, when and of which kind stays."""
    settled = (
        select(OutboxEntry)
        .where(
            OutboxEntry.state.not_in(OPEN_STATES),
            OutboxEntry.emptied_at.is_(None),
            func.coalesce(OutboxEntry.delivered_at, OutboxEntry.due_at) < before,
        )
        .limit(AT_ONCE)
    )
    entries = list(session.scalars(settled))
    for entry in entries:
        _empty(entry, before)
    return len(entries)


def counts(session: Session, *conditions: ColumnElement[bool]) -> dict[OutboxState, int]:
    """Return how many entries there are of each state (one statement)."""
    found = select(OutboxEntry.state, func.count()).where(*conditions).group_by(OutboxEntry.state)
    return {row[0]: row[1] for row in session.execute(found)}


def _empty(entry: OutboxEntry, at: datetime) -> None:
    entry.payload, entry.emptied_at = {}, at
