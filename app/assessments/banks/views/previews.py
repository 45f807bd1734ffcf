"""A question exactly as an examinee sees it, to be tried out: answer it and see the mark and why."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from babel.numbers import get_decimal_symbol
from flask import render_template, request
from flask_babel import get_locale

from app.assessments.forms import read_fields
from app.assessments.models import QuestionVersion
from app.assessments.queries.words import question_words
from app.assessments.rules.answers import read_answer
from app.assessments.rules.blueprints import Blueprint
from app.assessments.rules.drawing import LARGEST_SEED, draw_paper
from app.assessments.rules.explaining import explain_typed
from app.assessments.rules.grading import mark_answer
from app.assessments.rules.questions import PaperQuestion, Question, QuestionKind
from app.assessments.rules.showing import ShownQuestion, show_question
from app.assessments.rules.writing import WrittenQuestion, check_question
from app.assessments.views.papers import media_address as edition_address
from app.core.access import current_actor, requires
from app.core.db import db
from app.core.errors import RuleViolation
from app.core.i18n import chain, current_language, explain

from ..permissions import BankPermission
from ..queries.questions import get_question, get_version, written_of
from ..rules.schema import FORMS
from .lists import words
from .routes import Page, blueprint, languages_in_words, media_address, wished


@blueprint.route("/questions/<uuid:question_id>/preview", methods=["GET", "POST"])
@requires(BankPermission.SEE)
def preview_question(question_id: UUID) -> Page:
    """Show the working copy, or a published version, in one of its languages; answering it shows its mark."""
    session, actor = db.session(), current_actor()
    question, bank = get_question(session, actor, question_id)
    number = wished("version")
    version = get_version(session, question_id, int(number)) if number.isdigit() and len(number) < 6 else None  # noqa: PLR2004
    written = written_of(version or question)
    parts = preview_parts(written, wished("language"), version=version)
    page = render_template(
        "assessments/banks/preview.html",
        bank=bank,
        question=question,
        version=version,
        text_languages=languages_in_words(written.texts),
        **parts,
        **words(),
    )
    return page, 422 if parts["refusal"] else 200


def preview_parts(written: WrittenQuestion, language: str, *, version: QuestionVersion | None) -> dict[str, Any]:
    """Return a question as shown, with the answer that was tried and its mark."""
    chosen = language if language in written.texts else _nearest(written)
    problems = check_question(written)
    parts: dict[str, Any] = {
        "shown": None,
        "preview_language": chosen,
        "problems": [explain(problem) for problem in problems],
        "answer": {},
        "mark": None,
        "explained": (),
        "key": written.key,
        "order": "",
        "refusal": "",
    }
    if any(problem.place.startswith("key") for problem in problems) or not written.texts:
        return parts
    question = Question("preview", QuestionKind(written.kind), written.key, pool=written.pool, texts=written.texts)
    seed = _seed()
    placed = draw_paper([question], Blueprint(pool=written.pool), seed).questions[0]
    shown = show_question(0, placed, written.texts, (chosen,), written.key, _pictures(written, version))
    parts |= {"shown": shown, "order": seed}
    if request.method == "POST":
        parts |= _tried(question, placed, shown)
    return parts


def _tried(question: Question, placed: PaperQuestion, shown: ShownQuestion) -> dict[str, Any]:
    try:
        answer = read_answer(placed, read_fields(request.form))
    except RuleViolation as violation:
        return {"refusal": explain(violation)}
    mark = mark_answer(question, answer)
    line: Mapping[str, object] = {
        "points": float(mark.points),
        "maximum": float(mark.maximum),
        "state": mark.state.value,
        "note": mark.note,
    }
    symbol = get_decimal_symbol(get_locale())
    return {"answer": answer, "mark": line, "explained": explain_typed(question, shown, answer, symbol)}


def _nearest(written: WrittenQuestion) -> str:
    return next((code for code in chain(current_language()) if code in written.texts), next(iter(written.texts), ""))


def _seed() -> int:
    """Return the order of the options: that of the page that was answered, or a new one."""
    sent = request.form.get("order", "")
    if sent.isascii() and sent.isdigit() and int(sent) <= LARGEST_SEED:
        return int(sent)
    return secrets.randbelow(LARGEST_SEED)


def _pictures(written: WrittenQuestion, version: QuestionVersion | None) -> str:
    """Return where the pictures are: with the module's edition, or in the centre's bank."""
    if not any(cell.look == "picture" for cell in FORMS[QuestionKind(written.kind)].cells):
        return ""
    if version is not None and version.bank_question_id is None:
        own = question_words(db.session(), [str(version.id)])[str(version.id)]
        return edition_address(own)
    return media_address()
