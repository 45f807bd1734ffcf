"""Questions, banks and assessments with sensible defaults."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from sqlalchemy.orm import Session

from app.assessments.models import Assessment, EditionQuestion, QuestionVersion
from app.assessments.rules.questions import JUDGED_KINDS, TYPED_KINDS, AssessmentKind, Question, QuestionKind
from app.core.ids import new_id
from app.courses.models import CourseEdition, Enrolment, ModuleEdition
from tests.conftest import NOW

RUN, UNFINISHED_RUN = "01a2b3c4-0000-7000-8000-000000000001", "01a2b3c4-0000-7000-8000-000000000002"
SCORES = {RUN: Fraction(1)}
# What a program marks by itself, and what an exam of these tests holds unless it is told otherwise.
AUTOMATIC = [kind for kind in QuestionKind if kind not in JUDGED_KINDS]
EXAM_KINDS = list(QuestionKind)[:6]
KEYS: dict[QuestionKind, dict[str, Any]] = {
    QuestionKind.SINGLE: {"choices": ["a", "b", "c", "d"], "correct": ["b"]},
    QuestionKind.MULTIPLE: {"choices": ["a", "b", "c", "d"], "correct": ["a", "c"]},
    QuestionKind.TRUE_FALSE: {"answer": True},
    QuestionKind.MATCHING: {"pairs": ["p1", "p2", "p3"], "distractors": ["d1"]},
    QuestionKind.ORDERING: {"items": ["i1", "i2", "i3", "i4"]},
    QuestionKind.SHORT: {},
    QuestionKind.NUMERIC: {
        "answers": [
            {"id": "n1", "value": "12.5", "tolerance": "0.25", "share": "1"},
            {"id": "n2", "low": "12", "high": "13", "share": "0.5"},
        ],
        "units": [{"id": "km", "factor": "1"}, {"id": "m", "factor": "0.001"}],
        "unit_share": "0.25",
    },
    QuestionKind.GAPS: {
        "gaps": [
            {"id": "1", "kind": "text", "weight": "1"},
            {"id": "2", "kind": "choice", "weight": "1", "choices": ["x", "y", "z"], "correct": ["y"]},
            {"id": "3", "kind": "numeric", "weight": "2", "answers": [{"id": "n", "value": "3", "tolerance": "0"}]},
        ]
    },
    QuestionKind.IMAGE: {
        "choices": ["a", "b", "c"],
        "correct": ["c"],
        "images": {"a": "square.svg", "b": "circle.svg", "c": "line.svg"},
    },
    QuestionKind.ESSAY: {
        "rubric": [
            {"id": "facts", "levels": [{"id": "none", "points": "0"}, {"id": "all", "points": "2"}]},
            {"id": "law", "levels": [{"id": "none", "points": "0"}, {"id": "all", "points": "1"}]},
        ],
        "least_words": 5,
        "most_words": 200,
        "points": "3",
    },
    QuestionKind.CHECKLIST: {
        "items": [
            {"id": "greets", "points": "1", "critical": False},
            {"id": "safety", "points": "2", "critical": True},
        ],
        "points": "3",
    },
    QuestionKind.SIMULATION: {"simulation": "night-shift"},
}
RIGHT: dict[QuestionKind, dict[str, Any]] = {
    QuestionKind.SINGLE: {"choice": "b"},
    QuestionKind.MULTIPLE: {"choices": ["a", "c"]},
    QuestionKind.TRUE_FALSE: {"value": True},
    QuestionKind.MATCHING: {"pairs": {"p1": "p1", "p2": "p2", "p3": "p3"}},
    QuestionKind.ORDERING: {"positions": {"i1": 1, "i2": 2, "i3": 3, "i4": 4}},
    QuestionKind.SHORT: {"text": "Means"},
    QuestionKind.NUMERIC: {"text": "12,5 km"},
    QuestionKind.GAPS: {"gaps": {"1": "Means", "2": "y", "3": "3"}},
    QuestionKind.IMAGE: {"choice": "c"},
    QuestionKind.ESSAY: {"text": "Take her somewhere quiet first, then ask what she needs."},
    QuestionKind.SIMULATION: {"run": RUN},
}
WRONG: dict[QuestionKind, dict[str, Any]] = {
    QuestionKind.SINGLE: {"choice": "a"},
    QuestionKind.MULTIPLE: {"choices": ["b", "d"]},
    QuestionKind.TRUE_FALSE: {"value": False},
    QuestionKind.MATCHING: {"pairs": {"p1": "d1", "p2": "p3", "p3": "p1"}},
    QuestionKind.ORDERING: {"positions": {"i1": 4, "i2": 3, "i3": 2, "i4": 1}},
    QuestionKind.SHORT: {"text": "purpose"},
    QuestionKind.NUMERIC: {"text": "15 km"},
    QuestionKind.GAPS: {"gaps": {"1": "purpose", "2": "x", "3": "4"}},
    QuestionKind.IMAGE: {"choice": "a"},
    QuestionKind.ESSAY: {"text": "Ask her at once, in front of all."},
    QuestionKind.SIMULATION: {"run": UNFINISHED_RUN},
}


def make_question(kind: QuestionKind = QuestionKind.SINGLE, **changes: Any) -> Question:
    """Make a question without words."""
    texts = {each: texts_of(kind, "q", each) for each in ("en", "ru")} if kind in TYPED_KINDS else {}
    return Question(**{"id": str(new_id()), "kind": kind, "key": KEYS[kind], "texts": texts, "pool": "exam", **changes})


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
    return words | _MORE_WORDS.get(kind, _no_words)(name, language)


def _no_words(_name: str, _language: str) -> dict[str, Any]:
    return {}


def _numeric_words(_name: str, language: str) -> dict[str, Any]:
    names = {"km": ["km"], "m": ["m"]} if language == "en" else {"km": ["км"], "m": ["м"]}
    return {"units": names, "answers": {"n2": f"Nearly ({language})"}}


def _gaps_words(name: str, language: str) -> dict[str, Any]:
    return {
        "stem": f"Stem of {name} ({language}): [[1]] are the second element, [[2]] the third, of [[3]].",
        "gaps": {
            "1": {"accept": ["means"] if language == "en" else ["средства"]},
            "2": {"choices": {each: f"Word {each} ({language})" for each in ("x", "y", "z")}},
            "3": {},
        },
    }


def _image_words(_name: str, language: str) -> dict[str, Any]:
    return {
        "choices": {
            each: {"text": f"Picture {each} ({language})", "explanation": f"Why {each} ({language})"} for each in "abc"
        }
    }


def _essay_words(_name: str, language: str) -> dict[str, Any]:
    return {
        "rubric": {
            each: {
                "title": f"Criterion {each} ({language})",
                "levels": {"none": f"Nothing ({language})", "all": f"Everything ({language})"},
            }
            for each in ("facts", "law")
        },
        "model_answer": f"A model answer ({language})",
    }


def _checklist_words(_name: str, language: str) -> dict[str, Any]:
    items = {"greets": f"Greets ({language})", "safety": f"Asks about safety ({language})"}
    return {"items": items, "instructions": f"Play the scene ({language})"}


_MORE_WORDS = {
    QuestionKind.NUMERIC: _numeric_words,
    QuestionKind.GAPS: _gaps_words,
    QuestionKind.IMAGE: _image_words,
    QuestionKind.ESSAY: _essay_words,
    QuestionKind.CHECKLIST: _checklist_words,
}


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


def add_one_of_each(
    session: Session, edition: ModuleEdition, pool: str = "exam", kinds: Sequence[QuestionKind] = EXAM_KINDS
) -> list[QuestionVersion]:
    """Put one question of each of the kinds into a bank."""
    return [add_question(session, edition, kind, pool=pool) for kind in kinds]


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
    """Amina enrolled on a course with one exam of six questions, one of each of the first six kinds."""

    def __init__(self, enrolment: Enrolment, assessment: Assessment, course: CourseEdition, edition: ModuleEdition):
        self.enrolment, self.assessment, self.course, self.edition = enrolment, assessment, course, edition


def make_exam(
    session: Session,
    user: Any,
    languages: tuple[str, ...] = ("en", "ru"),
    key: str = "police-investigators",
    module_key: str = "what-trafficking-is",
    kinds: Sequence[QuestionKind] = EXAM_KINDS,
    **blueprint: Any,
) -> Exam:
    """Make an exam for a person, with one question of each of the kinds."""
    from tests.factories import make_course, make_enrolment, make_module

    edition = make_module(session, module_key)
    for kind in kinds:
        add_question(session, edition, kind, languages=languages)
    course = make_course(session, (edition,), key)
    enrolment = make_enrolment(session, user, course)
    return Exam(enrolment, make_assessment(session, course, **blueprint), course, edition)
