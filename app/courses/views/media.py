"""Pictures of lessons: they never change, so browsers keep them."""

from __future__ import annotations

from uuid import UUID

from flask import Response, request

from app.core.access import signed_in
from app.core.db import db
from app.courses.queries import get_media

from .blueprints import courses

A_YEAR = 365 * 24 * 3600
# A drawing that somebody opens by itself may do nothing at all.
SEALED = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


@courses.get("/media/<uuid:edition_id>/<name>")
@signed_in
def show_media(edition_id: UUID, name: str) -> Response:
    """Answer with a picture of an edition."""
    tag = f"{edition_id.hex}-{name}"
    if tag in request.if_none_match:
        response = Response(status=304)
    else:
        kind, content = get_media(db.session(), edition_id, name)
        response = Response(content, mimetype=kind)
    response.set_etag(tag)
    response.headers["Cache-Control"] = f"private, max-age={A_YEAR}, immutable"
    response.headers["Content-Security-Policy"] = SEALED
    return response
