"""The centre's pages: the call of a cohort, quotas, and deciding."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.accounts.models import PROFESSION_TITLES, SEX_TITLES, AgencyKind
from app.accounts.permissions import country_path
from app.accounts.queries import list_agencies
from app.core.access import current_actor, requires
from app.core.db import db, transaction
from app.core.errors import Missing, NotAllowed, RuleViolation
from app.core.i18n import current_language, pick, zone
from app.core.policy import allowed, require
from app.core.ports import ports
from app.core.tables import Column, Kind, stream_csv, stream_xlsx
from app.training.contributions import tab_links
from app.training.forms import read_key
from app.training.queries.cohorts import CohortFacts, get_cohort
from app.training.views.routes import Page
from app.training.views.words import on_record

from .. import services
from ..forms import CallForm, read_quotas
from ..permissions import NominationPermission
from ..queries.boards import Board, find_board, letters_of
from ..queries.facts import NominationFacts
from ..queries.people import never_present, remarks_of
from ..rules.states import LIVE, PLACED, STATE_KINDS, STATE_TITLES, Act, State
from ..services.calls import CallDatesWrong
from ..services.deciding import OF_CENTRE
from .routes import ACT_BUTTONS, blueprint, say, say_reason, say_remark

TAB = "nominations.show_cohort"
MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
DECISIONS = (Act.ACCEPT, Act.WAIT, Act.RETURN, Act.REFUSE)
ORDER = {state: place for place, state in enumerate(State)}


@blueprint.get("/cohorts/<uuid:cohort_id>/nominations")
@requires(NominationPermission.SEE_COHORT)
def show_cohort(cohort_id: UUID) -> Page:
    """Show who was nominated for a cohort; a list of people, so reading it is on record."""
    actor, at = current_actor(), ports().clock.now()
    with on_record(actor, "training:nominations:list", ("cohort", cohort_id)) as session:
        cohort = get_cohort(session, actor, cohort_id)
        board = find_board(session, cohort_id)
        nominations = _ordered(board) if board else []
        remarks = remarks_of(session, board, nominations, at) if board else {}
        letters = letters_of(session, [each.id for each in nominations])
        missing = never_present(session, board, at) if board else frozenset()
    return render_template(
        "training/nominations/cohort.html",
        cohort=cohort,
        tabs=tab_links(actor, cohort, TAB),
        board=board,
        nominations=nominations,
        remarks={key: [say_remark(each) for each in found] for key, found in remarks.items()},
        letters=letters,
        without_letter=sum(each.state is State.ACCEPTED and each.id not in letters for each in nominations),
        never_present=missing,
        sexes=_sexes(board) if board else [],
        may_decide=allowed(actor, NominationPermission.DECIDE, cohort.scope),
        decidable={State.WITH_CENTRE, State.WAITING, State.RESERVE},
        decisions=[(act.value, _(ACT_BUTTONS[act])) for act in DECISIONS],
        state_titles=STATE_TITLES,
        state_kinds=STATE_KINDS,
        profession_titles=PROFESSION_TITLES,
    )


@blueprint.route("/cohorts/<uuid:cohort_id>/nominations/call", methods=["GET", "POST"])
@requires(NominationPermission.OPEN_CALL)
def edit_call(cohort_id: UUID) -> Page:
    """Open a cohort for nominations, or change its call."""
    actor, session = current_actor(), db.session()
    cohort = get_cohort(session, actor, cohort_id)
    require(actor, NominationPermission.OPEN_CALL, cohort.scope)
    board = find_board(session, cohort_id)
    form = CallForm(data=_values(cohort, board))
    quotas = {each.agency_id: each.seats for each in board.quotas} if board else {}
    problem = ""
    if request.method == "POST":
        quotas, wrong = read_quotas(request.form)
        if wrong:
            problem = _("Write the seats of each agency as a whole number.")
    if form.validate_on_submit() and not problem:
        try:
            with transaction() as writing:
                services.open_call(
                    writing, actor=actor, cohort_id=cohort_id, details=_details(form, quotas), at=ports().clock.now()
                )
        except CallDatesWrong as violation:
            form.refuse("release_on", violation)
        except (Missing, NotAllowed):
            raise
        except RuleViolation as violation:
            problem = say(violation, cohort.time_zone)
        else:
            flash(_("The call is saved. Agencies with seats see it now."), "success")
            return redirect(url_for(".show_cohort", cohort_id=cohort_id), 303)
    agencies = [
        each
        for each in list_agencies(db.session(), (country_path(cohort.centre_path),))
        if each.kind not in (AgencyKind.COUNTRY, AgencyKind.TRAINING_CENTRE)
    ]
    page = render_template(
        "training/nominations/call_form.html",
        cohort=cohort,
        tabs=tab_links(actor, cohort, TAB),
        form=form,
        agencies=agencies,
        quotas=quotas,
        problem=problem,
        used={each.agency_id: each.used for each in board.quotas} if board else {},
        opened=board is not None,
    )
    return page, 422 if form.errors or problem else 200


@blueprint.post("/cohorts/<uuid:cohort_id>/nominations/steps")
@requires(NominationPermission.DECIDE)
def decide_many(cohort_id: UUID) -> Page:
    """Decide on everybody who was ticked: all of them, or none and the reason."""
    get_cohort(db.session(), current_actor(), cohort_id)
    back = redirect(url_for(".show_cohort", cohort_id=cohort_id), 303)
    chosen = {key for text in request.form.getlist("nomination") if (key := read_key(text))}
    act = next((each for each in OF_CENTRE if each.value == request.form.get("act")), None)
    if not chosen or act is None:
        flash(_("Tick the people on whom you decide."), "error")
        return back
    try:
        with transaction() as session:
            count = services.decide(
                session,
                actor=current_actor(),
                nomination_ids=chosen,
                act=act,
                reason=request.form.get("reason", ""),
                at=ports().clock.now(),
            )
    except (Missing, NotAllowed):
        raise
    except RuleViolation as violation:
        flash(_("Nothing was changed. %(reason)s", reason=say(violation)), "error")
        return back
    flash(ngettext("%(num)s nomination is decided.", "%(num)s nominations are decided.", count), "success")
    return back


@blueprint.post("/cohorts/<uuid:cohort_id>/nominations/release")
@requires(NominationPermission.DECIDE)
def release_seats(cohort_id: UUID) -> Page:
    """Release the seats that nobody uses before their day."""
    get_cohort(db.session(), current_actor(), cohort_id)
    with transaction() as session:
        count = services.release_seats(session, actor=current_actor(), cohort_id=cohort_id, at=ports().clock.now())
    flash(ngettext("%(num)s seat is released.", "%(num)s seats are released.", count), "success")
    return redirect(url_for(".show_cohort", cohort_id=cohort_id), 303)


@blueprint.get("/cohorts/<uuid:cohort_id>/nominations.<extension>")
@requires(NominationPermission.DECIDE)
def export_cohort(cohort_id: UUID, extension: str) -> Page:
    """Give the nominations as a table; a list of people, so it is on record."""
    actor = current_actor()
    if extension not in MEDIA:
        get_cohort(db.session(), actor, cohort_id)
        raise Missing
    with on_record(actor, "training:nominations:export", ("cohort", cohort_id), extension=extension) as session:
        cohort = get_cohort(session, actor, cohort_id)
        require(actor, NominationPermission.DECIDE, cohort.scope)
        board = find_board(session, cohort_id)
        nominations = _ordered(board) if board else []
    write = stream_csv if extension == "csv" else stream_xlsx
    return Response(
        b"".join(write(_columns(), (_row(each, cohort) for each in nominations))),
        content_type=MEDIA[extension],
        headers={"Content-Disposition": f'attachment; filename="nominations.{extension}"'},
    )


def _columns() -> list[Column]:
    return [
        Column(_("Name"), width=32),
        Column(_("E-mail address"), width=32),
        Column(_("Agency"), width=36),
        Column(_("Profession"), width=24),
        Column(_("Sex")),
        Column(_("State"), width=24),
        Column(_("Reason"), width=40),
        Column(_("Place on the reserve list"), Kind.NUMBER),
        Column(_("Nominated"), Kind.MOMENT, width=18),
        Column(_("Last step"), Kind.MOMENT, width=18),
    ]


def _row(each: NominationFacts, cohort: CohortFacts) -> tuple[object, ...]:
    here = zone(cohort.time_zone)
    return (
        each.name,
        each.email,
        pick(each.agency_names, current_language()),
        _(PROFESSION_TITLES[each.profession]),
        _(SEX_TITLES[each.sex]) if each.sex else "",
        _(STATE_TITLES[each.state]),
        say_reason(each.reason),
        each.position or None,
        each.nominated_at.astimezone(here),
        each.acted_at.astimezone(here),
    )


def _ordered(board: Board) -> list[NominationFacts]:
    return sorted(
        board.nominations, key=lambda each: (ORDER[each.state], each.reserve, each.position, each.nominated_at, each.id)
    )


def _sexes(board: Board) -> list[tuple[str, int, int]]:
    """Count by sex who is nominated and who is accepted: shown to the centre, decided on by nobody."""
    nominated = Counter(each.sex for each in board.nominations if each.state in LIVE)
    accepted = Counter(each.sex for each in board.nominations if each.state in PLACED)
    rows = [(_(title), nominated[sex], accepted[sex]) for sex, title in SEX_TITLES.items()]
    return [*rows, (_("Not stated"), nominated[None], accepted[None])]


def _values(cohort: CohortFacts, board: Board | None) -> dict[str, Any]:
    if board is None:
        return {
            "closes_on": cohort.starts_on - timedelta(days=21),
            "release_on": cohort.starts_on - timedelta(days=10),
        }
    call = board.call
    texts = {f"bring_{key}": call.bring.get(key, "") for key in ("en", "ru", "tg")}
    return {"closes_on": call.closes_on, "release_on": call.release_on, "note": call.note, **texts}


def _details(form: CallForm, quotas: Mapping[UUID, int]) -> services.CallDetails:
    return services.CallDetails(
        closes_on=form.closes_on.data,
        release_on=form.release_on.data,
        quotas=quotas,
        note=form.note.data or "",
        bring=form.bring,
    )
