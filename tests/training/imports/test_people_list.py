"""A list of people from the file to the receipt, and back."""

from __future__ import annotations

from sqlalchemy import select

from app.accounts.models import User
from app.core.audit import AuditEntry
from app.training.imports.models import ImportChange, ImportUndo
from app.training.imports.services import undo
from tests.conftest import NOW

from .conftest import import_id, numbers, selected, table

TITLES = ("ФИО", "E-mail", "Ведомство", "Профессия", "Пол")
ROWS = [
    ("Саидов Алишер", "saidov@example.org", "TJ-MIA", "следователь", "м"),
    ("Қодирова Нигина", "qodirova@example.org", "TJ-GPO", "прокурор", "ж"),
    ("Ғанизода Фирӯз", "ghanizoda@example.org", "TJ-NOWHERE", "judge", ""),
    ("Раҷабов 2", "rajabov at example.org", "TJ-MIA", "лётчик", ""),
    ("Ҷураева Амина", "another@example.org", "TJ-MIA-SUGHD", "police investigator", ""),
]


def user(school, email: str) -> User | None:
    found = school.rows(select(User).where(User.email == email))
    return found[0] if found else None


def test_a_list_is_looked_at_accepted_receipted_and_taken_back(school, desk):
    dilnoza = desk(school.cast.dilnoza)
    address = dilnoza.preview("people", table(TITLES, ROWS, ";"))
    page = dilnoza.browser.get(address).text
    assert numbers(page) == {"Can&#39;t be taken": 2, "To be decided by you": 1, "New": 2}
    assert "TJ-NOWHERE" in page
    assert "лётчик" in page
    assert user(school, "saidov@example.org") is None

    receipt = dilnoza.accept(address)
    assert "Receipt for list.csv" in receipt
    assert user(school, "saidov@example.org").name == "Саидов Алишер"
    assert user(school, "another@example.org") is None
    assert "Nobody said whether" in receipt
    dilnoza.accept(address)
    assert len(school.rows(select(ImportChange))) == 2

    receipt = dilnoza.undo(address)
    assert "taken back" in receipt
    assert user(school, "saidov@example.org") is None
    assert [each.taken_back for each in school.rows(select(ImportUndo))] == [True, True]
    actions = {each.action for each in school.rows(select(AuditEntry))}
    assert {"training:list:send", "training:list:accept", "training:list:undo", "accounts:person:remove"} <= actions


def test_taking_back_goes_on_where_it_broke_off(school, desk):
    dilnoza = desk(school.cast.dilnoza)
    address = dilnoza.take("people", table(TITLES, ROWS[:2]))
    with school.changes() as session:
        undo(
            session,
            actor=school.cast.actor(school.cast.dilnoza),
            import_id=import_id(address),
            reason="Wrong file",
            at=NOW,
        )
    page = dilnoza.browser.get(address).text
    assert "being taken back" in page
    assert "0 of 2 changes are settled" in page

    receipt = dilnoza.undo(address)

    assert "being taken back" not in receipt
    assert user(school, "saidov@example.org") is None
    assert len([each for each in school.rows(select(AuditEntry)) if each.action == "training:list:undo"]) == 1


def test_the_same_file_again_does_nothing(school, desk):
    dilnoza = desk(school.cast.dilnoza)
    dilnoza.take("people", table(TITLES, ROWS[:2]))
    address = dilnoza.preview("people", table(TITLES, ROWS[:2]))
    assert numbers(dilnoza.browser.get(address).text) == {"As it is on record": 2}
    assert "No row of this list would" in dilnoza.accept(address)


def test_who_is_like_somebody_known_is_asked_and_never_merged(school, desk):
    dilnoza = desk(school.cast.dilnoza)
    rows = [("Dzhuraeva Amina", "x1@example.org", "TJ-MIA-SUGHD", "judge", ""), ROWS[0]]
    address = dilnoza.preview("people", table(TITLES, rows))
    page = dilnoza.browser.get(f"{address}?show=ask").text
    assert "Амина Ҷӯраева" in page
    dilnoza.browser.post(f"{address}/people", data={"row-2": str(school.cast.amina.id)})
    page = dilnoza.browser.get(f"{address}?show=change").text
    assert numbers(page) == {"New": 1, "Changed": 1}
    assert "Dzhuraeva Amina" in page
    dilnoza.accept(address)
    amina = user(school, "amina@example.org")
    assert (amina.id, amina.name, amina.profession.value) == (school.cast.amina.id, "Dzhuraeva Amina", "judge")
    assert user(school, "x1@example.org") is None
    dilnoza.undo(address)
    amina = user(school, "amina@example.org")
    assert (amina.name, amina.profession.value) == ("Амина Ҷӯраева", "police_investigator")


def test_another_person_of_the_same_name_is_recorded_when_said_so(school, desk):
    dilnoza = desk(school.cast.dilnoza)
    rows = [
        ("Джураева Амина", "x1@example.org", "TJ-MIA", "judge", ""),
        ("Juraeva A.", "x2@example.org", "TJ-MIA", "judge", ""),
    ]
    address = dilnoza.preview("people", table(TITLES, rows))
    assert numbers(dilnoza.browser.get(address).text) == {"To be decided by you": 2}
    dilnoza.browser.post(f"{address}/people", data={"row-2": "new", "row-3": "line-2"})
    assert numbers(dilnoza.browser.get(address).text) == {"Can&#39;t be taken": 1, "New": 1}
    dilnoza.accept(address)
    assert user(school, "x1@example.org") is not None
    assert user(school, "x2@example.org") is None


def test_nobody_out_of_reach_is_matched_or_told_of(school, desk):
    dilnoza = desk(school.cast.dilnoza)
    rows = [
        ("Sherzod Oktamov", "new@example.org", "TJ-MIA", "judge", ""),
        ("Sherzod Oktamov", "sherzod@example.org", "TJ-MIA", "judge", ""),
        ("Umid Karimov", "umid@example.org", "UZ-MIA", "judge", ""),
    ]
    address = dilnoza.preview("people", table(TITLES, rows))
    page = dilnoza.browser.get(f"{address}?show=refuse").text
    assert numbers(page) == {"Can&#39;t be taken": 2, "New": 1}
    assert "This address can&#39;t be used here." in page
    assert "UZ-MIA" in page
    assert desk(school.cast.sherzod).browser.get(address).status_code == 403


def test_what_depends_on_a_person_keeps_them(school, desk):
    dilnoza = desk(school.cast.dilnoza)
    address = dilnoza.take("people", table(TITLES, ROWS[:2]))
    enrolled = user(school, "saidov@example.org")
    dilnoza.browser.post(f"/cohorts/{school.cohort.id}/people", data={"user": str(enrolled.id)})
    from tests.factories import make_enrolment

    with school.changes() as session:
        make_enrolment(session, session.get_one(User, enrolled.id), school.course)
    receipt = dilnoza.undo(address)
    assert "other records were made that depend on it" in receipt
    assert user(school, "saidov@example.org") is not None
    assert user(school, "qodirova@example.org") is None


def test_columns_are_remembered_and_may_be_ignored(school, desk):
    dilnoza = desk(school.cast.dilnoza)
    odd = ("Кто", "Куда писать", "Откуда", "Занятие", "Шум")
    columns = dilnoza.send("people", table(odd, [ROWS[0]]))
    answer = dilnoza.browser.post(columns, data={"title_line": "1", "check": "1", "column-0": "name"})
    assert answer.status_code == 422
    assert "E-mail address, Agency code, Profession" in answer.text
    chosen = {"column-0": "name", "column-1": "email", "column-2": "agency", "column-3": "profession"}
    assert dilnoza.browser.post(columns, data={"title_line": "1", "check": "1", **chosen}).status_code == 303
    address = dilnoza.preview("people", table(odd, [ROWS[1]]))
    assert numbers(dilnoza.browser.get(address).text) == {"New": 1}


def test_refused_rows_come_back_as_a_file_with_what_is_wrong(school, desk):
    dilnoza = desk(school.cast.dilnoza)
    address = dilnoza.preview("people", table(TITLES, ROWS))
    text = dilnoza.browser.get(f"{address}/refused.csv").data.decode("utf-8-sig")
    assert "ФИО,E-mail,Ведомство,Профессия,Пол,Line in the file,What is wrong" in text
    assert "Ғанизода Фирӯз,ghanizoda@example.org,TJ-NOWHERE,judge,,4," in text
    assert len(text.strip().splitlines()) == 4
    assert dilnoza.browser.get(f"{address}/refused.xlsx").data.startswith(b"PK")


def test_a_title_above_the_table_and_merged_titles_are_passed_over(school, desk):
    dilnoza = desk(school.cast.dilnoza)
    content = "Список слушателей;;;;\n;;;;\nКто;Куда;;;\n" + table(TITLES, ROWS[:2], ";").decode()
    address = dilnoza.preview("people", content.encode())
    assert numbers(dilnoza.browser.get(address).text) == {"New": 2}


def test_letters_that_are_doubtful_are_read_as_the_person_says(school, desk):
    dilnoza = desk(school.cast.dilnoza)
    content = table(("Name", "Email", "Agency", "Profession"), [("Ли Ян", "li@example.org", "TJ-MIA", "judge")], ";")
    columns = dilnoza.send("people", content.decode().encode("cp1251"))
    assert "can&#39;t be told with certainty" in dilnoza.browser.get(columns).text
    page = dilnoza.browser.post(columns, data={"encoding": "cp1251", "again": "1"}).text
    assert "Ли Ян" in page
    answer = dilnoza.browser.post(columns, data=dict(selected(page)) | {"check": "1"})
    assert numbers(dilnoza.browser.get(answer.location).text) == {"New": 1}
