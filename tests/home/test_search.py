"""What each reader finds, where it leads, and what nobody may find."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from shutil import copytree, rmtree

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, text
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.core import backup, search
from app.core.db import db, intending_to_write
from app.core.search_index import INDEX
from app.courses.content.publish import publish
from app.courses.models import CourseEdition, Enrolment
from app.courses.queries import current_course_edition
from app.home.searching import PER_PAGE
from app.library.content import publish as publish_library
from tests.conftest import NOW, ROOT, empty_tables
from tests.courses.factories import write_content, write_module
from tests.factories import make_enrolment
from tests.people import Cast

pytestmark = pytest.mark.slow

SignIn = Callable[[User], FlaskClient]
Statements = Callable[[], AbstractContextManager[list[str]]]
PHRASES = {
    "en": "The unlocked door proves nothing at all.",
    "ru": "Незапертая дверь ещё ничего не доказывает.",
    "tg": "Дари қуфлнашуда ҳоло чизеро исбот намекунад, ҷавоби ӯ ғайримуқаррарӣ аст.",
}


@pytest.fixture
def content(session: Session, tmp_path: Path) -> Path:
    folder = write_content(tmp_path)
    for language, phrase in PHRASES.items():
        file = folder / f"modules/01-alpha/{language}/010-one.md"
        file.write_text(f"{file.read_text()}\n{phrase}\n")
    write_module(folder, "omega", 2)
    rmtree(folder / "library")
    copytree(ROOT / "content/library", folder / "library")
    publish(session, folder, NOW)
    publish_library(session, folder, NOW)
    session.commit()
    return folder


@pytest.fixture
def course(session: Session, content: Path) -> CourseEdition:
    found = current_course_edition(session, "investigators")
    assert found is not None
    return found


@pytest.fixture
def enrolment(session: Session, cast: Cast, course: CourseEdition) -> Enrolment:
    found = make_enrolment(session, cast.amina, course)
    session.commit()
    return found


def speak(session: Session, person: User, language: str) -> None:
    person.content_language = language
    session.add(person)
    session.commit()


def ask(browser: FlaskClient, words: str, **more: str) -> str:
    answer = browser.get("/search", query_string={"q": words, **more})
    assert answer.status_code == 200
    return answer.text


def links(page: str) -> list[str]:
    return [each.replace("&amp;", "&") for each in re.findall(r'<li><h2 lang="\w+"><a href="([^"]+)"', page)]


@pytest.mark.parametrize("language", PHRASES)
def test_a_trainee_finds_a_phrase_in_each_language_and_gets_to_where_it_stands(
    cast: Cast, enrolment: Enrolment, sign_in: SignIn, language: str
) -> None:
    browser = sign_in(cast.amina)
    phrase = " ".join(PHRASES[language].split()[:5])

    (link,) = links(ask(browser, f'"{phrase}"'))

    assert link == f"/courses/{enrolment.id}/alpha/one?language={language}"
    assert PHRASES[language].split(",")[0] in browser.get(link).text


@pytest.mark.parametrize("typed", ["ҒАЙРИМУҚАРРАРӢ", "гаиримукаррари", "ҷавоби ӯ", "чавоби у", "ҳоло", "холо қуфл"])
def test_tajik_is_found_with_and_without_its_keyboard(
    cast: Cast, enrolment: Enrolment, sign_in: SignIn, typed: str
) -> None:
    assert f"/courses/{enrolment.id}/alpha/one?language=tg" in links(ask(sign_in(cast.amina), typed))


def test_yo_is_ye(cast: Cast, enrolment: Enrolment, sign_in: SignIn) -> None:
    assert len(links(ask(sign_in(cast.amina), '"еще ничего"'))) == 1


def test_who_is_not_enrolled_finds_the_library_alone(cast: Cast, enrolment: Enrolment, sign_in: SignIn) -> None:
    stranger = sign_in(cast.sherzod)

    assert links(ask(stranger, "unlocked")) == []
    assert "/library/glossary#debt-bondage" in links(ask(stranger, "debt bondage"))


def test_a_lesson_of_another_course_is_not_found(cast: Cast, enrolment: Enrolment, sign_in: SignIn) -> None:
    found = links(ask(sign_in(cast.amina), "fact", kind="lesson"))

    assert len(found) == 2
    assert all("/alpha/" in link for link in found)
    assert len(links(ask(sign_in(cast.gulnora), "fact", kind="lesson"))) == 4


def test_who_was_withdrawn_finds_no_lessons(
    session: Session, cast: Cast, enrolment: Enrolment, sign_in: SignIn
) -> None:
    enrolment.withdrawn_at = NOW
    session.add(enrolment)
    session.commit()

    assert links(ask(sign_in(cast.amina), "unlocked")) == []


@pytest.mark.parametrize("who", ["rustam", "gulnora"])
def test_those_who_teach_and_write_get_to_the_preview(cast: Cast, content: Path, sign_in: SignIn, who: str) -> None:
    browser = sign_in(getattr(cast, who))

    (link,) = links(ask(browser, "Незапертая дверь"))

    assert link == "/modules/alpha/one?language=ru"
    assert PHRASES["ru"] in browser.get(link).text


def test_a_lesson_that_the_enrolments_edition_lacks_is_not_offered(
    session: Session, cast: Cast, enrolment: Enrolment, content: Path, sign_in: SignIn
) -> None:
    for language in PHRASES:
        old = content / f"modules/01-alpha/{language}/010-two.md"
        old.write_text(old.read_text().replace('"two"', '"three"').replace("## Heading", "## Quite new"))
    publish(session, content, NOW)
    session.commit()

    assert links(ask(sign_in(cast.amina), '"quite new"')) == []
    assert len(links(ask(sign_in(cast.gulnora), '"quite new"'))) == 3


def test_publishing_again_replaces_what_is_found(session: Session, cast: Cast, content: Path, sign_in: SignIn) -> None:
    file = content / "modules/01-alpha/en/010-one.md"
    file.write_text(file.read_text().replace("unlocked door", "open window"))
    publish(session, content, NOW)
    session.commit()
    browser = sign_in(cast.gulnora)

    assert links(ask(browser, "unlocked")) == []
    assert len(links(ask(browser, "open window"))) == 1


def test_what_is_not_published_is_not_found(session: Session, cast: Cast, content: Path, sign_in: SignIn) -> None:
    file = content / "modules/01-alpha/en/010-one.md"
    file.write_text(file.read_text().replace("unlocked door", "open window").replace("minutes = 2", "minutes = 90"))
    publish(session, content, NOW)
    session.commit()

    assert links(ask(sign_in(cast.gulnora), "open window")) == []


def test_the_readers_language_comes_first_and_filters_narrow(
    session: Session, cast: Cast, content: Path, sign_in: SignIn
) -> None:
    speak(session, cast.gulnora, "ru")
    browser = sign_in(cast.gulnora)

    everything = links(ask(browser, "heading", kind="lesson"))
    english = links(ask(browser, "heading", kind="lesson", language="en"))

    assert [link[-2:] for link in everything] == ["ru"] * 4 + ["en"] * 4 + ["tg"] * 4
    assert {link[-2:] for link in english} == {"en"}
    assert all("/library/glossary" in link for link in links(ask(browser, "consent", kind="term")))


def test_a_nonsense_filter_is_none(cast: Cast, content: Path, sign_in: SignIn) -> None:
    browser = sign_in(cast.gulnora)

    assert links(ask(browser, "heading", kind="secrets", language="xx")) == links(ask(browser, "heading"))


def test_results_come_in_pages_that_keep_the_search(
    session: Session, cast: Cast, content: Path, sign_in: SignIn
) -> None:
    browser = sign_in(cast.gulnora)
    first = ask(browser, "a", language="en")
    following = re.search(r'href="(/search\?[^"]*page=2[^"]*)"', first)

    assert following
    second = browser.get(following[1].replace("&amp;", "&")).text
    assert len(links(first)) == PER_PAGE
    assert not set(links(first)) & set(links(second))
    assert 'value="a"' in second


@pytest.mark.parametrize("typed", ['"><script>alert(1)</script>', "' OR 1=1 --", 'title:"x" OR *', "x" * 5000, "\x00"])
def test_what_is_typed_is_text_and_no_more(cast: Cast, content: Path, sign_in: SignIn, typed: str) -> None:
    assert "<script>alert" not in ask(sign_in(cast.gulnora), typed)


def test_found_words_are_marked(cast: Cast, content: Path, sign_in: SignIn) -> None:
    assert "The <mark>unlocked</mark> <mark>door</mark> proves" in ask(sign_in(cast.gulnora), "unlocked door")


def test_hotlines_warn(cast: Cast, content: Path, sign_in: SignIn) -> None:
    page = ask(sign_in(cast.amina), "hotline", kind="hotline", language="en")

    assert links(page)
    assert page.count("Read the page before you give a number") == len(links(page))


def test_the_page_says_what_to_do_when_there_is_nothing(cast: Cast, content: Path, sign_in: SignIn) -> None:
    browser = sign_in(cast.amina)

    assert 'class="empty"' not in ask(browser, "")
    assert 'class="empty"' in ask(browser, "zzzz")
    assert "/search?q=confiscation" in ask(browser, "confiscation", kind="hotline")


def test_the_box_stands_on_every_page_of_those_signed_in(cast: Cast, client: FlaskClient, sign_in: SignIn) -> None:
    assert 'action="/search"' in sign_in(cast.amina).get("/").text
    assert 'action="/search"' not in client.get("/sign-in").text
    assert client.get("/search?q=x").status_code == 302


def test_few_statements_run_however_much_is_found(
    cast: Cast, enrolment: Enrolment, sign_in: SignIn, statements: Statements
) -> None:
    browser = sign_in(cast.amina)
    ask(browser, "a")
    seen = []
    for typed in ("a", "debt bondage", "unlocked"):
        with statements() as ran:
            ask(browser, typed)
        seen.append(len(ran))

    assert max(seen) <= 4
    assert len(set(seen)) == 1


def test_after_a_restore_everything_is_found_again(app: Flask, session: Session, content: Path, tmp_path: Path) -> None:
    with app.app_context(), db.engine.connect() as connection:
        backup.write_backup(connection, target=tmp_path / "all.zip", files=tmp_path / "files", revision="r", at=NOW)
    before = found_keys(session)
    session.rollback()
    with app.app_context():
        empty_tables()
        assert found_keys(session) == []
        session.rollback()
        with intending_to_write(), db.engine.begin() as connection:
            backup.read_backup(connection, source=tmp_path / "all.zip", files=tmp_path / "new", revision="r")
            with Session(connection, join_transaction_mode="rollback_only") as own:
                search.rebuild(own)

    assert found_keys(session) == before
    assert len(before) == 3


def test_an_index_that_was_never_filled_is_filled(session: Session, content: Path) -> None:
    before = found_keys(session)
    session.execute(text(f"DELETE FROM {INDEX}"))
    session.execute(delete(search.SearchDocument))

    search.rebuild_when_empty(session)

    assert found_keys(session) == before


def found_keys(session: Session) -> list[tuple[str, str]]:
    reaches = {source.kind: search.SearchReach(None, str) for source in search.sources()}
    keys = []
    for typed in ("unlocked", "незапертая", "куфлнашуда"):
        query = search.read_query(typed)
        keys += [
            (each.key, each.language)
            for each in search.find(session, search.Searching(query, reaches, ("en",)), limit=100)
        ]
    return keys
