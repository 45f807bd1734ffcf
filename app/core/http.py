"""What every answer has in common: headers, error pages, compression and the language of refusals."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask, Response, current_app, jsonify, render_template, request
from flask.sessions import SecureCookieSessionInterface
from flask_babel import gettext as _
from flask_compress import Compress
from flask_wtf.csrf import CSRFError, CSRFProtect
from itsdangerous import URLSafeTimedSerializer
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix

from . import access, db
from .errors import Conflict, Missing, NotAllowed, RuleViolation
from .i18n import explain
from .static_files import FreshFiles

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
LARGEST_REQUEST = 6 * 1024 * 1024
A_YEAR = 365 * 24 * 3600
COMPRESSION = {
    "COMPRESS_ALGORITHM": ["zstd", "br", "gzip"],
    "COMPRESS_ZSTD_LEVEL": 3,  # as small as brotli's level 3 in half of its time
    "COMPRESS_BR_LEVEL": 3,  # half the time of 4 for a twentieth more bytes
    "COMPRESS_BR_WINDOW": 16,  # pages are smaller than 64 kB; a larger window costs time and saves nothing
    "COMPRESS_LEVEL": 5,
    "COMPRESS_MIMETYPES": ["text/html", "application/json", "image/svg+xml", "text/plain"],
}
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; manifest-src 'self'; "
    "worker-src 'self'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cache-Control": "no-store",
}
_ADDED = tuple((name.lower(), name, value) for name, value in HEADERS.items())


class Program(Flask):
    """Flask, told that no view here is a coroutine, so that it need not look before each of a dozen calls a request."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return what is called as it is."""
        return func


class CookieSessions(SecureCookieSessionInterface):
    """Flask's signed cookies, whose signer is made once and not twice a request."""

    def __init__(self) -> None:
        self._signer: URLSafeTimedSerializer | None = None

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Return the signer; the secret does not change while the program runs."""
        if self._signer is None:
            self._signer = super().get_signing_serializer(app)
        return self._signer


log = logging.getLogger("sabaq")
csrf = CSRFProtect()
compress = Compress()


def init_http(app: Flask, *, static_folder: Path, secure: bool, trusted_proxies: int) -> None:
    """Set up everything around the views."""
    app.config.update(
        MAX_CONTENT_LENGTH=LARGEST_REQUEST,
        MAX_FORM_PARTS=5_000,
        SESSION_COOKIE_NAME="__Host-sabaq" if secure else "sabaq",
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
        **COMPRESSION,
    )
    app.session_interface = CookieSessions()
    csrf.init_app(app)
    compress.init_app(app)
    app.before_request(_expect)
    app.before_request(access.guard)
    app.teardown_request(_forget)
    app.after_request(_add_headers)
    _serve_static(app, static_folder)
    if trusted_proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=trusted_proxies, x_proto=trusted_proxies, x_host=trusted_proxies
        )
    if secure:
        app.after_request(_add_transport_security)
    app.register_error_handler(RuleViolation, _show_violation)
    app.register_error_handler(CSRFError, _show_forged)
    app.register_error_handler(HTTPException, _show_http_error)
    app.register_error_handler(Exception, _show_fault)


def wants_json() -> bool:
    """Whether the caller is a script that asked for JSON."""
    return request.accept_mimetypes.best == "application/json"


def error_page(code: int, title: str, sentence: str, **facts: Any) -> tuple[Response | str, int]:  # noqa: ANN401
    """Answer with an error, as a page or as JSON by what the caller accepts."""
    if wants_json():
        return jsonify(error=facts.get("reason", title), sentence=sentence), code
    return render_template("errors/error.html", code=code, title=title, sentence=sentence), code


def _expect() -> None:
    db.expect_writes(request.method not in SAFE_METHODS)


def _forget(_error: BaseException | None) -> None:
    db.expect_writes(False)


def _serve_static(app: Flask, folder: Path) -> None:
    """Serve static files under an address that changes with their content, so that browsers may keep them for good."""
    digest = hashlib.sha256()
    for file in sorted(folder.rglob("*")):
        if file.is_file() and file.suffix not in (".br", ".gz"):
            digest.update(file.relative_to(folder).as_posix().encode() + file.read_bytes())
    prefix = f"static/{digest.hexdigest()[:10]}/"
    white_noise = FreshFiles(app.wsgi_app, max_age=A_YEAR)
    white_noise.add_files(str(folder), prefix=prefix)
    app.wsgi_app = white_noise  # type: ignore[method-assign]
    app.extensions["sabaq_static_prefix"] = f"/{prefix}"
    app.jinja_env.globals["asset"] = asset


def asset(name: str) -> str:
    """Return a static file's address, which changes when any static file does."""
    prefix: str = current_app.extensions["sabaq_static_prefix"]
    return prefix + name


def _add_headers(response: Response) -> Response:
    given = {name.lower() for name in response.headers.keys()}  # noqa: SIM118 -- they are no mapping
    for lower, name, value in _ADDED:
        if lower not in given:
            response.headers.add(name, value)
    return response


def _add_transport_security(response: Response) -> Response:
    response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    return response


def _show_violation(violation: RuleViolation) -> tuple[Response | str, int]:
    db.db.session.rollback()
    code = {NotAllowed: 403, Missing: 404, Conflict: 409}.get(type(violation), 409)
    title = {403: _("Not allowed"), 404: _("Not found")}.get(code, _("This was refused"))
    return error_page(code, title, explain(violation), reason=violation.code)


def _show_forged(_error: CSRFError) -> tuple[Response | str, int]:
    return error_page(
        400,
        _("The form has expired"),
        _("Nothing was saved. Go back, load the page again and send the form once more."),
        reason="csrf",
    )


def _show_http_error(error: HTTPException) -> tuple[Response | str, int] | HTTPException:
    if error.code is None or error.code < 400:  # noqa: PLR2004
        return error
    too_large = _(
        "What you sent is larger than the program accepts (6 MB). Nothing was saved. Go back and send a smaller "
        "file: a picture or scan with fewer dots, or a long list in several parts."
    )
    texts = {
        400: (_("The request was not understood"), _("Something in the address or the form was not as expected.")),
        401: (_("You are signed out"), _("Nothing was saved. Sign in and repeat what you did.")),
        403: (_("Not allowed"), _("You do not have permission for this.")),
        404: (_("Not found"), _("This page does not exist, or it is not yours to see.")),
        405: (_("Not possible here"), _("This address does not accept that kind of request.")),
        413: (_("Too large"), too_large),
        429: (_("Too many attempts"), _("Wait a few minutes and try again.")),
    }
    title, sentence = texts.get(error.code, (_("This did not work"), error.description or ""))
    return error_page(error.code, title, sentence, reason=str(error.code))


def _show_fault(error: Exception) -> tuple[Response | str, int]:
    db.db.session.rollback()
    log.error("fault at %s", request.endpoint, exc_info=error)
    return error_page(
        500,
        _("A fault in the program"),
        _("The fault was recorded. What was saved before is kept. Try again; tell your administrator if it repeats."),
        reason="fault",
    )
