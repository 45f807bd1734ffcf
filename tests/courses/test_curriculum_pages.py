"""What those who teach and write see of the curriculum."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.courses import queries
from app.courses.content.publish import publish
from app.courses.models import LessonCompletion, ModuleEdition
from tests.conftest import NOW
from tests.courses.factories import write_content
from tests.people import Cast

SignIn = Callable[[object], FlaskClient]


@pytest.fixture
def edition(session: Session, tmp_path: Path, cast: Cast) -> ModuleEdition:
    report = publish(session, write_content(tmp_path), NOW)
    session.commit()
    return session.get_one(ModuleEdition, report.modules[0].edition_id)


def change(session: Session, tmp_path: Path) -> None:
    file = tmp_path / "content/modules/01-alpha/en/010-one.md"
    file.write_text(file.read_text() + "\nA second edition.\n")
    publish(session, tmp_path / "content", NOW)
    session.commit()


@pytest.mark.parametrize("who", ["rustam", "dilnoza", "gulnora", "bahrom"])
def test_those_who_teach_and_write_see_every_lesson(
    session: Session, cast: Cast, edition: ModuleEdition, sign_in: SignIn, who: str
) -> None:
    browser = sign_in(getattr(cast, who))

    assert "/modules/alpha" in browser.get("/modules").text
    assert "/modules/alpha/one" in browser.get("/modules/alpha").text
    assert 'class="lesson-text"' in browser.get("/modules/alpha/one").text
    assert session.scalar(select(func.count()).select_from(LessonCompletion)) == 0


@pytest.mark.parametrize("who", ["amina", "farida", "sherzod", "nargis"])
@pytest.mark.parametrize("path", ["/modules", "/modules/alpha", "/modules/alpha/one"])
def test_others_do_not(cast: Cast, edition: ModuleEdition, sign_in: SignIn, who: str, path: str) -> None:
    assert sign_in(getattr(cast, who)).get(path).status_code == 403


def test_an_earlier_edition_stays_readable(
    session: Session, cast: Cast, edition: ModuleEdition, sign_in: SignIn, tmp_path: Path
) -> None:
    change(session, tmp_path)
    cast.gulnora.content_language = "en"
    session.add(cast.gulnora)
    session.commit()
    browser = sign_in(cast.gulnora)

    assert "A second edition." in browser.get("/modules/alpha/one").text
    assert "A second edition." not in browser.get("/modules/alpha/one?edition=1").text
    assert "?edition=1" in browser.get("/modules/alpha?edition=1").text


@pytest.mark.parametrize("path", ["alpha?edition=9", "alpha?edition=x", "alpha?edition=²", "omega", "alpha/three"])
def test_what_was_not_published_is_not_found(cast: Cast, edition: ModuleEdition, sign_in: SignIn, path: str) -> None:
    assert sign_in(cast.gulnora).get(f"/modules/{path}").status_code == 404


def test_before_anything_is_published_the_page_says_how(cast: Cast, sign_in: SignIn) -> None:
    assert "sabaq content publish" in sign_in(cast.gulnora).get("/modules").text


def test_pictures_are_kept_by_browsers_and_can_do_nothing(cast: Cast, edition: ModuleEdition, sign_in: SignIn) -> None:
    browser, url = sign_in(cast.amina), f"/media/{edition.id}/shape.svg"

    answer = browser.get(url)
    again = browser.get(url, headers={"If-None-Match": answer.headers["ETag"]})

    assert answer.mimetype == "image/svg+xml"
    assert "immutable" in answer.headers["Cache-Control"]
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert again.status_code == 304
    assert again.data == b""


def test_pictures_are_for_those_who_are_signed_in(
    cast: Cast, edition: ModuleEdition, client: FlaskClient, sign_in: SignIn
) -> None:
    assert client.get(f"/media/{edition.id}/shape.svg").status_code in (302, 401)
    assert sign_in(cast.amina).get(f"/media/{edition.id}/other.svg").status_code == 404


def test_current_courses_and_modules_are_the_latest(session: Session, edition: ModuleEdition, tmp_path: Path) -> None:
    change(session, tmp_path)

    assert [(course.course_key, course.number) for course in queries.list_current_courses(session)] == [
        ("investigators", 2)
    ]
    assert [(module.key, module.number) for module in queries.list_current_modules(session)] == [("alpha", 2)]
    assert queries.current_course_edition(session, "nothing") is None
