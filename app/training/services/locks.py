"""One change of the timetable at a time."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.orm import Session

TIMETABLE = 0x5AB0_0001


def lock_timetable(session: Session) -> None:
    """Wait until nobody else changes sessions or places, and keep others waiting until the transaction ends.

    A clash can lie between any two rows (room, trainer, cohort, each participant), so no row lock covers it. Such
    changes are made by hand, a few a minute. SQLite has one writer anyway.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": TIMETABLE})
