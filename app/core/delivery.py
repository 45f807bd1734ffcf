"""Sending what waits in the outbox: one entry at a time, each with its own commits, and forgetting old texts."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from . import outbox
from .channels import Channel, ChannelNotReady, PermanentFailure, channels
from .db import transaction
from .outbox import Failure
from .ports import ports

log = logging.getLogger(__name__)
MOST_AT_ONCE = 200


def deliver_outbox() -> int:
    """Send what is due; return how many were delivered."""
    return deliver(channels(), now=ports().clock.now)


def deliver(ways: Mapping[str, Channel], *, now: Callable[[], datetime], most: int = MOST_AT_ONCE) -> int:
    """Try what is due, oldest first. What fails waits for its next time and holds nobody else up.

    The entry is claimed in one transaction and settled in another; no transaction is open while a gateway is spoken to.
    """
    delivered = 0
    not_ready: set[str] = set()
    for _each in range(most):
        with transaction() as session:
            claim = outbox.claim(session, at=now(), leaving_out=not_ready)
        if claim is None:
            break
        try:
            failure = _attempt(ways.get(claim.channel), claim.channel, claim.payload)
        except ChannelNotReady as error:
            not_ready.add(claim.channel)
            with transaction() as session:
                outbox.put_back(session, claim, str(error))
            continue
        with transaction() as session:
            outbox.settle(session, claim, failure, at=now())
        if failure is None:
            delivered += 1
        else:
            log.warning("outbox entry %s: attempt %s failed", claim.id, claim.attempt)
    return delivered


def forget_old_texts(days: int) -> int:
    """Empty what was settled so many days ago."""
    with transaction() as session:
        return outbox.empty_old(session, before=ports().clock.now() - timedelta(days=days))


def _attempt(way: Channel | None, name: str, payload: dict[str, Any]) -> Failure | None:
    try:
        if way is None:
            return Failure(f"no channel is called {name}")
        way.deliver(payload)
    except ChannelNotReady:
        raise
    except PermanentFailure as error:
        return Failure(str(error), final=True)
    except Exception as error:  # noqa: BLE001 -- whatever a gateway raises is a reason to try again
        return Failure(f"{type(error).__name__}: {error}")
    return None
