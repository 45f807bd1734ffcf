"""How training says dates, zones and refusals in the reader's language, and puts reading on record."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.core import audit
from app.core.db import transaction
from app.core.errors import RuleViolation
from app.core.i18n import explain, show_date, show_instant, show_time, show_zone
from app.core.policy import Actor
from app.core.ports import ports

from ..models import MARK_TITLES, AttendanceStatus
from ..rules.scheduling import Span
from ..venues.rules import FEATURE_TITLES, Feature


def say_span(span: Span) -> str:
    """Write when something is, with the zone."""
    text: str = _(
        "%(day)s, %(starts)s–%(ends)s (%(zone)s time)",
        day=show_date(span.starts_at, span.time_zone, "medium"),
        starts=show_time(span.starts_at, span.time_zone),
        ends=show_time(span.ends_at, span.time_zone),
        zone=show_zone(span.time_zone),
    )
    return text


def localised(violation: RuleViolation, time_zone: str = "UTC") -> RuleViolation:
    """Write the facts of a refusal as the reader writes them."""
    violation.facts = {name: _say(value, time_zone) for name, value in violation.facts.items()}
    return violation


def say(violation: RuleViolation, time_zone: str = "UTC") -> str:
    """Say a refusal in the reader's language."""
    return explain(localised(violation, time_zone))


def _say(value: Any, time_zone: str) -> Any:  # noqa: ANN401, PLR0911 -- facts are of any kind
    if isinstance(value, Span):
        return say_span(value)
    if isinstance(value, AttendanceStatus):
        return _(MARK_TITLES[value]).lower()
    if isinstance(value, tuple):
        return ", ".join(_say(each, time_zone) for each in value)
    if isinstance(value, Feature):
        return _(FEATURE_TITLES[value]).lower()
    if isinstance(value, datetime):
        return show_instant(value, time_zone)
    if isinstance(value, date):
        return show_date(value)
    return value


@contextmanager
def on_record(actor: Actor, action: str, subject: tuple[str, object], **facts: Any) -> Iterator[Session]:  # noqa: ANN401
    """Read a list of people in a transaction that also notes who read it."""
    with transaction() as session:
        yield session
        audit.record(session, actor=actor, action=action, subject=subject, at=ports().clock.now(), **facts)
