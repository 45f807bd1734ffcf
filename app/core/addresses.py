"""Addresses of pages, written from patterns that the router is asked for once."""

from __future__ import annotations

from uuid import UUID

from flask import Flask, current_app, has_request_context, request, url_for

KEY = "sabaq_addresses"


def init_addresses(app: Flask) -> None:
    """Let templates write addresses the quick way too."""
    app.extensions[KEY] = {}
    app.jinja_env.globals["url_for"] = address


def address(endpoint: str, **values: object) -> str:
    """Return what Flask's `url_for` returns, in a fraction of its time where the address holds nothing but ids.

    A page writes some dozens of them. An id needs no quoting, so the same pattern serves all; whatever else an address
    may hold, and whatever is asked for outside of a request, goes to `url_for`.
    """
    if endpoint[0] == "." or not has_request_context():
        return url_for(endpoint, **values)  # type: ignore[arg-type] # what it takes is Any, but for its own keywords
    for value in values.values():
        if type(value) is not UUID:
            return url_for(endpoint, **values)  # type: ignore[arg-type]
    patterns: dict[tuple[str, ...], str] = current_app.extensions[KEY]
    key = (request.root_path, endpoint, *values)
    pattern = patterns.get(key)
    if pattern is None:
        pattern = patterns[key] = _pattern(endpoint, tuple(values))
    return pattern % values


def _pattern(endpoint: str, names: tuple[str, ...]) -> str:
    marks = {name: UUID(int=place) for place, name in enumerate(names)}
    pattern = url_for(endpoint, **marks).replace("%", "%%")  # type: ignore[arg-type]
    for name, mark in marks.items():
        pattern = pattern.replace(str(mark), f"%({name})s")
    return pattern
