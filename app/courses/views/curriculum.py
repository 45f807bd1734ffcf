"""The published curriculum for those who teach and write: every module, every lesson, earlier editions too."""

from __future__ import annotations

from typing import Any

from flask import render_template, request

from app.core.access import current_actor, requires
from app.core.db import db
from app.core.errors import Missing
from app.core.i18n import LANGUAGE_NAMES, OFFERED, chain
from app.courses import queries
from app.courses.outlines import walk
from app.courses.permissions import CoursePermission

from .blueprints import modules
from .reading import article, read, wanted_language

LONGEST_NUMBER = 6


@modules.context_processor
def _texts() -> dict[str, Any]:
    """Let the reader choose the language of titles and summaries where they stand."""
    return {"text_languages": [(each.code, each.name) for each in OFFERED]}


@modules.get("/modules")
@requires(CoursePermission.PREVIEW)
def list_modules() -> str:
    """Show the latest edition of every module and the courses that are made of them."""
    session = db.session()
    found = queries.list_current_modules(session)
    return render_template(
        "courses/modules.html",
        modules=found,
        courses=queries.list_current_courses(session),
        titles={module.key: module.titles for module in found},
        content_language=current_actor().content_language,
    )


@modules.get("/modules/<module_key>")
@requires(CoursePermission.PREVIEW)
def show_module(module_key: str) -> str:
    """Show a module: objectives, lessons, sources, languages."""
    session, wanted = db.session(), current_actor().content_language
    module = queries.get_module(session, module_key, _edition())
    return render_template(
        "courses/module.html",
        module=module,
        editions=queries.count_editions(session, module_key),
        edition=_edition(),
        content_language=wanted,
        language_names=LANGUAGE_NAMES,
        language_of=lambda lesson: lesson.language_for(chain(wanted)),
    )


@modules.get("/modules/<module_key>/<lesson_key>")
@requires(CoursePermission.PREVIEW)
def show_lesson(module_key: str, lesson_key: str) -> str:
    """Show a lesson as trainees see it, without anything being recorded."""
    session = db.session()
    module = queries.get_module(session, module_key, _edition())
    keys = [lesson.key for lesson in module.lessons]
    if lesson_key not in keys:
        raise Missing
    reading = read(session, walk([module]), keys.index(lesson_key), wanted_language(current_actor()))
    return render_template("courses/preview.html", reading=reading, article=article(reading), edition=_edition())


def _edition() -> int | None:
    """Return the edition that the address asks for; nonsense is no such page."""
    text = request.args.get("edition", "")
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > LONGEST_NUMBER:
        raise Missing
    return int(text)
