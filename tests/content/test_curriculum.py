"""What the curriculum promises: complete in three languages, honest hours, paths whose examinations can be drawn.

No database: these tests read the files as they are.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from app.assessments.content.questions import check as check_questions
from app.assessments.content.simulations import check as check_simulations
from app.assessments.content.simulations.reading import read_simulations
from app.assessments.rules.blueprints import Blueprint
from app.assessments.rules.drawing import draw_paper
from app.assessments.rules.questions import JUDGED_KINDS, Question, QuestionKind
from app.courses.content.checks import check
from app.courses.content.model import Content, CourseSource, ModuleSource
from app.courses.content.source import read_content
from app.courses.content.status import status
from app.courses.standing import ModuleStanding
from app.library.content import check as check_library
from app.library.content import read_library
from app.training.content import check as check_plans

pytestmark = pytest.mark.slow

FOLDER = Path(__file__).parents[2] / "content"
LANGUAGES = ("en", "ru", "tg")
MODULES = 14
QUESTIONS = 280
PATHS = {
    "path-police": (20, 11, "brick-by-brick"),
    "path-prosecutors": (20, 11, "brick-by-brick"),
    "path-judges": (16, 9, "blue-courtyard"),
}
SEEDS = range(40)

TAJIK = frozenset("ғӣқӯҳҷ")
IDS = re.compile(r"\[\[[\w.-]+\]\]|\]\([^)]*\)|https?://\S+|[\w-]+(?:\.[\w-]+)+|`[^`]*`|\[\^\d+\]|\b[A-Z][A-Z0-9-]*\b")
LATIN = re.compile(r"[a-z]", re.IGNORECASE)
LETTERS = re.compile(r"[^\W\d_]")
ENGLISH = re.compile(r"\b(?:the|and|with|that|which|this|should|must)\b", re.IGNORECASE)
MOST_LATIN = 0.03
INTERNAL = re.compile(r"dossier|досье составителя", re.IGNORECASE)


@cache
def curriculum() -> Content:
    """Read the content folder once."""
    return read_content(FOLDER)


@cache
def standings() -> Mapping[str, ModuleStanding]:
    """Return where each module stands."""
    return {each.key: each for each in status(curriculum())}


def texts(module: ModuleSource, language: str) -> Iterator[tuple[str, str]]:
    """Return the lessons and the questions of a module in one language, each with its name."""
    for lesson in module.lessons:
        if words := lesson.words.get(language):
            yield f"{module.key}/{lesson.key}", f"{words.title}\n{words.body}"
    for question in module.questions:
        yield f"{module.key}/{question.id}", "\n".join(strings(question.texts.get(language)))


def strings(value: Any) -> Iterator[str]:
    """Return every text inside the words of a question, its ids apart."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from strings(each)
    elif isinstance(value, (list, tuple)):
        for each in value:
            yield from strings(each)


def course(key: str) -> CourseSource:
    """Return a course by its key."""
    return next(each for each in curriculum().courses if each.key == key)


def bank(key: str) -> list[Question]:
    """Return the questions that the examinations of a course are drawn from."""
    found = []
    for name in course(key).modules:
        module = curriculum().module(name)
        assert module is not None, name
        found += [
            Question(
                f"{name}/{each.id}",
                QuestionKind(each.kind),
                each.key,
                module=name,
                objective=each.objective,
                difficulty=each.difficulty,
                pool=each.pool,
            )
            for each in module.questions
        ]
    return found


def test_fourteen_modules_stand_in_order() -> None:
    assert [module.folder.name[:2] for module in curriculum().modules] == [f"{n:02}" for n in range(1, MODULES + 1)]


def test_nothing_in_the_content_is_wrong() -> None:
    checks = (check, check_questions, check_simulations, check_library, check_plans)
    found = [problem for each in checks for problem in each(FOLDER)]
    assert [str(problem) for problem in found] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_module_is_complete_and_current(language: str) -> None:
    unfinished = [key for key, each in standings().items() if not each.languages[language].complete]
    assert unfinished == []
    assert sum(each.languages[language].questions_there for each in standings().values()) >= QUESTIONS


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_question_and_every_choice_is_explained(language: str) -> None:
    bare = [
        f"{module.key}/{question.id}"
        for module in curriculum().modules
        for question in module.questions
        for words in [question.texts[language]]
        if not words["explanation"].strip()
        or any(not choice["explanation"].strip() for choice in words.get("choices", {}).values())
    ]
    assert bare == []


def test_every_kind_of_question_is_asked_at_least_twice() -> None:
    asked = Counter(question.kind for module in curriculum().modules for question in module.questions)
    assert {kind: asked[kind] for kind in QuestionKind if asked[kind] < 2} == {}


def test_what_a_person_must_judge_waits_in_no_examination() -> None:
    judged = [
        f"{module.key}/{question.id}"
        for module in curriculum().modules
        for question in module.questions
        if question.kind in JUDGED_KINDS and question.pool != "practical"
    ]
    assert judged == []


def test_the_hours_stated_are_the_hours_counted() -> None:
    wrong = {
        key: (each.hours, each.counted_hours)
        for key, each in standings().items()
        if abs(each.counted - each.hours * 60) > each.hours * 60 / 10
    }
    assert wrong == {}


@pytest.mark.parametrize(("key", "hours", "modules", "simulation"), [(key, *facts) for key, facts in PATHS.items()])
def test_a_path_takes_its_hours_with_examinations_and_simulation(
    key: str, hours: int, modules: int, simulation: str
) -> None:
    path = course(key)
    walks = {each.key: each.minutes for each in read_simulations(FOLDER)[0]}
    exams = path.definition["pre_test"]["minutes"] + path.definition["final_exam"]["minutes"]
    counted = sum(standings()[name].counted for name in path.modules) + exams + walks[simulation]

    assert (path.hours, len(path.modules), path.definition["simulations"]) == (hours, modules, [simulation])
    assert counted == pytest.approx(hours * 60, rel=0.1)


@pytest.mark.parametrize("key", PATHS)
def test_a_path_certifies_lessons_exam_attendance_and_simulation(key: str) -> None:
    definition = course(key).definition
    assert definition["certificate"] == {
        "lessons": 100,
        "exam": 80,
        "attendance": 80,
        "validity_years": 3,
        "simulations": True,
    }
    assert (definition["final_exam"]["pass_mark"], definition["final_exam"]["attempts"]) == (80, 2)
    assert all(definition[name][language] for name in ("title", "summary") for language in LANGUAGES)


@pytest.mark.parametrize("kind", ["pre_test", "final_exam"])
@pytest.mark.parametrize("key", PATHS)
def test_every_paper_of_a_path_asks_of_every_module(key: str, kind: str) -> None:
    questions = {each.id: each for each in bank(key)}
    blueprint = Blueprint.from_mapping(course(key).definition[kind])
    for seed in SEEDS:
        drawn = [questions[each.id] for each in draw_paper(questions.values(), blueprint, seed).questions]
        assert len(drawn) == len({each.id for each in drawn}) == blueprint.questions
        assert {each.module for each in drawn} == set(course(key).modules)


@pytest.mark.parametrize("key", PATHS)
def test_a_final_exam_is_balanced_and_differs_between_attempts(key: str) -> None:
    questions = {each.id: each for each in bank(key)}
    blueprint = Blueprint.from_mapping(course(key).definition["final_exam"])
    papers = [
        [questions[each.id] for each in draw_paper(questions.values(), blueprint, seed).questions] for seed in SEEDS
    ]
    for paper in papers:
        shares = Counter(each.difficulty for each in paper)
        assert all(shares[difficulty] >= len(paper) / 4 for difficulty in ("easy", "medium", "hard")), shares
    assert len({frozenset(each.id for each in paper) for paper in papers}) > len(papers) / 2


@pytest.mark.parametrize("language", ["ru", "tg"])
def test_no_english_is_left_in_a_translation(language: str) -> None:
    left = []
    for module in curriculum().modules:
        for name, text in texts(module, language):
            plain = IDS.sub(" ", text)
            share = len(LATIN.findall(plain)) / max(len(LETTERS.findall(plain)), 1)
            if share > MOST_LATIN or len(ENGLISH.findall(plain)) > 1:
                left.append(f"{name}: {share:.1%} {ENGLISH.findall(plain)}")
    assert left == []


def test_tajik_is_written_with_tajik_letters() -> None:
    missing = [
        f"{module.key}/{lesson.key}"
        for module in curriculum().modules
        for lesson in module.lessons
        if len(TAJIK & set(lesson.words["tg"].body.lower())) < len(TAJIK) - 1
    ]
    assert missing == []


def test_russian_lessons_have_no_tajik_letters_and_tajik_ones_no_russian_only_letters() -> None:
    mixed = [
        name
        for module in curriculum().modules
        for language, foreign in (("ru", TAJIK), ("tg", frozenset("щыьц")))
        for name, text in texts(module, language)
        if len(foreign & set(text.lower())) > 1
    ]
    assert mixed == []


def test_no_hotline_is_marked_as_confirmed_before_somebody_called_it() -> None:
    lines = read_library(FOLDER).content["hotlines"]
    assert {each["country"] for each in lines} == {"KZ", "KG", "TJ", "TM", "UZ"}
    assert [each["id"] for each in lines if each["status"] == "confirmed"] == []


def test_the_content_speaks_of_no_working_papers() -> None:
    files = [file for suffix in ("*.md", "*.toml", "*.svg") for file in FOLDER.rglob(suffix)]
    assert [str(file) for file in files if INTERNAL.search(file.read_text(encoding="utf-8"))] == []
