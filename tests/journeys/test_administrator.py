"""A centre administrator from a spreadsheet with two bad rows to certificates for all who earned one."""

from __future__ import annotations

import io
from typing import Any

import pytest
from openpyxl import Workbook
from playwright.sync_api import Page, expect

from tests.journeys.site import spelled
from tests.journeys.steps import enter, press, press_button, told

pytestmark = pytest.mark.browser
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TITLES = ("Full name", "E-mail address", "Agency code", "Profession", "Language", "Sex")


def test_from_spreadsheet_to_certificates(site, open_window, javascript):
    group = site.make_group()
    number = group.title[-2:]
    letters = spelled(number)
    rows = [
        (f"Саидов Алишер {letters}", f"saidov{number}@example.org", "TJ-MIA-SUGHD", "police investigator", "ru", ""),
        (f"Қодирова Нигина {letters}", f"qodirova{number}@example.org", "TJ-GPO", "prosecutor", "", "female"),
        (f"Ғанизода Фирӯз {letters}", f"ghanizoda{number}@example.org", "TJ-NOWHERE", "judge", "tg", ""),
        (f"Раҷабов Далер {letters}", "rajabov at example.org", "TJ-MIA-KHATLON", "police investigator", "tg", "male"),
    ]
    page = open_window(javascript=javascript)
    enter(page, "dilnoza")
    page.goto(f"/cohorts/{group.cohort_id}")
    press(page, page.get_by_role("link", name="Enrol from a file"))
    send(page, rows)
    expect(page.locator("main")).to_contain_text("Nothing is written yet.")
    expect(page.locator("main")).to_contain_text("Can't be taken (2)")
    refused = {line: text for line, _name, text in table(page, 0)}
    assert set(refused) == {"4", "5"}
    assert "Agency code:" in refused["4"]
    assert "TJ-NOWHERE" in refused["4"]
    assert "E-mail address:" in refused["5"]
    assert site.names(group) == []

    press_button(page, "Choose another file")
    corrected = [
        *rows[:2],
        (*rows[2][:2], "TJ-SC", *rows[2][3:]),
        (rows[3][0], f"rajabov{number}@example.org", *rows[3][2:]),
    ]
    send(page, corrected)
    press_button(page, "Enrol 4 people")
    expect(page.locator("h1")).to_contain_text("Receipt")
    press_button(page, "Show the cohort")
    for name, *_rest in rows:
        expect(page.locator("main")).to_contain_text(name)

    group = site.find_group(group.title)
    site.mark(group)
    for enrolment in group.enrolments[:3]:
        site.learn(enrolment)
    site.learn(group.enrolments[3], lessons=0.5, exam=False)
    left_out = site.names(group)[3]
    press(page, page.get_by_role("link", name="Certificates", exact=True).last)
    unmet = page.locator("main tbody tr").filter(has_text=left_out)
    expect(unmet).to_contain_text("Not yet")
    assert unmet.locator("li").count() == 2
    press_button(page, "Issue 3 certificates")
    expect(page.locator("main")).not_to_contain_text(left_out)
    press_button(page, "Issue 3 certificates")
    told(page, "3 certificates are issued.")
    expect(page.locator("main")).to_contain_text("3 of 4 people have a certificate")
    assert page.get_by_role("link", name="NTC-").count() == 3
    assert not page.get_by_role("link", name="Issue").count()


def send(page: Page, rows: list[tuple[Any, ...]]) -> None:
    book = Workbook()
    sheet = book.active
    sheet.append(TITLES)
    for each in rows:
        sheet.append(each)
    content = io.BytesIO()
    book.save(content)
    page.locator("input[type=file]").set_input_files(
        {"name": "people.xlsx", "mimeType": XLSX, "buffer": content.getvalue()}
    )
    press_button(page, "Read the file")


def table(page: Page, place: int) -> list[list[str]]:
    found = page.locator("main table").nth(place).locator("tbody tr")
    return [[cell.inner_text() for cell in row.locator("td, th").all()] for row in found.all()]
