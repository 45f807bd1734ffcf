"""A trainer from a new cohort to attendance that is marked and, a day later, corrected."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.site import join
from tests.journeys.steps import enter, press, press_button, told

pytestmark = pytest.mark.browser


def test_from_new_cohort_to_corrected_attendance(site, open_window, javascript):
    other = site.make_group()
    busy, free = f"Room A {other.title[-2:]}", f"Room B {other.title[-2:]}"
    site.put_into_room(other, site.make_room(busy))
    site.make_room(free)
    page = open_window(javascript=javascript, phone=True)
    enter(page, "rustam")

    page.goto("/cohorts")
    press_button(page, "New cohort")
    title = f"Rustam's cohort {other.title[-2:]}"
    page.locator("#course").select_option(label="Investigating trafficking in persons")
    page.get_by_label("Name of the cohort").fill(title)
    page.get_by_label("First day").fill((other.day + timedelta(days=1)).isoformat())
    page.get_by_label("Last day").fill(other.day.isoformat())
    page.get_by_label("Places").fill("12")
    page.get_by_label("Language of teaching").select_option("en")
    page.get_by_role("checkbox", name="Рустам Каримзода").check()
    press_button(page, "Open the cohort")
    expect(page.locator(".error-summary")).to_be_visible()
    expect(page.get_by_label("Name of the cohort")).to_have_value(title)
    page.get_by_label("First day").fill(other.day.isoformat())
    page.get_by_label("Last day").fill((other.day + timedelta(days=1)).isoformat())
    press_button(page, "Open the cohort")
    told(page, "The cohort is open.")

    press_button(page, "Plan the first session")
    page.get_by_label("Subject").fill("Elements and consent")
    page.get_by_label("Day").fill(other.day.isoformat())
    page.get_by_label("Starts").fill("09:30")
    page.get_by_label("Ends").fill("11:00")
    page.locator("#room").select_option(label=f"{busy}, 30 seats")
    press_button(page, "Plan the session")
    expect(page.locator("#room-error")).to_contain_text(busy)
    expect(page.locator("#room-error")).to_contain_text(other.title)
    expect(page.get_by_label("Subject")).to_have_value("Elements and consent")
    page.locator("#room").select_option(label=f"{free}, 30 seats")
    press_button(page, "Plan the session")
    told(page, "The session is planned.")

    group = site.find_group(title)
    for _person in range(3):
        join(site, group)
    names = site.names(group)
    mark_and_correct(page, names, javascript=javascript)


def mark_and_correct(page: Page, names: list[str], *, javascript: bool) -> None:
    press(page, page.get_by_role("link", name="Elements and consent"))
    press_button(page, "Mark attendance")
    expect(page.locator(".count")).to_contain_text("0 of 3 marked")
    choose(page, names[0], "Present")
    choose(page, names[1], "Late")
    choose(page, names[2], "Absent")
    if javascript:
        expect(page.locator(".count")).to_contain_text("3 of 3 marked")
    else:
        row(page, names[1]).locator("summary").click()
    row(page, names[1]).get_by_label("Minutes late").fill("12")
    press_button(page, "Save")
    told(page, "3 marks saved.")

    press_button(page, "Correct attendance")
    choose(page, names[2], "Excused")
    press_button(page, "Save")
    expect(page.locator("#reason-error")).to_be_visible()
    expect(row(page, names[2]).locator("input:checked")).to_have_value("excused")
    page.get_by_label("Reason for corrections").fill("A doctor's note was brought.")
    press_button(page, "Save")
    told(page, "1 mark saved.")

    press_button(page, "Correct attendance")
    if not row(page, names[2]).get_by_role("link", name="History").is_visible():
        row(page, names[2]).locator("summary").click()
    press(page, row(page, names[2]).get_by_role("link", name="History"))
    history = page.inner_text("main .timeline")
    assert "Absent" in history
    assert "Excused" in history
    assert "A doctor's note was brought." in history
    assert history.count("Рустам Каримзода") == 2


def row(page: Page, name: str):
    return page.locator(".attendance > li").filter(has_text=name)


def choose(page: Page, name: str, status: str) -> None:
    row(page, name).locator("label").filter(has_text=status).first.click()
