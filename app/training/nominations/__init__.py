"""Nominations: agencies send people, the centre decides, and whoever waits moves up."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from flask import Flask
from flask_babel import lazy_gettext as _l

from app.core.contributions import MenuEntry, course_panels, home_sections, menu
from app.core.db import transaction
from app.core.events import subscribe
from app.core.jobs import Periodic, periodic
from app.core.ports import ports
from app.courses.events import EnrolmentWithdrawn

from ..contributions import CohortTab, cohort_tabs
from ..events import CohortEnlarged, PersonChangedCohort
from . import panels, services
from .events import NewPersonAccepted
from .letting_in import send_first_link
from .permissions import may_see_calls, may_see_nominations
from .queries.calls import calls_to_release
from .services.promoting import when_cohort_changed, when_cohort_enlarged, when_enrolment_ended
from .views import blueprint

__all__ = ["register", "release_due"]


def register(app: Flask) -> None:
    """Offer calls to officers, the centre's side on the cohort's page, and release unused seats in time."""
    app.register_blueprint(blueprint)
    menu.register(
        "nominations",
        MenuEntry(_l("Nominations"), "nominations.list_all", "nominations", lambda actor: may_see_calls(actor, None)),
        order=25,
    )
    cohort_tabs.register(
        "nominations", CohortTab(_l("Nominations"), "nominations.show_cohort", may_see_nominations), order=15
    )
    home_sections.register("nominations", panels.home_section, order=25)
    course_panels.register("invitation", panels.course_panel, order=25)
    subscribe(EnrolmentWithdrawn, when_enrolment_ended)
    subscribe(PersonChangedCohort, when_cohort_changed)
    subscribe(CohortEnlarged, when_cohort_enlarged)
    subscribe(NewPersonAccepted, send_first_link)
    periodic.register("nominations-release", Periodic(30, release_due))


def release_due() -> None:
    """Release the unused seats of every call whose day for it has passed."""
    at = ports().clock.now()
    with transaction() as session:
        for cohort_id, day, time_zone in calls_to_release(session, at):
            if at.astimezone(ZoneInfo(time_zone)).date() > day:
                services.release_seats(session, actor=None, cohort_id=cohort_id, at=at)
