"""What sittings show on pages that do not know them: the menu entry "Exams" and its first tab."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l

from app.core.contributions import HubTab, MenuEntry, exam_tabs, menu

from . import permissions
from .views import blueprint


def register(app: Flask) -> None:
    """Offer the pages of sittings under "Exams"."""
    app.register_blueprint(blueprint)
    sees = permissions.may_see_sitting
    menu.register(
        "exams",
        MenuEntry(_l("Exams"), "sittings.list_sittings", "exam", lambda actor: sees(actor, None), exam_tabs),
        order=25,
    )
    exam_tabs.register(
        "sittings", HubTab(_l("Sittings"), "sittings.list_sittings", lambda actor: sees(actor, None)), order=10
    )
