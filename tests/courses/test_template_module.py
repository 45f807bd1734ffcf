"""The module that writers copy is in order, in every language, and shows everything that a module can do."""

from pathlib import Path
from shutil import copytree

import pytest
from sqlalchemy.orm import Session

from app.core.markdown import CALLOUTS
from app.courses.content.checks import problems
from app.courses.content.model import QUESTION_KINDS, REQUIRED_LANGUAGES, Content
from app.courses.content.publish import publish
from app.courses.content.source import read_content
from app.courses.content.status import status
from tests.conftest import NOW, ROOT


@pytest.fixture
def content(tmp_path: Path) -> Content:
    copytree(ROOT / "content/library", tmp_path / "content/library")
    copytree(ROOT / "docs/template-module", tmp_path / "content/modules/99-template-module")
    return read_content(tmp_path / "content")


def test_the_checker_has_nothing_to_say(content: Content) -> None:
    assert problems(content) == []


def test_every_language_is_complete(content: Content) -> None:
    (module,) = status(content)

    assert {code for code, each in module.languages.items() if each.complete} == set(REQUIRED_LANGUAGES)


def test_it_shows_every_callout_and_every_kind_of_question(content: Content) -> None:
    (module,) = content.modules
    text = "".join(lesson.words["en"].body for lesson in module.lessons)

    assert {kind for kind in CALLOUTS if f"!!! {kind}" not in text} == set()
    assert {question.kind for question in module.questions} == set(QUESTION_KINDS)
    assert all(
        link in text for link in ("](glossary:", "](lesson:", "](library:", "](media/", "[^1]", "| --- |", ":   ")
    )


def test_it_can_be_published(session: Session, content: Content) -> None:
    report = publish(session, content, NOW)

    assert [each.key for each in report.modules] == ["template-module"]
    assert report.withheld == ()
