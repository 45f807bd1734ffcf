"""The blueprint, and what all pages of sittings share."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Blueprint, current_app, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app.assessments.models import ASSESSMENT_TITLES
from app.core import audit
from app.core.access import current_actor
from app.core.db import transaction
from app.core.errors import RuleViolation
from app.core.i18n import current_language, explain, pick, show_instant
from app.core.policy import Actor
from app.core.ports import ports

from ..queries.sittings import SittingFacts
from ..rules.doors import access_code

blueprint = Blueprint("sittings", __name__, template_folder="../../templates")
Page = str | tuple[str, int] | Response


def name_of(sitting: SittingFacts) -> str:
    """Name what is sat, in the reader's language."""
    title = str(_(ASSESSMENT_TITLES[sitting.kind]))
    return f"{title}: {pick(sitting.module_titles, current_language())}" if sitting.module_titles else title


def code_of(sitting: SittingFacts) -> str:
    """Return the access code in force, written in two halves; nothing where none is asked."""
    if not sitting.code_number:
        return ""
    code = access_code(str(current_app.secret_key), sitting.id, sitting.code_number)
    return f"{code[:3]} {code[3:]}"


def say(violation: RuleViolation, time_zone: str) -> str:
    """Say a refusal; instants in it are shown in the centre's zone."""
    facts = violation.facts
    violation.facts = {
        name: show_instant(value, time_zone) if isinstance(value, datetime) else value for name, value in facts.items()
    }
    return explain(violation)


def sitting_url(sitting_id: UUID) -> str:
    """Return the address of a sitting's page."""
    return url_for("sittings.show_sitting", sitting_id=sitting_id)


@contextmanager
def on_record(actor: Actor, action: str, sitting_id: UUID) -> Iterator[Session]:
    """Read a list of people in a transaction that also notes who read it."""
    with transaction() as session:
        yield session
        audit.record(session, actor=actor, action=action, subject=("sitting", sitting_id), at=ports().clock.now())


def acting() -> dict[str, Any]:
    """Return who acts and when, as services take it."""
    return {"actor": current_actor(), "at": ports().clock.now()}
