"""Closed unless opened: every endpoint says who may call it, or nobody may."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from flask import Flask, abort, current_app, redirect, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from .policy import Actor, allowed

View = TypeVar("View", bound=Callable[..., Any])
MARK = "_sabaq_access"


@dataclass(frozen=True, slots=True)
class Access:
    """Who may call an endpoint: everybody, whoever is signed in, or whoever holds a permission."""

    public: bool = False
    permission: StrEnum | None = None


def public(view: View) -> View:
    """Open an endpoint to people who are not signed in."""
    setattr(view, MARK, Access(public=True))
    return view


def signed_in(view: View) -> View:
    """Open an endpoint to everybody who is signed in."""
    setattr(view, MARK, Access())
    return view


def requires(permission: StrEnum) -> Callable[[View], View]:
    """Open an endpoint to those who could hold the permission; the service decides on the thing itself."""

    def mark(view: View) -> View:
        setattr(view, MARK, Access(permission=permission))
        return view

    return mark


def access_of(app: Flask, endpoint: str) -> Access | None:
    """Return an endpoint's mark, or None where it has none and is therefore closed."""
    if endpoint == "static":
        return Access(public=True)
    return getattr(app.view_functions.get(endpoint), MARK, None)


def current_actor() -> Actor:
    """Return the person who is signed in; only for endpoints that are not public."""
    actor = find_actor()
    if actor is None:
        abort(401)
    return actor


def find_actor() -> Actor | None:
    """Return the person who is signed in, if anybody is."""
    actor = current_user._get_current_object()  # noqa: SLF001 -- the way Werkzeug unwraps a proxy
    return actor.actor if getattr(actor, "is_authenticated", False) else None


def guard() -> Response | None:
    """Decide before each request; unknown addresses fall through to 404."""
    if request.endpoint is None:
        return None
    access = access_of(current_app, request.endpoint)
    if access is None:
        abort(403)
    if access.public:
        return None
    actor = find_actor()
    if actor is None:
        return ask_to_sign_in()
    if access.permission is not None and not allowed(actor, access.permission):
        abort(403)
    return None


def ask_to_sign_in() -> Response:
    """Send a reader to the sign-in page and back; a sender of data is told to sign in (nothing was done)."""
    if request.method in ("GET", "HEAD") and request.accept_mimetypes.best != "application/json":
        following = request.full_path.rstrip("?") if request.path != "/" else None
        return redirect(url_for("accounts.sign_in", next=following))
    return abort(401)
