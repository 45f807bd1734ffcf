"""Marks of one cohort from a file, in either shape: shown first, corrected with a reason, never guessed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.training.models import MarkSource
from app.training.rules.attendance import CHOICES
from tests.training.conftest import School
from tests.training.test_attendance_pages import marks_of, typed, url

from .conftest import Desk, numbers

PRESENT, LATE, EXCUSED, ABSENT = CHOICES
GRID = "Full name;E-mail;2026-11-24 09:00 Elements and consent\r\n"
AMINA = "Амина Ҷӯраева;;present\r\n"


@pytest.fixture
def rustam(school, desk, clock) -> Desk:
    clock.instant = school.lesson.ends_at + timedelta(hours=1)
    return desk(school.cast.rustam)


def send(school: School, desk: Desk, text: str | bytes, name: str = "marks.csv") -> str:
    content = text.encode() if isinstance(text, str) else text
    return desk.send_for(school.cohort.id, "marks", content, name)


def test_a_file_is_shown_first_and_every_wrong_cell_is_named(school, rustam):
    rows = (
        "Амина Ҷӯраева;;присутствовала\r\n;tolib@example.org;late 5\r\n"
        "Nobody Known;;present\r\nАмина Ҷӯраева;;absent\r\n;tolib@example.org;maybe\r\n"
    )

    address = send(school, rustam, GRID + rows)
    page = rustam.browser.get(address).text

    assert numbers(page) == {"Can&#39;t be taken": 3, "New": 2}
    assert "Nobody on the list of this session is “Nobody Known”." in page
    assert "Line 2 speaks of the same." in page
    assert "“maybe” is no mark." in page
    assert marks_of(school, school.cast.amina) == []

    assert "Receipt" in rustam.accept(address)
    (amina,), (tolib,) = marks_of(school, school.cast.amina), marks_of(school, school.cast.tolib)
    assert (amina.status, amina.source, amina.marked_by) == (PRESENT, MarkSource.FILE, school.cast.rustam.id)
    assert (tolib.status, tolib.minutes_late) == (LATE, 5)
    assert ": marks.csv" in rustam.browser.get(f"{url(school)}/{amina.enrolment_id}").text


def test_an_earlier_mark_is_corrected_only_with_a_reason(school, rustam):
    rustam.browser.post(url(school), data=typed(school, amina=("absent",)))
    address = send(school, rustam, GRID + AMINA)
    page = rustam.browser.get(address).text
    assert "Absent → Present" in page
    assert "Marked by " in page

    assert "Write why earlier marks are corrected." in rustam.accept(address)
    rustam.accept(address, reason="The list of the hotel")

    _earlier, later = marks_of(school, school.cast.amina)
    assert (later.status, later.reason, later.source) == (PRESENT, "The list of the hotel", MarkSource.FILE)


def test_earlier_marks_stay_where_only_what_is_new_is_asked_for(school, rustam):
    rustam.browser.post(url(school), data=typed(school, amina=("absent",)))
    address = send(school, rustam, GRID + AMINA + ";tolib@example.org;present\r\n")

    receipt = rustam.accept(address, only_new="1")

    assert len(marks_of(school, school.cast.amina)) == len(marks_of(school, school.cast.tolib)) == 1
    assert "What is on record was left as it is, as you chose." in receipt


def test_a_trainer_takes_the_import_back_and_others_do_not(school, rustam, desk):
    address = send(school, rustam, GRID + AMINA)
    rustam.accept(address)
    assert desk(school.stranger).browser.get(address).status_code in (403, 404)

    rustam.undo(address)

    assert [mark.status.value for mark in marks_of(school, school.cast.amina)] == ["present", "withdrawn"]
    assert "0 of 2 marked" in rustam.browser.get(url(school)).text


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("language", ["en", "ru", "tg"])
def test_what_is_exported_is_imported_and_changes_nothing(school, rustam, kind, language):
    rustam.browser.post(url(school), data=typed(school, amina=("excused",), tolib=("late", "15")))
    rustam.browser.post("/language", data={"language": language})
    exported = rustam.browser.get(f"/cohorts/{school.cohort.id}/marks.{kind}").data
    rustam.browser.post("/language", data={"language": "en"})

    page = rustam.browser.get(send(school, rustam, exported, f"marks.{kind}")).text

    assert numbers(page) == {"As it is on record": 2}


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_report_can_be_imported(school, rustam, kind):
    rustam.browser.post(url(school), data=typed(school, amina=("present",), tolib=("late", "15")))
    report = rustam.browser.get(f"/reports/attendance.{kind}?first=2026-11-01&last=2026-11-30").data

    page = rustam.browser.get(send(school, rustam, report, f"report.{kind}")).text

    assert numbers(page) == {"As it is on record": 2}


def test_sessions_to_come_and_unknown_ones_are_refused(school, rustam):
    grid = "Name;2026-11-24 09:00;2026-11-25 09:00\r\nАмина Ҷӯраева;present;present\r\n"

    address = send(school, rustam, grid)

    page = rustam.browser.get(address).text
    assert "No session of this cohort begins at “2026-11-25 09:00”." in page
    assert numbers(page) == {"Can&#39;t be taken": 1, "New": 1}
    refused = rustam.browser.get(f"{address}/refused.csv").data.decode("utf-8-sig").splitlines()[1]
    assert refused.startswith("Амина Ҷӯраева,,present,2,"), "only the cell that is refused comes back"


def test_columns_that_say_nothing_are_asked_about_and_remembered_neither_for_other_lists(school, rustam, desk):
    columns = send(school, rustam, "Wer;Wann;Was;Cohort\r\nАмина Ҷӯраева;2026-11-24 09:00;present;Cohort 1\r\n")
    assert columns.endswith("/columns")
    chosen = {"column-0": "name", "column-1": "date", "column-2": "status", "title_line": "1", "check": "1"}
    answer = rustam.browser.post(columns, data=chosen)
    assert answer.status_code == 422
    assert "Say which column holds: Start." in answer.text
    send(school, rustam, "Name;Cohort;Date;Start;Status\r\nАмина Ҷӯраева;Cohort 1;24.11.2026;9:00;П\r\n")

    dilnoza = desk(school.cast.dilnoza)
    text = "Name;Cohort;Date;Start;Status\r\nАмина Ҷӯраева;Cohort 1;24.11.2026;9:00;П\r\n"
    assert numbers(dilnoza.browser.get(dilnoza.preview("marks", text.encode())).text) == {"New": 1}
