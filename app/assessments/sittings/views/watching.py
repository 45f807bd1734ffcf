"""The live page of a sitting, its protocol, and one person in it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Response as FlaskResponse
from flask import jsonify, render_template, request
from flask_babel import gettext as _

from app.core.access import current_actor, requires
from app.core.db import db
from app.core.i18n import LANGUAGE_NAMES, show_time
from app.core.ids import new_id
from app.core.policy import allowed
from app.core.ports import ports

from ..forms import MinutesForm, NoteForm
from ..permissions import SittingPermission
from ..queries.papers import not_ready
from ..queries.sittings import SittingFacts, get_sitting
from ..queries.watching import Watched, acts_of, watch, watch_one
from ..rules.acts import ACT_TITLES
from .routes import Page, blueprint, code_of, name_of, on_record

RELOADS = ("30", "60")


@blueprint.get("/exams/<uuid:sitting_id>")
@requires(SittingPermission.SEE)
def show_sitting(sitting_id: UUID) -> Page:
    """Show who began, how far they are and what is left to them; reading the list is on record."""
    actor, at = current_actor(), ports().clock.now()
    with on_record(actor, "assessments:sitting:watch", sitting_id) as session:
        sitting = get_sitting(session, actor, sitting_id)
        people = watch(session, sitting_id, sitting.kind)
        acts = acts_of(session, sitting_id)
        waiting = [each for each in people if each.started_at is None] if sitting.state(at) != "over" else []
        granted = {each.entitled.language for each in waiting if each.entitled.language}
        lacking = not_ready(session, sitting, actor.id, granted) if waiting else []
    notes = NoteForm(act=str(new_id()))
    notes.person.choices = person_choices(people)
    every = request.args.get("every", "")
    return render_template(
        "assessments/sittings/watch.html",
        sitting=sitting,
        name=name_of(sitting),
        code=code_of(sitting),
        people=[(each, cells(each, sitting, at)) for each in people],
        summary=summary(people, at),
        lacking=[(LANGUAGE_NAMES.get(each.language, each.language), each) for each in lacking],
        acts=acts[-8:],
        act_titles=ACT_TITLES,
        minutes=MinutesForm(act=str(new_id())),
        notes=notes,
        at=at,
        every=every if every in RELOADS else "",
    )


@blueprint.get("/exams/<uuid:sitting_id>/state")
@requires(SittingPermission.SEE)
def show_state(sitting_id: UUID) -> FlaskResponse:
    """Give the script of the live page what changes."""
    actor, session, at = current_actor(), db.session(), ports().clock.now()
    sitting = get_sitting(session, actor, sitting_id)
    people = watch(session, sitting_id, sitting.kind)
    rows = {each.enrolment_id.hex: cells(each, sitting, at) for each in people}
    shown = _("As of %(time)s", time=show_time(at, sitting.time_zone))
    return jsonify(rows=rows, summary=summary(people, at), shown=shown)


@blueprint.get("/exams/<uuid:sitting_id>/protocol")
@requires(SittingPermission.SEE)
def show_protocol(sitting_id: UUID) -> Page:
    """Show the record of a sitting, to read or to print and sign."""
    actor, at = current_actor(), ports().clock.now()
    with on_record(actor, "assessments:sitting:protocol", sitting_id) as session:
        sitting = get_sitting(session, actor, sitting_id)
        people = watch(session, sitting_id, sitting.kind)
        acts = acts_of(session, sitting_id)
    return render_template(
        "assessments/sittings/protocol.html",
        sitting=sitting,
        name=name_of(sitting),
        people=[(each, cells(each, sitting, at)) for each in people],
        summary=summary(people, at),
        acts=acts,
        act_titles=ACT_TITLES,
        at=at,
    )


@blueprint.get("/exams/<uuid:sitting_id>/people/<uuid:enrolment_id>")
@requires(SittingPermission.SEE)
def show_person(sitting_id: UUID, enrolment_id: UUID) -> Page:
    """Show one person of a sitting, with what an invigilator can do for them."""
    actor, at = current_actor(), ports().clock.now()
    with on_record(actor, "assessments:sitting:person", sitting_id) as session:
        sitting = get_sitting(session, actor, sitting_id)
        person = watch_one(session, sitting_id, enrolment_id, sitting.kind)
        acts = acts_of(session, sitting_id, enrolment_id)
    return person_page(sitting, person, acts, at)


def person_page(sitting: SittingFacts, person: Watched, acts: list[Any], at: datetime, **forms: Any) -> str:  # noqa: ANN401
    """Write the page of one person; forms that were refused are shown as they were typed."""
    notes = forms.get("notes") or NoteForm(act=str(new_id()))
    notes.person.choices = person_choices([person])
    return render_template(
        "assessments/sittings/person.html",
        sitting=sitting,
        name=name_of(sitting),
        person=person,
        cells=cells(person, sitting, at),
        state=person.state(at),
        acts=acts,
        act_titles=ACT_TITLES,
        minutes=forms.get("minutes") or MinutesForm(act=str(new_id())),
        notes=notes,
        may_accommodate=allowed(current_actor(), SittingPermission.ACCOMMODATE, sitting.centre_path),
        at=at,
    )


def person_choices(people: list[Watched]) -> list[tuple[str, str]]:
    """Return about whom a note can be: the room, or somebody in it."""
    room = [("", _("the room as a whole"))] if len(people) != 1 else []
    return [*room, *((str(each.enrolment_id), each.name) for each in people)]


def cells(person: Watched, sitting: SittingFacts, at: datetime) -> dict[str, str]:
    """Say how far somebody is, in the reader's language; what is not yet is empty."""
    state, zone, left = person.state(at), sitting.time_zone, person.seconds_left(at)
    words = {
        "absent": _("Not begun"),
        "working": _("Working"),
        "over": _("Time is over"),
        "ended": _("Ended by the invigilator"),
        "handed_in": _("Handed in"),
    }
    begun = show_time(person.started_at, zone) if person.started_at else ""
    answered = _("%(done)s of %(all)s", done=person.answered, all=person.questions) if person.started_at else ""
    return {
        "state": str(words[state]),
        "begun": begun,
        "answered": str(answered),
        "saved": show_time(person.last_saved_at, zone) if person.last_saved_at else "",
        "left": str(_("%(count)s min", count=-(-left // 60))) if left is not None else "",
        "ended": show_time(person.submitted_at, zone) if person.submitted_at else "",
        "late": str(person.late) if person.late else "",
    }


def summary(people: list[Watched], at: datetime) -> str:
    """Say how many are where."""
    states = [each.state(at) for each in people]
    done = sum(each in ("ended", "handed_in") for each in states)
    words = _(
        "%(absent)s not begun, %(working)s working, %(done)s finished, of %(all)s",
        absent=states.count("absent"),
        working=states.count("working") + states.count("over"),
        done=done,
        all=len(states),
    )
    return str(words)
