"""Typing a sheet, noting an absence, and looking at scans."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.assessments.forms import read_id
from app.core.access import current_actor, requires
from app.core.db import db, transaction
from app.core.ids import new_id
from app.core.policy import require
from app.core.ports import ports

from .. import services
from ..permissions import BookletPermission, PaperScope
from ..queries.people import PaperPerson, find_scan, person_of
from ..queries.sets import SetFacts, VariantFacts, find_sheet, get_set
from ..rules.entries import (
    AlreadyMarked,
    EntryKind,
    EntryState,
    NoReasonForChange,
    SameTypist,
    SatOnline,
    TimesWrong,
)
from ..rules.scans import ENDINGS, MOST_BYTES, ScanEmpty, ScanTooLarge, ScanUnknown
from ..services.files import times_of
from .fields import SheetField, fields_of_paper, read_fields
from .routes import STATE_TITLES, Page, acting, blueprint, name_of, on_record, say, set_title, set_url

BESIDE = {
    TimesWrong: "times",
    NoReasonForChange: "note",
    ScanEmpty: "scan",
    ScanTooLarge: "scan",
    ScanUnknown: "scan",
}
WHOLE = (AlreadyMarked, SatOnline, SameTypist)
LONGEST_NOTE = 500


@dataclass(slots=True)
class Typing:
    """A sheet as its page shows it: the round, the variant, the fields and what was refused."""

    paper: SetFacts
    person: PaperPerson
    kind: EntryKind
    variant: VariantFacts
    fields: list[SheetField]
    changes: bool
    day: date
    begun: str
    handed_in: str
    note: str = ""
    key: UUID = field(default_factory=new_id)
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def wrong(self) -> bool:
        """Whether anything was refused."""
        return bool(self.errors) or any(each.errors for each in self.fields)


@blueprint.route("/exams/paper/<uuid:set_id>/people/<uuid:enrolment_id>", methods=["GET", "POST"])
@requires(BookletPermission.ENTER)
def enter(set_id: UUID, enrolment_id: UUID) -> Page:
    """Type a sheet: the first time, the second time, or anew with the reason."""
    actor = current_actor()
    paper = get_set(db.session(), actor, set_id)
    if request.method == "POST":
        return _save(paper, enrolment_id)
    with on_record(actor, "assessments:paper:open", paper.sitting.id) as session:
        person = person_of(session, paper, enrolment_id)
        _require(paper, person)
    if person.state is EntryState.MARKED or person.online:
        return _person_page(paper, person, None)
    return _person_page(paper, person, _typing(paper, person, _asked_variant(paper, request.args.get("variant", ""))))


def _save(paper: SetFacts, enrolment_id: UUID) -> Page:
    person = person_of(db.session(), paper, enrolment_id)
    _require(paper, person)
    form = request.form
    typing = _typing(paper, person, _asked_variant(paper, form.get("variant", "")))
    answers = read_fields(typing.variant.paper, typing.fields, form, person.sheet.code if person.sheet else "")
    typing.note = form.get("note", "").strip()[:LONGEST_NOTE]
    typing.key = read_id(form.get("id")) or new_id()
    typing.begun, typing.handed_in = form.get("begun", ""), form.get("handed_in", "")
    times = _read_times(typing, form.get("day", ""))
    if not typing.wrong and times:
        kind = EntryKind.SECOND if form.get("kind") == EntryKind.SECOND else EntryKind.FIRST
        typed = services.TypedSheet(typing.variant.id, answers, *times, kind, typing.note, _sent_scan())
        _enter(paper, enrolment_id, typed, typing)
    if typing.wrong:
        return _person_page(paper, person, typing), 422
    flash(_("The sheet of %(name)s is on record.", name=person.watched.name), "success")
    return redirect(_after(paper, enrolment_id), 303)


def _enter(paper: SetFacts, enrolment_id: UUID, typed: services.TypedSheet, typing: Typing) -> None:
    try:
        with transaction() as session:
            services.enter_sheet(
                session,
                set_id=paper.id,
                enrolment_id=enrolment_id,
                entry_id=typing.key,
                typed=typed,
                storage=ports().storage,
                **acting(),
            )
    except tuple(BESIDE) as violation:
        typing.errors[BESIDE[type(violation)]] = say(violation, paper.sitting.time_zone)
    except WHOLE as violation:
        typing.errors[""] = say(violation, paper.sitting.time_zone)


def _after(paper: SetFacts, enrolment_id: UUID) -> str:
    """Return where to go on: to deciding where the two differ, else to the list."""
    person = person_of(db.session(), get_set(db.session(), current_actor(), paper.id), enrolment_id)
    if person.state is EntryState.DIFFERS:
        return url_for(".decide", set_id=paper.id, enrolment_id=enrolment_id)
    return f"{set_url(paper.id)}#people"


@blueprint.post("/exams/paper/<uuid:set_id>/people/<uuid:enrolment_id>/absent")
@requires(BookletPermission.ENTER)
def note_absence(set_id: UUID, enrolment_id: UUID) -> Page:
    """Note that somebody did not come."""
    zone = get_set(db.session(), current_actor(), set_id).sitting.time_zone
    try:
        with transaction() as session:
            services.note_absence(
                session,
                set_id=set_id,
                enrolment_id=enrolment_id,
                entry_id=read_id(request.form.get("id")) or new_id(),
                **acting(),
            )
    except (AlreadyMarked, SatOnline) as violation:
        flash(say(violation, zone), "error")
    else:
        flash(_("The absence is on record. Typing the sheet takes it back."), "success")
    return redirect(f"{set_url(set_id)}#people", 303)


@blueprint.get("/exams/paper/sheets/<sheet_code>")
@requires(BookletPermission.ENTER)
def find_by_code(sheet_code: str) -> Page:
    """Lead from the code on a sheet to typing it."""
    sheet = find_sheet(db.session(), sheet_code.upper())
    get_set(db.session(), current_actor(), sheet.set_id)
    return redirect(url_for(".enter", set_id=sheet.set_id, enrolment_id=sheet.enrolment_id), 303)


@blueprint.get("/exams/paper/scans/<uuid:paper_entry_id>")
@requires(BookletPermission.ENTER)
def open_scan(paper_entry_id: UUID) -> Response:
    """Give the scan of a sheet; who looked is on record."""
    actor = current_actor()
    entry = find_scan(db.session(), paper_entry_id)
    paper = get_set(db.session(), actor, entry.set_id)
    with on_record(actor, "assessments:paper:scan", paper.sitting.id) as session:
        _require(paper, person_of(session, paper, entry.enrolment_id))
    response = make_response(ports().storage.get(entry.scan_digest))
    response.headers["Content-Type"] = entry.scan_kind
    response.headers["Content-Disposition"] = f'attachment; filename="scan.{ENDINGS[entry.scan_kind]}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _require(paper: SetFacts, person: PaperPerson) -> None:
    scope = PaperScope(paper.sitting.centre_path, frozenset({person.watched.user_id}))
    require(current_actor(), BookletPermission.ENTER, scope)


def _asked_variant(paper: SetFacts, letter: str) -> VariantFacts | None:
    return next((each for each in paper.variants if each.letter == letter), None)


def _typing(paper: SetFacts, person: PaperPerson, variant: VariantFacts | None) -> Typing:
    """Return what is to be typed now: by whom, it depends on who typed before."""
    standing, me = person.standing, current_actor().id
    kind, before = EntryKind.FIRST, standing.first
    if paper.double_entry and before is not None and before.entered_by != me:
        kind, before = EntryKind.SECOND, standing.second
    if person.state in (EntryState.OPEN, EntryState.ABSENT):
        before = None
    zone = ZoneInfo(paper.sitting.time_zone)
    if variant is None:
        known = before.variant_id if before else person.sheet.variant_id if person.sheet else paper.variants[0].id
        variant = paper.variant(known)
    answers = before.answers if before and before.variant_id == variant.id else None
    started_at, submitted_at = times_of(paper, None, None)
    if before and before.started_at and before.submitted_at:
        started_at, submitted_at = before.started_at, before.submitted_at
    started_at, submitted_at = started_at.astimezone(zone), submitted_at.astimezone(zone)
    essays = kind is not EntryKind.SECOND
    return Typing(
        paper,
        person,
        kind,
        variant,
        fields_of_paper(variant.paper, answers, essays=essays),
        before is not None,
        started_at.date(),
        f"{started_at:%H:%M}",
        f"{submitted_at:%H:%M}",
    )


def _read_times(typing: Typing, day: str) -> tuple[datetime, datetime] | None:
    zone = ZoneInfo(typing.paper.sitting.time_zone)
    try:
        typing.day = date.fromisoformat(day)
        begun, handed_in = time.fromisoformat(typing.begun), time.fromisoformat(typing.handed_in)
    except ValueError:
        typing.errors["times"] = str(_("Write the day and both times, such as 09:30."))
        return None
    return datetime.combine(typing.day, begun, zone), datetime.combine(typing.day, handed_in, zone)


def _sent_scan() -> services.SentScan | None:
    sent = request.files.get("scan")
    if sent is None or not sent.filename:
        return None
    return services.SentScan(sent.stream.read(MOST_BYTES + 1))


def _person_page(paper: SetFacts, person: PaperPerson, typing: Typing | None) -> str:
    facts: dict[str, Any] = {
        "paper": paper,
        "sitting": paper.sitting,
        "name": name_of(paper.sitting),
        "set_name": set_title(paper),
        "person": person,
        "states": STATE_TITLES,
        "letters": {each.id: each.letter for each in paper.variants},
        "absence_id": new_id(),
    }
    return render_template("assessments/booklets/enter.html", typing=typing, **facts)
