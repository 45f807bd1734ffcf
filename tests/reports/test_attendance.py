"""The attendance report: what is in a row, who sees which rows, and the trace that every reading leaves."""

from __future__ import annotations

import csv
import hashlib
import io
from datetime import datetime, time, timedelta

import openpyxl
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Role, User
from app.core.audit import AuditEntry
from app.core.ids import new_id
from app.reports.queries import attendance
from app.training.models import AttendanceStatus
from tests.certificates.scene import Scene, correct, make_scene, mark
from tests.conftest import NOW
from tests.factories import make_session
from tests.people import Cast, person

TITLES = [
    "Person",
    "Agency",
    "Profession",
    "Course",
    "Cohort",
    "Session",
    "Date",
    "Start",
    "End",
    "Hours",
    "Place",
    "Trainers",
    "Status",
    "Minutes late",
    "Marked by",
    "Marked at",
    "Corrected",
    "From what",
]


@pytest.fixture
def scene(session: Session, cast: Cast) -> Scene:
    return make_scene(session, cast)


def rows_of(answer) -> list[list[str]]:
    assert answer.status_code == 200
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))


def people_of(answer) -> list[str]:
    return [row[0] for row in rows_of(answer)[1:]]


def sheet_of(answer):
    assert answer.status_code == 200
    return openpyxl.load_workbook(io.BytesIO(answer.data)).active


def exports(session: Session) -> list[AuditEntry]:
    session.rollback()
    return list(
        session.scalars(
            select(AuditEntry).where(AuditEntry.action == "reports:attendance:export").order_by(AuditEntry.id)
        )
    )


def test_a_row_has_eighteen_cells_about_one_person_and_session(cast, scene, sign_in):
    rows = rows_of(sign_in(cast.dilnoza).get("/reports/attendance.csv"))
    assert rows[0] == TITLES
    assert rows[1] == [
        "Амина Ҷӯраева",
        "Sughd department",
        "Police investigator",
        "Police investigators",
        "Autumn cohort",
        "Elements and consent",
        "2026-11-24",
        "09:00",
        "10:30",
        "1.5",
        "Room 7",
        "Рустам Қодиров",
        "Present",
        "",
        "Рустам Қодиров",
        "2026-11-24 10:00",
        "No",
        "Marked by hand",
    ]


def test_xlsx_has_the_same_rows_with_dates_times_and_numbers(cast, scene, sign_in):
    sheet = sheet_of(sign_in(cast.dilnoza).get("/reports/attendance.xlsx"))
    assert [cell.value for cell in sheet[1]] == TITLES
    values = [cell.value for cell in sheet[2]]
    assert values[0] == "Амина Ҷӯраева"
    assert values[6:10] == [datetime.fromisoformat("2026-11-24T00:00"), time(9, 0), time(10, 30), 1.5]
    marked_at = datetime.fromisoformat("2026-11-24T10:00")
    assert values[12:] == ["Present", None, "Рустам Қодиров", marked_at, "No", "Marked by hand"]
    assert sheet.freeze_panes == "A2"


def test_titles_and_words_are_in_the_readers_language(cast, scene, session, sign_in):
    cast.dilnoza.language = "ru"
    session.commit()
    answer = sign_in(cast.dilnoza).get("/reports/attendance.csv")
    assert rows_of(answer)[1][3] == "Следователи полиции"


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("dilnoza", ["Амина Ҷӯраева", "Толиб Ғафуров"]),
        ("rustam", ["Амина Ҷӯраева", "Толиб Ғафуров"]),
        ("farida", ["Амина Ҷӯраева"]),
        ("sherzod", ["Jasur Toʻrayev"]),
        ("nargis", ["Jasur Toʻrayev", "Амина Ҷӯраева", "Толиб Ғафуров"]),
        ("bahrom", ["Jasur Toʻrayev", "Амина Ҷӯраева", "Толиб Ғафуров"]),
    ],
)
def test_each_reader_sees_the_own_people_in_file_and_on_screen(cast, scene, sign_in, who, seen):
    everybody = {"Jasur Toʻrayev", "Амина Ҷӯраева", "Толиб Ғафуров"}
    browser = sign_in(getattr(cast, who))
    assert sorted(people_of(browser.get("/reports/attendance.csv"))) == seen
    sheet = sheet_of(browser.get("/reports/attendance.xlsx"))
    assert sorted(row[0].value for row in sheet.iter_rows(min_row=2)) == seen
    page = browser.get("/reports/attendance", follow_redirects=True).text
    assert {name for name in everybody if name in page} == set(seen)


@pytest.mark.parametrize("who", ["amina", "gulnora"])
def test_others_do_not_get_in(cast, scene, sign_in, who):
    for path in ("/reports/attendance", "/reports/attendance.csv", "/reports/attendance.xlsx"):
        assert sign_in(getattr(cast, who)).get(path).status_code == 403


def test_a_trainer_does_not_see_a_colleagues_cohort(cast, scene, session, sign_in):
    colleague = person(
        session,
        "Зафар Олимов",
        "zafar",
        cast.dushanbe_centre,
        cast.rustam.profession,
        (Role.TRAINER, cast.dushanbe_centre),
    )
    session.commit()
    assert people_of(sign_in(colleague).get("/reports/attendance.csv")) == []


def test_asking_for_a_strangers_agency_shows_nothing_of_it(cast, scene, sign_in):
    browser = sign_in(cast.sherzod)
    answer = browser.get("/reports/attendance", query_string={"agency": str(cast.interior.id)})
    assert answer.status_code == 422
    assert "Амина" not in answer.text
    assert browser.get("/reports/attendance.csv", query_string={"agency": str(cast.interior.id)}).status_code == 400


def test_a_mark_stays_with_the_agency_of_its_time(cast, scene, session, sign_in):
    amina = session.get_one(User, cast.amina.id)
    amina.agency_id = cast.prosecution.id
    session.commit()
    assert people_of(sign_in(cast.farida).get("/reports/attendance.csv")) == ["Амина Ҷӯраева"]


def test_only_the_current_mark_counts_and_says_that_it_was_corrected(cast, scene, session, sign_in):
    first = session.scalars(
        select(attendance.AttendanceMark).where(attendance.AttendanceMark.enrolment_id == scene.tolib.id)
    ).one()
    second = correct(session, first, cast.rustam, status=AttendanceStatus.PRESENT, reason="He came")
    correct(session, second, cast.dilnoza, status=AttendanceStatus.LATE, minutes_late=12, reason="Late")
    session.commit()
    browser = sign_in(cast.dilnoza)
    [row] = [row for row in rows_of(browser.get("/reports/attendance.csv")) if row[0] == "Толиб Ғафуров"]
    assert row[12:15] == ["Late", "12", "Дилноза Ҳакимова"]
    assert row[16] == "Yes"
    for status, seen in (("absent", []), ("present", ["Амина Ҷӯраева"]), ("late", ["Толиб Ғафуров"])):
        assert people_of(browser.get("/reports/attendance.csv", query_string={"status": status})) == seen


def test_a_correction_that_names_another_agency_does_not_leave_the_old_mark_behind(cast, scene, session, sign_in):
    first = session.scalars(
        select(attendance.AttendanceMark).where(attendance.AttendanceMark.enrolment_id == scene.amina.id)
    ).one()
    correct(session, first, cast.rustam, agency_id=cast.prosecution.id, reason="Wrong agency")
    session.commit()
    assert people_of(sign_in(cast.farida).get("/reports/attendance.csv")) == []


@pytest.mark.parametrize(
    ("arguments", "seen"),
    [
        ({"first": "2026-11-24", "last": "2026-11-24"}, 3),
        ({"first": "2026-11-25"}, 0),
        ({"last": "2026-11-23"}, 0),
        ({"status": "absent"}, 1),
        ({"course": "police-investigators"}, 3),
    ],
)
def test_filters(cast, scene, sign_in, arguments, seen):
    answer = sign_in(cast.nargis).get("/reports/attendance.csv", query_string=arguments)
    assert len(people_of(answer)) == seen


def test_filters_by_agency_with_those_below_and_by_centre(cast, scene, sign_in):
    browser = sign_in(cast.nargis)
    for arguments, seen in (
        ({"agency": str(cast.interior.id)}, ["Амина Ҷӯраева"]),
        ({"agency": str(cast.tajikistan.id)}, ["Амина Ҷӯраева", "Толиб Ғафуров"]),
        ({"centre": str(scene.tashkent.agency_id)}, ["Jasur Toʻrayev"]),
    ):
        assert sorted(people_of(browser.get("/reports/attendance.csv", query_string=arguments))) == seen


@pytest.mark.parametrize(
    "arguments",
    [
        {"first": "2026-13-01"},
        {"first": "yesterday"},
        {"first": "0001-01-01"},
        {"first": "2026-11-24", "last": "2026-11-01"},
        {"status": "sleeping"},
        {"centre": "x"},
        {"agency": "' OR 1=1"},
    ],
)
def test_a_wrong_filter_is_said_and_gives_no_file(cast, scene, sign_in, arguments):
    browser = sign_in(cast.nargis)
    page = browser.get("/reports/attendance", query_string=arguments)
    assert page.status_code == 422
    assert "Амина" not in page.text
    assert browser.get("/reports/attendance.csv", query_string=arguments).status_code == 400


@pytest.mark.parametrize("extension", ["csv", "xlsx"])
def test_an_export_is_on_record_with_filter_rows_and_digest(cast, scene, session, sign_in, extension):
    answer = sign_in(cast.farida).get(f"/reports/attendance.{extension}", query_string={"first": "2026-01-01"})
    content = answer.data
    [entry] = exports(session)
    assert entry.actor_id == cast.farida.id
    assert entry.facts == {
        "filter": {"first": "2026-01-01"},
        "format": extension,
        "rows": 1,
        "bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "complete": True,
    }


def test_an_empty_export_has_its_header_and_is_on_record(cast, scene, session, sign_in):
    browser = sign_in(cast.nargis)
    assert rows_of(browser.get("/reports/attendance.csv", query_string={"first": "2030-01-01"})) == [TITLES]
    sheet = sheet_of(browser.get("/reports/attendance.xlsx", query_string={"first": "2030-01-01"}))
    assert sheet.max_row == 1
    assert [entry.facts["rows"] for entry in exports(session)] == [0, 0]


def test_a_download_that_is_broken_off_is_on_record_as_such(cast, scene, session, sign_in, monkeypatch):
    monkeypatch.setattr("app.core.tables.BYTES_AT_ONCE", 10)
    answer = sign_in(cast.nargis).get("/reports/attendance.csv", buffered=False)
    next(answer.iter_encoded())
    answer.close()
    [entry] = exports(session)
    assert entry.facts["complete"] is False


def test_names_that_look_like_formulas_do_not_run(cast, scene, session, sign_in):
    session.get_one(User, cast.amina.id).name = '=HYPERLINK("http://evil.example","x")'
    session.commit()
    browser = sign_in(cast.farida)
    assert people_of(browser.get("/reports/attendance.csv")) == ['\'=HYPERLINK("http://evil.example","x")']
    cell = sheet_of(browser.get("/reports/attendance.xlsx"))["A2"]
    assert cell.data_type != "f"


def test_reading_on_the_screen_is_on_record(cast, scene, session, sign_in):
    sign_in(cast.farida).get("/reports/attendance", query_string={"status": "present"})
    session.rollback()
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "reports:attendance:read")).one()
    assert (entry.actor_id, entry.facts) == (cast.farida.id, {"filter": {"status": "present"}})


def test_the_page_begins_with_the_last_year(cast, scene, sign_in):
    answer = sign_in(cast.farida).get("/reports/attendance")
    assert answer.headers["Location"] == "/reports/attendance?first=2025-11-24&last=2026-11-24"


def test_files_that_one_took_are_listed_with_their_digest(cast, scene, session, sign_in):
    browser = sign_in(cast.farida)
    digest = hashlib.sha256(browser.get("/reports/attendance.csv").data).hexdigest()
    assert digest in browser.get("/reports/attendance", query_string={"status": "present"}).text
    assert digest not in sign_in(cast.nargis).get("/reports/attendance", query_string={"status": "present"}).text


def test_rows_come_in_the_order_of_sessions_across_lots(cast, scene, session, sign_in, monkeypatch):
    monkeypatch.setattr(attendance, "SESSIONS_AT_ONCE", 2)
    for day in (5, 3, 4, 1, 2):
        begins = NOW - timedelta(days=day)
        held = make_session(session, scene.cohort, begins, begins + timedelta(hours=1), title=f"Day {day}")
        mark(session, held, scene.amina, cast.rustam)
        mark(session, held, scene.tolib, cast.rustam)
    session.commit()
    rows = rows_of(sign_in(cast.dilnoza).get("/reports/attendance.csv"))[1:]
    assert [row[5] for row in rows][::2] == ["Day 5", "Day 4", "Day 3", "Day 2", "Day 1", "Elements and consent"]
    assert [row[0] for row in rows[:2]] == ["Амина Ҷӯраева", "Толиб Ғафуров"]


def test_the_number_of_statements_does_not_grow_with_the_rows(cast, scene, session, sign_in, statements):
    browser = sign_in(cast.farida)
    query = {"first": "2026-01-01"}
    browser.get("/reports/attendance", query_string=query)
    with statements() as few:
        browser.get("/reports/attendance", query_string=query)
        people_of(browser.get("/reports/attendance.csv", query_string=query))
    for number in range(30):
        begins = NOW - timedelta(days=number + 1)
        held = make_session(session, scene.cohort, begins, begins + timedelta(hours=1), id=new_id())
        mark(session, held, scene.amina, cast.rustam)
    session.commit()
    with statements() as many:
        browser.get("/reports/attendance", query_string=query)
        people_of(browser.get("/reports/attendance.csv", query_string=query))
    assert len(many) == len(few)
