"""What qualifications can be about, in words."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select

from app.core.db import db
from app.core.i18n import current_language, pick
from app.courses.models import CourseEdition, ModuleEdition


def named_subjects() -> dict[str, str]:
    """Return the courses and modules that can be named, as a form offers them."""
    session = db.session()
    courses: dict[str, str] = {}
    for key, titles in session.execute(
        select(CourseEdition.course_key, CourseEdition.definition["title"]).order_by(CourseEdition.number)
    ):
        courses[f"course:{key}"] = _("Course: %(title)s", title=pick(titles, current_language()))
    modules: dict[str, str] = {}
    for key, titles in session.execute(
        select(ModuleEdition.module_key, ModuleEdition.outline["title"]).order_by(ModuleEdition.number)
    ):
        modules[f"module:{key}"] = _("Module: %(title)s", title=pick(titles, current_language()))
    return {**dict(sorted(courses.items())), **dict(sorted(modules.items()))}
