"""Enrolling people from a file: upload, preview, accept, receipt; and the file to fill in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts.models import PROFESSION_TITLES, SEX_TITLES
from app.accounts.views.sign_in import send_invitation
from app.core.access import current_actor, requires
from app.core.db import db, transaction
from app.core.errors import Missing, NotAllowed, RuleViolation
from app.core.i18n import OFFERED, speaking
from app.core.policy import require
from app.core.ports import ports
from app.core.tables import Column, stream_csv, stream_xlsx

from .. import queries, services
from ..forms import UploadForm
from ..permissions import TrainingPermission
from ..rules.people_file import Action
from ..rules.people_words import fold_word
from .routes import Page, blueprint
from .words import localised, on_record, say

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.route("/cohorts/<uuid:cohort_id>/people/import", methods=["GET", "POST"])
@requires(TrainingPermission.ENROL_PEOPLE)
def import_people(cohort_id: UUID) -> Page:
    """Take a file and go on to its preview."""
    actor = current_actor()
    cohort = queries.get_cohort(db.session(), actor, cohort_id)
    require(actor, TrainingPermission.ENROL_PEOPLE, cohort.scope)
    form = UploadForm()
    if form.validate_on_submit():
        sent = form.file.data
        try:
            with transaction() as session:
                import_id = services.read_people_file(
                    session,
                    actor=actor,
                    import_id=form.key,
                    cohort_id=cohort_id,
                    file_name=sent.filename,
                    content=sent.read(),
                    at=ports().clock.now(),
                )
        except (Missing, NotAllowed):
            raise
        except RuleViolation as violation:
            form.refuse("file", _with_titles(violation))
        else:
            return redirect(url_for(".show_import", import_id=import_id), 303)
    form.prepare()
    page = render_template("training/import_new.html", form=form, cohort=cohort)
    return page, 422 if form.errors else 200


@blueprint.get("/imports/<uuid:import_id>")
@requires(TrainingPermission.ENROL_PEOPLE)
def show_import(import_id: UUID) -> Page:
    """Show what accepting would do with each row, or the receipt."""
    return _preview_page(import_id)


@blueprint.post("/imports/<uuid:import_id>/accept")
@requires(TrainingPermission.ENROL_PEOPLE)
def accept_import(import_id: UUID) -> Page:
    """Enrol everybody whose row is in order."""
    try:
        with transaction() as session:
            invited = services.accept_people(
                session,
                actor=current_actor(),
                import_id=import_id,
                digest=request.form.get("digest", ""),
                words=_words(),
                at=ports().clock.now(),
            )
            for each in invited:
                send_invitation(each.user, each.secret)
    except services.PreviewChanged as violation:
        flash(say(violation), "error")
        return _preview_page(import_id), 409
    if invited:
        flash(_say_invitations(len(invited)), "info")
    return redirect(url_for(".show_import", import_id=import_id), 303)


@blueprint.get("/people-template.<any(csv, xlsx):kind>")
@requires(TrainingPermission.ENROL_PEOPLE)
def people_template(kind: str) -> Page:
    """Give the file to fill in: the titles alone, in the reader's language."""
    columns = [Column(title, width=24) for title in _titles().values()]
    content = b"".join(stream_csv(columns, ()) if kind == "csv" else stream_xlsx(columns, ()))
    return Response(
        content,
        mimetype="text/csv" if kind == "csv" else XLSX,
        headers={"Content-Disposition": f'attachment; filename="people.{kind}"'},
    )


def _say_invitations(number: int) -> str:
    if current_app.extensions["sabaq_settings"].smtp_url:
        return str(ngettext("%(num)s invitation is on its way.", "%(num)s invitations are on their way.", number))
    return str(
        ngettext(
            "No mail server is set up: %(num)s invitation waits. Under People you can make a link to hand over.",
            "No mail server is set up: %(num)s invitations wait. Under People you can make links to hand over.",
            number,
        )
    )


def _preview_page(import_id: UUID) -> str:
    actor = current_actor()
    with on_record(actor, "training:import:show", ("import", import_id)) as session:
        preview = services.preview_people(
            session, actor=actor, import_id=import_id, words=_words(), at=ports().clock.now()
        )
        stored = preview.stored
        problems = {
            each.line: [
                (column, say(_with_choices(column, violation), preview.cohort.time_zone))
                for column, violation in each.problems
            ]
            for each in preview.decisions
        }
        return render_template(
            "training/import_receipt.html" if stored.accepted_at else "training/import_preview.html",
            stored=stored,
            cohort=preview.cohort,
            preview=preview,
            refused=preview.with_action(Action.REFUSE),
            good=preview.with_action(Action.ENROL, Action.INVITE, Action.ALREADY),
            adding=len(preview.with_action(Action.ENROL, Action.INVITE)),
            inviting=len(preview.with_action(Action.INVITE)),
            problems=problems,
            titles=_titles(),
        )


def _titles() -> dict[str, str]:
    return {
        "name": _("Full name"),
        "email": _("E-mail address"),
        "agency": _("Agency code"),
        "profession": _("Profession"),
        "language": _("Language"),
        "sex": _("Sex"),
    }


def _with_titles(violation: RuleViolation) -> RuleViolation:
    """Name missing columns by their titles."""
    columns = violation.facts.get("columns")
    if isinstance(columns, str):
        titles = _titles()
        violation.facts["columns"] = ", ".join(titles[column] for column in columns.split(", "))
    return localised(violation)


def _with_choices(column: str, violation: RuleViolation) -> RuleViolation:
    """Name the words that a column takes as the reader knows them."""
    choices = {
        "profession": [_(title) for title in PROFESSION_TITLES.values()],
        "language": [language.name for language in OFFERED],
        "sex": [_(title) for title in SEX_TITLES.values()],
    }
    if "choices" in violation.facts:
        violation.facts["choices"] = ", ".join(choices[column])
    return violation


def _words() -> services.Words:
    """Recognise the titles of professions and sexes as the program itself writes them, in every language it speaks."""
    return services.Words(_in_all_languages(PROFESSION_TITLES), _in_all_languages(SEX_TITLES))


def _in_all_languages(titles: Mapping[Any, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for language in OFFERED:
        with speaking(language.code):
            found |= {fold_word(gettext(title)): str(member) for member, title in titles.items()}
    return found
