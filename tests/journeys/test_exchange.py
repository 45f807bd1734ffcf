"""A trainer brings a file of another system into the bank, sees what becomes of each question, and takes a file out."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from app.interop.formats import read
from tests.journeys.steps import enter, press, press_button, told

pytestmark = pytest.mark.browser
GIFT = """::Journey border::Which is an act?{=Harbouring#Yes ~Debt ~%50%Transport}

A note without an answer

::Journey number::How many elements has the offence?{#3:0}
"""


def test_questions_come_in_and_go_out(open_window, javascript, tmp_path: Path):
    file = tmp_path / "from-moodle.txt"
    file.write_text(GIFT, encoding="utf-8")
    page = open_window(javascript=javascript)
    enter(page, "rustam")
    page.goto("/banks")
    press(page, page.locator("main a[href*='/banks/0']").first)
    press_button(page, "Import")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_label("Language of the questions").select_option("en")
    press_button(page, "Read the file")
    expect(page.locator("main table")).to_contain_text("it is a description")
    expect(page.locator("main table")).to_contain_text("Number")
    press_button(page, "Take in 2 questions")
    told(page, "2 questions were taken in.")
    expect(page.locator("main")).to_contain_text("Journey border")
    press_button(page, "Export")
    with page.expect_download() as loading:
        page.locator("main a[download]").click()
    names = [each.name for each in read(Path(loading.value.path()).read_bytes(), "en").questions]
    assert {"Journey border", "Journey number"} <= set(names)
