"""Planning sessions, a session's page and its sign-in sheet."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.core.access import current_actor, requires
from app.core.db import db, transaction
from app.core.errors import RuleViolation
from app.core.i18n import current_language, pick, show_date, zone
from app.core.policy import allowed, require
from app.core.ports import ports
from app.courses import queries as course_queries

from .. import queries, services
from ..forms import ZONES, ReasonForm, SessionForm
from ..models import SESSION_KIND_TITLES, SessionKind, TrainingCentre
from ..permissions import TrainingPermission
from ..queries.attendance import count_statuses
from ..queries.cohorts import list_rooms, list_trainers
from ..queries.records import own_enrolment, own_marks
from ..queries.resources import items_of_centre, rooms_of_centre, session_items
from ..rules import attendance, scheduling
from ..rules.public_holidays import holiday_on
from ..sheets.services import print_sheet
from ..tours.moving import ProgrammeOutside
from ..trainers import rules as trainers
from ..venues import rules as venues
from .routes import Page, blueprint
from .words import localised, say

BESIDE = {
    scheduling.SessionEndsBeforeStart: "ends",
    scheduling.SessionTooLong: "ends",
    scheduling.SessionOutsideCohort: "day",
    scheduling.NoSuchTime: "starts",
    scheduling.RoomTooSmall: "room",
    venues.RoomClosed: "room",
    venues.RoomLacks: "room",
    venues.NotEnoughItems: "needs",
    trainers.TrainerAway: "trainers",
    trainers.TrainerOffHours: "trainers",
    trainers.TrainerNotQualified: "trainers",
    trainers.QualificationExpired: "trainers",
    trainers.QualificationNotYet: "trainers",
    scheduling.RoomTaken: "room",
    scheduling.TrainerTaken: "trainers",
    scheduling.TrainerLearns: "trainers",
    scheduling.CohortTaken: "starts",
    scheduling.PersonTaken: "starts",
    scheduling.PersonTeaches: "starts",
    attendance.SessionHeld: "starts",
    ProgrammeOutside: "starts",
}


@blueprint.route("/cohorts/<uuid:cohort_id>/sessions/new", methods=["GET", "POST"])
@requires(TrainingPermission.EDIT_COHORT)
def new_session(cohort_id: UUID) -> Page:
    """Plan a session."""
    actor = current_actor()
    cohort = queries.get_cohort(db.session(), actor, cohort_id)
    require(actor, TrainingPermission.EDIT_COHORT, cohort.scope)
    form = _form(cohort)
    if form.validate_on_submit():
        try:
            with transaction() as session:
                services.plan_session(
                    session,
                    actor=actor,
                    session_id=form.key,
                    cohort_id=cohort_id,
                    details=_details(form, cohort),
                    at=ports().clock.now(),
                )
        except tuple(BESIDE) as violation:
            form.refuse(BESIDE[type(violation)], localised(violation, cohort.time_zone))
        else:
            flash(_("The session is planned."), "success")
            _warn_of_holiday(form, cohort)
            again = "another" in request.form
            return redirect(url_for(".new_session" if again else ".show_sessions", cohort_id=cohort_id), 303)
    form.prepare()
    page = render_template("training/session_new.html", form=form, cohort=cohort, items=_items(cohort))
    return page, 422 if form.errors else 200


@blueprint.route("/sessions/<uuid:session_id>/edit", methods=["GET", "POST"])
@requires(TrainingPermission.EDIT_COHORT)
def edit_session(session_id: UUID) -> Page:
    """Change a session."""
    actor = current_actor()
    planned = queries.get_session(db.session(), actor, session_id)
    cohort = queries.get_cohort(db.session(), actor, planned.cohort_id)
    form = _form(cohort, planned)
    if form.validate_on_submit():
        try:
            with transaction() as session:
                services.change_session(
                    session,
                    actor=actor,
                    session_id=session_id,
                    details=_details(form, cohort),
                    at=ports().clock.now(),
                )
        except tuple(BESIDE) as violation:
            form.refuse(BESIDE[type(violation)], localised(violation, cohort.time_zone))
        else:
            flash(_("The session is changed."), "success")
            _warn_of_holiday(form, cohort)
            return redirect(url_for(".show_session", session_id=session_id), 303)
    page = render_template(
        "training/session_edit.html", form=form, cohort=cohort, planned=planned, items=_items(cohort, planned.id)
    )
    return page, 422 if form.errors else 200


@blueprint.route("/sessions/<uuid:session_id>/cancel", methods=["GET", "POST"])
@requires(TrainingPermission.EDIT_COHORT)
def cancel_session(session_id: UUID) -> Page:
    """Cancel a session after saying what will happen."""
    actor = current_actor()
    planned = queries.get_session(db.session(), actor, session_id)
    cohort = queries.get_cohort(db.session(), actor, planned.cohort_id)
    form = ReasonForm()
    if form.validate_on_submit():
        try:
            with transaction() as session:
                services.cancel_session(
                    session, actor=actor, session_id=session_id, reason=form.reason.data, at=ports().clock.now()
                )
        except attendance.SessionHeld as violation:
            form.refuse("reason", violation)
        else:
            flash(_("The session is cancelled. It stays in the list with the reason."), "success")
            return redirect(url_for(".show_sessions", cohort_id=cohort.id), 303)
    page = render_template(
        "confirm.html",
        heading=_("Cancel “%(title)s”", title=planned.title),
        sentences=[
            _("Room and trainers are free again at that time."),
            _("Its hours no longer count for anybody's attendance."),
            _("A cancelled session can't be opened again; plan a new one instead."),
        ],
        action_url=url_for(".cancel_session", session_id=session_id),
        fields={},
        label=_("Cancel the session"),
        back_url=url_for(".show_session", session_id=session_id),
        reason_field=form.reason,
    )
    return page, 422 if form.errors else 200


@blueprint.get("/sessions/<uuid:session_id>")
@requires(TrainingPermission.SEE_SESSION)
def show_session(session_id: UUID) -> Page:
    """Show a session: to participants with their own mark, to trainers with what there is to do."""
    actor, session = current_actor(), db.session()
    planned = queries.get_session(session, actor, session_id)
    scope = planned.scope_for(actor)
    outline = course_queries.course_outline(session, planned.course_edition_id)
    modules = [
        pick(dict(module.titles), current_language()) for module in outline.modules if module.key in planned.module_keys
    ]
    may_mark = allowed(actor, TrainingPermission.MARK_ATTENDANCE, scope)
    at, centre_zone = ports().clock.now(), zone(planned.time_zone)
    return render_template(
        "training/session.html",
        planned=planned,
        modules=modules,
        holiday=holiday_on(planned.country, planned.starts_at.astimezone(centre_zone).date(), current_language()),
        kind_title=_(SESSION_KIND_TITLES[planned.kind]),
        may_mark=may_mark,
        may_edit=allowed(actor, TrainingPermission.EDIT_COHORT, scope.cohort),
        open=at.astimezone(centre_zone).date() >= planned.starts_at.astimezone(centre_zone).date(),
        counts=count_statuses(session, session_id) if may_mark else {},
        taken=queries.count_taken(session, planned.cohort_id) if may_mark else 0,
        own_mark=own_marks(session, actor.id, [session_id]).get(session_id) if planned.takes_part else None,
        own_enrolment=own_enrolment(session, actor.id, planned.cohort_id) if planned.takes_part else None,
    )


@blueprint.get("/sessions/<uuid:session_id>/sign-in-sheet.pdf")
@requires(TrainingPermission.MARK_ATTENDANCE)
def sign_in_sheet(session_id: UUID) -> Page:
    """Print the list that participants sign; a list of people, so its making is on record."""
    from app.core.pdf import render_pdf  # noqa: PLC0415 -- the PDF library is loaded where documents are made

    actor = current_actor()
    with transaction() as session:
        printing = print_sheet(session, actor=actor, session_id=session_id, at=ports().clock.now())
        planned = queries.get_session(session, actor, session_id)
        require(actor, TrainingPermission.MARK_ATTENDANCE, planned.scope_for(actor))
        cohort = queries.cohorts.find_cohort_facts(session, planned.cohort_id)
        people = queries.list_people(session, planned.cohort_id)
    html = render_template(
        "training/sign_in_sheet.html", planned=planned, cohort=cohort, people=people, printing=printing
    )
    try:
        content = render_pdf(html, made_at=ports().clock.now())
    except RuleViolation as violation:
        flash(say(violation), "error")
        return redirect(url_for(".show_session", session_id=session_id), 303)
    day = planned.starts_at.astimezone(zone(planned.time_zone)).date()
    return Response(
        content,
        mimetype="application/pdf",
        headers={"Content-Disposition": f'inline; filename="sign-in-{day:%Y-%m-%d}-{session_id.hex[-6:]}.pdf"'},
    )


def _form(cohort: queries.CohortFacts, planned: queries.SessionFacts | None = None) -> SessionForm:
    session = db.session()
    values = (
        _values(planned) if planned else {"trainers": [str(key) for key in cohort.trainers], "day": cohort.starts_on}
    )
    outline = course_queries.course_outline(session, cohort.course_edition_id)
    return SessionForm(data=values).offer(
        rooms=list_rooms(session, [cohort.centre_id]),
        trainers={**(planned.trainers if planned else {}), **list_trainers(session, cohort.centre_path)},
        modules={module.key: pick(dict(module.titles), current_language()) for module in outline.modules},
    )


def _values(planned: queries.SessionFacts) -> dict[str, object]:
    centre_zone = zone(planned.time_zone)
    starts, ends = planned.starts_at.astimezone(centre_zone), planned.ends_at.astimezone(centre_zone)
    return {
        "title": planned.title,
        "kind": planned.kind.value,
        "day": starts.date(),
        "starts": starts.time(),
        "ends": ends.time(),
        "room": str(planned.room_id or ""),
        "place": planned.place,
        "online_link": planned.online_link,
        "trainers": [str(key) for key in planned.trainers],
        "modules": list(planned.module_keys),
        "needs": list(planned.needs),
        "time_zone": planned.time_zone if planned.time_zone in ZONES else "",
    }


def _details(form: SessionForm, cohort: queries.CohortFacts) -> services.SessionDetails:
    room_id = UUID(form.room.data) if form.room.data else None
    room = rooms_of_centre(db.session(), cohort.centre_id).get(room_id) if room_id else None
    # The clock that was typed is that of the place: as chosen, else of the room, else of the centre.
    time_zone = form.time_zone.data or (room.time_zone if room else cohort.time_zone)
    counts = {key: request.form.get(f"item-{key.hex}", "") for key, _name, _count, _there in _items(cohort)}
    return services.SessionDetails(
        title=form.title.data,
        kind=SessionKind(form.kind.data),
        starts_at=scheduling.to_instant(form.day.data, form.starts.data, time_zone),
        ends_at=scheduling.to_instant(form.day.data, form.ends.data, time_zone),
        room_id=room_id,
        place=form.place.data or "",
        online_link=form.online_link.data or "",
        trainer_ids=[UUID(key) for key in form.trainers.data],
        module_keys=form.modules.data,
        time_zone="" if time_zone == cohort.time_zone else time_zone,
        needs=form.needs.data,
        items={key: int(text) for key, text in counts.items() if text.isascii() and text.isdigit() and int(text) > 0},
    )


def _items(cohort: queries.CohortFacts, session_id: UUID | None = None) -> list[tuple[UUID, str, str, int]]:
    """Return what a session may take: its name, how many are taken (as typed), and how many there are."""
    taken = session_items(db.session(), [session_id]).get(session_id, {}) if session_id else {}
    return [
        (each.id, each.name, request.form.get(f"item-{each.id.hex}", str(taken.get(each.id, "")))[:4], each.count)
        for each in items_of_centre(db.session(), cohort.centre_id)
    ]


def _warn_of_holiday(form: SessionForm, cohort: queries.CohortFacts) -> None:
    centre = db.session().get_one(TrainingCentre, cohort.centre_id)
    name = holiday_on(centre.agency.country, form.day.data, current_language())
    if name:
        flash(_("%(day)s is a public holiday: %(name)s.", day=show_date(form.day.data), name=name), "warning")
