"""What to read next, and for editors what to translate next, on the start page."""

from __future__ import annotations

from datetime import datetime

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.accounts.models import Role
from app.core.contributions import HomeSection, Tile
from app.core.db import db
from app.core.errors import N_
from app.core.i18n import say_marked, written
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
    title = written(course.titles, actor.content_language)
    if step is None:
        url = url_for("courses.show_course", enrolment_id=enrolment.id)
        text, action = _("All lessons are complete."), _("Open the course")
        return Tile(title, text, url, action, progress=(done, course.total, words))
    module, lesson = step
    return Tile(
        title=title,
        text=say_marked(
            N_("Next: %(lesson)s (%(minutes)s min)"),
            lesson=written(dict(lesson.titles), actor.content_language),
            minutes=lesson.minutes,
        ),
        url=url_for("courses.show_lesson", enrolment_id=enrolment.id, module_key=module.key, lesson_key=lesson.key),
        action=_("Continue") if done else _("Begin"),
        progress=(done, course.total, words),
    )


def offer_standing(actor: Actor, _at: datetime) -> HomeSection | None:
    """Tell those who write the curriculum what is to be translated or compared: one statement."""
    if not actor.has_role(Role.CURRICULUM_EDITOR):
        return None
    found = [
        each for standing, _read_at in queries.list_standings(db.session()) for each in standing.languages.values()
    ]
    late = sum(each.stale + each.missing for each in found)
    text = ngettext(
        "%(num)s text is to be translated or compared with its source.",
        "%(num)s texts are to be translated or compared with their sources.",
        late,
    )
    unsigned = sum(each.sign_off is None for each in found)
    waiting = ngettext(
        "%(num)s language version waits for a reviewer’s signature.",
        "%(num)s language versions wait for a reviewer’s signature.",
        unsigned,
    )
    said = [text] * bool(late) + [waiting] * bool(unsigned) or [_("Every text is complete, current and signed.")]
    tile = Tile(
        _("Status by language"), " ".join(said), url_for("modules.show_standing"), _("Open the page"), bool(late)
    )
    return HomeSection(_("Curriculum"), (tile,))
