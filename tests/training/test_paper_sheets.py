"""Paper sheets entered afterwards with their scan."""

from __future__ import annotations

import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader
from sqlalchemy import select

from app.core.audit import AuditEntry
from app.training.models import MarkSource, TrainingCentre
from app.training.papers import rules as papers
from app.training.papers.models import Paper
from app.training.rules.attendance import CHOICES
from app.training.sheets.models import SheetPrinting, SheetScan
from app.training.sheets.status_words import StatusUnknown, read_status
from tests.training.conftest import School, at
from tests.training.test_attendance_pages import marks_of, typed, url

PRESENT, LATE, EXCUSED, ABSENT = CHOICES
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40


def entry(school: School) -> str:
    return f"/sessions/{school.lesson.id}/sheet"


def written(school: School, scan: bytes | None = None, **rows: str) -> dict:
    form: dict = {"id": "01900000-0000-7000-8000-00000000000a"}
    for name, text in rows.items():
        if name in ("code", "reason", "rest", "id"):
            form[name] = text
        else:
            form[f"mark-{school.enrolment(getattr(school.cast, name)).hex}"] = text
    if scan is not None:
        form["scan"] = (io.BytesIO(scan), "scan.png")
    return form


def test_the_printed_sheet_has_a_code_that_names_the_printing(school, sign_in):
    browser = sign_in(school.cast.rustam)

    pdf = browser.get(f"/sessions/{school.lesson.id}/sign-in-sheet.pdf").data

    (printing,) = school.rows(select(SheetPrinting))
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    assert f"{printing.code[:4]} {printing.code[4:]}" in text
    assert printing.session_id == school.lesson.id


def test_a_sheet_is_entered_with_its_scan_and_marks_say_so(school, sign_in):
    browser = sign_in(school.cast.rustam)
    browser.get(f"/sessions/{school.lesson.id}/sign-in-sheet.pdf")
    (code,) = school.rows(select(SheetPrinting.code))

    answer = browser.post(entry(school), data=written(school, PNG, amina="P", tolib="l 12", code=code.lower()))

    assert answer.status_code == 303
    (scan,) = school.rows(select(SheetScan))
    (paper,) = school.rows(select(Paper))
    (amina,), (tolib,) = marks_of(school, school.cast.amina), marks_of(school, school.cast.tolib)
    assert (amina.status, amina.source, amina.source_id) == (PRESENT, MarkSource.SHEET, scan.id)
    assert (tolib.status, tolib.minutes_late, tolib.marked_by) == (LATE, 12, school.cast.rustam.id)
    assert (paper.kind, paper.size, scan.printing_id is not None) == ("image/png", len(PNG), True)

    history = browser.get(f"{url(school)}/{amina.enrolment_id}").get_data(as_text=True)
    assert "Paper sheet" in history
    assert code in history
    shown = browser.get(re.search(r"/sheet-scans/[0-9a-f-]+", history)[0])
    assert shown.data == PNG
    assert shown.mimetype == "image/png"
    assert "training:scan:read" in {each.action for each in school.rows(select(AuditEntry))}


def test_sending_it_twice_is_sending_it_once(school, sign_in):
    browser = sign_in(school.cast.rustam)
    for _time in range(2):
        browser.post(entry(school), data=written(school, PNG, amina="p"))

    assert len(school.rows(select(SheetScan))) == len(school.rows(select(Paper))) == 1
    assert len(marks_of(school, school.cast.amina)) == 1


def test_rows_that_stay_empty_can_be_marked_alike(school, sign_in):
    sign_in(school.cast.rustam).post(entry(school), data=written(school, amina="+", rest="absent"))

    (amina,), (tolib,) = marks_of(school, school.cast.amina), marks_of(school, school.cast.tolib)
    assert (amina.status, tolib.status) == (PRESENT, ABSENT)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"<html>", "This is no PDF, JPEG, PNG or WebP file"),
        (b"%PDF-1.4" + b"0" * 400_000, "The file is larger than 0 MB"),
    ],
)
def test_a_file_that_is_no_scan_is_refused_and_what_was_typed_stays(school, sign_in, content, sentence, monkeypatch):
    # The real limit is 5 MB; less keeps the test's own browser from writing a temporary file.
    monkeypatch.setattr(papers, "MOST_BYTES", 300_000)
    answer = sign_in(school.cast.rustam).post(entry(school), data=written(school, content, amina="late 7"))

    html = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert sentence in html
    assert 'value="late 7"' in html
    assert marks_of(school, school.cast.amina) == []


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ({"amina": "perhaps"}, "is no mark"),
        ({"amina": "late 400"}, "The session lasts 90 minutes"),
        ({"amina": "p", "code": "NOSUCH22"}, "No sheet of this session was printed with the code"),
        ({}, "Nothing was typed and no scan was chosen."),
    ],
)
def test_what_makes_no_sense_is_named(school, sign_in, rows, sentence):
    answer = sign_in(school.cast.rustam).post(entry(school), data=written(school, **rows))

    assert answer.status_code == 422
    assert sentence in answer.get_data(as_text=True)
    assert marks_of(school, school.cast.amina) == []


def test_a_correction_from_paper_needs_a_reason_and_names_the_mark(school, sign_in):
    browser = sign_in(school.cast.rustam)
    browser.post(url(school), data=typed(school, amina=("absent",)))
    (earlier,) = marks_of(school, school.cast.amina)
    form = written(school, amina="present") | {f"seen-{earlier.enrolment_id.hex}": earlier.id.hex}

    assert browser.post(entry(school), data=dict(form)).status_code == 422
    browser.post(entry(school), data={**form, "reason": "Signed on paper"})

    _first, later = marks_of(school, school.cast.amina)
    assert (later.corrects_id, later.reason, later.source) == (earlier.id, "Signed on paper", MarkSource.SHEET)


def test_only_who_may_mark_sees_a_scan(school, sign_in):
    sign_in(school.cast.rustam).post(entry(school), data=written(school, PNG, amina="p"))
    (scan,) = school.rows(select(SheetScan.id))

    for name in ("amina", "farida", "nargis"):
        assert sign_in(getattr(school.cast, name)).get(f"/sheet-scans/{scan}").status_code in (403, 404)
    assert sign_in(school.stranger).get(f"/sheet-scans/{scan}").status_code == 404
    assert sign_in(school.cast.dilnoza).get(f"/sheet-scans/{scan}").status_code == 200


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Present", (PRESENT, 0)),
        ("присутствовала", (PRESENT, 0)),
        ("Ҳозир", (PRESENT, 0)),
        ("хозир", (PRESENT, 0)),
        ("О (10 мин)", (LATE, 10)),
        ("late 10", (LATE, 10)),
        ("L10", (LATE, 10)),
        ("бо узр", (EXCUSED, 0)),
        ("н/б", (ABSENT, 0)),
        ("ғоиб", (ABSENT, 0)),
        ("-", (ABSENT, 0)),
        ("0", (ABSENT, 0)),
        ("  ", (None, 0)),
    ],
)
def test_words_of_several_languages_mean_one_mark(text, said):
    assert read_status(text) == said


@given(st.text(max_size=30))
def test_a_cell_is_read_or_refused(text):
    try:
        status, minutes = read_status(text)
    except StatusUnknown:
        return
    assert minutes == 0 or status is LATE


def test_a_locked_sheet_is_corrected_only_after_it_was_unlocked(school, sign_in, clock):
    trainer, administrator = sign_in(school.cast.rustam), sign_in(school.cast.dilnoza)
    trainer.post(url(school), data=typed(school, amina=("absent",)))
    (earlier,) = marks_of(school, school.cast.amina)
    # 14 days after the end of the session; the sign-ins of the tests last longer than that.
    with school.changes() as session:
        session.get_one(TrainingCentre, school.centre.agency_id).attendance_lock_days = 1
    clock.instant = at(25, 5, 31)
    form = typed(school, amina=("present", "", "", earlier.id.hex)) | {"reason": "Was in the other room"}

    locked = trainer.post(url(school), data=form)
    assert locked.status_code == 409
    page = trainer.get(url(school)).get_data(as_text=True)
    assert "This sheet was locked on" in page
    assert "Unlock the sheet" not in page
    unlocking = f"/sessions/{school.lesson.id}/unlock"
    assert trainer.post(unlocking, data={"reason": "x", "hours": "24"}).status_code == 403
    assert administrator.post(unlocking, data={"reason": " ", "hours": "24"}).status_code == 422
    assert administrator.post(unlocking, data={"reason": "A letter came", "hours": "24"}).status_code == 303

    assert trainer.post(url(school), data=form).status_code == 303
    assert len(marks_of(school, school.cast.amina)) == 2
    clock.instant = at(26, 5, 32)
    assert trainer.post(url(school), data=typed(school, tolib=("present",))).status_code == 409
    entries = {each.action: each for each in school.rows(select(AuditEntry))}
    assert entries["training:attendance:unlock"].facts["reason"] == "A letter came"


def test_the_centre_says_after_how_many_days_sheets_are_locked(school, sign_in):
    page = f"/centres/{school.centre.agency_id}/attendance"
    administrator = sign_in(school.cast.dilnoza)

    assert 'value="14"' in administrator.get(page).get_data(as_text=True)
    assert administrator.post(page, data={"days": "0"}).status_code == 422
    assert administrator.post(page, data={"days": "30"}).status_code == 303
    assert school.rows(select(TrainingCentre.attendance_lock_days).where(TrainingCentre.serial_prefix != "UZ")) == [30]
    assert sign_in(school.cast.rustam).post(page, data={"days": "3"}).status_code == 403
