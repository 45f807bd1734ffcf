"""Pictures of questions: their names hold their digests, so browsers keep them."""

from __future__ import annotations

from flask import Response, request

from app.core.access import current_actor, signed_in
from app.core.db import db
from app.core.errors import Missing
from app.core.ports import ports
from app.core.storage import DamagedFile

from ..queries.media import get_picture
from .routes import blueprint

A_YEAR = 365 * 24 * 3600
SEALED = "default-src 'none'; sandbox"


@blueprint.get("/media/<name>")
@signed_in
def show_picture(name: str) -> Response:
    """Answer with a picture, to those who write questions and to those whose paper shows it."""
    kind, digest = get_picture(db.session(), current_actor(), name)
    if name in request.if_none_match:
        response = Response(status=304)
    else:
        try:
            response = Response(ports().storage.get(digest), mimetype=kind)
        except DamagedFile:
            raise Missing from None
    response.set_etag(name)
    response.headers["Cache-Control"] = f"private, max-age={A_YEAR}, immutable"
    response.headers["Content-Security-Policy"] = SEALED
    return response
