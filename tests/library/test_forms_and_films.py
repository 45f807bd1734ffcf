"""Forms and cards to print, and the films of the record."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.library.content import check, publish
from tests.conftest import NOW, ROOT
from tests.people import Cast

FORM = """
[[forms]]
id = "night-card"
kind = "card"
title = { en = "Night card", ru = "Ночная карточка", tg = "Варақаи шабона" }
use = { en = "On night duty.", ru = "В ночном дежурстве.", tg = "Дар навбатдории шабона." }
[forms.body]
en = "## Look\\n\\n- locks"
ru = "## Смотрите\\n\\n- замки"
tg = "## Нигаред\\n\\n- қулфҳо"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    library = tmp_path / "content" / "library"
    library.mkdir(parents=True)
    for name in ("glossary", "hotlines", "instruments", "films"):
        (library / f"{name}.toml").write_text((ROOT / "content" / "library" / f"{name}.toml").read_text())
    (library / "forms.toml").write_text(FORM)
    return tmp_path / "content"


def test_a_form_is_shown_ready_to_print_in_the_readers_language(
    session: Session, cast: Cast, folder: Path, sign_in: Callable[..., FlaskClient]
) -> None:
    publish(session, folder, NOW)
    cast.amina.content_language = "tg"
    session.merge(cast.amina)
    session.commit()
    browser = sign_in(cast.amina)

    listed, shown = browser.get("/library/forms"), browser.get("/library/forms/night-card")

    assert "Варақаи шабона" in listed.text
    assert "<li>қулфҳо</li>" in shown.text
    assert browser.get("/library/forms/no-such-form").status_code == 404


def test_markup_in_a_form_is_named_and_keeps_it_from_being_published(session: Session, folder: Path) -> None:
    file = folder / "library" / "forms.toml"
    file.write_text(file.read_text().replace("- locks", "- locks <script>alert(1)</script>"))

    report = publish(session, folder, NOW)

    assert not report.new
    assert any("HTML is shown as text" in str(problem) for problem in report.problems)


def test_films_say_that_they_are_not_confirmed(
    session: Session, cast: Cast, folder: Path, sign_in: Callable[..., FlaskClient]
) -> None:
    publish(session, folder, NOW)
    session.commit()

    assert sign_in(cast.amina).get("/library/films").text.count("Availability to be confirmed") == 6


def test_a_wrong_kind_is_named_with_its_line(folder: Path) -> None:
    file = folder / "library" / "forms.toml"
    file.write_text(file.read_text().replace('"card"', '"poster"'))

    assert any("forms.toml:4: kind must be one of card, form" in str(problem) for problem in check(folder))
