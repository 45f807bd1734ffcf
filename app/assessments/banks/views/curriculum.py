"""The questions of the curriculum: read here, changed in the content files."""

from __future__ import annotations

from flask import render_template

from app.core.access import current_actor, requires
from app.core.db import db

from ..contributions import BankPlace, links_of, warnings_of
from ..permissions import BankPermission
from ..queries.banks import drawable
from ..queries.curriculum import curriculum_history, curriculum_versions
from ..queries.questions import written_of
from .lists import words
from .previews import preview_parts
from .routes import Page, Tags, blueprint, languages_in_words, stem_of, wished


@blueprint.get("/curriculum")
@requires(BankPermission.SEE)
def show_curriculum() -> Page:
    """Show the questions of the current editions, of one module."""
    session, actor = db.session(), current_actor()
    tags = Tags.of(session)
    module = wished("module")
    if module not in tags.modules:
        module = next(iter(tags.modules), "")
    rows = curriculum_versions(session, module) if module else []
    return render_template(
        "assessments/banks/curriculum.html",
        rows=rows,
        module=module,
        tags=tags,
        drawable=[each for each in drawable(session, None) if each.module_key == module],
        warnings=warnings_of(session, [version.id for version, _drawn in rows]),
        links=links_of(actor, BankPlace(None, may_write=False)),
        stem_of=stem_of,
        **words(),
    )


@blueprint.get("/curriculum/<module_key>/<question_key>")
@requires(BankPermission.SEE)
def show_curriculum_question(module_key: str, question_key: str) -> Page:
    """Show a question of the curriculum as an examinee sees it, with its versions."""
    return _question_page(module_key, question_key)


@blueprint.post("/curriculum/<module_key>/<question_key>")
@requires(BankPermission.SEE)
def try_curriculum_question(module_key: str, question_key: str) -> Page:
    """Show what an answer to it earns."""
    return _question_page(module_key, question_key)


def _question_page(module_key: str, question_key: str) -> Page:
    session = db.session()
    versions = curriculum_history(session, module_key, question_key)
    parts = preview_parts(written_of(versions[0]), wished("language"), version=versions[0])
    page = render_template(
        "assessments/banks/curriculum_question.html",
        version=versions[0],
        versions=versions,
        text_languages=languages_in_words(versions[0].texts),
        tags=Tags.of(session),
        warnings=warnings_of(session, [version.id for version in versions]),
        **parts,
        **words(),
    )
    return page, 422 if parts["refusal"] else 200
