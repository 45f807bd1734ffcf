"""Printing documents, and opening what was printed."""

from __future__ import annotations

from uuid import UUID

from flask import flash, make_response, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.core.access import current_actor, requires
from app.core.db import db, transaction
from app.core.pdf import DocumentError, MissingGlyph
from app.core.ports import ports

from .. import services
from ..forms import PrintForm
from ..permissions import BookletPermission
from ..queries.sets import get_set
from ..rules.printing import LanguageNotInSet, NobodyToPrintFor, PrintKind, WrongCopies, WrongDocument
from .routes import Page, acting, blueprint, press, say, set_url
from .sets import offer_printing, set_page

REFUSALS = (LanguageNotInSet, MissingGlyph, NobodyToPrintFor, WrongCopies, WrongDocument)


@blueprint.post("/exams/paper/<uuid:set_id>/print")
@requires(BookletPermission.MAKE)
def print_document(set_id: UUID) -> Page:
    """Put a printing on record and show its document."""
    return _print(set_id, None)


@blueprint.post("/exams/paper/<uuid:set_id>/key")
@requires(BookletPermission.READ_KEY)
def print_key(set_id: UUID) -> Page:
    """Print the key of a variant."""
    return _print(set_id, PrintKind.KEY)


def _print(set_id: UUID, kind: PrintKind | None) -> Page:
    actor = current_actor()
    paper = get_set(db.session(), actor, set_id)
    form = offer_printing(PrintForm(), paper)
    if kind is not None:
        del form.kind
    if not form.validate():
        if kind is not None:  # the key has buttons, not a form that could be shown again
            flash(_("Nothing was printed. Load the page again and press the button once more."), "error")
            return redirect(set_url(set_id), 303)
        return set_page(set_id, form), 422
    try:
        with transaction() as session:
            printed = services.print_document(
                session, set_id=set_id, wanted=form.wanted(kind), printing_id=form.key, press=press(), **acting()
            )
    except REFUSALS as violation:
        flash(say(violation, paper.sitting.time_zone), "error")
        return redirect(set_url(set_id), 303)
    except DocumentError:
        flash(_("This document could not be made. Tell the administrator which one it was."), "error")
        return redirect(set_url(set_id), 303)
    return redirect(url_for(".open_printing", printing_id=printed), 303)


@blueprint.get("/exams/paper/printings/<uuid:printing_id>")
@requires(BookletPermission.SEE)
def open_printing(printing_id: UUID) -> Response:
    """Give a document byte for byte as it was printed; who opened it is on record."""
    with transaction() as session:
        paper, printing = services.read_printing(session, printing_id=printing_id, **acting())
    response = make_response(ports().storage.get(printing.digest))
    parts = (printing.kind.value, f"{paper.number}{printing.letter}", printing.language)
    response.headers["Content-Type"] = "application/pdf"
    response.headers["Content-Disposition"] = f'inline; filename="{"-".join(parts)}.pdf"'
    response.headers["Cache-Control"] = "private, no-store"
    return response
