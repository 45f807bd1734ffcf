"""One's own courses: the list, the course page, lessons, and marking them complete."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.core.access import current_actor, signed_in
from app.core.contributions import EnrolmentPlace, course_panels, module_actions
from app.core.db import db, transaction
from app.core.errors import Missing
from app.core.i18n import LANGUAGE_NAMES, chain, pick
from app.core.policy import Actor
from app.core.ports import ports
from app.courses import queries, services
from app.courses.outlines import CourseOutline, LessonOutline, ModuleOutline
from app.courses.permissions import may_study
from app.courses.rules import check_open

from .blueprints import courses
from .course_parts import shown_modules
from .reading import article, read, wanted_language


@courses.get("/courses")
@signed_in
def list_courses() -> str:
    """Show one's own courses with their progress."""
    actor, session = current_actor(), db.session()
    enrolments = queries.find_own_enrolments(session, actor.id)
    return render_template(
        "courses/courses.html",
        enrolments=enrolments,
        outlines=queries.course_outlines(session, {each.course_edition_id for each in enrolments}),
        progress=queries.lesson_progress(session, [each.id for each in enrolments]),
    )


@courses.get("/courses/<uuid:enrolment_id>")
@signed_in
def show_course(enrolment_id: UUID) -> str:
    """Show a course: its modules and lessons, and whatever the features above add to it."""
    actor, session = current_actor(), db.session()
    enrolment = queries.find_own_course(session, enrolment_id)
    if enrolment is None or not may_study(actor, enrolment):
        raise Missing
    course = queries.course_outline(session, enrolment.course_edition_id)
    done = enrolment.done
    place = EnrolmentPlace(
        actor, enrolment, ports().clock.now(), {"lessons": (len(done), course.total), "course": course, "done": done}
    )
    actions = [offer(place) for offer in module_actions.all()]
    return render_template(
        "courses/course.html",
        enrolment=enrolment,
        course=course,
        modules=shown_modules(course, actor.content_language),
        done=done,
        next_step=course.first_open(done) if enrolment.withdrawn_at is None else None,
        minutes_left=_minutes_left(course, done),
        actions={key: [link for each in actions for link in each.get(key, ())] for key in ("", *_keys(course))},
        panels=[panel for offer in course_panels.all() if (panel := offer(place)) is not None],
        content_language=actor.content_language,
    )


@courses.get("/courses/<uuid:enrolment_id>/<module_key>/<lesson_key>")
@signed_in
def show_lesson(enrolment_id: UUID, module_key: str, lesson_key: str) -> str:
    """Show a lesson of one's own course."""
    actor, session = current_actor(), db.session()
    study = _own_study(actor, enrolment_id, module_key)
    check_open(study.withdrawn_at)
    course = queries.course_outline(session, study.course_edition_id)
    at = course.places.get((module_key, lesson_key))
    if at is None:
        raise Missing
    reading = read(session, course.steps, at, wanted_language(actor))
    return render_template(
        "courses/lesson.html",
        course_url=url_for(".show_course", enrolment_id=enrolment_id),
        course=course,
        reading=reading,
        article=article(reading),
        done=study.done,
        minutes_left=reading.module.minutes_left(study.done),
    )


@courses.post("/courses/<uuid:enrolment_id>/<module_key>/<lesson_key>/complete")
@signed_in
def complete_lesson(enrolment_id: UUID, module_key: str, lesson_key: str) -> Response:
    """Mark a lesson complete and go on; pressing twice is the same as once."""
    actor = current_actor()
    with transaction() as session:
        study = _own_study(actor, enrolment_id, module_key)
        course = queries.course_outline(session, study.course_edition_id)
        module, lesson = _step(course, module_key, lesson_key)
        services.complete_lesson(
            session,
            actor=actor,
            enrolment_id=enrolment_id,
            module_key=module_key,
            lesson_key=lesson_key,
            language=_language_read(lesson, actor),
            at=ports().clock.now(),
        )
    return redirect(_onward(enrolment_id, module, lesson, study.done | {lesson_key}, actor), 303)


def _onward(
    enrolment_id: UUID, module: ModuleOutline, lesson: LessonOutline, done: frozenset[str], actor: Actor
) -> str:
    """Go to the next lesson of the module, else back to the course, where the quiz and the next module are."""
    at = module.lessons.index(lesson)
    if at + 1 < len(module.lessons):
        following = module.lessons[at + 1]
        return url_for(".show_lesson", enrolment_id=enrolment_id, module_key=module.key, lesson_key=following.key)
    if len(done) == len(module.lessons):
        title = pick(dict(module.titles), actor.content_language)
        flash(_("You completed all lessons of “%(title)s”.", title=title), "success")
    return url_for(".show_course", enrolment_id=enrolment_id, _anchor=module.key)


def _language_read(lesson: LessonOutline, actor: Actor) -> str:
    """Return the language that the page was shown in, so that the record says what was read in fact."""
    shown = request.form.get("language", "")
    known = shown in LANGUAGE_NAMES and shown in lesson.titles
    return shown if known else lesson.language_for(chain(actor.content_language))


def _own_study(actor: Actor, enrolment_id: UUID, module_key: str) -> queries.Study:
    study = queries.find_study(db.session(), enrolment_id, module_key)
    if study is None or not may_study(actor, study):
        raise Missing
    return study


def _step(course: CourseOutline, module_key: str, lesson_key: str) -> tuple[ModuleOutline, LessonOutline]:
    module = course.module(module_key)
    lesson = module.lesson(lesson_key) if module else None
    if module is None or lesson is None:
        raise Missing
    return module, lesson


def _keys(course: CourseOutline) -> list[str]:
    return [module.key for module in course.modules]


def _minutes_left(course: CourseOutline, done: frozenset[tuple[UUID, str]]) -> int:
    return sum(lesson.minutes for module, lesson in course.steps if (module.edition_id, lesson.key) not in done)
