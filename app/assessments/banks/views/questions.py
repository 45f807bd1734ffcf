"""A question: what it is, where it stands, what was done to it, and what can be done next."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from app.assessments.rules.questions import QuestionKind
from app.assessments.rules.writing import WrittenQuestion, check_question
from app.core.access import current_actor, requires
from app.core.db import db, transaction
from app.core.i18n import explain
from app.core.policy import allowed
from app.core.ports import ports

from .. import services
from ..contributions import warnings_of
from ..forms import NewQuestionForm
from ..models import ACT_TITLES
from ..permissions import BankPermission
from ..queries.banks import get_bank
from ..queries.duplicates import known_questions, like_question
from ..queries.questions import get_question, history, names_in, standing_of, versions_of, written_of
from ..rules.converting import new_sheet
from ..rules.converting import written_of as written_from
from ..rules.workflow import free_name, possible_acts
from ..services.drafts import NameMissing, NameTaken
from .lists import words
from .routes import Page, Tags, blueprint, languages_in_words, stem_of


@blueprint.route("/<uuid:bank_id>/questions/new", methods=["GET", "POST"])
@requires(BankPermission.WRITE)
def new_question(bank_id: UUID) -> Page:
    """Choose how a new question is answered; its draft opens in the editor."""
    actor = current_actor()
    bank = get_bank(db.session(), actor, bank_id)
    form = NewQuestionForm()
    form.offer()
    if form.validate_on_submit():
        kind = QuestionKind(form.kind.data)
        empty = WrittenQuestion(form.name.data, kind, {}, {})
        try:
            with transaction() as session:
                question_id = services.create_question(
                    session,
                    actor=actor,
                    bank_id=bank_id,
                    question_id=form.key,
                    written=written_from(new_sheet(kind), empty),
                    at=ports().clock.now(),
                )
        except (NameTaken, NameMissing) as violation:
            form.refuse("name", violation)
        else:
            return redirect(url_for(".edit_question", question_id=question_id), 303)
    if not form.is_submitted():
        form.name.data = free_name("q-1", names_in(db.session(), bank_id))
        form.kind.data = QuestionKind.SINGLE.value
    form.prepare()
    page = render_template("assessments/banks/new_question.html", form=form, bank=bank)
    return page, 422 if form.errors else 200


@blueprint.get("/questions/<uuid:question_id>")
@requires(BankPermission.SEE)
def show_question(question_id: UUID) -> Page:
    """Show a question with its versions and its history."""
    return question_page(question_id)


def question_page(question_id: UUID, **refused: Any) -> str:  # noqa: ANN401 -- what the template shows beside a form
    """Return the page of a question; `refused` is a step that could not be taken."""
    session, actor = db.session(), current_actor()
    question, bank = get_question(session, actor, question_id)
    standing = standing_of(question)
    may_write = allowed(actor, BankPermission.WRITE, bank.scope)
    versions = versions_of(session, question_id)
    problems = check_question(written_of(question))
    alike = like_question(session, actor, question_id, question.texts)[:5]
    stem, stem_language = stem_of(question.texts, actor.language)
    return render_template(
        "assessments/banks/question.html",
        bank=bank,
        question=question,
        stem=stem,
        stem_language=stem_language,
        standing=standing,
        acts={act.value for act in possible_acts(standing, actor.id)} if may_write else set(),
        own=actor.id in standing.authors,
        problems=[explain(problem) for problem in problems],
        missing=languages_in_words(code for code in bank.languages if code not in question.texts),
        text_languages=languages_in_words(question.texts),
        versions=versions,
        warnings=warnings_of(session, [version.id for version, _drawn, _last in versions]),
        acts_done=history(session, question_id),
        act_titles=ACT_TITLES,
        alike=alike,
        known=known_questions(session, [each.second for each in alike]),
        own_owner=f"q:{question_id}",
        tags=Tags.of(session),
        stem_of=stem_of,
        **{"refusal": "", "act": "", "note": "", **refused},
        **words(),
    )


def flash_saved() -> None:
    """Say that a draft is saved."""
    flash(_("Saved."), "success")
