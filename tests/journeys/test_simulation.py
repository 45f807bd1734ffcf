"""Both case simulations in a real browser, with scripts and without: to the best end, and to a bad one."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from app.assessments.simulations.models import SimulationDecision, SimulationResult, SimulationRun
from app.core.ids import new_id
from app.courses.models import CourseEdition, CourseModule, Enrolment, ModuleEdition
from tests.assessments.simulations.scene import PATHS
from tests.journeys.site import Site
from tests.journeys.steps import accept_invitation, press, press_button, told

pytestmark = pytest.mark.browser
TITLES = {"brick-by-brick": "Brick by Brick", "blue-courtyard": "The Blue Courtyard"}
_numbers = itertools.count(1)


def enrol(site: Site, user_id: UUID, like: UUID) -> UUID:
    """Enrol a person on a course of one module that names both simulations."""
    with site.changes() as session:
        module = session.scalars(select(ModuleEdition)).first()
        known = session.get_one(Enrolment, like)
        key = f"cases-{next(_numbers)}"
        definition = {
            "title": {"en": "Cases"},
            "summary": {"en": "Two cases"},
            "hours": 3.0,
            "modules": [module.module_key],
            "simulations": list(TITLES),
            "certificate": {"lessons": 0, "exam": 0, "attendance": 0},
        }
        at = datetime.now(UTC)
        course = CourseEdition(
            id=new_id(), course_key=key, number=1, digest=key, hours=3.0, definition=definition, published_at=at
        )
        enrolment = Enrolment(
            id=new_id(),
            user_id=user_id,
            course_edition_id=course.id,
            agency_id=known.agency_id,
            profession=known.profession,
            language="en",
            enrolled_at=at,
        )
        session.add(course)
        session.flush()
        session.add_all(
            [
                CourseModule(
                    course_edition_id=course.id, position=1, edition_id=module.id, module_key=module.module_key
                ),
                enrolment,
            ]
        )
        return enrolment.id


def decide(page: Page, choice: str, reason: str = "") -> None:
    page.locator(f'input[name="choice"][value="{choice}"]').check()
    page.get_by_label("Your reason, in a sentence").fill(reason)
    press_button(page, "Decide")
    expect(page.locator("h1")).to_contain_text("What followed")


def walk(page: Page, key: str, kind: str) -> None:
    """From the course page through the whole story to the debrief."""
    press(page, page.get_by_role("link", name=f"Case simulation: {TITLES[key]}"))
    press_button(page, "Begin")
    choices = PATHS[key, kind]
    for place, choice in enumerate(choices, start=1):
        expect(page.locator("h1")).to_contain_text(f"Decision {place}")
        decide(page, choice, f"Reason {place}")
        press_button(page, "Go on" if place < len(choices) else "To the end and the debrief")
    expect(page.get_by_text("How it ended")).to_be_visible()
    expect(page.get_by_text(f"Reason {len(choices)}")).to_be_visible()


@pytest.mark.parametrize("key", TITLES)
def test_a_case_is_walked_to_a_bad_end_and_then_to_the_best(
    site: Site, open_window: Callable[..., Page], key: str, javascript: bool
):
    group = site.make_group("TJ-MIA-SUGHD")
    enrolment_id = enrol(site, group.people[0], group.enrolments[0])
    page = open_window(javascript=javascript, phone=True)
    accept_invitation(page, site.let_in(group.people[0]))

    page.goto(f"/courses/{enrolment_id}")
    walk(page, key, "bad")
    expect(page.locator("main .badge.bad", has_text="Bad end").first).to_be_visible()
    assert page.locator("main .card > h3").count() == len(PATHS[key, "bad"])

    page.goto(f"/courses/{enrolment_id}")
    press(page, page.get_by_role("link", name=f"Case simulation: {TITLES[key]}"))
    press_button(page, "Begin again")
    for choice in PATHS[key, "good"]:
        decide(page, choice)
        press(page, page.locator("main a.button").last)
    expect(page.locator("main .badge.good", has_text="Good end").first).to_be_visible()
    expect(page.locator("main")).to_contain_text("100 %")
    with site.reading() as session:
        runs = select(SimulationRun.id).where(SimulationRun.enrolment_id == enrolment_id)
        results = session.scalars(select(SimulationResult.kind).where(SimulationResult.run_id.in_(runs))).all()
        assert sorted(each.value for each in results) == ["bad", "good"]


def test_going_back_and_a_second_tab_undo_nothing(site: Site, open_window: Callable[..., Page], javascript: bool):
    group = site.make_group("TJ-MIA-SUGHD")
    enrolment_id = enrol(site, group.people[0], group.enrolments[0])
    page = open_window(javascript=javascript)
    accept_invitation(page, site.let_in(group.people[0]))
    page.goto(f"/courses/{enrolment_id}")
    press(page, page.get_by_role("link", name="Case simulation: Brick by Brick"))
    press_button(page, "Begin")
    other = page.context.new_page()
    other.goto(page.url)
    decide(page, "discreet")

    other.locator('input[name="choice"][value="siren"]').check()
    press_button(other, "Decide")
    told(other, "You decided this before")
    expect(other.locator("h1")).to_contain_text("The plan")
    page.go_back()
    expect(page.locator("h1")).to_contain_text("The plan")

    with site.reading() as session:
        runs = select(SimulationRun.id).where(SimulationRun.enrolment_id == enrolment_id)
        taken = session.scalars(select(SimulationDecision.decision).where(SimulationDecision.run_id.in_(runs))).all()
    assert taken == ["discreet"]
