"""Where other parts of training offer calendars of their own under a person's secret address."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from app.core.contributions import Registry
from app.core.policy import Actor

# Given the secret: the titles of the calendars that the person may follow, and the addresses of them.
OfferedFeeds = Callable[[Session, Actor, str], list[tuple[str, str]]]

further_feeds: Registry[OfferedFeeds] = Registry()
