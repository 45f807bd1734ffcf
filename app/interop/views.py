"""Pages: a file is sent, looked at question by question, and accepted; questions leave as a file."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.assessments.banks.models import KIND_TITLES
from app.assessments.banks.queries.banks import BankFacts, get_bank
from app.assessments.rules.questions import QuestionKind
from app.core.access import current_actor, requires
from app.core.db import db, transaction
from app.core.errors import Missing, NotAllowed, RuleViolation
from app.core.i18n import LANGUAGE_NAMES, current_language, explain
from app.core.ids import new_id
from app.core.policy import require
from app.core.ports import ports

from . import services
from .formats import FORMAT_TITLES, Format, guess_language
from .forms import ExportForm, UploadForm
from .outcome import STATUS_TITLES, Note, Status
from .permissions import ExchangePermission

blueprint = Blueprint("interop", __name__, template_folder="templates")
Page = str | tuple[str, int] | Response
STATUS_SIGNS = {Status.COMPLETE: "good", Status.LOSS: "warning", Status.REFUSED: "bad"}


@blueprint.route("/banks/<uuid:bank_id>/import", methods=["GET", "POST"])
@requires(ExchangePermission.IMPORT)
def send_file(bank_id: UUID) -> Page:
    """Take a file and go on to its preview."""
    actor = current_actor()
    bank = get_bank(db.session(), actor, bank_id)
    require(actor, ExchangePermission.IMPORT, bank.scope)
    form = UploadForm().offer(list(bank.languages), _first(bank))
    if form.validate_on_submit():
        sent = form.file.data
        upload = services.Upload(
            file_name=sent.filename or "",
            content=sent.read(),
            language=form.language.data,
            format=Format(form.format.data) if form.format.data else None,
            merging=form.merging.data,
        )
        try:
            with transaction() as session:
                file_id = services.send_file(
                    session,
                    actor=actor,
                    file_id=_id(form.id.data),
                    bank_id=bank_id,
                    upload=upload,
                    storage=ports().storage,
                    at=ports().clock.now(),
                )
        except (Missing, NotAllowed):
            raise
        except RuleViolation as refusal:
            form.refuse("file", refusal)
        else:
            return redirect(url_for(".show_file", question_file_id=file_id), 303)
    form.id.data = str(new_id())
    sent_before = services.files_of(db.session(), bank_id)
    page = render_template("interop/send.html", form=form, bank=bank, sent_before=sent_before, **_words())
    return page, 422 if form.errors else 200


@blueprint.get("/question-files/<uuid:question_file_id>")
@requires(ExchangePermission.IMPORT)
def show_file(question_file_id: UUID) -> Page:
    """Show what accepting would do with each question, or what was done."""
    preview = services.preview_file(
        db.session(), actor=current_actor(), file_id=question_file_id, storage=ports().storage
    )
    guessed = guess_language(preview.read)
    return render_template(
        "interop/preview.html",
        preview=preview,
        guessed=guessed if guessed != preview.file.language and not preview.file.merging else "",
        **_words(),
    )


@blueprint.post("/question-files/<uuid:question_file_id>/accept")
@requires(ExchangePermission.IMPORT)
def accept_file(question_file_id: UUID) -> Page:
    """Take in every question that was not refused."""
    try:
        with transaction() as session:
            preview = services.accept_file(
                session,
                actor=current_actor(),
                file_id=question_file_id,
                storage=ports().storage,
                at=ports().clock.now(),
            )
            accepted = preview.accepted
            assert accepted is not None
            count, bank_id = accepted.added + accepted.merged, preview.file.bank_id
    except (Missing, NotAllowed):
        raise
    except RuleViolation as refusal:
        flash(explain(refusal), "error")
        return redirect(url_for(".show_file", question_file_id=question_file_id), 303)
    flash(ngettext("%(num)s question was taken in.", "%(num)s questions were taken in.", count), "success")
    return redirect(url_for("banks.show_bank", bank_id=bank_id), 303)


@blueprint.get("/banks/<uuid:bank_id>/export")
@requires(ExchangePermission.EXPORT)
def choose_export(bank_id: UUID) -> Page:
    """Show what a file of the bank's questions would hold, and what it would not."""
    actor = current_actor()
    bank = get_bank(db.session(), actor, bank_id)
    form = ExportForm(request.args).offer(list(bank.languages))
    wanted, language = _wanted(form, bank)
    form.format.data, form.language.data = wanted.value, language
    written = services.export_bank(
        db.session(), actor=actor, bank_id=bank_id, wanted=wanted, language=language, storage=ports().storage
    )
    return render_template(
        "interop/export.html", form=form, bank=bank, written=written, wanted=wanted, chosen=language, **_words()
    )


@blueprint.get("/banks/<uuid:bank_id>/export/file")
@requires(ExchangePermission.EXPORT)
def export_file(bank_id: UUID) -> Page:
    """Give the file."""
    actor = current_actor()
    bank = get_bank(db.session(), actor, bank_id)
    wanted, language = _wanted(ExportForm(request.args).offer(list(bank.languages)), bank)
    with transaction() as session:
        written = services.export_bank(
            session, actor=actor, bank_id=bank_id, wanted=wanted, language=language, storage=ports().storage
        )
        services.record_export(
            session, actor=actor, bank_id=bank_id, written=written, language=language, at=ports().clock.now()
        )
    return Response(
        written.content,
        content_type=written.media_type,
        headers={"Content-Disposition": f'attachment; filename="{written.file_name}"'},
    )


def _wanted(form: ExportForm, bank: BankFacts) -> tuple[Format, str]:
    wanted = form.format.data if form.format.data in list(Format) else Format.MOODLE_XML.value
    language = form.language.data if form.language.data in bank.languages else _first(bank)
    return Format(wanted), language


def _first(bank: BankFacts) -> str:
    own = current_language()
    return own if own in bank.languages or not bank.languages else str(bank.languages[0])


def _id(text: str | None) -> UUID:
    try:
        return UUID(text or "")
    except ValueError:
        return new_id()


def say(note: Note) -> str:
    """Say a note in the reader's language."""
    facts = {name: _(value) if name == "title" else value for name, value in note.facts.items()}
    text = str(_(note.message))
    return text % facts if facts else text


def _words() -> dict[str, object]:
    return {
        "say": say,
        "format_titles": FORMAT_TITLES,
        "status_titles": STATUS_TITLES,
        "status_signs": STATUS_SIGNS,
        "kind_title": lambda kind: _(KIND_TITLES[QuestionKind(kind)]),
        "language_names": LANGUAGE_NAMES,
        "Status": Status,
    }
