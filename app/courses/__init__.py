"""The curriculum as published, enrolments, lessons and progress."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l

from app.accounts.models import Role
from app.accounts.permissions import learns
from app.core.audit import name_acts
from app.core.contributions import MenuEntry, home_sections, menu, search_sources

from . import manuals
from .audit_titles import ACT_TITLES
from .searching import LESSONS
from .views import courses, modules
from .views.home_section import offer_next_lessons, offer_standing


def register(app: Flask) -> None:
    """Offer courses to those who learn and the curriculum to those who teach."""
    name_acts(ACT_TITLES)
    app.register_blueprint(courses)
    app.register_blueprint(modules)
    manuals.register(app)
    menu.register(
        "courses",
        MenuEntry(_l("Courses"), "courses.list_courses", "courses", learns),
        order=10,
    )
    menu.register(
        "modules",
        MenuEntry(
            _l("Modules"),
            "modules.list_modules",
            "modules",
            # Who also teaches has a full menu and finds the modules in the library.
            lambda actor: actor.has_role(Role.CURRICULUM_EDITOR) and not actor.has_role(Role.TRAINER),
        ),
        order=50,
    )
    home_sections.register("courses", offer_next_lessons, order=10)
    home_sections.register("curriculum", offer_standing, order=45)
    search_sources.register(LESSONS.kind, LESSONS, order=10)
