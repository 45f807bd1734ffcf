"""What marking adds: its pages under "Exams", and the jobs that regrade."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l

from app.core.contributions import HubTab, exam_tabs
from app.core.jobs import Periodic, jobs, periodic

from . import permissions
from .views import blueprint
from .views.rulings import JOB, go_on_regrading, regrade_all


def register(app: Flask) -> None:
    """Offer marking, moderation, appeals and the withdrawal of faulty questions."""
    app.register_blueprint(blueprint)
    exam_tabs.register(
        "marking",
        HubTab(_l("Marking"), "marking.show_queue", lambda actor: permissions.may_mark(actor, None)),
        order=30,
    )
    exam_tabs.register(
        "moderation",
        HubTab(_l("Moderation"), "marking.show_moderation", lambda actor: permissions.may_moderate(actor, None)),
        order=32,
    )
    exam_tabs.register(
        "appeals",
        HubTab(_l("Appeals"), "marking.list_appeals", lambda actor: permissions.may_see_appeal(actor, None)),
        order=34,
    )
    exam_tabs.register(
        "rulings",
        HubTab(_l("Faulty questions"), "marking.list_rulings", lambda actor: permissions.may_withdraw(actor, None)),
        order=36,
    )
    jobs.register(JOB, regrade_all)
    periodic.register(JOB, Periodic(5, go_on_regrading))
