"""Question banks and assessments from content files."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from app.assessments.content.publish import publish_questions
from app.assessments.models import Assessment, EditionQuestion, QuestionVersion
from app.assessments.rules.drawing import TooFewQuestions
from app.assessments.rules.questions import AssessmentKind, QuestionKind
from app.courses.content.publish import publish as publish_courses
from app.courses.content.source import read_content
from tests.assessments.factories import KEYS, texts_of
from tests.conftest import NOW
from tests.courses.factories import write_content
from tests.factories import make_course, make_module


@dataclass(frozen=True)
class Question:
    """A question as the content reader gives it."""

    id: str
    pool: str = "practice"
    kind: str = "single"
    objective: str = "define"
    difficulty: str = "easy"
    digest: str = "first"
    key: dict[str, Any] = field(default_factory=lambda: KEYS[QuestionKind.SINGLE])
    texts: dict[str, Any] = field(default_factory=lambda: {"en": texts_of(QuestionKind.SINGLE, "q")})


@dataclass(frozen=True)
class Named:
    """A module or course as the content reader gives it."""

    key: str
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True)
class Content:
    """The content folder."""

    modules: tuple[Named, ...]
    courses: tuple[Named, ...] = (Named("police-investigators"),)


def bank(*, digest: str = "first", pools: tuple[str, ...] = ("practice", "exam")) -> tuple[Question, ...]:
    return tuple(
        Question(f"{pool}-{n}", pool, digest=digest if n == 0 else "first") for pool in pools for n in range(3)
    )


def test_a_course_gets_its_questions_and_assessments(session):
    course = make_course(session, (make_module(session, "m1"), make_module(session, "m2")))
    content = Content((Named("m1", bank()), Named("m2", bank())))

    done = publish_questions(session, content, NOW)

    assert (done.versions, done.links, done.assessments) == (12, 12, 4)
    asked = session.execute(
        select(Assessment.kind, Assessment.module_key).where(Assessment.course_edition_id == course.id)
    )
    assert sorted((row.kind, row.module_key) for row in asked) == [
        (AssessmentKind.FINAL_EXAM, ""),
        (AssessmentKind.PRE_TEST, ""),
        (AssessmentKind.QUIZ, "m1"),
        (AssessmentKind.QUIZ, "m2"),
    ]


def test_publishing_twice_stores_nothing_new(session):
    make_course(session, (make_module(session, "m1"),))
    content = Content((Named("m1", bank()),))
    publish_questions(session, content, NOW)

    done = publish_questions(session, content, NOW)

    assert (done.versions, done.links, done.assessments) == (0, 0, 0)


def test_only_a_changed_question_gets_a_new_version_and_the_old_edition_keeps_the_old_one(session):
    first = make_module(session, "m1")
    make_course(session, (first,))
    publish_questions(session, Content((Named("m1", bank()),)), NOW)
    old_links = set(session.scalars(select(EditionQuestion.question_version_id)))
    second = make_module(session, "m1", number=2)
    make_course(session, (second,), number=2)

    done = publish_questions(session, Content((Named("m1", bank(digest="second")),)), NOW)

    assert (done.versions, done.links) == (2, 6)
    versions = session.execute(
        select(QuestionVersion.number).where(QuestionVersion.question_key == "exam-0").order_by(QuestionVersion.number)
    ).scalars()
    assert list(versions) == [1, 2]
    still = session.scalars(select(EditionQuestion.question_version_id).where(EditionQuestion.edition_id == first.id))
    assert set(still) == old_links


def test_a_module_that_was_held_back_leaves_nothing(session):
    publish_questions(session, Content((Named("m1", bank()),)), NOW)

    assert session.scalar(select(func.count()).select_from(QuestionVersion)) == 0


def test_a_blueprint_that_asks_for_too_much_is_refused(session):
    make_course(session, (make_module(session, "m1"),))

    with pytest.raises(TooFewQuestions):
        publish_questions(session, Content((Named("m1", bank(pools=("practice",))),)), NOW)


def test_the_statements_do_not_grow_with_the_questions(session, statements):
    make_course(session, (make_module(session, "m1"),))
    many = tuple(Question(f"{pool}-{n}", pool) for pool in ("practice", "exam") for n in range(100))
    with statements() as seen:
        publish_questions(session, Content((Named("m1", many),)), NOW)

    assert len(seen) <= 9


def test_quotas_by_objective_and_difficulty_stand_in_the_stored_blueprint(session, tmp_path: Path):
    folder = write_content(tmp_path)
    file = folder / "courses/investigators.toml"
    quota = 'quotas = [{ count = 2, module = "alpha", objective = "justify", difficulty = "hard" }]'
    file.write_text(file.read_text().replace("questions = 3", f"questions = 3\n{quota}"))
    content = read_content(folder)
    publish_courses(session, content, NOW)

    publish_questions(session, content, NOW)

    stored = session.scalars(select(Assessment.blueprint).where(Assessment.kind == AssessmentKind.FINAL_EXAM)).one()
    assert stored["quotas"] == [{"count": 2, "module": "alpha", "objective": "justify", "difficulty": "hard"}]
