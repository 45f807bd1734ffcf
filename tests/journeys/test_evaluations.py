"""A participant says on a phone how the course was; the trainer sees only how many did."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import PHONE
from tests.journeys.steps import accept_invitation, enter, press, press_button, speak, told

pytestmark = pytest.mark.browser


def test_a_course_is_judged_without_a_name(site, open_window, javascript):
    group = site.make_group("TJ-GPO", "TJ-SC")
    trainer = open_window(javascript=javascript)
    enter(trainer, "rustam")
    trainer.goto(f"/cohorts/{group.cohort_id}/evaluation")
    press_button(trainer, "Open the form now")
    told(trainer, "The form is open")

    page = open_window(javascript=javascript, phone=True)
    accept_invitation(page, site.let_in(group.people[0]))
    speak(page, "tg")
    page.set_viewport_size(PHONE)
    page.goto("/")
    press(page, page.locator("main a[href*='/evaluations/']").first)
    expect(page.locator("h1")).to_have_text("Курс чӣ гуна гузашт?")
    page.locator("textarea").last.fill("Вақти бештар")
    press(page, page.locator("main form button"))
    expect(page.locator(".error-summary li")).to_have_count(8)
    expect(page.locator("textarea").last).to_have_value("Вақти бештар")
    for item in page.locator("fieldset.field").all():
        item.locator("input").last.check()
    press(page, page.locator("main form button"))
    page.wait_for_url("**/thanks")
    page.goto("/")
    expect(page.locator("main a[href*='/evaluations/']")).to_have_count(0)

    trainer.reload()
    expect(trainer.locator("main table")).to_contain_text("1 of 2")
    expect(trainer.locator("main table")).to_contain_text("not shown yet")
