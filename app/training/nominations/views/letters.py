"""Letters of invitation: issuing them, and fetching one or all."""

from __future__ import annotations

import io
import zipfile
from uuid import UUID

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select
from werkzeug.wrappers import Response

from app.core.access import current_actor, requires
from app.core.db import db, transaction
from app.core.errors import Missing, NotAllowed, RuleViolation
from app.core.policy import require
from app.core.ports import ports
from app.training.forms import read_key
from app.training.queries.cohorts import get_cohort
from app.training.views.routes import Page
from app.training.views.words import on_record

from .. import services
from ..models import InvitationLetter, Nomination
from ..permissions import NominationPermission, may_read_letter
from ..printing import print_letter
from ..queries.boards import get_board, letters_of, scope_of
from ..rules.states import State
from ..services.letters import draft_letters
from .routes import blueprint, say


@blueprint.post("/cohorts/<uuid:cohort_id>/letters")
@requires(NominationPermission.DECIDE)
def issue_letters(cohort_id: UUID) -> Page:
    """Issue letters to those chosen (a new number each time), or to everybody accepted who has none."""
    actor, at = current_actor(), ports().clock.now()
    chosen = {key for text in request.form.getlist("nomination") if (key := read_key(text))}
    one = next(iter(chosen), None)
    back = url_for(".show_nomination", nomination_id=one) if one else url_for(".show_cohort", cohort_id=cohort_id)
    get_cohort(db.session(), actor, cohort_id)
    try:
        # Printing takes time; only the recording needs the database to itself.
        drafted = draft_letters(
            db.session(),
            actor=actor,
            cohort_id=cohort_id,
            nomination_ids=chosen,
            print_letter=print_letter,
            storage=ports().storage,
            at=at,
        )
        with transaction() as session:
            issued = services.issue_letters(session, actor=actor, cohort_id=cohort_id, drafted=drafted, at=at)
    except NotAllowed:
        raise
    except Missing:
        flash(_("Open the cohort for nominations first."), "error")
        return redirect(back, 303)
    except RuleViolation as violation:
        flash(say(violation), "error")
        return redirect(back, 303)
    flash(ngettext("%(num)s letter is issued.", "%(num)s letters are issued.", len(issued)), "success")
    return redirect(back, 303)


@blueprint.get("/cohorts/<uuid:cohort_id>/letters.zip")
@requires(NominationPermission.DECIDE)
def fetch_letters(cohort_id: UUID) -> Page:
    """Give the latest letter of everybody accepted in one file; a list of people, so it is on record."""
    actor = current_actor()
    with on_record(actor, "training:letters:fetch", ("cohort", cohort_id)) as session:
        cohort = get_cohort(session, actor, cohort_id)
        require(actor, NominationPermission.DECIDE, cohort.scope)
        board = get_board(session, cohort_id)
        accepted = [each.id for each in board.nominations if each.state is State.ACCEPTED]
        letters = list(letters_of(session, accepted).values())
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as packed:
        for letter in letters:
            packed.writestr(f"{letter.reference}.pdf", ports().storage.get(letter.file_digest))
    return Response(
        target.getvalue(),
        mimetype="application/zip",
        headers={"Content-Disposition": 'attachment; filename="letters.zip"'},
    )


@blueprint.get("/letters/<uuid:letter_id>.pdf")
@requires(NominationPermission.READ_LETTER)
def fetch_letter(letter_id: UUID) -> Page:
    """Give one letter as it was issued."""
    actor = current_actor()
    with on_record(actor, "training:letter:fetch", ("letter", letter_id)) as session:
        letter = session.get(InvitationLetter, letter_id)
        nominated = (
            letter
            and session.execute(
                select(Nomination.id, Nomination.cohort_id).where(Nomination.id == letter.nomination_id)
            ).one()
        )
        board = get_board(session, nominated.cohort_id) if nominated else None
        nomination = board.find(nominated.id) if board and nominated else None
        if letter is None or board is None or nomination is None:
            raise Missing
        if not may_read_letter(actor, scope_of(board, nomination)):
            raise Missing
        digest, reference = letter.file_digest, letter.reference
    return Response(
        ports().storage.get(digest),
        mimetype="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{reference}.pdf"'},
    )
