"""The daily look at everybody."""

from __future__ import annotations

from app.core.db import transaction
from app.core.ports import ports

from . import services


def remind_all() -> None:
    """Publish what people should be told; a second time on a day does nothing."""
    with transaction() as session:
        services.remind(session, at=ports().clock.now())
