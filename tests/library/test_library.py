"""Glossary, hotlines and instruments: what the files may hold, and what readers see."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from shutil import copytree

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from app.library.content import check, publish, read_library
from app.library.models import LibraryEdition
from app.library.queries import current_library, find_terms
from tests.conftest import NOW, ROOT
from tests.people import Cast

pytestmark = pytest.mark.slow

SignIn = Callable[[object], FlaskClient]
Statements = Callable[[], AbstractContextManager[list[str]]]
CORE_TERMS = 15


@pytest.fixture
def content(tmp_path: Path) -> Path:
    copytree(ROOT / "content/library", tmp_path / "content/library")
    return tmp_path / "content"


@pytest.fixture
def published(session: Session, cast: Cast, content: Path) -> Path:
    publish(session, content, NOW)
    session.commit()
    return content


def replace(content: Path, name: str, old: str, new: str) -> None:
    file = content / f"library/{name}.toml"
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))


def test_the_real_library_is_in_order(content: Path) -> None:
    library = read_library(content)

    assert library.problems == ()
    assert len(library.content["terms"]) >= 60
    assert all({"en", "ru", "tg"} <= set(term["term"]) & set(term["definition"]) for term in library.content["terms"])
    regional = [term for term in library.content["terms"] if {"ky", "kk", "uz", "tk"} <= set(term["term"])]
    assert len(regional) == CORE_TERMS


def test_no_number_of_the_real_library_is_confirmed(content: Path) -> None:
    assert all(line["status"] != "confirmed" for line in read_library(content).content["hotlines"])


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("hotlines", 'status = "candidate"', 'status = "confirmed"', "names who made the test call and when"),
        ("hotlines", "checked = 2026-11-24", 'confirmed_by = "X"\nchecked = 2026-11-24', "Only a confirmed number"),
        ("hotlines", "checked = 2026-11-24", "", "checked is missing"),
        ("hotlines", 'country = "KZ"', 'country = "XX"', "country must be one of"),
        ("glossary", 'id = "consent"', 'id = "coercion"', "The id coercion is used twice"),
        ("glossary", 'id = "consent"', 'id = "Con sent"', "must be lower-case"),
        ("instruments", "date = 2000-11-15", "", "has a date, or a year"),
        ("instruments", 'status = "in_force"', 'status = "lovely"', "status must be one of"),
        ("instruments", 'url = "https', 'url = "javascript', "url must begin with"),
        ("instruments", "[[instruments]]", "[[instruments]", "not valid TOML"),
    ],
)
def test_one_spoiled_thing_is_named_and_nothing_is_published(
    session: Session, content: Path, name: str, old: str, new: str, said: str
) -> None:
    replace(content, name, old, new)

    found = [str(problem) for problem in check(content)]
    report = publish(session, content, NOW)

    assert any(line.startswith(f"content/library/{name}.toml:") and said in line for line in found), found
    assert (report.number, report.new) == (0, False)


def test_a_missing_translation_is_named_and_does_not_block(session: Session, content: Path) -> None:
    replace(content, "glossary", 'tg = "савдои одамон"\n', "")

    report = publish(session, content, NOW)

    assert report.new
    assert any("no translation into tg" in problem.sentence for problem in report.problems)


def test_a_missing_file_is_a_problem(tmp_path: Path) -> None:
    assert len(check(tmp_path)) == 3


def test_publishing_again_changes_nothing_and_a_change_is_a_new_edition(session: Session, content: Path) -> None:
    numbers = [publish(session, content, NOW).number for _twice in range(2)]
    replace(content, "hotlines", '"11616"', '"11617"')
    report = publish(session, content, NOW)

    assert numbers == [1, 1]
    assert (report.number, report.new) == (2, True)
    assert current_library(session).hotlines[0].number == "11617"
    assert len(session.scalars(select(LibraryEdition)).all()) == 2


def test_the_database_refuses_to_change_an_edition(session: Session, published: Path) -> None:
    edition = session.scalars(select(LibraryEdition)).one()
    edition.number = 9

    with pytest.raises(DatabaseError, match="append-only"):
        session.flush()


def test_terms_are_found_in_any_language(session: Session, published: Path) -> None:
    shelves = current_library(session)

    assert [term.id for term in find_terms(shelves, "РОЗИГӢ Protocol")] == ["consent"]
    assert "trafficking-in-persons" in [term.id for term in find_terms(shelves, "адам саудасы")]
    assert find_terms(shelves, "zzz") == []
    assert len(find_terms(shelves, "  ")) == len(shelves.terms)


def test_the_glossary_has_an_anchor_for_each_term(cast: Cast, published: Path, sign_in: SignIn) -> None:
    page = sign_in(cast.amina).get("/library/glossary").text

    assert 'id="debt-bondage"' in page
    assert "асорати қарзӣ" in page


def test_a_search_says_what_it_found_and_shows_what_was_typed(cast: Cast, published: Path, sign_in: SignIn) -> None:
    browser = sign_in(cast.amina)

    found = browser.get("/library/glossary?q=debt").text
    nothing = browser.get('/library/glossary?q="><script>').text

    assert 'id="debt-bondage"' in found
    assert 'id="confiscation"' not in found
    assert 'value="&#34;&gt;&lt;script&gt;"' in nothing
    assert 'class="empty"' in nothing


def test_hotlines_warn_before_a_number_that_nobody_confirmed(cast: Cast, published: Path, sign_in: SignIn) -> None:
    page = sign_in(cast.amina).get("/library/hotlines?country=KZ").text
    line = page[page.index('id="kz-11616"') :]

    assert 'id="tj-iom"' not in page
    assert "tel:" not in page
    assert line.index('class="badge warning"') < line.index("11616", line.index("</h3>"))


def test_a_confirmed_number_can_be_called(session: Session, cast: Cast, content: Path, sign_in: SignIn) -> None:
    replace(
        content,
        "hotlines",
        'status = "candidate"',
        'status = "confirmed"\nconfirmed_by = "D. Karimova"\nconfirmed_on = 2026-11-20',
    )
    publish(session, content, NOW)
    session.commit()

    assert 'href="tel:11616"' in sign_in(cast.amina).get("/library/hotlines").text


def test_instruments_show_status_and_official_link(cast: Cast, published: Path, sign_in: SignIn) -> None:
    browser = sign_in(cast.amina)
    everything, own = browser.get("/library/instruments").text, browser.get("/library/instruments?country=TJ").text

    assert 'id="protocol"' in everything
    assert 'href="https://mmih.tj/SEARCH/DocumentView?DocumentId=122215"' in own
    assert 'id="protocol"' not in own


@pytest.mark.parametrize("page", ["glossary", "hotlines", "instruments"])
def test_pages_without_a_library_say_so_and_are_for_those_signed_in(
    cast: Cast, client: FlaskClient, sign_in: SignIn, page: str
) -> None:
    assert sign_in(cast.amina).get(f"/library/{page}").status_code == 200
    assert client.get(f"/library/{page}").status_code == 302


@pytest.mark.parametrize("page", ["glossary", "hotlines", "instruments"])
def test_files_are_not_read_and_few_statements_run(
    cast: Cast, published: Path, sign_in: SignIn, statements: Statements, page: str
) -> None:
    browser = sign_in(cast.amina)
    browser.get(f"/library/{page}")
    with statements() as seen:
        browser.get(f"/library/{page}")

    assert len(seen) <= 2


def test_texts_say_their_language_and_may_be_read_in_another(cast: Cast, published: Path, sign_in: SignIn) -> None:
    browser = sign_in(cast.amina)

    browser.post("/account/content-language", data={"content_language": "ru", "next": "/library/instruments"})
    page = browser.get("/library/instruments?country=INT").text

    assert '<span lang="ru">' in page
    assert '<b lang="ru">Русский</b>' in page
    assert 'name="next" value="/library/instruments?country=INT"' in page
