"""Questions, banks and assessments with sensible defaults."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from app.assessments.models import Assessment, EditionQuestion, QuestionVersion
from app.assessments.rules.questions import AssessmentKind, Question, QuestionKind
from app.core.ids import new_id
from app.courses.models import CourseEdition, Enrolment, ModuleEdition
from tests.conftest import NOW

KEYS: dict[QuestionKind, dict[str, Any]] = {
    QuestionKind.SINGLE: {"choices": ["a", "b", "c", "d"], "correct": ["b"]},
    QuestionKind.MULTIPLE: {"choices": ["a", "b", "c", "d"], "correct": ["a", "c"]},
    QuestionKind.TRUE_FALSE: {"answer": True},
    QuestionKind.MATCHING: {"pairs": ["p1", "p2", "p3"], "distractors": ["d1"]},
    QuestionKind.ORDERING: {"items": ["i1", "i2", "i3", "i4"]},
    QuestionKind.SHORT: {},
}
RIGHT: dict[QuestionKind, dict[str, Any]] = {
    QuestionKind.SINGLE: {"choice": "b"},
    QuestionKind.MULTIPLE: {"choices": ["a", "c"]},
    QuestionKind.TRUE_FALSE: {"value": True},
    QuestionKind.MATCHING: {"pairs": {"p1": "p1", "p2": "p2", "p3": "p3"}},
    QuestionKind.ORDERING: {"positions": {"i1": 1, "i2": 2, "i3": 3, "i4": 4}},
    QuestionKind.SHORT: {"text": "Means"},
}
WRONG: dict[QuestionKind, dict[str, Any]] = {
    QuestionKind.SINGLE: {"choice": "a"},
    QuestionKind.MULTIPLE: {"choices": ["b", "d"]},
    QuestionKind.TRUE_FALSE: {"value": False},
    QuestionKind.MATCHING: {"pairs": {"p1": "d1", "p2": "p3", "p3": "p1"}},
    QuestionKind.ORDERING: {"positions": {"i1": 4, "i2": 3, "i3": 2, "i4": 1}},
    QuestionKind.SHORT: {"text": "purpose"},
}


def make_question(kind: QuestionKind = QuestionKind.SINGLE, **changes: Any) -> Question:
    """Make a question without words."""
    accept = ("means", "средства") if kind is QuestionKind.SHORT else ()
    return Question(
        **{"id": str(new_id()), "kind": kind, "key": KEYS[kind], "accept": accept, "pool": "exam", **changes}
    )


def texts_of(kind: QuestionKind, name: str, language: str = "en") -> dict[str, Any]:
    """Write words for a question."""
    key = KEYS[kind]
    words: dict[str, Any] = {"stem": f"Stem of {name} ({language})", "explanation": f"Because of {name} ({language})"}
    if kind in (QuestionKind.SINGLE, QuestionKind.MULTIPLE):
        words["choices"] = {
            each: {"text": f"Choice {each} of {name} ({language})", "explanation": f"Why {each} ({language})"}
            for each in key["choices"]
        }
    if kind is QuestionKind.MATCHING:
        words["left"] = {each: f"Left {each} ({language})" for each in key["pairs"]}
        words["right"] = {each: f"Right {each} ({language})" for each in (*key["pairs"], *key["distractors"])}
    if kind is QuestionKind.ORDERING:
        words["items"] = {each: f"Step {each} ({language})" for each in key["items"]}
    if kind is QuestionKind.SHORT:
        words["accept"] = ["means"] if language == "en" else ["средства"]
    return words


def add_question(
    session: Session,
    edition: ModuleEdition,
    kind: QuestionKind = QuestionKind.SINGLE,
    name: str = "",
    pool: str = "exam",
    languages: tuple[str, ...] = ("en", "ru"),
    **changes: Any,
) -> QuestionVersion:
    """Put a question into the bank of a module edition."""
    key = new_id()
    name = name or f"{kind.value}-{key.hex[-6:]}"
    version = QuestionVersion(
        **{
            "id": key,
            "module_key": edition.module_key,
            "question_key": name,
            "number": 1,
            "digest": key.hex,
            "kind": kind,
            "objective": "define",
            "difficulty": "medium",
            "pool": pool,
            "key": KEYS[kind],
            "texts": {language: texts_of(kind, name, language) for language in languages},
            "published_at": NOW,
            **changes,
        }
    )
    session.add(version)
    session.flush()
    session.add(EditionQuestion(edition_id=edition.id, question_version_id=version.id))
    session.flush()
    return version


def add_one_of_each(session: Session, edition: ModuleEdition, pool: str = "exam") -> list[QuestionVersion]:
    """Put one question of each kind into a bank."""
    return [add_question(session, edition, kind, pool=pool) for kind in KEYS]


def make_assessment(
    session: Session,
    course: CourseEdition,
    kind: AssessmentKind = AssessmentKind.FINAL_EXAM,
    module_key: str = "",
    **blueprint: Any,
) -> Assessment:
    """Make an assessment: 40 minutes, two attempts, every question of the pool, explanations afterwards."""
    stated = {"minutes": 40, "pass_mark": 80, "attempts": 2, "pool": "exam", "show_explanations": "after_submit"}
    assessment = Assessment(
        id=new_id(),
        course_edition_id=course.id,
        kind=kind,
        module_key=module_key,
        blueprint={**stated, **blueprint},
    )
    session.add(assessment)
    session.flush()
    return assessment


class Exam:
    """Amina enrolled on a course with one exam of six questions, one of each kind."""

    def __init__(self, enrolment: Enrolment, assessment: Assessment, course: CourseEdition, edition: ModuleEdition):
        self.enrolment, self.assessment, self.course, self.edition = enrolment, assessment, course, edition


def make_exam(
    session: Session,
    user: Any,
    languages: tuple[str, ...] = ("en", "ru"),
    key: str = "police-investigators",
    module_key: str = "what-trafficking-is",
    **blueprint: Any,
) -> Exam:
    """Make an exam for a person."""
    from tests.factories import make_course, make_enrolment, make_module

    edition = make_module(session, module_key)
    for kind in KEYS:
        add_question(session, edition, kind, languages=languages)
    course = make_course(session, (edition,), key)
    enrolment = make_enrolment(session, user, course)
    return Exam(enrolment, make_assessment(session, course, **blueprint), course, edition)
