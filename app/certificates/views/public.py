"""Checking a certificate without signing in: holder, course, hours, centre and dates, and nothing else."""

from __future__ import annotations

from datetime import date

from flask import make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.accounts.sessions import limiter
from app.core.access import public
from app.core.db import db
from app.core.i18n import current_language, pick, show_number
from app.training.nominations.rules.references import read_reference

from ..drawing import first_issued_on
from ..forms import SerialForm
from ..queries.certificates import CertificateFacts, find_by_serial
from ..rules import read_serial
from .routes import Page, blueprint, today_at


@blueprint.get("/verify")
@public
@limiter.limit("30 per minute; 300 per hour")
def ask_serial() -> Page:
    """Ask for the serial number."""
    form = SerialForm(request.args)
    if "serial" in request.args and form.validate():
        typed = form.serial.data
        letter = read_reference(typed)
        if letter:
            return redirect(url_for("nominations.check_letter", reference=letter), 303)
        return redirect(url_for(".verify", serial=read_serial(typed) or typed), 303)
    return _not_indexed(render_template("certificates/verify.html", form=form))


@blueprint.get("/verify/<serial>")
@public
@limiter.limit("30 per minute; 300 per hour")
def verify(serial: str) -> Page:
    """Tell what a serial number stands for. An unknown one is an answer, with the status of a missing page."""
    known = read_serial(serial)
    certificate = find_by_serial(db.session(), known) if known else None
    html = render_template(
        "certificates/verified.html",
        typed=serial[:60],
        readable=known is not None,
        found=_public_facts(certificate) if certificate else None,
    )
    return _not_indexed(html, 200 if certificate else 404)


def _public_facts(certificate: CertificateFacts) -> dict[str, object]:
    """Return exactly what a stranger may read."""
    snapshot, language = certificate.snapshot, current_language()
    return {
        "serial": certificate.serial,
        "status": certificate.status(today_at(certificate)),
        "holder": snapshot["holder"],
        "course": pick(snapshot["course"]["titles"], language),
        "hours": show_number(snapshot["course"]["hours"]),
        "centre": pick(snapshot["centre"]["names"], language),
        "starts_on": date.fromisoformat(snapshot["starts_on"]),
        "ends_on": date.fromisoformat(snapshot["ends_on"]),
        "issued_on": date.fromisoformat(snapshot["issued_on"]),
        "expires_on": certificate.expires_on,
        "first_issued_on": first_issued_on(snapshot),
        "superseded_by": certificate.superseded_by,
        "revoked_at": certificate.revoked_at,
        "reason": certificate.revocation_reason,
        "time_zone": certificate.time_zone,
    }


def _not_indexed(html: str, code: int = 200) -> Response:
    response = make_response(html, code)
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
