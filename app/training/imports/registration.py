"""What imports add to training: their pages, their tab, and the job that takes over long lists."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l

from app.core.contributions import HubTab, agency_links, people_links, planning_tabs
from app.core.jobs import jobs

from .permissions import may_import
from .views import blueprint
from .views.previews import JOB, take_over
from .views.receipts import UNDO_JOB, take_back


def register(app: Flask) -> None:
    """Offer the pages."""
    app.register_blueprint(blueprint)
    jobs.register(JOB, take_over)
    jobs.register(UNDO_JOB, take_back)
    planning_tabs.register(
        "lists", HubTab(_l("Imports"), "lists.list_imports", lambda actor: may_import(actor, None)), order=60
    )
    for links in (people_links, agency_links):
        links.register(
            "lists", HubTab(_l("Imports and exports"), "lists.list_imports", lambda actor: may_import(actor, None))
        )
