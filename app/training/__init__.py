"""Training centres, cohorts, sessions and attendance."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l

from app.assessments.marking.scopes import marking_centres
from app.assessments.scopes import enrolment_scopes
from app.core.audit import name_acts
from app.core.contributions import HubTab, MenuEntry, course_panels, home_sections, menu, planning_tabs
from app.core.events import subscribe
from app.courses.events import EnrolmentWithdrawn

from . import agency_training, attending, evaluations, nominations, permissions, scheduling, services, years
from .audit_titles import ACT_TITLES
from .contributions import CohortTab, cohort_tabs
from .exam_scope import scope_of_cohorts
from .exams import registration as exams
from .imports import registration as imports
from .notices import registration as notices
from .teaching_centres import centre_that_teaches
from .views import blueprint, calendar_blueprint, panels


def register(app: Flask) -> None:
    """Offer cohorts, the calendar and attendance, and say what the home and course pages show of them."""
    name_acts(ACT_TITLES)
    app.register_blueprint(blueprint)
    app.register_blueprint(calendar_blueprint)
    subscribe(EnrolmentWithdrawn, services.leave_cohort)
    attending.register(app)
    agency_training.register(app)
    sees = permissions.may_see_cohort
    enrolment_scopes.register("cohorts", scope_of_cohorts())
    marking_centres.register("cohorts", centre_that_teaches)
    menu.register(
        "cohorts",
        MenuEntry(_l("Cohorts"), "training.list_cohorts", "cohorts", lambda actor: sees(actor, None), planning_tabs),
        order=20,
    )
    planning_tabs.register(
        "cohorts", HubTab(_l("Cohorts"), "training.list_cohorts", lambda actor: sees(actor, None)), order=10
    )
    menu.register(
        "calendar",
        MenuEntry(
            _l("Calendar"),
            "calendar.show",
            "calendar",
            permissions.has_a_calendar,
        ),
        order=30,
    )
    planning_tabs.register("calendar", HubTab(_l("Calendar"), "calendar.show", permissions.runs_a_centre), order=15)
    home_sections.register("training-today", panels.today_section, order=20)
    home_sections.register("training-running", panels.running_section, order=30)
    home_sections.register("training-next", panels.next_section, order=40)
    course_panels.register("training-sessions", panels.course_panel, order=30)
    exams.register(app)
    cohort_tabs.register("people", CohortTab(_l("People"), "training.show_cohort", sees), order=10)
    cohort_tabs.register("sessions", CohortTab(_l("Sessions"), "training.show_sessions", sees), order=20)
    evaluations.register(app)
    imports.register(app)
    notices.register()
    nominations.register(app)
    years.register(app)
    scheduling.register(app)
    cohort_tabs.register("results", CohortTab(_l("Results"), "training.show_results", sees), order=30)
