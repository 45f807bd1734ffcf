"""The feature's blueprint, and what its pages share."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, current_app
from werkzeug.wrappers import Response

from app.core.i18n import zone
from app.core.ports import ports

from ..queries.certificates import CertificateFacts
from ..rules import Status
from ..services import Press

blueprint = Blueprint("certificates", __name__, template_folder="../templates")
Page = str | tuple[str, int] | Response
BADGES = {Status.VALID: "good", Status.EXPIRED: "warning", Status.SUPERSEDED: "neutral", Status.REVOKED: "bad"}


def press() -> Press:
    """Return what printing needs."""
    return Press(ports().storage, current_app.extensions["sabaq_settings"].public_url)


def today_at(certificate: CertificateFacts) -> date:
    """Return the day on which a certificate is looked at, where it was issued."""
    return ports().clock.now().astimezone(zone(certificate.time_zone)).date()
