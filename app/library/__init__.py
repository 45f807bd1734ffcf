"""Reference material: glossary, hotlines, instruments."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l

from app.core.audit import name_acts
from app.core.contributions import MenuEntry, glossaries, menu, search_sources

from .audit_titles import ACT_TITLES
from .queries import offer_glossary
from .searching import SOURCES
from .views import blueprint


def register(app: Flask) -> None:
    """Offer the library to everybody who is signed in."""
    name_acts(ACT_TITLES)
    app.register_blueprint(blueprint)
    menu.register(
        "library", MenuEntry(_l("Library"), "library.show_glossary", "library", lambda _actor: True), order=80
    )
    for place, (source, _texts) in enumerate(SOURCES):
        search_sources.register(source.kind, source, order=20 + place)
    glossaries.register("library", offer_glossary)
