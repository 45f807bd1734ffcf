"""What notices add to the program."""

from __future__ import annotations

from datetime import datetime

from flask import Flask, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.core.contributions import HomeSection, HubTab, Tile, home_sections, report_tabs
from app.core.db import db, transaction
from app.core.jobs import Periodic, periodic
from app.core.notices import offer_kinds
from app.core.outbox import OutboxEntry, OutboxState, counts
from app.core.policy import Actor
from app.core.ports import ports

from ..models import Role
from . import telling
from .kinds import KINDS
from .permissions import may_see_outbox
from .views import blueprint, outbox_blueprint


def register(app: Flask) -> None:
    """Offer the page of one's notices and the outbox, and make daily summaries."""
    app.register_blueprint(blueprint)
    app.register_blueprint(outbox_blueprint)
    offer_kinds(*KINDS)
    report_tabs.register(
        "outbox", HubTab(_l("Outbox"), "outbox.list_all", lambda actor: may_see_outbox(actor, None)), order=90
    )
    home_sections.register("outbox", failed_section, order=15)
    periodic.register("notices-summaries", Periodic(5, gather))


def gather() -> None:
    """Make the daily summaries that are due."""
    with transaction() as session:
        telling.gather(session, at=ports().clock.now())


def failed_section(actor: Actor, _at: datetime) -> HomeSection | None:
    """Tell a system administrator what could not be sent."""
    if not actor.has_role(Role.SYSTEM_ADMINISTRATOR):
        return None
    failed = counts(db.session(), OutboxEntry.state == OutboxState.FAILED).get(OutboxState.FAILED, 0)
    if not failed:
        return None
    text = ngettext("%(num)s message could not be sent.", "%(num)s messages could not be sent.", failed)
    tile = Tile(_("Outbox"), text, url_for("outbox.list_all", state=OutboxState.FAILED.value), urgent=True)
    return HomeSection(_("Messages"), (tile,))
