"""Item and test analysis: how exams went, and which questions need a second look."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l

from app.assessments.own_strengths import strengths_panel
from app.assessments.sittings.permissions import may_see_sitting
from app.core.contributions import HubTab, MenuEntry, course_panels, exam_tabs, menu

from .permissions import may_see_analysis
from .views import blueprint


def register(app: Flask) -> None:
    """Offer the pages beside the other ones about exams."""
    app.register_blueprint(blueprint)
    exam_tabs.register(
        "analysis",
        HubTab(_l("Analysis"), "analysis.list_all", lambda actor: may_see_analysis(actor, None)),
        order=40,
    )
    course_panels.register("assessments-strengths", strengths_panel, order=20)
    # Who watches over no sittings enters "Exams" here.
    menu.register(
        "exams-analysis",
        MenuEntry(
            _l("Exams"),
            "analysis.list_all",
            "exam",
            lambda actor: may_see_analysis(actor, None) and not may_see_sitting(actor, None),
            exam_tabs,
        ),
        order=25,
    )
