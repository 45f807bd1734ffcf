"""What to read next, on the start page."""

from __future__ import annotations

from datetime import datetime

from flask import url_for
from flask_babel import gettext as _

from app.core.contributions import HomeSection, Tile
from app.core.db import db
from app.core.i18n import pick
from app.core.policy import Actor
from app.courses import queries
from app.courses.models import Enrolment
from app.courses.outlines import CourseOutline, Step


def offer_next_lessons(actor: Actor, _at: datetime) -> HomeSection | None:
    """Offer the next lesson of each course that one is enrolled on: two statements, however many courses."""
    session = db.session()
    enrolments = [each for each in queries.find_own_enrolments(session, actor.id) if each.withdrawn_at is None]
    if not enrolments:
        return None
    done = queries.completed_lessons(session, [each.id for each in enrolments])
    outlines = queries.course_outlines(session, {each.course_edition_id for each in enrolments})
    tiles = []
    for enrolment in enrolments:
        course = outlines[enrolment.course_edition_id]
        step = course.first_open(done[enrolment.id])
        tiles.append(_tile(actor, enrolment, course, step, len(done[enrolment.id])))
    return HomeSection(_("Continue"), tuple(tiles))


def _tile(actor: Actor, enrolment: Enrolment, course: CourseOutline, step: Step | None, done: int) -> Tile:
    words = _("%(done)s of %(total)s lessons", done=done, total=course.total)
    title = pick(course.titles, actor.content_language)
    if step is None:
        url = url_for("courses.show_course", enrolment_id=enrolment.id)
        text, action = _("All lessons are complete."), _("Open the course")
        return Tile(title, text, url, action, progress=(done, course.total, words))
    module, lesson = step
    return Tile(
        title=title,
        text=_(
            "Next: %(lesson)s (%(minutes)s min)",
            lesson=pick(dict(lesson.titles), actor.content_language),
            minutes=lesson.minutes,
        ),
        url=url_for("courses.show_lesson", enrolment_id=enrolment.id, module_key=module.key, lesson_key=lesson.key),
        action=_("Continue") if done else _("Begin"),
        progress=(done, course.total, words),
    )
