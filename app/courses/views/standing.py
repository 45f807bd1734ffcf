"""Where the curriculum stands in each language, for those who write and teach it."""

from __future__ import annotations

from flask import render_template

from app.core.access import current_actor, requires
from app.core.db import db
from app.core.i18n import LANGUAGE_NAMES
from app.courses import queries
from app.courses.permissions import CoursePermission
from app.courses.standing import LanguageStanding

from .blueprints import modules


@modules.get("/modules/status")
@requires(CoursePermission.PREVIEW)
def show_standing() -> str:
    """Show modules by language: complete, stale, missing, words, hours, questions and who signed."""
    found = queries.list_standings(db.session())
    standings = [standing for standing, _read_at in found]
    languages = [code for code in LANGUAGE_NAMES if any(code in each.languages for each in standings)]
    own = {code: [each.languages[code] for each in standings if code in each.languages] for code in languages}
    return render_template(
        "courses/status.html",
        standings=standings,
        read_at=max((read_at for _standing, read_at in found), default=None),
        shown=languages,
        totals={code: _total(each) for code, each in own.items()},
        language_names=LANGUAGE_NAMES,
        content_language=current_actor().content_language,
    )


def _total(own: list[LanguageStanding]) -> dict[str, int]:
    """Add up a language over all modules."""
    return {
        "complete": sum(each.complete for each in own),
        "lessons": sum(each.lessons_there for each in own),
        "questions": sum(each.questions_there for each in own),
        "stale": sum(each.stale for each in own),
        "missing": sum(each.missing for each in own),
        "words": sum(each.words for each in own),
        "signed": sum(each.sign_off is not None for each in own),
    }
