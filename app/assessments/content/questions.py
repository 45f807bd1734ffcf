"""Questions of the content folder, held against what can be asked and marked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from app.assessments.rules.questions import QuestionKind
from app.assessments.rules.writing import WrittenQuestion, check_question
from app.core.content_files import Problem
from app.courses.content.model import SOURCE_LANGUAGE, Content, QuestionSource
from app.courses.content.source import read_content


def check(folder: Path) -> list[Problem]:
    """Return what is wrong with the questions of a content folder beyond what their files show by themselves.

    A bank whose files could not be read well is left out: its faults are named already.
    """
    content = read_content(folder)
    return [
        problem
        for module in content.modules
        if not any(each.blocks and "/questions/" in each.path for each in module.problems)
        for question in module.questions
        for problem in _problems(question, content)
    ]


def as_written(question: QuestionSource, module_key: str = "") -> WrittenQuestion:
    """Return a question of a file as the rules look at it."""
    return WrittenQuestion(
        name=question.id,
        kind=question.kind,
        key=question.key,
        texts=question.texts,
        objective=question.objective,
        difficulty=question.difficulty,
        pool=question.pool,
        module=module_key,
    )


def _problems(question: QuestionSource, content: Content) -> Iterator[Problem]:
    for each in check_question(as_written(question)):
        path, line = _place(question, each.place)
        yield Problem(path, line, f"{each.place} of the question {question.id}: {each.sentence}")
    case = question.key.get("simulation")
    if question.kind == QuestionKind.SIMULATION and case and case not in content.simulations:
        yield Problem(question.path, question.line, f"The question {question.id} names no known simulation: {case}.")


def _place(question: QuestionSource, place: str) -> tuple[str, int]:
    """Return file and line of a fault: words of a translation stand in its own file."""
    language = place.split(".")[1] if place.startswith("texts.") else SOURCE_LANGUAGE
    if language == SOURCE_LANGUAGE or language not in question.lines:
        return question.path, question.line
    folder = question.path.rpartition("/")[0]
    return f"{folder}/{language}.toml", question.lines[language]
