"""Who is signed in, on every request: Flask-Login over rows that can be listed and ended."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from flask import Flask, current_app, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager

from app.core.access import ask_to_sign_in
from app.core.db import db, transaction
from app.core.policy import Actor
from app.core.ports import ports
from app.settings import Settings

from . import queries, rules, services

login_manager = LoginManager()
limiter = Limiter(get_remote_address, headers_enabled=False)
LIMITS = "sabaq_limits"


@dataclass(frozen=True, slots=True)
class SignedInUser:
    """What Flask-Login keeps for the request."""

    actor: Actor
    is_authenticated: bool = True
    is_active: bool = True
    is_anonymous: bool = False

    @property
    def language(self) -> str:
        """The interface language that the person chose."""
        return self.actor.language

    def get_id(self) -> str:
        """The cookie holds the session's id, not the person's: so it can be ended."""
        return str(self.actor.sign_in_id)


def init_sessions(app: Flask) -> None:
    """Set up sign-in and its rate limits."""
    settings = app.extensions["sabaq_settings"]
    assert isinstance(settings, Settings)
    app.config.setdefault("RATELIMIT_STORAGE_URI", settings.redis_url or "memory://")
    app.config["RATELIMIT_STRATEGY"] = "moving-window"
    app.config["RATELIMIT_IN_MEMORY_FALLBACK_ENABLED"] = True  # while Redis is away, each process counts for itself
    app.extensions[LIMITS] = not app.testing
    limiter.init_app(app)
    # No limit holds for the program as a whole; those of single pages are checked where they stand. So there is nothing
    # to ask before every request, which would cost a tenth of a lesson page.
    app.before_request_funcs[None].remove(limiter._check_request_limit)  # noqa: SLF001
    app.permanent_session_lifetime = rules.ABSOLUTE_LIMIT
    login_manager.session_protection = None
    login_manager.unauthorized_handler(ask_to_sign_in)
    login_manager.user_loader(load_signed_in)
    login_manager.init_app(app, add_context_processor=False)


@limiter.request_filter
def _limits_are_off() -> bool:
    """Tests switch the limits on only where they are what is tested."""
    return not current_app.extensions[LIMITS]


def load_signed_in(sign_in_id: str) -> SignedInUser | None:
    """Find the person behind a cookie, if the session still counts."""
    try:
        key = UUID(sign_in_id)
    except ValueError:
        return None
    found = queries.load_actor(db.session(), key)
    if found is None:
        return None
    actor, started_at, last_seen_at = found
    at = ports().clock.now()
    if not rules.sign_in_valid(started_at=started_at, last_seen_at=last_seen_at, at=at):
        return None
    if at - last_seen_at > rules.SEEN_EVERY and request.method == "GET":
        _note(key)
    return SignedInUser(actor)


def _note(sign_in_id: UUID) -> None:
    """Note now and then that the session is in use; in a transaction of its own, since reads never commit."""
    db.session.rollback()
    with transaction() as session:
        services.mark_seen(session, sign_in_id=sign_in_id, at=ports().clock.now())
