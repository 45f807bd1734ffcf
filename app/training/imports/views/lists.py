"""The lists that can be imported and exported, the empty files, and the imports so far."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time
from typing import Any

from flask import render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts.models import AGENCY_KIND_TITLES, PROFESSION_TITLES, SEX_TITLES
from app.core.access import current_actor, requires
from app.core.db import db, transaction
from app.core.pages import Paging
from app.core.policy import allowed
from app.core.ports import ports
from app.core.tables import Column, stream_csv, stream_xlsx

from ...models import ATTENDANCE_TITLES, SESSION_KIND_TITLES
from ...views.routes import Page
from .. import services
from ..permissions import ImportPermission
from ..queries import visible_imports
from ..rules.decisions import KIND_TITLES, ImportKind
from .routes import blueprint

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WORDS: dict[tuple[ImportKind, str], Any] = {
    (ImportKind.AGENCIES, "kind"): AGENCY_KIND_TITLES,
    (ImportKind.PEOPLE, "profession"): PROFESSION_TITLES,
    (ImportKind.PEOPLE, "sex"): SEX_TITLES,
    (ImportKind.SESSIONS, "kind"): SESSION_KIND_TITLES,
    (ImportKind.MARKS, "status"): ATTENDANCE_TITLES,
}


@blueprint.get("/lists")
@requires(ImportPermission.IMPORT)
def list_imports() -> Page:
    """Show what can be imported and exported, and the imports so far."""
    actor, session = current_actor(), db.session()
    chosen = visible_imports(actor)
    page = Paging.of(session, chosen, request)
    return render_template(
        "training/imports/list.html",
        kinds=[kind for kind in ImportKind if allowed(actor, ImportPermission.IMPORT, kind)],
        kind_titles=KIND_TITLES,
        imports=session.execute(page.apply(chosen)).all(),
        page=page,
    )


@blueprint.get(
    "/lists/templates/<any(agencies, people, enrolments, cohorts, sessions, marks, past):kind>"
    ".<any(csv, xlsx):extension>"
)
@requires(ImportPermission.IMPORT)
def empty_list(kind: str, extension: str) -> Page:
    """Give the file to fill in: the titles alone, in the reader's language."""
    return as_file(ImportKind(kind), extension, f"{kind}-empty", ())


@blueprint.get("/lists/export/<any(agencies, people, cohorts, sessions, marks, past):kind>.<any(csv, xlsx):extension>")
@requires(ImportPermission.IMPORT)
def export_list(kind: str, extension: str) -> Page:
    """Give a list as it is on record, in the format in which it is read; the reading is on record."""
    chosen, at = ImportKind(kind), ports().clock.now()
    with transaction() as session:
        found = services.export_list(session, actor=current_actor(), kind=chosen, at=at)
        rows = list(written(chosen, found))
    return as_file(chosen, extension, f"{kind}-{at:%Y-%m-%d}", rows)


def written(kind: ImportKind, rows: Iterator[Any]) -> Iterator[list[object]]:
    """Write rows as texts: dates and times so that every program reads them, words in the reader's language."""
    fields = [field.key for field in services.KINDS[kind].fields if not field.pattern]
    words = {
        key: {str(member): _(title) for member, title in titles.items()}
        for (of, key), titles in WORDS.items()
        if of is kind
    }
    for row in rows:
        yield [_cell(row.get(key), words.get(key)) for key in fields]


def as_file(kind: ImportKind, extension: str, name: str, rows: Any) -> Response:  # noqa: ANN401 -- rows of cells
    """Answer with a file."""
    fields = [field for field in services.KINDS[kind].fields if not field.pattern]
    columns = [Column(_(field.label), width=24) for field in fields]
    return file_of(columns, rows, extension, name)


def file_of(columns: list[Column], rows: Any, extension: str, name: str) -> Response:  # noqa: ANN401 -- rows of cells
    """Answer with a file."""
    pieces = stream_csv(columns, rows) if extension == "csv" else stream_xlsx(columns, rows)
    return Response(
        b"".join(pieces),
        mimetype="text/csv" if extension == "csv" else XLSX,
        headers={"Content-Disposition": f'attachment; filename="{name}.{extension}"'},
    )


def _cell(value: object, words: dict[str, str] | None) -> str | None:
    if value is None or value == "":
        return None
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    return words.get(str(value), str(value)) if words else str(value)
