"""Pages that plan more than one session: the next free slot, repeating, copying an earlier cohort."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from uuid import UUID

from babel.dates import get_day_names
from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session
from wtforms.fields.choices import SelectChoice

from app.core.access import current_actor, requires
from app.core.db import db, transaction
from app.core.errors import RuleViolation
from app.core.i18n import current_language, pick
from app.core.ids import new_id
from app.core.policy import require
from app.core.ports import ports
from app.courses import queries as course_queries

from .. import queries
from ..forms import CopyForm, RepeatForm, SlotForm, read_key
from ..models import Cohort, SessionKind
from ..permissions import TrainingPermission
from ..queries.cohorts import list_rooms, list_trainers, visible_cohorts
from ..queries.resources import rooms_of_centre
from ..services.planning import Outcome, copy_sessions
from ..services.planning import repeat_session as repeat
from ..services.sessions import SessionDetails, plan_session
from ..services.slots import SlotSearch, find_free_slots
from .routes import Page, blueprint
from .words import say, say_span

OPENS, CLOSES = time(9, 0), time(18, 0)


class LookedOnly(Exception):
    """Undo what was tried."""


@blueprint.get("/cohorts/<uuid:cohort_id>/free-slots")
@requires(TrainingPermission.EDIT_COHORT)
def find_slot(cohort_id: UUID) -> Page:
    """Look for the next free slots."""
    actor, session = current_actor(), db.session()
    cohort = queries.get_cohort(session, actor, cohort_id)
    require(actor, TrainingPermission.EDIT_COHORT, cohort.scope)
    asked = "minutes" in request.args
    form = _slot_form(cohort)
    slots = None
    if asked and form.validate():
        found = find_free_slots(session, actor=actor, cohort_id=cohort_id, search=_search(form), at=ports().clock.now())
        rooms = rooms_of_centre(session, cohort.centre_id)
        slots = [
            {
                "said": say_span(each.span),
                "room": rooms[each.room_id].name if each.room_id else "",
                "fields": {
                    "id": str(new_id()),
                    "title": form.title.data,
                    "starts_at": each.span.starts_at.isoformat(),
                    "minutes": str(form.minutes.data),
                    "room": str(each.room_id or ""),
                    "needs": ",".join(form.needs.data),
                    "trainers": ",".join(form.trainers.data),
                    "modules": ",".join(form.modules.data),
                },
            }
            for each in found
        ]
    page = render_template("training/free_slots.html", form=form, cohort=cohort, slots=slots)
    return page, 422 if form.errors else 200


@blueprint.post("/cohorts/<uuid:cohort_id>/free-slots")
@requires(TrainingPermission.EDIT_COHORT)
def take_slot(cohort_id: UUID) -> Page:
    """Plan a session in a slot that was found; it is asked again whether it is free."""
    actor = current_actor()
    cohort = queries.get_cohort(db.session(), actor, cohort_id)
    require(actor, TrainingPermission.EDIT_COHORT, cohort.scope)
    details = _taken_slot(cohort)
    if details is None:
        flash(_("Choose a slot from the list."), "error")
        return redirect(url_for(".find_slot", cohort_id=cohort_id), 303)
    try:
        with transaction() as session:
            plan_session(
                session,
                actor=actor,
                session_id=read_key(request.form.get("id")) or new_id(),
                cohort_id=cohort_id,
                details=details,
                at=ports().clock.now(),
            )
    except RuleViolation as violation:
        flash(say(violation, cohort.time_zone), "error")
        return redirect(url_for(".find_slot", cohort_id=cohort_id), 303)
    flash(_("The session is planned."), "success")
    return redirect(url_for(".show_sessions", cohort_id=cohort_id), 303)


@blueprint.route("/sessions/<uuid:session_id>/repeat", methods=["GET", "POST"])
@requires(TrainingPermission.EDIT_COHORT)
def repeat_session(session_id: UUID) -> Page:
    """Repeat a session: first show each day with what clashes, then plan those that are free."""
    actor = current_actor()
    planned = queries.get_session(db.session(), actor, session_id)
    cohort = queries.get_cohort(db.session(), actor, planned.cohort_id)
    form = RepeatForm()
    names = get_day_names("wide", "stand-alone", current_language())
    form.weekdays.choices = [SelectChoice(str(day), names[day]) for day in range(7)]
    outcomes: list[Outcome] = []
    if form.validate_on_submit():

        def act(session: Session) -> list[Outcome]:
            return repeat(
                session,
                actor=actor,
                session_id=session_id,
                repetition_id=form.key,
                weekdays={int(day) for day in form.weekdays.data},
                count=form.count.data,
                skip_holidays=form.skip_holidays.data,
                at=ports().clock.now(),
            )

        outcomes = _try(act)
        if "plan" in request.form:
            return _planned(outcomes, cohort.id)
    form.prepare()
    page = render_template(
        "training/repeat.html",
        form=form,
        planned=planned,
        cohort=cohort,
        outcomes=_said(outcomes, cohort.time_zone),
        again=[("weekdays", day) for day in form.weekdays.data or ()],
        looked=bool(outcomes),
    )
    return page, 422 if form.errors else 200


@blueprint.route("/cohorts/<uuid:cohort_id>/copy-sessions", methods=["GET", "POST"])
@requires(TrainingPermission.EDIT_COHORT)
def copy_earlier(cohort_id: UUID) -> Page:
    """Copy the sessions of an earlier cohort: first show what would become of each, then plan."""
    actor = current_actor()
    cohort = queries.get_cohort(db.session(), actor, cohort_id)
    require(actor, TrainingPermission.EDIT_COHORT, cohort.scope)
    earlier = db.session().scalars(
        visible_cohorts(actor).where(Cohort.id != cohort_id).order_by(Cohort.starts_on.desc(), Cohort.id).limit(50)
    )
    form = CopyForm(data={"first_day": cohort.starts_on})
    form.source.choices = [SelectChoice(str(each.id), each.title) for each in earlier]
    outcomes: list[Outcome] = []
    if form.validate_on_submit():

        def act(session: Session) -> list[Outcome]:
            return copy_sessions(
                session,
                actor=actor,
                cohort_id=cohort_id,
                source_id=UUID(form.source.data),
                copy_id=form.key,
                first_day=form.first_day.data,
                at=ports().clock.now(),
            )

        outcomes = _try(act)
        if "plan" in request.form:
            return _planned(outcomes, cohort_id)
    looked = form.is_submitted() and not form.errors
    form.prepare()
    page = render_template(
        "training/copy.html",
        form=form,
        cohort=cohort,
        outcomes=_said(outcomes, cohort.time_zone),
        looked=looked,
    )
    return page, 422 if form.errors else 200


def _try(act: Callable[[Session], list[Outcome]]) -> list[Outcome]:
    """Do it; unless planning was pressed, undo it again."""
    outcomes: list[Outcome] = []
    try:
        with transaction() as session:
            outcomes = act(session)
            if "plan" not in request.form:
                raise LookedOnly  # noqa: TRY301 -- the way to undo a transaction
    except LookedOnly:
        pass
    return outcomes


def _planned(outcomes: list[Outcome], cohort_id: UUID) -> Page:
    count = sum(each.refused is None for each in outcomes)
    flash(ngettext("%(num)s session is planned.", "%(num)s sessions are planned.", count), "success")
    return redirect(url_for(".show_sessions", cohort_id=cohort_id), 303)


def _said(outcomes: list[Outcome], time_zone: str) -> list[dict[str, object]]:
    return [
        {
            "title": each.title,
            "when": say_span(each.span),
            "refused": say(each.refused, time_zone) if each.refused else "",
            "left_out": [say(reason, time_zone) for reason in each.left_out],
        }
        for each in outcomes
    ]


def _slot_form(cohort: queries.CohortFacts) -> SlotForm:
    session = db.session()
    outline = course_queries.course_outline(session, cohort.course_edition_id)
    start = {
        "first_day": cohort.starts_on,
        "last_day": cohort.ends_on,
        "opens": OPENS,
        "closes": CLOSES,
        "minutes": 90,
        "room": "any",
        "trainers": [str(key) for key in cohort.trainers],
    }
    asked = request.args if "minutes" in request.args else None
    return SlotForm(formdata=asked, data=start, meta={"csrf": False}).offer(
        rooms=list_rooms(session, [cohort.centre_id]),
        trainers=list_trainers(session, cohort.centre_path),
        modules={module.key: pick(dict(module.titles), current_language()) for module in outline.modules},
    )


def _search(form: SlotForm) -> SlotSearch:
    return SlotSearch(
        lasts=timedelta(minutes=form.minutes.data),
        first_day=form.first_day.data,
        last_day=form.last_day.data,
        opens=form.opens.data,
        closes=form.closes.data,
        any_room=form.room.data == "any",
        room_id=read_key(form.room.data),
        needs=form.needs.data,
        trainer_ids=[UUID(key) for key in form.trainers.data],
        module_keys=form.modules.data,
        weekends=form.weekends.data,
    )


def _taken_slot(cohort: queries.CohortFacts) -> SessionDetails | None:
    sent = request.form
    try:
        starts_at = datetime.fromisoformat(sent.get("starts_at", ""))
        minutes = int(sent.get("minutes", ""))
    except ValueError:
        return None
    if starts_at.tzinfo is None:
        return None
    offered = {module.key for module in course_queries.course_outline(db.session(), cohort.course_edition_id).modules}
    trainers = [read_key(key) for key in sent.get("trainers", "").split(",") if key]
    return SessionDetails(
        title=sent.get("title", "").strip()[:200] or _("Session"),
        kind=SessionKind.CLASSROOM,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=minutes),
        room_id=read_key(sent.get("room")),
        trainer_ids=[key for key in trainers if key],
        module_keys=[key for key in sent.get("modules", "").split(",") if key in offered],
        needs=[key for key in sent.get("needs", "").split(",") if key],
    )
