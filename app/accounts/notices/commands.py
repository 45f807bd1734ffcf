"""The outbox on the command line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from uuid import UUID

from sqlalchemy import select

from app.core import audit, outbox
from app.core.db import db, transaction
from app.core.outbox import OutboxEntry, OutboxState
from app.core.ports import ports


class UnknownState(Exception):
    """There is no such state."""


def lines(state: str, most: int) -> Iterator[str]:
    """Write the latest messages, a line each.

    Raises:
        UnknownState: there is no such state.

    """
    if state and state not in list(OutboxState):
        raise UnknownState(f"{state} is none of {', '.join(OutboxState)}")
    found = select(OutboxEntry).order_by(OutboxEntry.created_at.desc(), OutboxEntry.id.desc()).limit(most)
    if state:
        found = found.where(OutboxEntry.state == OutboxState(state))
    for each in db.session.scalars(found):
        when = each.created_at.strftime("%Y-%m-%dT%H:%M:%SZ")
        error = f" {each.last_error.splitlines()[0]}" if each.last_error else ""
        yield f"{each.id} {when} {each.state.value:9} {each.attempts:2} {each.channel}:{each.kind}{error}"


def retry(ids: Iterable[UUID], *, all_failed: bool) -> int:
    """Send messages again at once; return how many will be."""
    at = ports().clock.now()
    with transaction() as session:
        chosen = {*ids, *(outbox.failed_ids(session) if all_failed else ())}
        done = [each for each in sorted(chosen) if outbox.try_again(session, each, at=at)]
        for each in done:
            audit.record(session, actor=None, action="accounts:outbox:retry", subject=("message", each), at=at)
    return len(done)
