"""An exam held in a room: a trainer opens it, somebody sits it on a telephone with a code, minutes are given."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.journeys.site import DUSHANBE
from tests.journeys.steps import accept_invitation, attempt_of, enter, give, press, press_button, right_answers, told

pytestmark = pytest.mark.browser


def open_sitting(page, group) -> str:
    """Open a sitting for a cohort from a minute ago, and return its access code."""
    now = datetime.now(UTC).astimezone(DUSHANBE)
    opens, closes = now - timedelta(minutes=1), now + timedelta(hours=2)
    page.goto(f"/cohorts/{group.cohort_id}/exams")
    press_button(page, "Open the first sitting")
    page.get_by_label("Opens on").fill(opens.date().isoformat())
    page.get_by_label("Opens at").fill(f"{opens:%H:%M}")
    page.get_by_label("Closes on").fill(closes.date().isoformat())
    page.get_by_label("Closes at").fill(f"{closes:%H:%M}")
    press_button(page, "Open the sitting")
    told(page, "Everybody in the cohort has a place")
    return page.locator("dt", has_text="Access code").locator("xpath=following-sibling::dd").inner_text()


def test_an_exam_in_a_room_from_its_opening_to_handing_in(site, open_window, javascript):
    group = site.make_group("TJ-MIA-SUGHD")
    site.learn(group.enrolments[0], exam=False)
    trainer = open_window(javascript=javascript)
    enter(trainer, "rustam")
    code = open_sitting(trainer, group)
    live = trainer.url

    person = open_window(javascript=javascript, phone=True)
    accept_invitation(person, site.let_in(group.people[0]))
    press_button(person, "Go to the final exam")
    person.get_by_label("Access code").fill("WRONG")
    press_button(person, "Begin")
    told(person, "not the access code")
    person.get_by_label("Access code").fill(code.lower())
    press_button(person, "Begin")
    answers = right_answers(site, attempt_of(person))
    expect(person.locator("[data-clock]")).to_contain_text("40 min")

    trainer.goto(live)
    press(trainer, trainer.locator("[data-row] a").first)
    trainer.get_by_label("Extra minutes").fill("5")
    press_button(trainer, "Give the minutes")
    told(trainer, "Minutes given: 5")

    for number, (kind, right) in enumerate(answers, start=1):
        expect(person.locator("[data-heading]")).to_contain_text(f"{number} of {len(answers)}")
        if number == 2:  # the page learnt of the minutes with the first save
            expect(person.locator("[data-clock]")).to_contain_text("45 min")
        give(person, kind, right)
        person.locator("[data-following] button").click()
    person.wait_for_url("**/review")
    press_button(person, "Hand in")
    expect(person.locator("h1")).to_contain_text("100")

    trainer.goto(live)
    expect(trainer.locator("[data-row]")).to_contain_text("Handed in")
    press_button(trainer, "Protocol")
    expect(trainer.locator("main")).to_contain_text("5 min")


def test_the_live_page_moves_by_itself(site, open_window):
    group = site.make_group("TJ-MIA-SUGHD")
    trainer = open_window()
    enter(trainer, "rustam")
    code = open_sitting(trainer, group)
    expect(trainer.locator("[data-cell=state]")).to_have_text("Not begun")
    site.learn(group.enrolments[0], exam=False)
    person = open_window(phone=True)
    accept_invitation(person, site.let_in(group.people[0]))
    press_button(person, "Go to the final exam")
    person.get_by_label("Access code").fill(code)
    press_button(person, "Begin")
    expect(trainer.locator("[data-cell=state]")).to_have_text("Working", timeout=15_000)
