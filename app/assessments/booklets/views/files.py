"""Answers of a whole group as a table: the template, looking through what was sent, taking it over."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from flask import Response as FlaskResponse
from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.assessments.forms import read_id
from app.core.access import current_actor, requires
from app.core.db import db, transaction
from app.core.errors import NotAllowed, RuleViolation
from app.core.ids import new_id
from app.core.policy import require
from app.core.ports import ports
from app.core.tables import Column, stream_csv, stream_xlsx
from app.core.tables_in import MOST_BYTES

from .. import services
from ..forms import FileForm
from ..permissions import BookletPermission, PaperScope
from ..queries.people import PaperPerson, people_of
from ..queries.sets import get_set
from ..rules.entries import EntryState
from ..rules.tables import RowKind, SheetRow
from .routes import STATE_TITLES, Page, acting, blueprint, name_of, on_record, say, set_title, set_url
from .sets import set_page

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/exams/paper/<uuid:set_id>/answers.<any(csv, xlsx):extension>")
@requires(BookletPermission.ENTER)
def answers_template(set_id: UUID, extension: str) -> FlaskResponse:
    """Give the table that is to be filled in: a row for each sheet that is not typed yet."""
    actor = current_actor()
    paper = get_set(db.session(), actor, set_id)
    require(actor, BookletPermission.ENTER, PaperScope(paper.sitting.centre_path))
    with on_record(actor, "assessments:paper:template", paper.sitting.id) as session:
        people = people_of(session, paper)
    letters = {each.id: each.letter for each in paper.variants}
    titles = (_("Candidate code"), _("Full name"), _("Variant"), _("Absent"), _("Begun"), _("Handed in"))
    columns = [Column(str(each), width=16) for each in titles]
    columns += [Column(str(number), width=8) for number in range(1, len(paper.variants[0].paper) + 1)]

    def rows() -> Iterator[list[str]]:
        for each in people:
            if each.sheet and each.state in (EntryState.OPEN, EntryState.ONCE):
                start = [each.sheet.code, each.watched.name, letters[each.sheet.variant_id]]
                yield start + [""] * (len(columns) - len(start))

    content = stream_csv(columns, rows()) if extension == "csv" else stream_xlsx(columns, rows(), str(_("Answers")))
    kind = "text/csv; charset=utf-8" if extension == "csv" else XLSX
    named = {"Content-Disposition": f'attachment; filename="answers-{paper.number}.{extension}"'}
    return FlaskResponse(b"".join(content), content_type=kind, headers=named)


@blueprint.post("/exams/paper/<uuid:set_id>/files")
@requires(BookletPermission.ENTER)
def send_file(set_id: UUID) -> Page:
    """Keep a table that was filled in, and show what it would do."""
    zone = get_set(db.session(), current_actor(), set_id).sitting.time_zone
    form = FileForm()
    if not form.validate_on_submit():
        return set_page(set_id, file_form=form), 422
    sent = form.file.data
    try:
        with transaction() as session:
            file_id = services.send_file(
                session,
                set_id=set_id,
                file_id=read_id(form.id.data) or new_id(),
                name=sent.filename or "",
                content=sent.stream.read(MOST_BYTES + 1),
                storage=ports().storage,
                **acting(),
            )
    except RuleViolation as violation:
        form.file.errors = [say(violation, zone)]
        return set_page(set_id, file_form=form), 422
    return redirect(url_for(".show_file", paper_file_id=file_id), 303)


@blueprint.get("/exams/paper/files/<uuid:paper_file_id>")
@requires(BookletPermission.ENTER)
def show_file(paper_file_id: UUID) -> Page:
    """Show what each row of a table would do."""
    actor = current_actor()
    preview = services.preview_file(db.session(), actor=actor, file_id=paper_file_id, storage=ports().storage)
    with on_record(actor, "assessments:paper:preview", preview.paper.sitting.id):
        pass
    rows = [(row, preview.person(row), _say_row(row, preview.person(row), preview)) for row in preview.rows]
    return render_template(
        "assessments/booklets/file.html",
        preview=preview,
        paper=preview.paper,
        sitting=preview.paper.sitting,
        name=name_of(preview.paper.sitting),
        set_name=set_title(preview.paper),
        rows=rows,
        states=STATE_TITLES,
        file_id=paper_file_id,
        good=len(preview.good),
    )


@blueprint.post("/exams/paper/files/<uuid:paper_file_id>")
@requires(BookletPermission.ENTER)
def accept_file(paper_file_id: UUID) -> Page:
    """Take over the rows that can be."""
    with transaction() as session:
        preview = services.preview_file(session, actor=current_actor(), file_id=paper_file_id, storage=ports().storage)
        done, refused = services.accept_file(session, file_id=paper_file_id, storage=ports().storage, **acting())
    flash(ngettext("%(num)s sheet is on record.", "%(num)s sheets are on record.", done), "success" if done else "info")
    for row, violation in refused:
        reason = (
            _("This is your own sheet.")
            if isinstance(violation, NotAllowed)
            else say(violation, preview.paper.sitting.time_zone)
        )
        flash(_("Line %(line)s: %(reason)s", line=row.line, reason=reason), "error")
    return redirect(f"{set_url(preview.paper.id)}#people", 303)


def _say_row(row: SheetRow, person: PaperPerson | None, preview: services.FilePreview) -> list[str]:
    """Say what a row would do, or why nothing."""
    if row.kind is RowKind.FAULTY:
        zone = preview.paper.sitting.time_zone
        return [
            str(_("Question %(number)s: %(reason)s", number=each.number, reason=say(each.violation, zone)))
            if each.number
            else say(each.violation, zone)
            for each in row.faults
        ]
    if row.kind is RowKind.NOTHING:
        return [str(_("Nothing is typed, so nothing happens."))]
    if person is not None and person.state is EntryState.MARKED:
        return [str(_("This sheet is marked already and will be refused."))]
    if row.kind is RowKind.ABSENT:
        return [str(_("Will be noted as absent."))]
    answered = sum(bool(each) for each in row.answers.values())
    said = _("%(answered)s of %(all)s answered", answered=answered, all=len(row.answers))
    return [str(said)]
