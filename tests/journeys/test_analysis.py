"""An administrator finds the question whose key is wrong; an officer reads the gain; a trainee what to read."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from app.demo.analysis import TITLE
from tests.journeys.steps import enter, press, press_button

pytestmark = pytest.mark.browser


def test_an_administrator_finds_the_wrong_key(open_window, javascript) -> None:
    page = open_window(javascript=javascript)
    enter(page, "dilnoza")
    page.goto("/exams/analysis")
    press(page, page.locator("main table").get_by_role("link", name="Final exam").first)
    page.get_by_label("Cohort").select_option(label=TITLE)
    press_button(page, "Show")
    expect(page.locator("main")).to_contain_text("Reliability")
    press(page, page.locator("#questions ~ .table-wrap tbody tr").first.get_by_role("link"))
    expect(page.locator("main")).to_contain_text("Probably a wrong key")
    expect(page.locator("main")).to_contain_text("which the key calls wrong")
    expect(page.get_by_role("img", name="Share of each choice by third of the people")).to_be_visible()

    page.go_back()
    press(page, page.get_by_role("link", name="Discrimination"))
    assert "sort=discrimination" in page.url
    with page.expect_download() as waiting:
        page.get_by_role("link", name="CSV for other programs").click()
    assert "which the key calls wrong" in waiting.value.path().read_text(encoding="utf-8-sig")


def test_an_officer_reads_the_gain_on_a_phone(open_window, javascript) -> None:
    page = open_window(javascript=javascript, phone=True)
    enter(page, "farida")
    page.goto("/reports/attendance")
    press(page, page.get_by_role("link", name="Learning gain"))
    page.get_by_label("Grouped by").select_option("agency")
    press_button(page, "Show")
    table = page.locator("main table.cards").first
    expect(table).to_contain_text("Sughd department")
    expect(table).to_contain_text("Hidden: too small, or needed to hide a small one")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_trainee_finds_what_to_read_again(site, open_window) -> None:
    group = site.make_group("TJ-MIA-SUGHD")
    site.learn(group.enrolments[0])
    page = open_window(phone=True)
    page.goto(site.let_in(group.people[0]))
    page.get_by_label("New password").fill("чор калима пайи ҳам")
    press_button(page, "Set the password and enter")
    page.goto(f"/courses/{group.enrolments[0]}")
    expect(page.locator("#strengths")).to_contain_text("What you know, by objective")
    expect(page.locator("#strengths")).to_contain_text(" right")
