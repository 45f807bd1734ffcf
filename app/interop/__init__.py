"""Questions to and from other systems."""

from __future__ import annotations

from flask import Flask, url_for
from flask_babel import gettext as _

from app.assessments.banks.contributions import BankPlace, bank_links
from app.core.audit import name_acts
from app.core.contributions import ActionLink
from app.core.policy import Actor

from . import models, permissions
from .audit_titles import ACT_TITLES
from .views import blueprint

__all__ = ["models", "permissions", "register"]


def register(app: Flask) -> None:
    """Offer import and export on the page of each bank."""
    name_acts(ACT_TITLES)
    app.register_blueprint(blueprint)
    bank_links.register("exchange", _links)


def _links(_actor: Actor, place: BankPlace) -> list[ActionLink]:
    if place.bank_id is None or not place.may_write:
        return []
    return [
        ActionLink(_("Import"), url_for("interop.send_file", bank_id=place.bank_id)),
        ActionLink(_("Export"), url_for("interop.choose_export", bank_id=place.bank_id)),
    ]
