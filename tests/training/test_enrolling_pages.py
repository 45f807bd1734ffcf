"""Enrolling one by one and from a file; leaving with a reason."""

from __future__ import annotations

import io
import re
from threading import Barrier, Thread
from typing import Any
from uuid import UUID, uuid4

import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy import select, update

from app.accounts.models import Invitation, User
from app.core.audit import AuditEntry
from app.core.outbox import OutboxEntry
from app.courses.models import Enrolment
from app.training.models import AttendanceMark, Cohort, CohortPlace, PeopleImport
from tests import factories
from tests.people import person
from tests.training.conftest import School, at

TITLES = ["name", "email", "agency", "profession", "language", "sex"]


def people_in(school: School) -> set[UUID]:
    found = select(CohortPlace).where(CohortPlace.cohort_id == school.cohort.id, CohortPlace.left_at.is_(None))
    return {place.user_id for place in school.rows(found)}


def new_person(school: School, name: str = "Фирӯз Абдуллоев", **changes: Any) -> User:
    with school.changes() as session:
        user = factories.make_user(session, school.cast.interior, name)
        for key, value in changes.items():
            setattr(user, key, value)
    return user


def csv_file(*rows: tuple[str, ...], encoding: str = "utf-8") -> bytes:
    return "\n".join(";".join(row) for row in (tuple(TITLES), *rows)).encode(encoding)


def upload(browser: Any, school: School, content: bytes, name: str = "people.csv") -> Any:
    return browser.post(
        f"/cohorts/{school.cohort.id}/people/import",
        data={"id": str(uuid4()), "file": (io.BytesIO(content), name)},
        content_type="multipart/form-data",
    )


def digest_of(html: str) -> str:
    found = re.search(r'name="digest" value="(\w+)"', html)
    assert found, html
    return found[1]


def test_somebody_is_found_and_enrolled_once(school, sign_in):
    user = new_person(school)
    browser = sign_in(school.cast.dilnoza)
    url = f"/cohorts/{school.cohort.id}/people"

    assert "Фирӯз Абдуллоев" in browser.get(f"{url}/add?q=фирӯз").get_data(as_text=True)
    for _twice in range(2):
        assert browser.post(url, data={"user_id": str(user.id)}).status_code == 303

    assert user.id in people_in(school)
    (enrolment,) = school.rows(select(Enrolment).where(Enrolment.user_id == user.id))
    assert (enrolment.course_edition_id, enrolment.language) == (school.course.id, "ru")
    assert school.rows(select(AuditEntry).where(AuditEntry.action == "training:person:enrol"))


def test_people_of_another_country_are_neither_found_nor_enrolled(school, sign_in):
    browser = sign_in(school.cast.dilnoza)
    url = f"/cohorts/{school.cohort.id}/people"

    assert "Nobody found" in browser.get(f"{url}/add?q=sherzod").get_data(as_text=True)
    assert browser.post(url, data={"user_id": str(school.cast.sherzod.id)}).status_code == 404
    assert browser.post(url, data={"user_id": "nonsense"}).status_code == 404


def test_trainers_do_not_enrol(school, sign_in):
    browser = sign_in(school.cast.rustam)

    assert (
        browser.post(f"/cohorts/{school.cohort.id}/people", data={"user_id": str(school.cast.farida.id)}).status_code
        == 403
    )
    assert "Enrol people" not in browser.get(f"/cohorts/{school.cohort.id}").get_data(as_text=True)


def test_a_full_cohort_refuses(school, sign_in):
    user = new_person(school)
    with school.changes() as session:
        session.get_one(Cohort, school.cohort.id).capacity = 2
    browser = sign_in(school.cast.dilnoza)

    answer = browser.post(f"/cohorts/{school.cohort.id}/people", data={"user_id": str(user.id)}, follow_redirects=True)

    assert "All 2 places of Cohort 1 are taken." in answer.get_data(as_text=True)
    assert user.id not in people_in(school)


def test_somebody_with_a_clashing_session_is_refused(school, sign_in):
    user = new_person(school)
    with school.changes() as session:
        other = factories.make_cohort(session, school.centre, school.course, (), (user,), title="Judges")
        factories.make_session(session, other, at(26, 4), at(26, 6), title="Law")
        factories.make_session(session, school.cohort, at(26, 5), at(26, 7), title="Interview")

    answer = sign_in(school.cast.dilnoza).post(
        f"/cohorts/{school.cohort.id}/people", data={"user_id": str(user.id)}, follow_redirects=True
    )

    assert "Фирӯз Абдуллоев has another session then: “Law” of Judges, Nov 26, 2026, 09:00–11:00" in answer.get_data(
        as_text=True
    )
    assert user.id not in people_in(school)


def test_the_last_place_is_given_once(school, sign_in):
    users = [new_person(school, name) for name in ("Якум", "Дуюм")]
    with school.changes() as session:
        session.get_one(Cohort, school.cohort.id).capacity = 3
    browsers = [sign_in(school.cast.dilnoza) for _user in users]
    barrier = Barrier(2)

    def send(browser: Any, user: User) -> None:
        barrier.wait()
        browser.post(f"/cohorts/{school.cohort.id}/people", data={"user_id": str(user.id)})

    threads = [Thread(target=send, args=each) for each in zip(browsers, users, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(people_in(school)) == 3


def test_somebody_new_is_recorded_invited_and_enrolled(school, sign_in):
    form = {
        "name": "Нозим Каримов",
        "email": "nozim@example.org",
        "agency": str(school.cast.interior.id),
        "profession": "judge",
        "sex": "",
        "language": "tg",
        "time_zone": "Asia/Dushanbe",
    }
    browser = sign_in(school.cast.dilnoza)
    url = f"/cohorts/{school.cohort.id}/people/new"

    answer = browser.post(url, data=form)
    again = browser.post(url, data=form)

    (user,) = school.rows(select(User).where(User.email == "nozim@example.org"))
    assert user.id in people_in(school)
    assert "/invitations/" in answer.get_data(as_text=True)
    assert again.status_code == 422
    assert "This address belongs to a person in the system." in again.get_data(as_text=True)


def test_a_person_leaves_with_a_reason_and_the_record_stays(school, sign_in):
    key = school.enrolment(school.cast.amina)
    sign_in(school.cast.rustam).post(
        f"/sessions/{school.lesson.id}/attendance", data={f"status-{key.hex}": "present", f"seen-{key.hex}": ""}
    )
    browser = sign_in(school.cast.dilnoza)
    url = f"/cohorts/{school.cohort.id}/people/{key}/withdraw"

    assert browser.post(url, data={"reason": " "}).status_code == 422
    assert browser.post(url, data={"reason": "Transferred to the border"}).status_code == 303
    assert browser.post(url, data={"reason": "again"}).status_code == 303

    assert school.cast.amina.id not in people_in(school)
    (enrolment,) = school.rows(select(Enrolment).where(Enrolment.id == key))
    assert enrolment.withdrawal_reason == "Transferred to the border"
    assert len(school.rows(select(AttendanceMark))) == 1
    assert "withdrawn" in browser.get(f"/cohorts/{school.cohort.id}").get_data(as_text=True)


def test_somebody_who_left_may_come_back(school, sign_in):
    key = school.enrolment(school.cast.amina)
    browser = sign_in(school.cast.dilnoza)
    browser.post(f"/cohorts/{school.cohort.id}/people/{key}/withdraw", data={"reason": "By mistake"})

    browser.post(f"/cohorts/{school.cohort.id}/people", data={"user_id": str(school.cast.amina.id)})

    assert school.cast.amina.id in people_in(school)


def test_an_enrolment_without_a_cohort_is_brought_along(school, sign_in):
    user = new_person(school)
    with school.changes() as session:
        alone = factories.make_enrolment(session, user, school.course)

    sign_in(school.cast.dilnoza).post(f"/cohorts/{school.cohort.id}/people", data={"user_id": str(user.id)})

    assert [place.enrolment_id for place in school.rows(select(CohortPlace).where(CohortPlace.user_id == user.id))] == [
        alone.id
    ]


def planted(school: School) -> tuple[bytes, dict[int, str]]:
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
    for number in range(300):
        row = dict(
            zip(TITLES, ("Саидов Анвар", f"p{number}@example.org", "TJ-MIA", "следователь", "ru", "м"), strict=True)
        )
        if number % 10 == 5:
            column, text = kinds[number // 10 % len(kinds)]
            row[column] = text
            wrong[number + 2] = column
        rows.append(tuple(row.values()))
    return csv_file(*rows), wrong


def test_a_file_with_planted_errors_names_exactly_those(school, sign_in):
    with school.changes() as session:
        session.get_one(Cohort, school.cohort.id).capacity = 500
    content, wrong = planted(school)
    browser = sign_in(school.cast.dilnoza)

    html = browser.get(upload(browser, school, content).location).get_data(as_text=True)

    table = html.partition("Rows in order")[0]
    named = {int(line) for line in re.findall(r'data-label="Line" class="numeric">(\d+)<', table)}
    assert named == set(wrong)
    assert len(re.findall(r'data-label="Line"', html)) == 300
    columns = re.findall(r'class="numeric">(\d+)</td>.*?<b>([^<]+):</b>', table, re.DOTALL)
    titles = {
        "name": "Full name",
        "email": "E-mail address",
        "agency": "Agency code",
        "profession": "Profession",
        "language": "Language",
        "sex": "Sex",
    }
    assert {int(line): title for line, title in columns} == {line: titles[column] for line, column in wrong.items()}
    assert len(people_in(school)) == 2, "nothing is written before it is accepted"
    assert len(school.rows(select(User).where(User.email.like("p%@example.org")))) == 0


def test_accepting_enrols_the_good_rows_once(school, sign_in):
    known = new_person(school, email="known@example.org")
    content = csv_file(
        ("Фирӯз Абдуллоев", "KNOWN@example.org", "TJ-MIA", "judge", "", ""),
        ("Ҷамила Ӯрунова", "jamila@example.org", "TJ-GPO", "прокурор", "тоҷикӣ", "зан"),
        ("Амина Ҷӯраева", "amina@example.org", "TJ-MIA-SUGHD", "police_investigator", "", ""),
        ("", "nameless@example.org", "TJ-MIA", "judge", "", ""),
    )
    browser = sign_in(school.cast.dilnoza)
    preview = upload(browser, school, content).location
    digest = digest_of(browser.get(preview).get_data(as_text=True))

    for _twice in range(2):
        assert browser.post(f"{preview}/accept", data={"digest": digest}).status_code == 303

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
    assert [
        entry.payload["to"] for entry in school.rows(select(OutboxEntry).where(OutboxEntry.kind == "invitation"))
    ] == ["jamila@example.org"]
    (stored,) = school.rows(select(PeopleImport))
    assert stored.receipt["counts"] == {"enrol": 1, "invite": 1, "already": 1, "refuse": 1}
    assert stored.rows == []
    receipt = browser.get(preview).get_data(as_text=True)
    assert "lines 5" in receipt
    assert stored.file_digest in receipt
    (entry,) = school.rows(select(AuditEntry).where(AuditEntry.action == "training:import:accept"))
    assert entry.facts["invite"] == 1


def test_accepting_twice_at_once_enrols_once(school, sign_in):
    browser = sign_in(school.cast.dilnoza)
    preview = upload(browser, school, csv_file(("Нав Одам", "new@example.org", "TJ-MIA", "judge", "", ""))).location
    digest = digest_of(browser.get(preview).get_data(as_text=True))
    browsers = [sign_in(school.cast.dilnoza) for _ in range(2)]
    barrier, codes = Barrier(2), []

    def send(browser: Any) -> None:
        barrier.wait()
        codes.append(browser.post(f"{preview}/accept", data={"digest": digest}).status_code)

    threads = [Thread(target=send, args=(each,)) for each in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert codes == [303, 303]
    assert len(people_in(school)) == 3
    assert len(school.rows(select(OutboxEntry).where(OutboxEntry.kind == "invitation"))) == 1


def test_what_changed_since_the_preview_is_shown_before_anything_is_written(school, sign_in):
    browser = sign_in(school.cast.dilnoza)
    preview = upload(browser, school, csv_file(("Нав Одам", "new@example.org", "TJ-MIA", "judge", "", ""))).location
    digest = digest_of(browser.get(preview).get_data(as_text=True))
    with school.changes() as session:
        person(session, "Нав Одам", "new", school.cast.interior, school.cast.amina.profession)

    answer = browser.post(f"{preview}/accept", data={"digest": digest})

    html = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Something changed since you looked at this list." in html
    assert "known, is enrolled" in html
    assert len(people_in(school)) == 2
    assert browser.post(f"{preview}/accept", data={"digest": digest_of(html)}).status_code == 303
    assert len(people_in(school)) == 3


def test_rows_beyond_the_capacity_are_named(school, sign_in):
    with school.changes() as session:
        session.get_one(Cohort, school.cohort.id).capacity = 3
    rows = [
        (f"Одам {letter}", f"{number}@example.org", "TJ-MIA", "judge", "", "") for number, letter in enumerate("АБВ")
    ]
    browser = sign_in(school.cast.dilnoza)

    html = browser.get(upload(browser, school, csv_file(*rows)).location).get_data(as_text=True)

    assert html.count("The cohort has no place left for this row.") == 2
    assert "Enrol 1 person" in html


def test_a_file_in_windows_1251_keeps_its_letters(school, sign_in):
    rows = [("Саидова Зебо Фирузовна", "zebo@example.org", "TJ-MIA", "следователь", "русский", "ж")]
    browser = sign_in(school.cast.dilnoza)

    html = browser.get(upload(browser, school, csv_file(*rows, encoding="cp1251")).location).get_data(as_text=True)

    assert "Саидова Зебо Фирузовна" in html


def test_a_workbook_is_read_and_the_empty_file_is_one(school, sign_in):
    browser = sign_in(school.cast.dilnoza)
    empty = browser.get("/people-template.xlsx")
    titles = [cell.value for cell in next(load_workbook(io.BytesIO(empty.data)).worksheets[0].iter_rows())]
    book = Workbook()
    book.active.append(titles)
    book.active.append(["Саидова Зебо", "zebo@example.org", "TJ-MIA", "Police investigator", "Russian", "Female"])
    target = io.BytesIO()
    book.save(target)

    html = browser.get(upload(browser, school, target.getvalue(), "people.xlsx").location).get_data(as_text=True)

    assert "new, is invited and enrolled" in html
    assert browser.get("/people-template.csv").data.decode("utf-8-sig").startswith("Full name")


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "a.csv", "The file has no rows below the titles."),
        (b"name;email\nA;b@c.de\n", "a.csv", "These columns were not found in the first row: Agency code, Profession."),
        (b"PK\x03\x04 not really", "a.xlsx", "This XLSX file is damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "a.xls", "This is an old Excel file"),
        (
            csv_file(("Саидова", "z@example.org", "TJ-MIA", "судья", "", ""), encoding="koi8-r"),
            "a.csv",
            "The letters of this file",
        ),
        (b'name;email\n"A;b@c.de\n', "a.csv", "Line 2 can&#39;t be read"),
    ],
)
def test_a_file_that_can_not_be_read_is_refused_beside_the_field(school, sign_in, content, name, sentence):
    answer = upload(sign_in(school.cast.dilnoza), school, content, name)

    assert answer.status_code == 422
    assert sentence in answer.get_data(as_text=True)
    assert school.rows(select(PeopleImport)) == []


def test_no_file_at_all_is_said_so(school, sign_in):
    answer = sign_in(school.cast.dilnoza).post(f"/cohorts/{school.cohort.id}/people/import", data={"id": str(uuid4())})

    assert answer.status_code == 422
    assert "Choose a file." in answer.get_data(as_text=True)


def test_a_file_is_nobody_elses(school, sign_in):
    preview = upload(
        sign_in(school.cast.dilnoza), school, csv_file(("Нав", "n@example.org", "TJ-MIA", "judge", "", ""))
    ).location

    for other in (school.stranger, school.cast.rustam):
        browser = sign_in(other)
        assert browser.get(preview).status_code in (403, 404)
        assert browser.post(f"{preview}/accept", data={"digest": "x"}).status_code in (403, 404)
    assert len(people_in(school)) == 2


def test_old_previews_that_nobody_accepted_are_forgotten(school, sign_in):
    browser = sign_in(school.cast.dilnoza)
    content = csv_file(("Нав", "n@example.org", "TJ-MIA", "judge", "", ""))
    upload(browser, school, content)
    with school.changes() as session:
        session.execute(update(PeopleImport).values(created_at=at(16, 1)))

    second = upload(browser, school, content).location

    assert [str(key) for key in school.rows(select(PeopleImport.id))] == [second.rpartition("/")[2]]
