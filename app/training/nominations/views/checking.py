"""Checking a letter of invitation without signing in: course, days, centre and agency, and nobody's name."""

from __future__ import annotations

from datetime import date

from flask import make_response, render_template
from werkzeug.wrappers import Response

from app.accounts.sessions import limiter
from app.core.access import public
from app.core.db import db
from app.core.i18n import current_language, pick

from ..queries.letters import CheckedLetter, find_checked_letter
from ..rules.references import read_reference
from .routes import blueprint


@blueprint.get("/verify/letters/<reference>")
@public
@limiter.limit("30 per minute; 300 per hour")
def check_letter(reference: str) -> Response:
    """Tell whether a letter counts. An unknown number is an answer, with the status of a missing page."""
    known = read_reference(reference)
    letter = find_checked_letter(db.session(), known) if known else None
    page = render_template(
        "training/nominations/checked.html", typed=reference[:60], found=_public_facts(letter) if letter else None
    )
    response = make_response(page, 200 if letter else 404)
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _public_facts(letter: CheckedLetter) -> dict[str, object]:
    """Return exactly what a stranger may read: no name, so that a guessed number tells of nobody."""
    snapshot, language = letter.snapshot, current_language()
    return {
        "reference": letter.reference,
        "standing": letter.standing,
        "course": pick(snapshot["course"], language),
        "centre": pick(snapshot["centre"], language),
        "agency": pick(letter.agency_names, language),
        "issued_on": date.fromisoformat(snapshot["issued_on"]),
        "starts_on": letter.starts_on,
        "ends_on": letter.ends_on,
        "moved": letter.moved,
    }
