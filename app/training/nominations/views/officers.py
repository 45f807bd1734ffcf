"""The officer's pages: calls, seats, nominating, and who confirms."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import or_

from app.accounts.models import PROFESSION_TITLES, Agency, Role, User
from app.accounts.queries import get_agency, list_agencies, visible_people
from app.accounts.rules import EmailTaken
from app.core.access import current_actor, requires
from app.core.db import db, transaction
from app.core.errors import Missing, RuleViolation
from app.core.i18n import current_language, pick
from app.core.ids import new_id
from app.core.policy import allowed, require
from app.core.ports import ports
from app.training.forms import read_key
from app.training.views.routes import Page
from app.training.views.words import on_record

from .. import services
from ..forms import HeadForm, NewPersonForm, read_place, read_seats
from ..models import NominationHead
from ..permissions import HeadScope, NominationPermission, may_see_calls, may_set_head
from ..queries.boards import Board, letters_of, officer_board
from ..queries.calls import list_calls, officers_over
from ..queries.people import remarks_of
from ..rules.states import LIVE, STATE_KINDS, STATE_TITLES, State
from .routes import blueprint, say, say_remark
from .several import chosen_people, read_chosen

MOST_FOUND = 20
SHORTEST_SEARCH = 2


@blueprint.get("/nominations")
@requires(NominationPermission.SEE_CALLS)
def list_all() -> Page:
    """Show the calls in which one's agencies have seats."""
    actor = current_actor()
    session = db.session()
    own = [each for each in list_agencies(session, actor.scopes(Role.AGENCY_OFFICER)) if each.kind != "country"]
    keys = read_chosen(request.args.getlist("person"))
    return render_template(
        "training/nominations/calls.html",
        calls=list_calls(session, actor),
        agencies=own,
        chosen=[each.id.hex for each in chosen_people(session, actor, keys)],
        state_titles=STATE_TITLES,
        today=ports().clock.now().date(),
    )


@blueprint.get("/nominations/calls/<uuid:cohort_id>")
@requires(NominationPermission.SEE_CALLS)
def show_call(cohort_id: UUID) -> Page:
    """Show one's seats and people of a call; a list of people, so reading it is on record."""
    actor, at = current_actor(), ports().clock.now()
    with on_record(actor, "training:nominations:list", ("cohort", cohort_id)) as session:
        board = officer_board(session, actor, cohort_id)
        remarks = remarks_of(session, board, board.nominations, at)
        letters = letters_of(session, [each.id for each in board.nominations])
    return render_template(
        "training/nominations/call.html",
        board=board,
        own_quotas=[each for each in board.quotas if may_see_calls(actor, each.path)],
        open=board.today(at) <= board.call.closes_on,
        remarks={key: [say_remark(each) for each in found] for key, found in remarks.items()},
        letters=letters,
        **_words(),
    )


@blueprint.post("/nominations/calls/<uuid:cohort_id>/seats")
@requires(NominationPermission.NOMINATE)
def reserve_seats(cohort_id: UUID) -> Page:
    """Say how many seats the agency will use."""
    actor = current_actor()
    officer_board(db.session(), actor, cohort_id)
    agency_id, seats = read_key(request.form.get("agency")), read_seats(request.form)
    back = redirect(url_for(".show_call", cohort_id=cohort_id), 303)
    if agency_id is None or seats is None:
        flash(_("Write the number of seats as a whole number."), "error")
        return back
    try:
        with transaction() as session:
            services.note_seats(
                session,
                actor=actor,
                cohort_id=cohort_id,
                agency_id=agency_id,
                seats=seats,
                reason=request.form.get("reason", "")[:500],
                at=ports().clock.now(),
            )
    except Missing:
        raise
    except RuleViolation as violation:
        flash(say(violation), "error")
        return back
    flash(
        _("Noted: your agency uses %(seats)s seats. Seats that you gave back are free for others.", seats=seats),
        "success",
    )
    return back


@blueprint.route("/nominations/calls/<uuid:cohort_id>/people", methods=["GET", "POST"])
@requires(NominationPermission.NOMINATE)
def nominate(cohort_id: UUID) -> Page:
    """Find somebody on record and nominate them with one press, or write down somebody new."""
    actor = current_actor()
    board = officer_board(db.session(), actor, cohort_id)
    wanted, place = request.values.get("q", "").strip(), request.values.get("place", "")
    if request.method == "POST":
        reserve, stands_in_for = read_place(place)
        user_id = read_key(request.form.get("user_id"))
        if user_id is None:
            raise Missing
        try:
            with transaction() as session:
                services.nominate(
                    session,
                    actor=actor,
                    nomination_id=read_key(request.form.get("id")) or new_id(),
                    cohort_id=cohort_id,
                    person=user_id,
                    reserve=reserve,
                    stands_in_for=stands_in_for,
                    at=ports().clock.now(),
                )
        except Missing:
            raise
        except RuleViolation as violation:
            flash(say(violation, board.cohort.time_zone), "error")
            return redirect(url_for(".nominate", cohort_id=cohort_id, q=wanted, place=place), 303)
        flash(_("The person is nominated."), "success")
        return redirect(url_for(".show_call", cohort_id=cohort_id), 303)
    form = _person_form(board)
    form.place.data = place
    return _nominate_page(board, form, wanted, place)


@blueprint.post("/nominations/calls/<uuid:cohort_id>/people/new")
@requires(NominationPermission.NOMINATE)
def nominate_new(cohort_id: UUID) -> Page:
    """Nominate somebody who is not on record."""
    actor = current_actor()
    board = officer_board(db.session(), actor, cohort_id)
    form = _person_form(board)
    if form.validate_on_submit():
        reserve, stands_in_for = read_place(form.place.data or "")
        try:
            with transaction() as session:
                services.nominate(
                    session,
                    actor=actor,
                    nomination_id=form.key,
                    cohort_id=cohort_id,
                    person=form.person,
                    reserve=reserve,
                    stands_in_for=stands_in_for,
                    at=ports().clock.now(),
                )
        except Missing:
            raise
        except EmailTaken as violation:
            form.refuse("email", violation)
        except RuleViolation as violation:
            form.place.errors = [*form.place.errors, say(violation, board.cohort.time_zone)]
        else:
            flash(_("The person is nominated. An account is made when the centre accepts."), "success")
            return redirect(url_for(".show_call", cohort_id=cohort_id), 303)
    page = _nominate_page(board, form, "", form.place.data or "")
    return (page, 422) if isinstance(page, str) else page


@blueprint.post("/nominations/<uuid:nomination_id>/up")
@requires(NominationPermission.NOMINATE)
def move_up(nomination_id: UUID) -> Page:
    """Move somebody up on the reserve list."""
    with transaction() as session:
        cohort_id = services.move_in_reserve(
            session, actor=current_actor(), nomination_id=nomination_id, at=ports().clock.now()
        )
    return redirect(url_for(".show_call", cohort_id=cohort_id), 303)


@blueprint.route("/nominations/agencies/<uuid:agency_id>/head", methods=["GET", "POST"])
@requires(NominationPermission.SET_HEAD)
def set_head(agency_id: UUID) -> Page:
    """Say who confirms an agency's nominations."""
    actor, session = current_actor(), db.session()
    agency = get_agency(session, agency_id)
    if not (may_see_calls(actor, agency.path) or may_set_head(actor, HeadScope(agency.path))):
        raise Missing
    stored = session.get(NominationHead, agency_id)
    scope = HeadScope(agency.path, stored.head_id if stored else None)
    form = HeadForm(data={"head": str(scope.head_id or "")}).offer(officers_over(session, agency.path))
    if form.validate_on_submit():
        require(actor, NominationPermission.SET_HEAD, scope)
        with transaction() as writing:
            services.set_head(
                writing, actor=actor, agency_id=agency_id, head_id=read_key(form.head.data), at=ports().clock.now()
            )
        flash(_("Saved. It holds for nominations from now on."), "success")
        return redirect(url_for(".set_head", agency_id=agency_id), 303)
    page = render_template(
        "training/nominations/head.html",
        agency=agency,
        form=form,
        head=session.get(User, scope.head_id) if scope.head_id else None,
        may_change=allowed(actor, NominationPermission.SET_HEAD, scope),
        may_see_calls=may_see_calls(actor, None),
    )
    return page, 422 if form.errors else 200


def _nominate_page(board: Board, form: NewPersonForm, wanted: str, place: str) -> Page:
    actor, cohort_id = current_actor(), board.cohort.id
    form.prepare()
    with on_record(actor, "training:nominations:search", ("cohort", cohort_id), search=wanted) as session:
        ticked = chosen_people(session, actor, read_chosen(request.args.getlist("person")))
        found: list[User] = []
        if len(wanted) >= SHORTEST_SEARCH:
            matches = or_(*(each.icontains(wanted, autoescape=True) for each in (User.name, User.email)))
            chosen = visible_people(actor).where(matches, User.deactivated_at.is_(None))
            found = list(session.scalars(chosen.order_by(User.name, User.id).limit(MOST_FOUND)))
        return render_template(
            "training/nominations/nominate.html",
            board=board,
            form=form,
            wanted=wanted,
            place=place,
            places=_places(board),
            found=found,
            chosen=ticked,
            ids={each.id: new_id() for each in found},
            nominated={each.user_id for each in board.nominations if each.state in LIVE},
            too_short=0 < len(wanted) < SHORTEST_SEARCH,
            profession_titles=PROFESSION_TITLES,
        )


def _person_form(board: Board) -> NewPersonForm:
    actor = current_actor()
    agencies: list[Agency] = list_agencies(db.session(), actor.scopes(Role.AGENCY_OFFICER))
    own = [each for each in agencies if board.quota_for(each.path)]
    form = NewPersonForm(data={"language": board.cohort.language})
    return form.offer(own, _places(board), current_language())


def _places(board: Board) -> list[tuple[str, str]]:
    substitutes = [
        (str(each.id), _("Substitute for %(name)s", name=each.name))
        for each in board.nominations
        if each.state in (State.WITH_HEAD, State.WITH_CENTRE, State.ACCEPTED)
    ]
    return [("", _("A seat of the agency")), ("reserve", _("The reserve list")), *substitutes]


def _words() -> dict[str, Any]:
    return {
        "state_titles": STATE_TITLES,
        "state_kinds": STATE_KINDS,
        "profession_titles": PROFESSION_TITLES,
        "pick": pick,
    }
