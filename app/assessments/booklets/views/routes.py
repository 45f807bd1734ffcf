"""The blueprint, and what all pages of paper versions share."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from flask import Blueprint, current_app, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app.assessments.sittings.views.routes import name_of, say
from app.core import audit
from app.core.access import current_actor
from app.core.db import transaction
from app.core.errors import N_
from app.core.policy import Actor
from app.core.ports import ports

from ..queries.sets import SetFacts
from ..rules.entries import EntryState
from ..services import Press

__all__ = ["Page", "acting", "blueprint", "name_of", "on_record", "press", "say", "set_title", "set_url"]

blueprint = Blueprint("booklets", __name__, template_folder="../../templates")
Page = str | tuple[str, int] | Response
STATE_TITLES = {
    EntryState.OPEN: (N_("not typed"), "neutral"),
    EntryState.ABSENT: (N_("absent"), "neutral"),
    EntryState.ONCE: (N_("typed once"), "info"),
    EntryState.DIFFERS: (N_("the two differ"), "warning"),
    EntryState.READY: (N_("ready to mark"), "info"),
    EntryState.MARKED: (N_("marked"), "good"),
}


def acting() -> dict[str, Any]:
    """Return who acts and when, as services take it."""
    return {"actor": current_actor(), "at": ports().clock.now()}


def press() -> Press:
    """Return where documents are kept, and where the program is reached."""
    return Press(ports().storage, current_app.extensions["sabaq_settings"].public_url)


def set_title(paper: SetFacts) -> str:
    """Name a paper version."""
    return str(_("Paper version %(number)s", number=paper.number))


def set_url(set_id: UUID) -> str:
    """Return the address of a paper version."""
    return url_for("booklets.show_set", set_id=set_id)


@contextmanager
def on_record(actor: Actor, action: str, sitting_id: UUID) -> Iterator[Session]:
    """Read a list of people in a transaction that also notes who read it."""
    with transaction() as session:
        yield session
        audit.record(session, actor=actor, action=action, subject=("sitting", sitting_id), at=ports().clock.now())
