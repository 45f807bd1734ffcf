"""The preview of files: as trainees would see them, with what is wrong on top."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.core.db import db
from app.previewing import CannotPreview, Draft, make_preview, serve_preview
from app.settings import Environment, Settings
from tests.conftest import SECRET
from tests.courses.factories import write, write_content, write_module

pytestmark = pytest.mark.slow
Preview = tuple[Flask, Draft, FlaskClient]


@pytest.fixture
def content(tmp_path: Path) -> Path:
    return write_content(tmp_path)


@pytest.fixture
def preview(content: Path, tmp_path: Path) -> Iterator[Preview]:
    (tmp_path / "own").mkdir()
    app, draft = make_preview(content, tmp_path / "own")
    app.config["WTF_CSRF_ENABLED"] = False
    yield app, draft, app.test_client()
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def lesson(content: Path) -> Path:
    return content / "modules/01-alpha/en/010-one.md"


def test_lessons_are_shown_without_sign_in_and_links_work(preview: Preview, content: Path) -> None:
    _app, _draft, browser = preview

    assert browser.get("/").headers["Location"] == "/modules"
    assert "/modules/alpha" in browser.get("/modules").text
    assert "/modules/alpha/one" in browser.get("/modules/alpha").text
    page = browser.get("/modules/alpha/one").text
    assert 'class="lesson-text"' in page
    assert "content-preview.js" in page


def test_a_change_is_shown_at_the_next_look(preview: Preview, content: Path) -> None:
    _app, _draft, browser = preview
    before = browser.get("/preview/mark").json["mark"]

    lesson(content).write_text(lesson(content).read_text() + "\nFreshly written.\n")

    assert browser.get("/preview/mark").json["mark"] != before
    assert "Freshly written." in browser.get("/modules/alpha/one").text


def test_faults_stand_on_top_with_file_and_line_and_hide_nothing(preview: Preview, content: Path) -> None:
    _app, _draft, browser = preview
    text = lesson(content).read_text() + "\n[gone](glossary:gone) and [x](javascript:y)\n"
    lesson(content).write_text(text)
    line = text.split("\n").index("[gone](glossary:gone) and [x](javascript:y)") + 1

    page = browser.get("/modules/alpha/one").text
    other = browser.get("/modules/alpha/two").text

    here = page[page.index('class="error-summary"') : page.index("<details>")]
    assert f"content/modules/01-alpha/en/010-one.md:{line}</code> The glossary has no term gone." in here
    assert "Title one en" in page
    assert "glossary has no term gone" not in other[: other.index("<details>")]
    assert "glossary has no term gone" in other


def test_a_file_that_cannot_be_read_is_named_and_mended_again(preview: Preview, content: Path) -> None:
    _app, _draft, browser = preview
    good = lesson(content).read_text()

    lesson(content).write_text("no fence")
    assert "en/010-one.md:1" in browser.get("/modules").text
    lesson(content).write_text(good)

    assert "en/010-one.md:1<" not in browser.get("/modules").text


def test_a_new_module_under_a_wrong_name_appears(preview: Preview, content: Path) -> None:
    _app, _draft, browser = preview
    write_module(content, "omega", 2).rename(content / "modules/omega")

    page = browser.get("/modules").text

    assert "Module omega" in page
    assert "The folder must be named" in page


@pytest.mark.parametrize("spoiled", ["", "id = \n", 'id = "alpha"\n'])
def test_a_broken_head_breaks_no_page(preview: Preview, content: Path, spoiled: str) -> None:
    _app, _draft, browser = preview
    write(content / "modules/01-alpha/module.toml", spoiled)

    page = browser.get("/modules")

    assert page.status_code == 200
    assert "module.toml:1" in page.text
    assert browser.get("/modules/status").status_code == 200


def test_languages_can_be_chosen(preview: Preview, content: Path) -> None:
    _app, _draft, browser = preview

    browser.post("/content-language", data={"content_language": "ru", "next": "/modules"})
    browser.post("/account/content-language", data={"content_language": "ru", "next": "/modules"})

    assert "Title one tg" in browser.get("/modules/alpha/one?language=tg").text


def test_the_files_are_never_written_to(preview: Preview, content: Path) -> None:
    _app, _draft, browser = preview
    before = {file: file.read_bytes() for file in content.rglob("*") if file.is_file()}

    for path in ("/modules", "/modules/alpha", "/modules/alpha/one", "/modules/status", "/search?q=fact"):
        assert browser.get(path).status_code == 200

    assert {file: file.read_bytes() for file in content.rglob("*") if file.is_file()} == before


def test_another_host_is_refused(preview: Preview) -> None:
    _app, _draft, browser = preview

    assert browser.get("/modules", headers={"Host": "evil.example"}).status_code == 400


def settings(folder: Path, content: Path, environment: Environment) -> Settings:
    return Settings(
        environment=environment,
        secret_key=SECRET,
        database_url=f"sqlite:///{folder / 'real.db'}",
        data_folder=folder,
        content_folder=content,
        public_url="https://example.org",
    )


def test_it_is_never_run_in_production(tmp_path: Path, content: Path) -> None:
    with pytest.raises(CannotPreview, match="never run in production"):
        serve_preview(settings(tmp_path, content, Environment.PRODUCTION), "", 8090, say=str)

    assert not (tmp_path / "real.db").exists()


def test_an_unknown_module_is_refused(tmp_path: Path, content: Path) -> None:
    with pytest.raises(CannotPreview, match="no readable module beta"):
        serve_preview(settings(tmp_path, content, Environment.DEVELOPMENT), "beta", 8090, say=str)
