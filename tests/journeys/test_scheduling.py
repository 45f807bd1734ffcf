"""An administrator plans two cohorts: template, a room refused, a trainer refused, a free slot, an earlier cohort."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from playwright.sync_api import expect

from app.core.ids import new_id
from app.training.services.cohorts import CohortDetails, create_cohort
from app.training.trainers.models import Qualification
from tests.journeys.site import DUSHANBE, Site, _actor, _centre, _course, _person
from tests.journeys.steps import enter, press_button, told

pytestmark = pytest.mark.browser
TRAINER = "rustam@demo.sabaq.example"


def open_cohort(site: Site, title: str, weeks: int) -> UUID:
    """Open a cohort of a working week far ahead, where no other journey plans anything."""
    with site.changes() as session:
        today = datetime.now(DUSHANBE).date()
        monday = today + timedelta(weeks=weeks, days=-today.weekday())
        return create_cohort(
            session,
            actor=_actor(session, "dilnoza@demo.sabaq.example"),
            cohort_id=new_id(),
            centre_id=_centre(session).agency_id,
            course_edition_id=_course(session).id,
            details=CohortDetails(
                title=title,
                starts_on=monday,
                ends_on=monday + timedelta(days=4),
                place="Hall",
                capacity=12,
                language="en",
                trainer_ids=[_person(session, TRAINER).id],
            ),
            at=datetime.now(DUSHANBE),
        )


def let_qualification_end(site: Site) -> None:
    """Leave the trainer one qualification, which ended yesterday."""
    with site.changes() as session:
        now = datetime.now(DUSHANBE)
        user, admin = _person(session, TRAINER), _person(session, "dilnoza@demo.sabaq.example")
        for each in session.query(Qualification).filter_by(user_id=user.id):
            each.withdrawn_at, each.withdrawn_by, each.withdrawn_reason = now, admin.id, "Renewed"
        session.add(
            Qualification(
                id=new_id(),
                centre_id=_centre(session).agency_id,
                user_id=user.id,
                awarded_by="Academy",
                valid_from=now.date() - timedelta(days=400),
                valid_to=now.date() - timedelta(days=1),
                granted_by=admin.id,
                granted_at=now,
            )
        )


@pytest.mark.parametrize(
    ("javascript", "phone"),
    [(False, False), (True, False), (True, True)],
    ids=["plain", "script", "phone"],
)
def test_template_room_trainer_free_slot_and_copy(site, open_window, javascript, phone):
    first, second = open_cohort(site, "Planned first", 20), open_cohort(site, "Planned second", 22)
    site.make_room("Plan room")
    let_qualification_end(site)
    page = open_window(javascript=javascript, phone=phone)
    enter(page, "dilnoza")

    page.goto(f"/cohorts/{first}/session-plan")
    page.locator("#plan").select_option(label=page.locator("#plan option").last.inner_text())
    page.locator("#room").select_option(label="Plan room, 30 seats")
    press_button(page, "Plan all sessions")
    told(page, "sessions are planned")

    page.goto(f"/cohorts/{second}/sessions/new")
    day = page.locator("#day").input_value()
    page.get_by_label("Subject").fill("Interview")
    page.locator("#starts").fill("09:00")
    page.locator("#ends").fill("10:00")
    page.locator("#room").select_option(label="Plan room, 30 seats")
    page.get_by_role("checkbox", name="Projector").check()
    press_button(page, "Plan the session")
    expect(page.locator("#room-error")).to_contain_text("Plan room lacks what this session needs: projector")
    page.get_by_role("checkbox", name="Projector").uncheck()

    other = open_window(javascript=javascript, phone=phone)
    enter(other, "dilnoza")
    other.goto("/trainers")
    press_button(other, "Require qualifications")
    try:
        press_button(page, "Plan the session")
        expect(page.locator(".error-summary")).to_contain_text(re.compile("The qualification of Рустам.* ends on"))
    finally:
        press_button(other, "Plan without qualifications")
    press_button(page, "Plan the session")
    told(page, "The session is planned.")

    page.goto(f"/cohorts/{second}/free-slots")
    page.get_by_label("Subject").fill("Discussion")
    page.locator("#last_day").fill(day)
    press_button(page, "Search")
    slot = page.locator("tbody tr").first
    expect(slot).to_contain_text("10:00")
    press_button(page, "Plan it here")
    told(page, "The session is planned.")
    expect(page.locator("main")).to_contain_text("Discussion")

    page.goto(f"/cohorts/{second}/copy-sessions")
    page.locator("#source").select_option(label="Planned first")
    press_button(page, "Look first")
    expect(page.locator("tbody tr").first).to_contain_text("can be planned")
    press_button(page, "Plan what can be planned")
    told(page, "planned")
