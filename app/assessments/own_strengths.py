"""A trainee's own strengths by objective, over all attempts at a course, with the lessons that teach each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import render_template, url_for
from flask_babel import gettext as _
from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from app.assessments.models import Assessment, Attempt, Grade
from app.assessments.queries.attempts import OF_SITTING, released_of
from app.assessments.rules.blueprints import Blueprint, SectionMark
from app.assessments.rules.strengths import Strength, over_attempts
from app.assessments.rules.timing import Attempts, Sitting, may_see
from app.assessments.sittings.models import Sitting as SittingRow
from app.core.contributions import EnrolmentPlace, Panel
from app.core.db import db
from app.core.i18n import pick
from app.courses.outlines import CourseOutline
from app.courses.queries import course_outline

ANCHOR = "strengths"


@dataclass(frozen=True, slots=True)
class LessonLink:
    """A lesson that teaches an objective."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class OwnStrength:
    """An objective in words, how well it is known, and where it is taught."""

    name: str
    strength: Strength
    lessons: tuple[LessonLink, ...]

    @property
    def counted(self) -> str:
        """How many questions were right, in words."""
        return str(_("%(right)s of %(count)s right", right=self.strength.right, count=self.strength.questions))


def strengths_panel(place: EnrolmentPlace) -> Panel | None:
    """Show on the course page what the person knows and what to read again (one statement)."""
    strengths = over_attempts(_results_seen(db.session(), place.enrolment.id, place.at))
    if not strengths:
        return None
    course: CourseOutline = place.facts["course"]
    language = place.actor.content_language
    own = [put_into_words(each, course, place.enrolment.id, language) for each in strengths]
    return Panel(render_template("assessments/analysis/strengths_panel.html", strengths=own), ANCHOR)


def own_strengths(
    session: Session, strengths: tuple[Strength, ...], course_edition_id: UUID, enrolment_id: UUID, language: str
) -> list[OwnStrength]:
    """Put strengths into words; the course's outline is remembered from page to page."""
    course = course_outline(session, course_edition_id)
    return [put_into_words(each, course, enrolment_id, language) for each in strengths]


def put_into_words(strength: Strength, course: CourseOutline, enrolment_id: UUID, language: str) -> OwnStrength:
    """Name an objective and the lessons that teach it; of an objective that nobody teaches alone there are none."""
    module = course.module(strength.module)
    if module is None:
        return OwnStrength("", strength, ())
    names: Mapping[str, str] = module.objectives.get(strength.objective, {})
    lessons = tuple(
        LessonLink(
            pick(dict(lesson.titles), language),
            url_for("courses.show_lesson", enrolment_id=enrolment_id, module_key=module.key, lesson_key=lesson.key),
        )
        for lesson in module.lessons
        if strength.objective and strength.objective in lesson.objectives
    )
    return OwnStrength(pick(dict(names), language) if names else "", strength, lessons)


def section_name(section: SectionMark, course: CourseOutline, language: str) -> str:
    """Name a section of an exam: an objective, or a module."""
    modules = [each for each in course.modules if section.module in ("", each.key)]
    if section.objective:
        found = next(
            (each.objectives[section.objective] for each in modules if section.objective in each.objectives), {}
        )
        return pick(dict(found), language) if found else section.objective
    return pick(dict(modules[0].titles), language) if modules else section.module


def _results_seen(session: Session, enrolment_id: UUID, at: datetime) -> list[tuple[Any, list[Any]]]:
    """Return the marks of an enrolment's attempts whose result the person may see already."""
    rows = session.execute(
        select(
            Attempt.id,
            Attempt.assessment_id,
            Attempt.started_at,
            Attempt.deadline_at,
            Attempt.submitted_at,
            Attempt.conditions,
            Assessment.kind,
            Assessment.blueprint,
            Grade.details,
            *OF_SITTING,
        )
        .join(Assessment, Assessment.id == Attempt.assessment_id)
        .outerjoin(Grade, Grade.attempt_id == Attempt.id)
        .outerjoin(SittingRow, SittingRow.id == Attempt.sitting_id)
        .where(Attempt.enrolment_id == enrolment_id)
        .order_by(Attempt.number, Grade.graded_at, Grade.id)
    )
    latest = {row.id: row for row in rows}
    spans: dict[UUID, list[Sitting]] = defaultdict(list)
    for row in latest.values():
        spans[row.assessment_id].append(_span(row))
    return [
        (row.kind, row.details)
        for row in latest.values()
        if row.details and _is_seen(row, tuple(spans[row.assessment_id]), at)
    ]


def _is_seen(row: Row[Any], spans: tuple[Sitting, ...], at: datetime) -> bool:
    blueprint = Blueprint.from_mapping(row.conditions or row.blueprint)
    return may_see(blueprint.show_result, blueprint, Attempts(_span(row), spans), released_of(row), at)


def _span(row: Row[Any]) -> Sitting:
    return Sitting(row.started_at, row.deadline_at, row.submitted_at)
