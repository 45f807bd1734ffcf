"""A ministry hands in training of its own; the centre returns it, then accepts fewer hours; the year's hours follow."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from app.demo.attending import PAPER
from tests.journeys.conftest import PHONE
from tests.journeys.steps import enter, press, press_button, told

pytestmark = pytest.mark.browser
FILE = {"name": "sheet.png", "mimeType": "image/png", "buffer": PAPER}


def hours_of(page: Page, user_id: UUID) -> str:
    page.goto(f"/people/{user_id}/hours")
    return page.locator("dl.facts").inner_text()


def describe(page: Page, title: str) -> None:
    """Fill in the form of a training of ten hours."""
    day = datetime.now(UTC).date() - timedelta(days=5)
    page.goto("/agency-trainings")
    press_button(page, "Hand in a training")
    page.get_by_label("Title").fill(title)
    page.get_by_label("First day").fill(day.isoformat())
    page.get_by_label("Last day").fill(day.isoformat())
    page.locator("[name=hours]").fill("10")
    page.locator("[name=programme]").fill("Indicators: 4 hours. Interview: 6 hours.")
    page.locator("[name=modules]").first.check()
    page.locator("[name=trainer_1]").fill("Jamshed Odinaev")
    press_button(page, "Save")


def decide(page: Page, place: str, decision: str, reason: str = "") -> None:
    page.goto(f"{place}/decide")
    page.get_by_label("Decision").select_option(decision)
    page.get_by_label("Reason").fill(reason)
    press_button(page, "Record the decision")


def test_a_training_of_a_ministry_counts_once_the_centre_has_accepted_it(site, open_window, javascript):
    officer = open_window(javascript=javascript)
    enter(officer, "farida")
    title = f"Indicators {'with' if javascript else 'without'} scripts"
    describe(officer, title)
    place = officer.url
    expect(officer.locator("main")).to_contain_text("Attach the sheet that the participants signed.")
    expect(officer.get_by_role("button", name="Submit to the centre")).to_have_count(0)
    press_button(officer, "Choose people of your agency")
    box = officer.locator("[name=person]").nth(1)
    user_id = UUID(box.get_attribute("value"))
    box.check()
    press_button(officer, "Save")
    before = hours_of(officer, user_id)
    officer.goto(place)
    press_button(officer, "Attach a file")
    officer.locator("input[type=file]").set_input_files(FILE)
    press_button(officer, "Attach")
    press_button(officer, "Submit to the centre")
    told(officer, "The training is submitted")

    centre = open_window(javascript=javascript)
    enter(centre, "dilnoza")
    centre.goto("/agency-trainings")
    press(centre, centre.get_by_role("link", name=title))
    decide(centre, place, "return")
    expect(centre.locator(".error-summary")).to_contain_text("Say why")
    decide(centre, place, "return", "The afternoon is not signed")
    told(centre, "on record")

    officer.goto(place)
    expect(officer.locator("main")).to_contain_text("The afternoon is not signed")
    press_button(officer, "Submit to the centre")

    centre.goto(f"{place}/decide")
    centre.get_by_label("Decision").select_option("accept")
    centre.get_by_label("Reason").fill("Only the morning is signed")
    centre.locator("[name^='hours-']").fill("4")
    press_button(centre, "Record the decision")
    expect(centre.locator("main")).to_contain_text("Accepted")

    after = hours_of(officer, user_id)
    done = [float(re.search(r"Hours done\s+([\d.,]+)", each)[1].replace(",", ".")) for each in (before, after)]
    assert done[1] - done[0] == pytest.approx(4)
    expect(officer.locator("main table").first).to_contain_text(title)
    officer.set_viewport_size(PHONE)
    officer.goto("/reports/hours?standing=behind")
    expect(officer.locator("main table").first).to_contain_text("All")
    assert officer.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
