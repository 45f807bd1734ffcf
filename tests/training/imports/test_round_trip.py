"""What the system exports, it imports: a list that comes back changes nothing, in both formats and every language."""

from __future__ import annotations

from datetime import UTC, date, timedelta

import pytest
from sqlalchemy import select

from app.accounts.models import Agency
from app.training.imports.models import PastTraining, PastTrainingAnnulment
from app.training.imports.queries import past_training_hours
from app.training.models import AttendanceMark, Cohort, CohortPlace, TrainingSession
from app.training.rules.attendance import AttendanceStatus, Entry
from app.training.services import mark_attendance
from tests.conftest import NOW
from tests.factories import make_enrolment, make_user

from .conftest import numbers, table

pytestmark = pytest.mark.slow

AGENCIES = [
    ("TJ-MIA-EAST", "Eastern department", "Восточное управление", "", "unit", "TJ-MIA-NEW"),
    ("TJ-MIA-NEW", "New ministry", "=Новое", "Вазорати нав", "ministry", "TJ"),
]
AGENCY_TITLES = ("Code", "Name in English", "Название", "Ном", "Kind", "Part of")
RUSTAM = "rustam@example.org"
GROUP = ("Группа 7", "Police investigators", "07.12.2026", "2026-12-11", "20", "русский", RUSTAM)
COHORT_TITLES = ("Group", "Курс", "Начало", "Окончание", "Мест", "Язык", "Trainers")
SESSION_TITLES = ("Cohort", "Session", "Kind", "Date", "Start", "End", "Room", "Trainers")
MARK_TITLES = ("Person", "Cohort", "Date", "Start", "Status")
PAST_TITLES = ("E-mail", "Курс", "Организатор", "Дата", "Часы", "Номер сертификата")


@pytest.fixture
def filled(school, desk):
    """Fill every list: some by files, marks by a sheet."""
    bahrom, dilnoza = desk(school.cast.bahrom), desk(school.cast.dilnoza)
    bahrom.take("agencies", table(AGENCY_TITLES, AGENCIES))
    dilnoza.take(
        "people",
        table(
            ("Name", "Email", "Agency", "Profession", "Sex"),
            [
                ("О’Коннор-Ҷӯраев Ш.", "oconnor@example.org", "TJ-MIA-EAST", "judge", "m"),
                ("Ғуломова Ӯғулой", "ghulomova@example.org", "TJ-GPO", "другая профессия", ""),
            ],
        ),
    )
    dilnoza.take(
        "cohorts",
        table(
            COHORT_TITLES,
            [GROUP],
        ),
    )
    dilnoza.take(
        "sessions",
        table(
            SESSION_TITLES,
            [
                (
                    "Группа 7",
                    "Consent",
                    "Classroom",
                    "07.12.2026",
                    "9:00",
                    "10:30",
                    school.room.name,
                    "rustam@example.org",
                ),
                ("Группа 7", 'Consent, "second" part; end', "Online", "46364", "14.00", "15.30", "", ""),
            ],
        ),
    )
    dilnoza.take(
        "past",
        table(
            PAST_TITLES,
            [
                ("amina@example.org", "Basics of protection", "NGO “Light”", "2024-03-01", "12,5", "№ 7"),
                ("tolib@example.org", "Police investigators", "", "01.04.2023", "8", ""),
            ],
        ),
    )
    with school.changes() as session:
        mark_attendance(
            session,
            actor=school.cast.actor(school.cast.rustam),
            session_id=school.lesson.id,
            entries={
                school.enrolment(school.cast.amina): Entry(AttendanceStatus.LATE, 10, "traffic; snow"),
                school.enrolment(school.cast.tolib): Entry(AttendanceStatus.PRESENT),
            },
            reason="",
            at=school.lesson.ends_at,
        )
    return school


@pytest.mark.parametrize("extension", ["csv", "xlsx"])
@pytest.mark.parametrize("language", ["en", "ru", "tg"])
@pytest.mark.parametrize(
    ("kind", "rows"), [("agencies", 8), ("people", 11), ("cohorts", 2), ("sessions", 3), ("marks", 2), ("past", 2)]
)
def test_an_export_that_is_imported_changes_nothing(filled, desk, kind, rows, language, extension):
    person = filled.cast.bahrom if kind == "agencies" else filled.cast.dilnoza
    browser = desk(person)
    browser.browser.post("/language", data={"language": language})
    content = browser.export(kind, extension)
    address = browser.preview(kind, content, f"list.{extension}")
    browser.browser.post("/language", data={"language": "en"})
    page = browser.browser.get(address).text
    found = numbers(page)
    assert set(found) == {"As it is on record"}, page
    assert found["As it is on record"] >= rows
    assert browser.export(kind, "csv") == browser.export(kind, "csv")


def test_the_attendance_report_is_read_as_it_is(filled, desk):
    dilnoza = desk(filled.cast.dilnoza)
    for language in ("en", "ru", "tg"):
        dilnoza.browser.post("/language", data={"language": language})
        report = dilnoza.browser.get("/reports/attendance.csv").data
        address = dilnoza.preview("marks", report)
        dilnoza.browser.post("/language", data={"language": "en"})
        assert numbers(dilnoza.browser.get(address).text) == {"As it is on record": 2}


def test_agencies_are_created_parents_first_and_removed_children_first(school, desk):
    bahrom = desk(school.cast.bahrom)
    address = bahrom.take("agencies", table(AGENCY_TITLES, AGENCIES))
    found = {each.code: each for each in school.rows(select(Agency).where(Agency.code.like("TJ-MIA-%")))}
    assert found["TJ-MIA-EAST"].path.startswith(found["TJ-MIA-NEW"].path)
    assert found["TJ-MIA-NEW"].names == {"en": "New ministry", "ru": "=Новое", "tg": "Вазорати нав"}
    changed = [
        ("TJ-MIA-NEW", "Ministry of the East", "", "", "ministry", "TJ"),
        ("XX", "a", "", "", "court", "NOWHERE"),
    ]
    second = bahrom.preview("agencies", table(AGENCY_TITLES, changed))
    assert numbers(bahrom.browser.get(second).text) == {"Can&#39;t be taken": 1, "Changed": 1}
    bahrom.accept(second)
    bahrom.undo(second)
    assert school.rows(select(Agency.names).where(Agency.code == "TJ-MIA-NEW"))[0]["en"] == "New ministry"
    bahrom.undo(address)
    assert school.rows(select(Agency.code).where(Agency.code.like("TJ-MIA-%"))) == ["TJ-MIA-SUGHD"]


def test_sessions_meet_the_rules_of_the_timetable_and_are_cancelled_when_taken_back(filled, desk):
    dilnoza = desk(filled.cast.dilnoza)
    rows = [
        ("Группа 7", "Clashes", "", "2026-12-07", "10:00", "11:00", "", ""),
        ("Группа 7", "Fine", "", "2026-12-08", "10:00", "11:00", "", ""),
        ("Группа 7", "Clashes with the row above", "", "2026-12-08", "10:30", "11:30", "", ""),
        ("Группа 7", "Outside", "", "2027-01-08", "10:00", "11:00", "", ""),
        ("Nobody's", "Unknown", "", "2026-12-08", "10:00", "11:00", "", ""),
    ]
    address = dilnoza.preview("sessions", table(SESSION_TITLES, rows))
    assert numbers(dilnoza.browser.get(address).text) == {"Can&#39;t be taken": 4, "New": 1}
    assert filled.rows(select(TrainingSession.title).where(TrainingSession.title == "Fine")) == []
    dilnoza.accept(address)
    assert filled.rows(select(TrainingSession.cancelled_at).where(TrainingSession.title == "Fine")) == [None]
    dilnoza.undo(address)
    assert filled.rows(select(TrainingSession.cancelled_at).where(TrainingSession.title == "Fine"))[0] is not None


def test_cohorts_are_changed_by_the_rules_and_put_back(filled, desk):
    dilnoza = desk(filled.cast.dilnoza)
    row = ("Группа 7", "police-investigators", "07.12.2026", "2026-12-18", "21", "ru", "rustam@example.org")
    address = dilnoza.take("cohorts", table(COHORT_TITLES, [row]))
    cohort = select(Cohort).where(Cohort.title == "Группа 7")
    assert (filled.rows(cohort)[0].ends_on, filled.rows(cohort)[0].capacity) == (date(2026, 12, 18), 21)
    dilnoza.undo(address)
    assert (filled.rows(cohort)[0].ends_on, filled.rows(cohort)[0].capacity) == (date(2026, 12, 11), 20)


def test_marks_are_corrected_with_a_reason_and_corrected_back(filled, desk, clock):
    clock.instant = filled.lesson.ends_at + timedelta(hours=1)
    dilnoza = desk(filled.cast.dilnoza)
    starts = filled.lesson.starts_at.astimezone(UTC) + timedelta(hours=5)
    amina = filled.cast.amina.name
    row = (amina, "Cohort 1", f"{starts:%d.%m.%Y}", f"{starts:%H:%M}", "уважительная причина")
    address = dilnoza.preview("marks", table(MARK_TITLES, [row]))
    assert "Write why earlier marks are corrected." in dilnoza.accept(address)
    dilnoza.accept(address, reason="Letter of the ministry")
    marks = (
        select(AttendanceMark.status).where(AttendanceMark.user_id == filled.cast.amina.id).order_by(AttendanceMark.id)
    )
    assert [each.value for each in filled.rows(marks)] == ["late", "excused"]
    dilnoza.undo(address)
    assert [each.value for each in filled.rows(marks)] == ["late", "excused", "late"]


def test_first_marks_are_withdrawn_and_the_person_is_unmarked_everywhere(filled, desk, clock):
    clock.instant = filled.lesson.ends_at + timedelta(hours=1)
    dilnoza, cast = desk(filled.cast.dilnoza), filled.cast
    with filled.changes() as session:
        guest = make_user(session, cast.interior, "Зарина Шоева")
        enrolment = make_enrolment(session, guest, filled.course)
        place = CohortPlace(enrolment_id=enrolment.id, cohort_id=filled.cohort.id, user_id=guest.id, placed_at=NOW)
        session.add(place)
    starts = filled.lesson.starts_at.astimezone(UTC) + timedelta(hours=5)
    row = (guest.name, "Cohort 1", f"{starts:%d.%m.%Y}", f"{starts:%H:%M}", "absent")
    sheet = f"/sessions/{filled.lesson.id}/attendance"
    before = [dilnoza.browser.get("/reports/attendance.csv").data, dilnoza.export("marks")]
    address = dilnoza.take("marks", table(MARK_TITLES, [row]))
    assert dilnoza.export("marks") != before[1]

    receipt = dilnoza.undo(address)

    assert "taken back" in receipt
    assert [dilnoza.browser.get("/reports/attendance.csv").data, dilnoza.export("marks")] == before
    chain = select(AttendanceMark).where(AttendanceMark.user_id == guest.id).order_by(AttendanceMark.id)
    first, withdrawal = filled.rows(chain)
    assert (withdrawal.corrects_id, withdrawal.status.value, withdrawal.reason, withdrawal.marked_by) == (
        first.id,
        "withdrawn",
        "Wrong file",
        cast.dilnoza.id,
    )
    assert "2 of 3 marked" in dilnoza.browser.get(sheet).text
    history = dilnoza.browser.get(f"{sheet}/{enrolment.id}").text
    assert "Mark withdrawn" in history
    assert "Wrong file" in history
    form = {f"status-{enrolment.id.hex}": "present", f"seen-{enrolment.id.hex}": withdrawal.id.hex}
    assert dilnoza.browser.post(sheet, data=form).status_code == 303
    assert [each.status.value for each in filled.rows(chain)] == ["absent", "withdrawn", "present"]


def test_past_training_counts_and_is_annulled_when_taken_back(filled, desk):
    dilnoza = desk(filled.cast.dilnoza)
    amina = filled.cast.amina.id
    row = ("amina@example.org", "basics of  Protection", "", "2024-03-01", "14", "")
    address = dilnoza.take("past", table(PAST_TITLES, [row]))
    with filled.changes() as session:
        assert past_training_hours(session, [amina]) == {amina: 14}
        assert past_training_hours(session, [amina], first_day=date(2025, 1, 1)) == {}
    dilnoza.undo(address)
    with filled.changes() as session:
        assert float(past_training_hours(session, [amina])[amina]) == 12.5
    assert len(filled.rows(select(PastTraining.id).where(PastTraining.user_id == amina))) == 3
    assert filled.rows(select(PastTrainingAnnulment)) == []
    page = dilnoza.preview("past", table(PAST_TITLES, [("sherzod@example.org", "x", "", "2024-03-01", "1", "")]))
    assert "Nobody whom you may see is “sherzod@example.org”." in dilnoza.browser.get(page).text


def test_regions_come_by_code_and_by_name_and_are_put_back(school, desk):
    bahrom = desk(school.cast.bahrom)
    titles = (*AGENCY_TITLES, "Регион")
    rows = [
        ("TJ-X-1", "One", "", "", "unit", "TJ-X-2", "согдийская область"),
        ("TJ-X-2", "Two", "", "", "unit", "TJ", "TJ-KT"),
        ("TJ-GPO", "General Prosecutor's Office", "", "", "prosecution", "TJ", "Душанбе"),
    ]
    refused = bahrom.preview("agencies", table(titles, [*rows, ("TJ-X-3", "Three", "", "", "unit", "TJ-X-2", "UZ-TK")]))
    assert "Choose a region of the country" in bahrom.browser.get(refused).text

    rows[2] = (*rows[2][:-1], "шаҳри Душанбе")
    address = bahrom.take("agencies", table(titles, rows))
    regions = select(Agency.region).where(Agency.code.in_(["TJ-X-1", "TJ-X-2", "TJ-GPO"])).order_by(Agency.code)
    assert school.rows(regions) == ["TJ-DU", "TJ-SU", "TJ-KT"]
    again = bahrom.preview("agencies", bahrom.export("agencies", "csv"))
    assert set(numbers(bahrom.browser.get(again).text)) == {"As it is on record"}
    bahrom.undo(address)
    assert school.rows(select(Agency.region).where(Agency.code == "TJ-GPO")) == [None]
