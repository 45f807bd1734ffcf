"""The blueprint, and what all pages of marking share."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, request
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.assessments.forms import read_id
from app.assessments.queries.attempts import standing
from app.assessments.queries.words import question_words
from app.assessments.rules.questions import PaperQuestion
from app.assessments.rules.showing import ShownQuestion, show_question
from app.assessments.views.papers import media_address
from app.assessments.views.routes import Page, title_of
from app.core.i18n import chain, current_language, pick
from app.core.ids import new_id

from ..queries.tasks import Work
from ..services.judging import Opined

__all__ = ["Page", "answer_of", "blueprint", "form_id", "name_of", "read_opinion", "shown_question", "stem_of"]

blueprint = Blueprint("marking", __name__)
LEVEL = "level-"
LONGEST_STEM = 140


def form_id(name: str) -> UUID:
    """Return the id that a form brought for what it makes, so that a form sent twice makes one thing."""
    return read_id(request.form.get(name)) or new_id()


def name_of(thing: Any) -> str:  # noqa: ANN401 -- anything with a kind, a course and a module
    """Name an assessment with its course."""
    course = pick(thing.course_title, current_language())
    return str(_("%(assessment)s · %(course)s", assessment=title_of(thing.kind, thing.module_title), course=course))


def stem_of(texts: dict[str, Any], language: str) -> str:
    """Return the beginning of a question in the reader's language."""
    stem = pick({code: words.get("stem", "") for code, words in texts.items()}, language)
    return stem if len(stem) <= LONGEST_STEM else stem[: LONGEST_STEM - 1].rstrip() + "…"


def shown_question(session: Session, work: Work) -> ShownQuestion:
    """Put the question of an answer into words, in the language in which it was answered."""
    key = str(work.question_version_id)
    words = question_words(session, [key])[key]
    question = PaperQuestion(key, work.question_kind)
    return show_question(work.place, question, words.texts, chain(work.language), words.key, media_address(words))


def answer_of(session: Session, work: Work) -> str:
    """Return what was written."""
    given = standing(session, work.attempt_id).counted.get(work.place)
    return str(given.answer.get("text", "")) if given else ""


def read_opinion() -> Opined:
    """Read a mark from a form: levels or ticked lines, a comment, a reason."""
    fields = request.form
    levels = {name.removeprefix(LEVEL): value for name, value in fields.items() if name.startswith(LEVEL)}
    choices = {"observed": fields.getlist("observed")} if "checklist" in fields else {"levels": levels}
    return Opined(choices, fields.get("comment", ""), fields.get("reason", ""))
