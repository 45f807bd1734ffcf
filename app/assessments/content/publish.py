"""Question banks and blueprints of published content, stored as versions that never change.

Called after the courses published their editions, in the same transaction.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.assessments.models import Assessment, EditionQuestion, QuestionVersion
from app.assessments.rules.blueprints import Blueprint
from app.assessments.rules.drawing import draw_paper
from app.assessments.rules.questions import AssessmentKind, Question, QuestionKind
from app.assessments.rules.writing import check_question
from app.core.errors import N_, RuleViolation
from app.core.ids import new_id
from app.courses.content.model import Content, ModuleSource, QuestionSource
from app.courses.models import CourseEdition, CourseModule, ModuleEdition

from .questions import as_written


class FaultyQuestion(RuleViolation):
    """A question of the content files can't be asked or marked."""

    code = "faulty-question"
    message = N_("The question %(question)s of the module %(module)s is faulty: %(fault)s")


@dataclass(slots=True)
class PublishedQuestions:
    """What a run stored: nothing at all when nothing changed."""

    versions: int = 0
    links: int = 0
    assessments: int = 0


@dataclass(slots=True)
class _ModuleVersions:
    """What the database knows of a module's questions."""

    ids: dict[tuple[str, str], UUID] = field(default_factory=dict)
    last_number: dict[str, int] = field(default_factory=lambda: defaultdict(int))


def publish_questions(session: Session, content: Content, at: datetime) -> PublishedQuestions:
    """Store what changed: question versions, which of them belong to which edition, and each course's assessments.

    A question gets a new version only when its digest changes. An edition's links and a course edition's assessments
    are written once, when they are new. Safe to repeat.

    Raises:
        TooFewQuestions: a course asks for more questions than its modules have.
        WrongBlueprint: a course file asks for something that can't be.
        FaultyQuestion: a question can't be asked or marked.

    """
    done = PublishedQuestions()
    fresh = _editions_without_questions(session, [module.key for module in content.modules])
    known = _known_versions(session, list(fresh))
    for module in content.modules:
        if module.key in fresh and module.questions:
            bank = _publish_module(session, module, known[module.key], at, done)
            links = [{"edition_id": fresh[module.key], "question_version_id": each} for each in bank]
            session.execute(insert(EditionQuestion), links)
            done.links += len(links)
    _publish_assessments(session, [course.key for course in content.courses], done)
    return done


def _known_versions(session: Session, keys: list[str]) -> Mapping[str, _ModuleVersions]:
    known: dict[str, _ModuleVersions] = defaultdict(_ModuleVersions)
    rows = session.execute(
        select(
            QuestionVersion.module_key,
            QuestionVersion.question_key,
            QuestionVersion.digest,
            QuestionVersion.id,
            QuestionVersion.number,
        ).where(QuestionVersion.module_key.in_(keys))
    )
    for row in rows:
        module = known[row.module_key]
        module.ids[row.question_key, row.digest] = row.id
        module.last_number[row.question_key] = max(row.number, module.last_number[row.question_key])
    return known


def _editions_without_questions(session: Session, keys: list[str]) -> dict[str, UUID]:
    """Return the latest edition of each module where it is new: a linked one, or a module held back, needs nothing."""
    rows = session.execute(
        select(ModuleEdition.module_key, ModuleEdition.id)
        .where(ModuleEdition.module_key.in_(keys))
        .order_by(ModuleEdition.number)
    )
    latest = {row.module_key: row.id for row in rows}
    linked = set(
        session.scalars(
            select(EditionQuestion.edition_id).where(EditionQuestion.edition_id.in_(latest.values())).distinct()
        )
    )
    return {key: edition_id for key, edition_id in latest.items() if edition_id not in linked}


def _publish_module(
    session: Session, module: ModuleSource, known: _ModuleVersions, at: datetime, done: PublishedQuestions
) -> list[UUID]:
    bank: list[UUID] = []
    new: list[dict[str, Any]] = []
    for question in module.questions:
        found = known.ids.get((question.id, question.digest))
        if found is None:
            _refuse_faulty(module, question)
            found = new_id()
            new.append(_version(found, module.key, question, 1 + known.last_number[question.id], at))
        bank.append(found)
    if new:
        session.execute(insert(QuestionVersion), new)
        done.versions += len(new)
    return bank


def _refuse_faulty(module: ModuleSource, question: QuestionSource) -> None:
    problems = check_question(as_written(question, module.key))
    if problems:
        raise FaultyQuestion(module=module.key, question=question.id, fault=str(problems[0].sentence))


def _version(key: UUID, module_key: str, question: QuestionSource, number: int, at: datetime) -> dict[str, Any]:
    return {
        "id": key,
        "module_key": module_key,
        "question_key": question.id,
        "number": number,
        "digest": question.digest,
        "kind": QuestionKind(question.kind),
        "objective": question.objective,
        "difficulty": question.difficulty,
        "pool": question.pool,
        "key": dict(question.key),
        "texts": {language: dict(words) for language, words in question.texts.items()},
        "published_at": at,
    }


def _publish_assessments(session: Session, course_keys: list[str], done: PublishedQuestions) -> None:
    """Give every course edition that has none yet its assessments, after a trial draw of each."""
    bare = session.execute(
        select(CourseEdition.id, CourseEdition.definition)
        .outerjoin(Assessment, Assessment.course_edition_id == CourseEdition.id)
        .where(CourseEdition.course_key.in_(course_keys), Assessment.id.is_(None))
    ).all()
    for edition_id, definition in bare:
        modules = list(
            session.scalars(
                select(CourseModule.module_key)
                .where(CourseModule.course_edition_id == edition_id)
                .order_by(CourseModule.position)
            )
        )
        bank = _bank(session, edition_id)
        for kind, module_key, blueprint in _asked(definition, modules):
            belonging = [each for each in bank if module_key in ("", each.module)]
            draw_paper(belonging, Blueprint.from_mapping(blueprint), 0)
            session.add(
                Assessment(
                    id=new_id(), course_edition_id=edition_id, kind=kind, module_key=module_key, blueprint=blueprint
                )
            )
            done.assessments += 1
    session.flush()


def _asked(definition: Mapping[str, Any], modules: list[str]) -> Iterable[tuple[AssessmentKind, str, dict[str, Any]]]:
    """Return what a course file asks for: pre-test, a quiz a module, final exam, practical; each may be left out."""
    if definition.get("pre_test"):
        yield AssessmentKind.PRE_TEST, "", definition["pre_test"]
    if definition.get("quiz"):
        for module_key in modules:
            yield AssessmentKind.QUIZ, module_key, definition["quiz"]
    if definition.get("final_exam"):
        yield AssessmentKind.FINAL_EXAM, "", definition["final_exam"]
    if definition.get("practical"):
        yield AssessmentKind.PRACTICAL, "", definition["practical"]


def _bank(session: Session, course_edition_id: UUID) -> list[Question]:
    rows = session.execute(
        select(
            QuestionVersion.id,
            QuestionVersion.kind,
            QuestionVersion.key,
            QuestionVersion.module_key,
            QuestionVersion.objective,
            QuestionVersion.difficulty,
            QuestionVersion.pool,
        )
        .join(EditionQuestion, EditionQuestion.question_version_id == QuestionVersion.id)
        .join(CourseModule, CourseModule.edition_id == EditionQuestion.edition_id)
        .where(CourseModule.course_edition_id == course_edition_id)
    )
    return [
        Question(
            str(row.id),
            row.kind,
            row.key,
            module=row.module_key,
            objective=row.objective,
            difficulty=row.difficulty,
            pool=row.pool,
        )
        for row in rows
    ]
