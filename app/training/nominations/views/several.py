"""Nominating several people at once, who were chosen on another page: for a refresher, those about to lapse."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.accounts.queries import visible_people
from app.core.access import current_actor, requires
from app.core.db import transaction
from app.core.errors import Missing, RuleViolation
from app.core.ids import new_id
from app.core.policy import Actor
from app.core.ports import ports
from app.training.forms import read_key
from app.training.views.routes import Page
from app.training.views.words import on_record

from .. import services
from ..forms import read_place
from ..permissions import NominationPermission, may_nominate
from ..queries.boards import Board, officer_board
from .routes import blueprint, say

# So many fit into an address; who has more to nominate does so in two steps.
MOST_CHOSEN = 50


def read_chosen(sent: Iterable[str]) -> list[UUID]:
    """Read the people whom another page chose; nonsense is left out."""
    keys = dict.fromkeys(key for text in sent if (key := read_key(text)))
    return list(keys)[:MOST_CHOSEN]


def chosen_people(session: Session, actor: Actor, keys: Sequence[UUID]) -> list[User]:
    """Return those of them whom the officer may nominate, by name (one statement)."""
    if not keys:
        return []
    found = visible_people(actor).where(User.id.in_(keys), User.deactivated_at.is_(None))
    people = session.scalars(found.order_by(User.name, User.id)).unique()
    return [each for each in people if may_nominate(actor, each.agency.path)]


@blueprint.post("/nominations/calls/<uuid:cohort_id>/people/several")
@requires(NominationPermission.NOMINATE)
def nominate_several(cohort_id: UUID) -> Page:
    """Nominate everybody who was ticked; of whom something stands in the way, say what."""
    actor, place = current_actor(), request.form.get("place", "")
    keys = read_chosen(request.form.getlist("person"))
    with on_record(actor, "training:nominations:search", ("cohort", cohort_id)) as session:
        board = officer_board(session, actor, cohort_id)
        people = chosen_people(session, actor, keys)
    if not people:
        flash(_("Tick the people whom you nominate."), "error")
        return redirect(url_for(".nominate", cohort_id=cohort_id, place=place, person=keys), 303)
    refused = _nominate_each(board, people, place)
    count = len(people) - len(refused)
    if count:
        flash(ngettext("%(num)s person is nominated.", "%(num)s people are nominated.", count), "success")
    for person, reason in refused:
        flash(_("%(name)s is not nominated. %(reason)s", name=person.name, reason=reason), "error")
    if refused:
        left = [person.id.hex for person, _reason in refused]
        return redirect(url_for(".nominate", cohort_id=cohort_id, place=place, person=left), 303)
    return redirect(url_for(".show_call", cohort_id=cohort_id), 303)


def _nominate_each(board: Board, people: Sequence[User], place: str) -> list[tuple[User, str]]:
    reserve, stands_in_for = read_place(place)
    refused = []
    with transaction() as session:
        for each in people:
            try:
                with session.begin_nested():
                    services.nominate(
                        session,
                        actor=current_actor(),
                        nomination_id=new_id(),
                        cohort_id=board.cohort.id,
                        person=each.id,
                        reserve=reserve,
                        stands_in_for=stands_in_for,
                        at=ports().clock.now(),
                    )
            except Missing:
                raise
            except RuleViolation as violation:
                refused.append((each, say(violation, board.cohort.time_zone)))
    return refused
