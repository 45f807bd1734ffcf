"""A ministry officer to a spreadsheet whose cells are right and whose digest is on record."""

from __future__ import annotations

import hashlib
import io
from datetime import date, datetime, time

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect
from sqlalchemy import select

from app.core.audit import AuditEntry
from app.training.models import AttendanceStatus
from tests.journeys.steps import enter, press_button

pytestmark = pytest.mark.browser


def test_from_the_report_to_a_file_on_record(site, open_window, javascript):
    group = site.make_group("TJ-MIA-SUGHD", "TJ-GPO")
    site.mark(group, AttendanceStatus.LATE)
    page = open_window(javascript=javascript)
    enter(page, "farida")
    page.goto("/reports/attendance")
    page.get_by_label("From").fill(group.day.isoformat())
    page.get_by_label("Until").fill(group.day.isoformat())
    page.get_by_label("Course").select_option(label="Investigating trafficking in persons")
    page.get_by_label("Status").select_option("late")
    press_button(page, "Show")
    seen, hidden = site.names(group)
    expect(page.locator("main")).to_contain_text(seen)
    expect(page.locator("main")).not_to_contain_text(hidden)

    with page.expect_download() as waiting:
        page.locator('main a[href*="attendance.xlsx"]').first.click()
    content = waiting.value.path().read_bytes()
    titles, *rows = load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)
    assert titles[:7] == ("Person", "Agency", "Profession", "Course", "Cohort", "Session", "Date")
    assert len(titles) == 18
    [row] = [dict(zip(titles, values, strict=True)) for values in rows]
    assert row["Person"] == seen
    assert row["Agency"] == "Sughd department"
    assert row["Profession"] == "Police investigator"
    assert row["Course"] == "Investigating trafficking in persons"
    assert row["Cohort"] == group.title
    assert row["Session"] == f"Opening of {group.title}"
    assert as_day(row["Date"]) == group.day
    assert (row["Start"], row["End"]) == (time(9, 0), time(10, 30))
    assert row["Hours"] == 1.5
    assert row["Place"] == "Hall"
    assert row["Status"] == "Late"
    assert row["Minutes late"] == 15
    assert row["Marked by"] == "Рустам Каримзода"
    assert isinstance(row["Marked at"], datetime)
    assert row["Corrected"] == "No"

    digest = hashlib.sha256(content).hexdigest()
    with site.reading() as session:
        entries = session.scalars(select(AuditEntry).where(AuditEntry.action.startswith("reports:attendance:export")))
        [entry] = [each for each in entries if digest in str(each.facts)]
    assert entry.actor_name == "Фарида Юсуфзода"
    assert entry.facts["rows"] == 1
    auditor = open_window(javascript=javascript)
    enter(auditor, "nargis")
    auditor.goto("/audit?action=reports:attendance:export")
    expect(auditor.locator("main")).to_contain_text(digest)


def as_day(value: object) -> date:
    return value.date() if isinstance(value, datetime) else value
