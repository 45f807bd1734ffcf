"""Faulty questions: finding one, seeing what withdrawing it would do, withdrawing it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.assessments.models import QuestionVersion
from app.assessments.rules.questions import CHOICE_KINDS, TRUE, QuestionKind
from app.core.access import current_actor, requires
from app.core.db import db, transaction
from app.core.errors import Missing, RuleViolation
from app.core.i18n import current_language, explain, pick
from app.core.ids import new_id
from app.core.jobs import enqueue
from app.core.ports import ports
from app.courses.queries import list_current_modules

from ..permissions import MarkingPermission
from ..queries import rulings as queries
from ..queries.rulings import RulingRow
from ..rules.rulings import CORRECTABLE, LONGEST_REASON, RulingKind
from ..services import rulings as services
from ..services.rulings import Preview
from ..wording import RULING_TITLES
from .routes import Page, blueprint, form_id, stem_of

JOB = "assessments-regrade"


@blueprint.get("/faulty-questions")
@requires(MarkingPermission.WITHDRAW)
def list_rulings() -> Page:
    """Show what was withdrawn, and find a question to withdraw."""
    session, words = db.session(), request.args.get("words", "").strip()
    return render_template(
        "assessments/marking/rulings.html",
        rulings=queries.list_rulings(session),
        found=queries.find_versions(session, current_actor(), words) if words else None,
        words=words,
        titles=RULING_TITLES,
        stem_of=stem_of,
        modules=_modules() if words else {},
    )


@blueprint.get("/faulty-questions/<uuid:version_id>")
@requires(MarkingPermission.WITHDRAW)
def show_withdrawal(version_id: UUID) -> Page:
    """Ask what becomes of the marks; nothing happens yet."""
    return _page(services.get_version(db.session(), current_actor(), version_id))


@blueprint.post("/faulty-questions/<uuid:version_id>")
@requires(MarkingPermission.WITHDRAW)
def withdraw(version_id: UUID) -> Page:
    """Show the consequences first; withdraw when they were seen."""
    actor = current_actor()
    version = services.get_version(db.session(), actor, version_id)
    kind = _kind(request.form.get("kind", ""))
    stated: dict[str, Any] = {
        "kind": kind,
        "reason": request.form.get("reason", ""),
        "correction": _correction(version),
    }
    try:
        if kind is None:
            return _page(version, problem=_("Choose what becomes of the marks."), **stated), 422
        if request.form.get("go") != "apply":
            preview = services.preview_ruling(
                db.session(), actor=actor, version_id=version_id, kind=kind, correction=stated["correction"]
            )
            return _page(version, preview=preview, **stated)
        with transaction() as session:
            ruling_id = services.withdraw_question(
                session,
                actor=actor,
                ruling_id=form_id("ruling_id"),
                version_id=version_id,
                at=ports().clock.now(),
                **stated,
            )
    except Missing:
        raise
    except RuleViolation as violation:
        return _page(version, problem=explain(violation), **stated), 422
    enqueue(current_app._get_current_object(), JOB, ruling_id=str(ruling_id))  # type: ignore[attr-defined]  # noqa: SLF001
    flash(_("The question is withdrawn. Results are being worked out again."), "success")
    return redirect(url_for(".show_ruling", ruling_id=ruling_id), 303)


@blueprint.get("/faulty-questions/rulings/<uuid:ruling_id>")
@requires(MarkingPermission.WITHDRAW)
def show_ruling(ruling_id: UUID) -> Page:
    """Show what was decided and how far regrading is."""
    found = queries.list_rulings(db.session(), ruling_id)
    if not found:
        raise Missing
    ruling = found[0]
    return render_template(
        "assessments/marking/ruling.html",
        ruling=ruling,
        titles=RULING_TITLES,
        stem_of=stem_of,
        modules=_modules(),
        corrected=_corrected(ruling),
    )


def regrade_all(ruling_id: str) -> None:
    """Regrade everybody who had a withdrawn question, a hundred at a time; safe to repeat."""
    while True:
        with transaction() as session:
            if not services.apply_ruling(session, ruling_id=UUID(ruling_id), at=ports().clock.now()):
                return


def go_on_regrading() -> None:
    """Go on where a worker died."""
    with transaction() as session:
        services.apply_rulings(session, at=ports().clock.now())


def _kind(word: str) -> RulingKind | None:
    return RulingKind(word) if word in set(RulingKind) else None


def _correction(version: QuestionVersion) -> dict[str, Any]:
    fields = request.form
    if version.kind in CHOICE_KINDS:
        return {"correct": fields.getlist("correct")}
    if version.kind is QuestionKind.TRUE_FALSE:
        return {"answer": fields["answer"] == TRUE} if fields.get("answer") else {}
    return {"accept": fields.get("accept", "").splitlines()}


def _page(
    version: QuestionVersion,
    *,
    kind: RulingKind | None = None,
    reason: str = "",
    correction: dict[str, Any] | None = None,
    preview: Preview | None = None,
    problem: str = "",
) -> str:
    language = current_language()
    keys = version.key["choices"] if version.kind in CHOICE_KINDS else ()
    choices = {each: _choice(version.texts, each) for each in keys}
    return render_template(
        "assessments/marking/withdrawal.html",
        version=version,
        stem=stem_of(version.texts, language),
        choices=choices,
        correctable=version.kind in CORRECTABLE,
        kinds=[(each, RULING_TITLES[each]) for each in RulingKind],
        kind=kind,
        reason=reason,
        correction=correction or {},
        preview=preview,
        problem=problem,
        ruling_id=new_id(),
        longest=LONGEST_REASON,
        modules=_modules(),
    )


def _modules() -> dict[str, str]:
    """Return the titles of the modules by their keys; questions of banks may belong to none."""
    language = current_language()
    return {each.key: pick(dict(each.titles), language) for each in list_current_modules(db.session())}


def _corrected(ruling: RulingRow) -> list[str]:
    """Put a corrected key into words."""
    if "answer" in ruling.correction:
        return [_("True") if ruling.correction["answer"] else _("False")]
    texts = [_choice(ruling.texts, each) or each for each in ruling.correction.get("correct", ())]
    return [*texts, *ruling.correction.get("accept", ())]


def _choice(texts: dict[str, Any], choice: str) -> str:
    return pick({code: _choice_text(words, choice) for code, words in texts.items()}, current_language())


def _choice_text(words: dict[str, Any], choice: str) -> str:
    found = words.get("choices", {}).get(choice, "")
    return str(found.get("text", "") if isinstance(found, dict) else found)
