"""The page that says where the curriculum stands: from what publishing stored, never from files."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path
from shutil import rmtree

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.courses import queries
from app.courses.content.publish import publish
from app.courses.content.source import read_content
from app.courses.content.stamps import stamp
from app.courses.content.status import status
from app.courses.models import ModuleState
from app.courses.standing import as_json, from_json
from tests.conftest import NOW
from tests.courses.factories import write, write_content, write_module
from tests.people import Cast

SignIn = Callable[[object], FlaskClient]
Statements = Callable[[], AbstractContextManager[list[str]]]
SIGNED = """
[[reviews]]
language = "ru"
name = "Н. Алиева <b>"
on = 2026-11-20
version = "1.0"
"""


@pytest.fixture
def content(session: Session, cast: Cast, tmp_path: Path) -> Path:
    folder = write_content(tmp_path)
    stamp(folder, "alpha", "ru")
    head = folder / "modules/01-alpha/module.toml"
    head.write_text(head.read_text() + SIGNED)
    publish(session, folder, NOW)
    session.commit()
    return folder


def test_what_is_stored_is_what_the_files_say(session: Session, content: Path) -> None:
    (of_files,) = status(read_content(content))
    ((stored, read_at),) = queries.list_standings(session)

    assert stored == of_files
    assert from_json(as_json(of_files)) == of_files
    assert read_at == NOW


def test_the_page_names_what_is_stale_and_missing_and_who_signed(cast: Cast, content: Path, sign_in: SignIn) -> None:
    page = sign_in(cast.gulnora).get("/modules/status").text

    assert "/modules/alpha/one?language=tg" in page
    assert "/modules/alpha/one?language=ru" not in page
    assert page.count("What is id") >= 2
    assert "Н. Алиева &lt;b&gt;" in page


@pytest.mark.parametrize(("who", "answer"), [("gulnora", 200), ("rustam", 200), ("amina", 403), ("farida", 403)])
def test_it_is_for_those_who_write_and_teach(cast: Cast, content: Path, sign_in: SignIn, who: str, answer: int) -> None:
    assert sign_in(getattr(cast, who)).get("/modules/status").status_code == answer


def test_before_anything_is_published_the_page_says_how(cast: Cast, sign_in: SignIn) -> None:
    assert "sabaq content publish" in sign_in(cast.gulnora).get("/modules/status").text


def test_files_are_not_read_and_few_statements_run(
    session: Session, cast: Cast, content: Path, sign_in: SignIn, statements: Statements
) -> None:
    for number in range(2, 6):
        write_module(content, f"more-{number}", number)
    publish(session, content, NOW)
    session.commit()
    rmtree(content)
    browser = sign_in(cast.gulnora)
    with statements() as seen:
        page = browser.get("/modules/status").text

    assert len(seen) <= 2
    assert 'id="more-5"' in page


def test_a_module_that_is_held_back_says_why_and_keeps_its_published_edition(
    session: Session, cast: Cast, content: Path, sign_in: SignIn
) -> None:
    write(content / "modules/01-alpha/en/010-two.md", "no fence")
    publish(session, content, NOW + timedelta(hours=1))
    session.commit()
    browser = sign_in(cast.gulnora)

    assert "en/010-two.md:1" in browser.get("/modules/status").text
    assert browser.get("/modules/alpha/two").status_code == 200


def test_publishing_again_writes_only_what_changed(session: Session, content: Path) -> None:
    later = NOW + timedelta(days=1)
    publish(session, content, later)
    assert session.scalars(select(ModuleState.read_at)).all() == [NOW]

    stamp(content, "alpha", "tg")
    publish(session, content, later)

    ((stored, read_at),) = queries.list_standings(session)
    assert read_at == later
    assert not stored.languages["tg"].stale_lessons


def test_a_module_that_is_gone_is_no_longer_listed(session: Session, content: Path) -> None:
    write_module(content, "omega", 2)
    publish(session, content, NOW)
    rmtree(content / "modules/02-omega")
    publish(session, content, NOW)

    assert [standing.key for standing, _at in queries.list_standings(session)] == ["alpha"]


def test_a_lesson_says_who_signed_it_and_for_which_version(
    session: Session, cast: Cast, content: Path, sign_in: SignIn
) -> None:
    browser = sign_in(cast.gulnora)
    signed = browser.get("/modules/alpha/one?language=ru").text
    draft = browser.get("/modules/alpha/one?language=tg").text

    assert "reviewed by Н. Алиева &lt;b&gt;, November 20, 2026, version 1.0" in signed
    assert "draft: not yet signed" in draft
    assert "No outside expert has read and signed this text in this language yet" in draft
    assert "No outside expert" not in signed


def test_a_sign_off_of_an_earlier_version_is_a_draft_again(
    session: Session, cast: Cast, content: Path, sign_in: SignIn
) -> None:
    head = content / "modules/01-alpha/module.toml"
    head.write_text(head.read_text().replace('version = "1.0"', 'version = "1.1"', 1))
    publish(session, content, NOW)
    session.commit()

    assert "draft: not yet signed" in sign_in(cast.gulnora).get("/modules/alpha/one?language=ru").text
