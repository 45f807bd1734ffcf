"""Who has not entered yet, on a system administrator's start page."""

from __future__ import annotations

from datetime import datetime

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import func

from app.core.contributions import HomeSection, Tile
from app.core.db import db
from app.core.policy import Actor

from ..models import Role, User


def offer_people(actor: Actor, _at: datetime) -> HomeSection | None:
    """Count the people, and those who have not used their invitation: one statement."""
    if not actor.has_role(Role.SYSTEM_ADMINISTRATOR):
        return None
    counted = db.select(func.count(User.id), func.count(User.password_hash)).where(User.deactivated_at.is_(None))
    everybody, entered = db.session().execute(counted).one()
    texts = [ngettext("%(num)s open account.", "%(num)s open accounts.", everybody)]
    if everybody > entered:
        texts.append(
            ngettext(
                "%(num)s person has not set a password yet.",
                "%(num)s people have not set a password yet.",
                everybody - entered,
            )
        )
    tile = Tile(_("People"), " ".join(texts), url_for("accounts.list_people"), _("Open the page"))
    return HomeSection(_("People and agencies"), (tile,))
