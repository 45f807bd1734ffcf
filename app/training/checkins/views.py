"""Check-in: the trainer's page with the code, and what a participant sees after scanning it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import segno
from flask import Blueprint, flash, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from app.accounts.sessions import limiter
from app.core.access import current_actor, find_actor, public, requires
from app.core.db import db, transaction
from app.core.errors import Missing, RuleViolation
from app.core.i18n import zone
from app.core.ids import new_id
from app.core.policy import allowed
from app.core.ports import ports

from ..models import ATTENDANCE_TITLES
from ..permissions import TrainingPermission
from ..queries.attendance import Sheet, get_sheet
from ..queries.records import own_marks
from ..views.routes import Page
from ..views.words import say
from . import queries, rules, services
from .models import CheckIn
from .permissions import CheckInPermission
from .reading import Reading, keep_reading, kept_reading

blueprint = Blueprint("check_in", __name__, template_folder="../templates")


def _who() -> str:
    actor = find_actor()
    return str(actor.id) if actor else request.remote_addr or ""


@blueprint.get("/sessions/<uuid:session_id>/check-in")
@requires(TrainingPermission.MARK_ATTENDANCE)
def show_screen(session_id: UUID) -> Page:
    """Show the code for the projector, or why check-in can't be opened now."""
    sheet, at = _get_sheet(session_id), ports().clock.now()
    opened = queries.find_check_in(db.session(), session_id)
    closed = ""
    try:
        rules.check_window(starts_at=sheet.starts_at, ends_at=sheet.ends_at, time_zone=sheet.time_zone, at=at)
    except RuleViolation as violation:
        closed = _say_time(violation, sheet)
    running = opened is not None and opened.open_until > at and not closed
    return render_template(
        "training/check_in_screen.html",
        sheet=sheet,
        opened=opened,
        running=running,
        closed=closed,
        **_code_facts(opened, at, session_id, sheet) if running and opened else {},
    )


@blueprint.get("/sessions/<uuid:session_id>/check-in/code")
@requires(TrainingPermission.MARK_ATTENDANCE)
def show_code(session_id: UUID) -> Page:
    """Give the part of the page that changes, for the script."""
    sheet, at = _get_sheet(session_id), ports().clock.now()
    opened = queries.find_check_in(db.session(), session_id)
    if opened is None or opened.open_until <= at:
        raise Missing
    return render_template("training/check_in_code.html", **_code_facts(opened, at, session_id, sheet))


@blueprint.post("/sessions/<uuid:session_id>/check-in")
@requires(TrainingPermission.MARK_ATTENDANCE)
def change_check_in(session_id: UUID) -> Page:
    """Open or close check-in, or switch the printed code."""
    act, at, actor = request.form.get("act", "open"), ports().clock.now(), current_actor()
    sheet = _get_sheet(session_id)
    try:
        with transaction() as session:
            if act == "close":
                services.close_check_in(session, actor=actor, session_id=session_id, at=at)
            elif act in ("printed-on", "printed-off"):
                services.switch_printed_code(
                    session, actor=actor, session_id=session_id, counts=act == "printed-on", at=at
                )
            else:
                services.open_check_in(session, actor=actor, session_id=session_id, at=at)
    except Missing:
        raise
    except RuleViolation as violation:
        flash(_say_time(violation, sheet), "error")
    if act == "close":
        return redirect(url_for("training.show_attendance", session_id=session_id), 303)
    return redirect(url_for(".show_screen", session_id=session_id), 303)


@blueprint.get("/sessions/<uuid:session_id>/check-in/poster")
@requires(TrainingPermission.MARK_ATTENDANCE)
def show_poster(session_id: UUID) -> Page:
    """Show the code that does not change, for printing."""
    sheet = _get_sheet(session_id)
    opened = queries.find_check_in(db.session(), session_id)
    if opened is None:
        raise Missing
    code = rules.code_for(opened.secret, rules.PAPER)
    return render_template(
        "training/check_in_poster.html",
        sheet=sheet,
        counts=opened.printed_code_counts,
        code=code,
        picture=_draw(session_id, code),
        typed_at=url_for(".type_code", _external=True),
    )


@blueprint.route("/check-in", methods=["GET", "POST"])
@requires(CheckInPermission.CLAIM_PRESENCE)
@limiter.limit("12 per minute", key_func=_who, methods=["POST"])
def type_code() -> Page:
    """Ask for the code that is on the screen, for phones without a camera."""
    typed = request.form.get("code", "").strip()
    if request.method == "GET":
        return render_template("training/check_in_type.html", typed="", problem="")
    at = ports().clock.now()
    found = queries.find_code(db.session(), typed, at)
    if found is None:
        return render_template("training/check_in_type.html", typed=typed, problem=say(rules.CodeWrong())), 422
    return _go_on(Reading(found[0], found[1], at))


@blueprint.get("/check-in/<uuid:session_id>/<code>")
@public
@limiter.limit("240 per minute")
def scan(session_id: UUID, code: str) -> Page:
    """Read a scanned code, whoever scanned it: signing in comes afterwards, when the code has changed."""
    at = ports().clock.now()
    found = queries.find_code(db.session(), code, at, session_id)
    if found is None:
        return redirect(url_for(".show_claim", session_id=session_id), 303)
    return _go_on(Reading(session_id, found[1], at))


@blueprint.get("/check-in/<uuid:session_id>")
@requires(CheckInPermission.CLAIM_PRESENCE)
def show_claim(session_id: UUID) -> Page:
    """Say of which session the participant says that they are there, and whether it was said and confirmed."""
    page = _claim_page(session_id)
    return page or (_unknown_page(), 404)


@blueprint.post("/check-in/<uuid:session_id>")
@requires(CheckInPermission.CLAIM_PRESENCE)
def claim(session_id: UUID) -> Page:
    """Put the claim on record."""
    reading, at = kept_reading(session_id), ports().clock.now()
    place = queries.get_own_place(db.session(), current_actor().id, session_id)
    if reading is None and place.enrolment_id is None:
        raise Missing
    try:
        if reading is None and place.claim_id is None:
            raise rules.CodeWrong
        if reading is not None:
            with transaction() as session:
                services.claim_presence(
                    session,
                    actor=current_actor(),
                    session_id=session_id,
                    claim_id=new_id(),
                    code=reading.code,
                    read_at=reading.read_at,
                    at=at,
                )
    except Missing:
        raise
    except RuleViolation as violation:
        return _claim_page(session_id, _say_clock(violation, place.time_zone)), 409
    return redirect(url_for(".show_claim", session_id=session_id), 303)


def _claim_page(session_id: UUID, problem: str = "") -> str:
    actor, session = current_actor(), db.session()
    place = queries.get_own_place(session, actor.id, session_id)
    reading = kept_reading(session_id)
    if not problem and place.claim_id is None:
        problem = _problem_of(place, reading)
    if place.enrolment_id is None and reading is None:
        # Without a code that counts, a stranger learns nothing of the session.
        return ""
    return render_template(
        "training/check_in_claim.html",
        place=place,
        may_claim=not problem,
        problem=problem,
        mark=own_marks(session, actor.id, [session_id]).get(session_id) if place.claim_id else None,
        titles=ATTENDANCE_TITLES,
    )


def _unknown_page() -> str:
    return render_template("training/check_in_type.html", typed="", problem=say(rules.CodeWrong()))


def _problem_of(place: queries.OwnPlace, reading: Reading | None) -> str:
    """Say beforehand why a claim would be refused."""
    if reading is None:
        return say(rules.CodeWrong())
    if place.enrolment_id is None:
        names = queries.names_of_trainers(db.session(), place)
        return say(rules.NotExpected(trainers=", ".join(names)))
    try:
        rules.check_claim(ends_at=place.ends_at, open_until=place.open_until, read_at=reading.read_at)
    except RuleViolation as violation:
        return _say_clock(violation, place.time_zone)
    return ""


def _go_on(reading: Reading) -> Response:
    response = redirect(url_for(".show_claim", session_id=reading.session_id), 303)
    keep_reading(response, reading)
    return response


def _get_sheet(session_id: UUID) -> Sheet:
    actor = current_actor()
    sheet = get_sheet(db.session(), actor, session_id)
    if not allowed(actor, TrainingPermission.MARK_ATTENDANCE, sheet.scope):
        raise Missing
    return sheet


def _code_facts(opened: CheckIn, at: datetime, session_id: UUID, sheet: Sheet) -> dict[str, object]:
    code = rules.code_for(opened.secret, rules.step_at(at))
    claims, waiting = queries.count_claims(db.session(), session_id)
    return {
        "code": code,
        "picture": _draw(session_id, code),
        "left": rules.seconds_left(at),
        "claims": claims,
        "waiting": waiting,
        "expected": len(sheet.rows),
        "typed_at": url_for(".type_code", _external=True),
    }


def _draw(session_id: UUID, code: str) -> Markup:
    address = url_for(".scan", session_id=session_id, code=code, _external=True)
    drawn = segno.make(address, error="m").svg_inline(border=3, light="#fff", omitsize=True)
    return Markup(drawn)  # noqa: S704 -- drawn here from an address of our own


def _say_time(violation: RuleViolation, sheet: Sheet) -> str:
    return _say_clock(violation, sheet.time_zone)


def _say_clock(violation: RuleViolation, time_zone: str) -> str:
    """Write a fact that is an instant as the wall clock of the centre."""
    moment = violation.facts.get("time")
    if isinstance(moment, datetime):
        violation.facts["time"] = f"{moment.astimezone(zone(time_zone)):%H:%M}"
    return say(violation, time_zone)
