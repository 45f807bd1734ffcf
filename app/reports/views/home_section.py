"""How the audit trail stands, on the start page of those who answer for the installation."""

from __future__ import annotations

from datetime import datetime

from flask import url_for
from flask_babel import gettext as _

from app.core.contributions import HomeSection, Tile
from app.core.db import db
from app.core.policy import Actor

from ..permissions import may_see_audit
from ..queries.trail import chain_state


def offer_trail(actor: Actor, _at: datetime) -> HomeSection | None:
    """Say how far the trail is sealed: one statement."""
    if not may_see_audit(actor, None):
        return None
    chain = chain_state(db.session())
    texts = [_("%(sealed)s entries sealed", sealed=chain.sealed)]
    if chain.waiting:
        texts.append(_("%(waiting)s wait for the next sealing", waiting=chain.waiting))
    tile = Tile(_("Audit trail"), " · ".join(texts), url_for("audit.show"), _("Open the page"))
    return HomeSection(_("Audit"), (tile,))
