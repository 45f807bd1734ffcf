"""People of one cohort from a file: shown row by row, enrolled and invited once, taken back."""

from __future__ import annotations

import io
import random
import re
from threading import Barrier, Thread
from typing import Any
from uuid import UUID, uuid4

import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy import select, update

from app.accounts.models import Invitation, User
from app.core.audit import AuditEntry
from app.core.outbox import OutboxEntry, OutboxState
from app.courses.models import Enrolment
from app.training.imports.models import ImportFile
from app.training.models import Cohort, CohortPlace
from tests import factories
from tests.people import person
from tests.training.conftest import School, at

from .conftest import Desk, numbers, table, unlike_names

TITLES = ("name", "email", "agency", "profession", "language", "sex")
NEW = ("Нав Одам", "new@example.org", "TJ-MIA", "judge", "", "")


@pytest.fixture
def dilnoza(school, desk) -> Desk:
    return desk(school.cast.dilnoza)


def people_in(school: School) -> set[UUID]:
    found = select(CohortPlace).where(CohortPlace.cohort_id == school.cohort.id, CohortPlace.left_at.is_(None))
    return {place.user_id for place in school.rows(found)}


def send(school: School, desk: Desk, *rows: tuple[str, ...], encoding: str = "utf-8") -> str:
    content = table(TITLES, rows, ";").decode().encode(encoding)
    return desk.send_for(school.cohort.id, "people", content)


def upload(school: School, desk: Desk, content: bytes, name: str = "people.csv") -> Any:
    data = {"id": str(uuid4()), "file": (io.BytesIO(content), name)}
    return desk.browser.post(f"/cohorts/{school.cohort.id}/people/import", data=data)


def planted() -> tuple[list[tuple[str, ...]], dict[int, str]]:
    """Write 300 rows of which every tenth is wrong, each tenth in its own way; return the wrong lines and columns."""
    kinds = [
        ("name", "?????"),
        ("name", ""),
        ("name", "<script>"),
        ("name", "Cаидов"),
        ("email", "no address"),
        ("email", "p1@example.org"),
        ("agency", "ZZ-NONE"),
        ("profession", "космонавт"),
        ("language", "xx"),
        ("sex", "unknown"),
    ]
    rows, wrong = [], {}
    for number, name in enumerate(unlike_names(300, random.Random(3))):
        texts = (name, f"p{number}@example.org", "TJ-MIA", "следователь", "ru", "м")
        row = dict(zip(TITLES, texts, strict=True))
        if number % 10 == 5:
            column, text = kinds[number // 10 % len(kinds)]
            row[column] = text
            wrong[number + 2] = column
        rows.append(tuple(row.values()))
    return rows, wrong


def test_a_file_with_planted_errors_names_exactly_those(school, dilnoza):
    with school.changes() as session:
        session.get_one(Cohort, school.cohort.id).capacity = 500
    rows, wrong = planted()

    page = dilnoza.browser.get(send(school, dilnoza, *rows)).text

    assert numbers(page) == {"Can&#39;t be taken": 30, "New": 270}
    columns = re.findall(r'class="numeric">(\d+)</td>.*?<b>([^<]+):</b>', page, re.DOTALL)
    titles = dict(
        zip(TITLES, ("Full name", "E-mail address", "Agency code", "Profession", "Language", "Sex"), strict=True)
    )
    assert {int(line): title for line, title in columns} == {line: titles[column] for line, column in wrong.items()}
    assert len(people_in(school)) == 2, "nothing is written before it is accepted"
    assert school.rows(select(User).where(User.email.like("p%@example.org"))) == []


def test_accepting_enrols_the_good_rows_once(school, dilnoza):
    with school.changes() as session:
        known = factories.make_user(session, school.cast.interior, "Фирӯз Абдуллоев")
        known.email = "known@example.org"
    address = send(
        school,
        dilnoza,
        ("Абдуллоев Фирӯз", "KNOWN@example.org", "TJ-MIA", "judge", "", ""),
        ("Ҷамила Ӯрунова", "jamila@example.org", "TJ-GPO", "прокурор", "тоҷикӣ", "зан"),
        ("Амина Ҷӯраева", "amina@example.org", "TJ-MIA-SUGHD", "police_investigator", "", ""),
        ("", "nameless@example.org", "TJ-MIA", "judge", "", ""),
    )
    page = dilnoza.browser.get(f"{address}?show=create").text
    assert "Known: gets a place. On record as Фирӯз Абдуллоев; that stays." in page
    assert "New: is recorded, invited and gets a place." in page

    for _twice in range(2):
        receipt = dilnoza.accept(address)

    (jamila,) = school.rows(select(User).where(User.email == "jamila@example.org"))
    assert people_in(school) == {school.cast.amina.id, school.cast.tolib.id, known.id, jamila.id}
    assert (jamila.name, jamila.agency_id, jamila.profession.value, jamila.language, jamila.sex.value) == (
        "Ҷамила Ӯрунова",
        school.cast.prosecution.id,
        "prosecutor",
        "tg",
        "female",
    )
    assert len(school.rows(select(Invitation).where(Invitation.user_id == jamila.id))) == 1
    invitations = school.rows(select(OutboxEntry).where(OutboxEntry.kind == "invitation"))
    assert [entry.payload["to"] for entry in invitations] == ["jamila@example.org"]
    (stored,) = school.rows(select(ImportFile))
    assert {key: number for key, number in stored.counts.items() if number} == {"create": 2, "same": 1, "refuse": 1}
    assert "1 invitation waits" in receipt
    assert stored.file_digest in receipt
    (entry,) = school.rows(select(AuditEntry).where(AuditEntry.action == "training:list:finish"))
    assert entry.facts["create"] == 2


def test_taking_it_back_withdraws_people_and_removes_who_was_new(school, dilnoza):
    with school.changes() as session:
        known = factories.make_user(session, school.cast.interior, "Фирӯз Абдуллоев")
        known.email = "known@example.org"
    rows = (("Фирӯз Абдуллоев", "known@example.org", "TJ-MIA", "judge", "", ""), NEW)
    address = send(school, dilnoza, *rows)
    dilnoza.accept(address)
    assert len(people_in(school)) == 4

    receipt = dilnoza.undo(address)

    assert people_in(school) == {school.cast.amina.id, school.cast.tolib.id}
    assert "0 changes stay" in receipt
    assert school.rows(select(User).where(User.email == "new@example.org")) == []
    reasons = select(Enrolment.withdrawal_reason).where(Enrolment.user_id == known.id)
    assert school.rows(reasons) == ["Wrong file"]
    invitations = school.rows(select(OutboxEntry).where(OutboxEntry.kind == "invitation"))
    assert [each.state for each in invitations] == [OutboxState.CANCELLED]
    dilnoza.accept(send(school, dilnoza, *rows))
    assert len(people_in(school)) == 4, "the right list can follow"


@pytest.mark.slow
def test_who_took_the_invitation_up_stays_and_is_withdrawn(school, dilnoza):
    address = send(school, dilnoza, NEW)
    dilnoza.accept(address)
    with school.changes() as session:
        session.execute(update(User).where(User.email == "new@example.org").values(password_hash="x"))

    dilnoza.undo(address)

    (new,) = school.rows(select(User).where(User.email == "new@example.org"))
    assert new.id not in people_in(school)
    assert school.rows(select(Enrolment.withdrawal_reason).where(Enrolment.user_id == new.id)) == ["Wrong file"]


def test_who_has_marks_meanwhile_keeps_the_place(school, dilnoza, clock):
    address = send(school, dilnoza, NEW)
    dilnoza.accept(address)
    (new,) = school.rows(select(User).where(User.email == "new@example.org"))
    (place,) = school.rows(select(CohortPlace).where(CohortPlace.user_id == new.id))
    clock.instant = school.lesson.ends_at
    form = {f"status-{place.enrolment_id.hex}": "present", f"seen-{place.enrolment_id.hex}": ""}
    with school.changes() as session:
        session.get_one(CohortPlace, place.enrolment_id).placed_at = at(1, 1)
    assert dilnoza.browser.post(f"/sessions/{school.lesson.id}/attendance", data=form).status_code == 303

    assert "other records were made that depend on it" in dilnoza.undo(address)
    assert new.id in people_in(school)


def test_accepting_twice_at_once_enrols_once(school, dilnoza, sign_in):
    address = send(school, dilnoza, NEW)
    browsers = [sign_in(school.cast.dilnoza) for _ in range(2)]
    barrier, codes = Barrier(2), []

    def accept(browser: Any) -> None:
        barrier.wait()
        codes.append(browser.post(f"{address}/accept").status_code)

    threads = [Thread(target=accept, args=(each,)) for each in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert codes == [303, 303]
    assert len(people_in(school)) == 3
    assert len(school.rows(select(OutboxEntry).where(OutboxEntry.kind == "invitation"))) == 1


def test_what_changed_since_the_preview_is_left_out_and_said(school, dilnoza):
    address = send(school, dilnoza, NEW)
    with school.changes() as session:
        person(session, "Нав Одам", "new", school.cast.interior, school.cast.amina.profession)

    assert "What is on record changed after the preview." in dilnoza.accept(address)
    assert len(people_in(school)) == 2


def test_who_is_like_somebody_known_is_asked_about_before_an_account_is_made_twice(school, dilnoza):
    with school.changes() as session:
        known = factories.make_user(session, school.cast.interior, "Фирӯз Абдуллоев")
    address = send(school, dilnoza, ("Firuz Abdulloev", "firuz.new@example.org", "TJ-MIA", "judge", "", ""))
    assert numbers(dilnoza.browser.get(address).text) == {"To be decided by you": 1}

    dilnoza.browser.post(f"{address}/people", data={"row-2": str(known.id)})
    dilnoza.accept(address)

    assert known.id in people_in(school)
    assert school.rows(select(User).where(User.email == "firuz.new@example.org")) == []


def test_rows_beyond_the_capacity_are_named(school, dilnoza):
    with school.changes() as session:
        session.get_one(Cohort, school.cohort.id).capacity = 3
    rows = [
        (name, f"{place}@example.org", "TJ-MIA", "judge", "", "") for place, name in enumerate(("Аваз", "Нор", "Зебо"))
    ]

    page = dilnoza.browser.get(send(school, dilnoza, *rows)).text

    assert page.count("The cohort has no place left for this row.") == 2
    assert "Enrol 1 person" in page


def test_a_file_in_windows_1251_keeps_its_letters(school, dilnoza):
    rows = [("Саидова Зебо Фирузовна", "zebo@example.org", "TJ-MIA", "следователь", "русский", "ж")]

    page = dilnoza.browser.get(send(school, dilnoza, *rows, encoding="cp1251")).text

    assert "Саидова Зебо Фирузовна" in page


def test_a_workbook_is_read_and_the_empty_file_is_one(school, dilnoza):
    empty = dilnoza.browser.get("/lists/templates/enrolments.xlsx")
    titles = [cell.value for cell in next(load_workbook(io.BytesIO(empty.data)).worksheets[0].iter_rows())]
    book = Workbook()
    book.active.append(titles)
    values = dict(
        zip(
            TITLES,
            ("Саидова Зебо", "zebo@example.org", "TJ-MIA", "Police investigator", "Russian", "Female"),
            strict=True,
        )
    )
    order = ("name", "email", "agency", "profession", "sex", "language")
    book.active.append([values[key] for key in order])
    target = io.BytesIO()
    book.save(target)

    page = dilnoza.browser.get(upload(school, dilnoza, target.getvalue(), "people.xlsx").location).text

    assert "New: is recorded, invited and gets a place." in page
    assert dilnoza.browser.get("/lists/templates/enrolments.csv").data.decode("utf-8-sig").startswith("Full name")


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "a.csv", "The file has no rows below the titles."),
        (b"PK\x03\x04 not really", "a.xlsx", "This XLSX file is damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "a.xls", "This is an old Excel file"),
        (b'name;email\n"A;b@c.de\n', "a.csv", "Line 2 can&#39;t be read"),
    ],
)
def test_a_file_that_can_not_be_read_is_refused_beside_the_field(school, dilnoza, content, name, sentence):
    answer = upload(school, dilnoza, content, name)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert school.rows(select(ImportFile)) == []


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"name;email\nA;b@c.de\n", "Needed:"),
        (
            table(TITLES, [("Саидова", "z@example.org", "TJ-MIA", "судья", "", "")], ";").decode().encode("koi8-r"),
            "The letters",
        ),
    ],
)
def test_a_file_that_does_not_say_everything_by_itself_is_asked_about(school, dilnoza, content, sentence):
    answer = upload(school, dilnoza, content)

    assert answer.location.endswith("/columns")
    assert sentence in dilnoza.browser.get(answer.location).text


def test_no_file_at_all_is_said_so(school, dilnoza):
    answer = dilnoza.browser.post(f"/cohorts/{school.cohort.id}/people/import", data={"id": str(uuid4())})

    assert answer.status_code == 422
    assert "Choose a file." in answer.text


def test_a_file_is_nobody_elses(school, dilnoza, sign_in):
    address = send(school, dilnoza, NEW)

    for other in (school.stranger, school.cast.rustam):
        browser = sign_in(other)
        assert browser.get(address).status_code in (403, 404)
        assert browser.post(f"{address}/accept").status_code in (403, 404)
        assert browser.get(f"/cohorts/{school.cohort.id}/people/import").status_code in (403, 404)
    assert len(people_in(school)) == 2


def test_old_previews_that_nobody_accepted_are_forgotten(school, dilnoza):
    send(school, dilnoza, NEW)
    with school.changes() as session:
        session.execute(update(ImportFile).values(created_at=at(16, 1)))

    second = send(school, dilnoza, NEW)

    assert [str(key) for key in school.rows(select(ImportFile.id))] == [second.rpartition("/")[2]]
