"""Questions that look alike."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.core.access import current_actor, requires
from app.core.db import db, transaction
from app.core.forms import safe_next
from app.core.pages import Paging
from app.core.ports import ports

from .. import services
from ..permissions import BankPermission
from ..queries.duplicates import duplicates, known_questions
from .lists import words
from .routes import Page, blueprint, stem_of

PER_PAGE = 20


@blueprint.get("/duplicates")
@requires(BankPermission.SEE)
def list_duplicates() -> Page:
    """Show the pairs of questions that ask the same or nearly so, within and across the banks that one may see."""
    session = db.session()
    pairs = duplicates(session, current_actor())
    page = Paging.counted(len(pairs), request, PER_PAGE)
    shown = pairs[page.offset : page.offset + PER_PAGE]
    known = known_questions(session, [owner for pair in shown for owner in pair.pair])
    return render_template(
        "assessments/banks/duplicates.html", pairs=shown, page=page, known=known, stem_of=stem_of, **words()
    )


@blueprint.post("/duplicates")
@requires(BankPermission.WRITE)
def mark_distinct() -> Page:
    """Remember that two questions are different."""
    with transaction() as session:
        services.mark_distinct(
            session,
            actor=current_actor(),
            first=request.form.get("first", "")[:170],
            second=request.form.get("second", "")[:170],
            at=ports().clock.now(),
        )
    flash(_("Noted: the two are different questions."), "success")
    return redirect(safe_next(url_for(".list_duplicates")), 303)
