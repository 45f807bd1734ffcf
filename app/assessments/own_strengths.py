"""A trainee's own strengths by objective, over all attempts at a course, with the lessons that teach each."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import render_template
from sqlalchemy import Row
from sqlalchemy.orm import Session

from app.assessments.queries.attempts import released_of
from app.assessments.queries.offers import read_blueprint, sitting_of, tried_of_enrolment
from app.assessments.rules.blueprints import SectionMark
from app.assessments.rules.strengths import Strength, over_attempts
from app.assessments.rules.timing import Attempts, Sitting, may_see
from app.core.addresses import address
from app.core.contributions import EnrolmentPlace, Panel
from app.core.db import db
from app.core.i18n import current_language, written
from app.core.i18n import say as _
from app.core.shelf import Shelf
from app.courses.outlines import CourseOutline
from app.courses.queries import course_outline

ANCHOR = "strengths"
TRIED = "tried"

_panels: Shelf[str] = Shelf(256)


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
    """Show on the course page what the person knows and what to read again (no statement of its own)."""
    seen = _results_seen(tried_at(place), place.at)
    if not seen:
        return None
    # A grade is never changed, only followed by another, and neither does a course edition change.
    key = (place.enrolment.id, current_language(), place.actor.content_language, *(row.grade_id for row in seen))
    shown = _panels.take(key, lambda: _draw_panel(place, seen))
    return Panel(shown, ANCHOR) if shown else None


def _draw_panel(place: EnrolmentPlace, seen: Sequence[Row[Any]]) -> str:
    strengths = over_attempts([(row.kind, json.loads(row.details)) for row in seen])
    if not strengths:
        return ""
    course: CourseOutline = place.facts["course"]
    language = place.actor.content_language
    own = [put_into_words(each, course, place.enrolment.id, language) for each in strengths]
    return render_template("assessments/analysis/strengths_panel.html", strengths=own)


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
    here = f"{address('courses.show_course', enrolment_id=enrolment_id)}/{module.key}"
    lessons = tuple(
        LessonLink(written(dict(lesson.titles), language), f"{here}/{lesson.key}")
        for lesson in module.lessons
        if strength.objective and not strength.strong and strength.objective in lesson.objectives
    )
    return OwnStrength(written(dict(names), language) if names else "", strength, lessons)


def section_name(section: SectionMark, course: CourseOutline, language: str) -> str:
    """Name a section of an exam: an objective, or a module."""
    modules = [each for each in course.modules if section.module in ("", each.key)]
    if section.objective:
        found = next(
            (each.objectives[section.objective] for each in modules if section.objective in each.objectives), {}
        )
        return written(dict(found), language) if found else section.objective
    return written(dict(modules[0].titles), language) if modules else section.module


def tried_at(place: EnrolmentPlace) -> Sequence[Row[Any]]:
    """Return the reader's assessments and attempts, read once for all that the course page shows of them."""
    if TRIED not in place.facts:
        enrolment = place.enrolment
        place.facts[TRIED] = tried_of_enrolment(db.session(), enrolment.id, enrolment.course_edition_id)
    found: Sequence[Row[Any]] = place.facts[TRIED]
    return found


def _results_seen(tried: Sequence[Row[Any]], at: datetime) -> list[Row[Any]]:
    """Return the graded attempts whose result the person may see already."""
    latest = {row.attempt_id: row for row in tried if row.attempt_id is not None}
    spans: dict[UUID, list[Sitting]] = defaultdict(list)
    for row in latest.values():
        spans[row.assessment_id].append(sitting_of(row))
    return [row for row in latest.values() if row.grade_id and _is_seen(row, tuple(spans[row.assessment_id]), at)]


def _is_seen(row: Row[Any], spans: tuple[Sitting, ...], at: datetime) -> bool:
    blueprint = read_blueprint(row.conditions or row.stated)
    return may_see(blueprint.show_result, blueprint, Attempts(sitting_of(row), spans), released_of(row), at)
