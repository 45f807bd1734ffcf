"""What a browser keeps between reading a code and the claim: signing in takes longer than a code counts.

It is a signed cookie for the pages of check-in alone. It survives the sign-in, and it can't be handed on as a link.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import current_app, request
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.wrappers import Response

from .rules import READ_LASTS, Code, CodeKind

COOKIE = "sabaq_check_in"


@dataclass(frozen=True, slots=True)
class Reading:
    """Which code was read, when."""

    session_id: UUID
    code: Code
    read_at: datetime


def keep_reading(response: Response, reading: Reading) -> None:
    """Let the browser remember what was read."""
    said = [reading.session_id.hex, reading.code.kind.value, reading.code.step, reading.read_at.isoformat()]
    response.set_cookie(
        COOKIE,
        _signer().dumps(said),
        max_age=READ_LASTS,
        path="/check-in",
        secure=bool(current_app.config["SESSION_COOKIE_SECURE"]),
        httponly=True,
        samesite="Lax",
    )


def kept_reading(session_id: UUID) -> Reading | None:
    """Return what this browser read of a session's codes."""
    try:
        key, kind, step, read_at = _signer().loads(request.cookies.get(COOKIE, ""))
        reading = Reading(UUID(key), Code(CodeKind(kind), int(step)), datetime.fromisoformat(read_at))
    except (BadSignature, ValueError, TypeError):
        return None
    return reading if reading.session_id == session_id else None


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="training-check-in")
