"""Entering a paper sheet, looking at its scan, and the marks so far as a file to fill in."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from app.core.access import current_actor, requires
from app.core.db import db, transaction
from app.core.errors import Missing, RuleViolation
from app.core.i18n import OFFERED, current_language, pick, speaking
from app.core.ids import new_id
from app.core.ports import ports
from app.core.tables import Column, stream_csv, stream_xlsx

from .. import queries as training_queries
from ..forms import LONGEST_REMARK
from ..forms import read_key as read_id
from ..models import ATTENDANCE_TITLES, AttendanceStatus
from ..papers.models import Paper
from ..papers.rules import PaperEmpty, PaperTooLarge, PaperUnknown
from ..papers.sending import send_paper
from ..permissions import TrainingPermission
from ..queries.attendance import Sheet
from ..rules.attendance import CHOICES, Entry, NotOnRoster, SheetRefused, history
from ..rules.people_words import fold_word
from ..services.attendance import get_own_sheet
from ..views.routes import Page
from ..views.words import on_record, say
from . import queries, services
from .status_words import StatusUnknown, read_status

blueprint = Blueprint("sheets", __name__, template_folder="../templates")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BESIDE_SCAN = (PaperEmpty, PaperTooLarge, PaperUnknown)


@blueprint.get("/sessions/<uuid:session_id>/sheet")
@requires(TrainingPermission.MARK_ATTENDANCE)
def enter_sheet(session_id: UUID) -> Page:
    """Ask for what stands on the paper: one letter a row, in the order of the paper."""
    return _entry_page(session_id, {})


@blueprint.post("/sessions/<uuid:session_id>/sheet")
@requires(TrainingPermission.MARK_ATTENDANCE)
def save_sheet(session_id: UUID) -> Page:
    """Store a paper sheet, all of it or nothing."""
    actor, at = current_actor(), ports().clock.now()
    problems: dict[str, str] = {}
    entries = _read_entries(session_id, problems)
    if problems:
        return _entry_page(session_id, problems), 422
    try:
        with transaction() as session:
            added = services.enter_sheet(
                session,
                actor=actor,
                scan_id=read_id(request.form.get("id")) or new_id(),
                session_id=session_id,
                entries=entries,
                code=request.form.get("code", ""),
                scan=_sent_scan(request.files.get("scan")),
                reason=request.form.get("reason", "").strip()[:LONGEST_REMARK],
                storage=ports().storage,
                at=at,
            )
    except BESIDE_SCAN as violation:
        return _entry_page(session_id, {"scan": say(violation)}), 422
    except services.SheetCodeUnknown as violation:
        return _entry_page(session_id, {"code": say(violation)}), 422
    except SheetRefused as refused:
        zone = get_own_sheet(db.session(), actor, session_id).time_zone
        found = {key.hex: say(problem, zone) for key, problem in refused.problems.items()}
        if refused.reason_missing:
            found["reason"] = _("Write why marks are corrected.")
        return _entry_page(session_id, found), 422
    except (services.NothingEntered, NotOnRoster) as violation:
        return _entry_page(session_id, {"": say(violation)}), 422
    message = ngettext("%(num)s mark saved.", "%(num)s marks saved.", added) if added else _("No mark had changed.")
    flash(message, "success" if added else "info")
    return redirect(url_for("training.show_session", session_id=session_id), 303)


@blueprint.get("/sheet-scans/<uuid:scan_id>")
@requires(TrainingPermission.MARK_ATTENDANCE)
def show_scan(scan_id: UUID) -> Page:
    """Give the scan of a sheet; who looked is on record."""
    actor = current_actor()
    with on_record(actor, "training:scan:read", ("sheet", scan_id)) as session:
        scan = queries.get_scan(session, actor, scan_id)
        paper = session.get(Paper, scan.paper_id) if scan.paper_id else None
        if paper is None:
            raise Missing
    return send_paper(paper)


@blueprint.get("/cohorts/<uuid:cohort_id>/marks.<any(csv, xlsx):kind>")
@requires(TrainingPermission.SEE_COHORT)
def marks_template(cohort_id: UUID, kind: str) -> Page:
    """Give the marks so far as a table of people and sessions, of one session or of all: to fill in and send back."""
    actor = current_actor()
    only = read_id(request.args.get("session"))
    with on_record(actor, "training:marks:export", ("cohort", cohort_id)) as session:
        training_queries.get_cohort(session, actor, cohort_id)
        grid = queries.load_grid(session, cohort_id)
    sessions = [each for each in grid.sessions if not each.cancelled and only in (None, each.id)]
    columns = [Column(_("Full name"), width=30), Column(_("E-mail address"), width=28), Column(_("Agency"), width=24)]
    columns += [Column(f"{grid.starts(each)} {each.title}", width=18) for each in sessions]

    def rows() -> Iterator[list[str]]:
        agencies = {seat.enrolment_id: pick(seat.agency_names, current_language()) for seat in grid.seats}
        for member in grid.members():
            marks = [grid.marks.get((each.id, member.enrolment_id)) for each in sessions]
            said = [_write(mark.status, mark.minutes_late) if mark else "" for mark in marks]
            yield [member.name, member.email, agencies[member.enrolment_id], *said]

    content = b"".join(stream_csv(columns, rows()) if kind == "csv" else stream_xlsx(columns, rows()))
    return Response(
        content,
        mimetype="text/csv" if kind == "csv" else XLSX,
        headers={"Content-Disposition": f'attachment; filename="marks.{kind}"'},
    )


def _entry_page(session_id: UUID, problems: dict[str, str]) -> str:
    actor = current_actor()
    with on_record(actor, "training:attendance:read", ("session", session_id)) as session:
        sheet = get_own_sheet(session, actor, session_id)
        scans = queries.list_scans(session, session_id)
    closed = ""
    try:
        sheet.check_open(ports().clock.now())
    except RuleViolation as violation:
        closed = say(violation, sheet.time_zone)
    sent = request.form if request.method == "POST" else {}
    return render_template(
        "training/sheet_entry.html",
        sheet=sheet,
        closed=closed,
        rows=_rows(sheet),
        sent=sent,
        key=read_id(sent.get("id")) or new_id(),
        problems=problems,
        scans=scans,
        titles=ATTENDANCE_TITLES,
        corrects=any(row.participant.marks for row in sheet.rows),
        letters=[(str(_write(status, 0)), _(title)) for status, title in ATTENDANCE_TITLES.items()],
    )


def _rows(sheet: Sheet) -> list[tuple[str, str, str, str]]:
    """Return for each row its key, the name, the mark on record as one would type it, and that mark's id."""
    found = []
    for row in sheet.rows:
        current = row.current
        said = _write(current.status, current.minutes_late) if current else ""
        found.append((row.participant.enrolment_id.hex, row.participant.name, said, current.id.hex if current else ""))
    return found


def _read_entries(session_id: UUID, problems: dict[str, str]) -> dict[UUID, Entry]:
    """Read the rows; what is not typed takes what was chosen for all the others, or nothing."""
    sheet = get_own_sheet(db.session(), current_actor(), session_id)
    words, rest = _words(), request.form.get("rest", "")
    others = AttendanceStatus(rest) if rest in CHOICES else None
    entries: dict[UUID, Entry] = {}
    for row in sheet.rows:
        key = row.participant.enrolment_id
        seen = read_id(request.form.get(f"seen-{key.hex}"))
        shown = next((mark for mark in history(row.participant.marks) if mark.id == seen), None)
        try:
            status, minutes = read_status(request.form.get(f"mark-{key.hex}", ""), words)
        except StatusUnknown as violation:
            problems[key.hex] = say(violation)
            continue
        if status is None and shown is None:
            status = others
        remark = shown.remark if shown else ""
        if status is not None:
            entries[key] = Entry(status, minutes, remark, seen)
    return entries


def _sent_scan(sent: FileStorage | None) -> services.SentScan | None:
    if sent is None or not sent.filename:
        return None
    return services.SentScan(sent.filename, sent.read())


def _write(status: AttendanceStatus, minutes: int) -> str:
    """Write a mark as a file and the entry page hold it: the word, and the minutes behind it."""
    return f"{_(ATTENDANCE_TITLES[status])} {minutes}" if minutes else str(_(ATTENDANCE_TITLES[status]))


def _words() -> dict[str, AttendanceStatus]:
    """Recognise the titles of marks as the program itself writes them, in every language it speaks."""
    found: dict[str, AttendanceStatus] = {}
    for language in OFFERED:
        with speaking(language.code):
            found |= {fold_word(str(_(title))): status for status, title in ATTENDANCE_TITLES.items()}
    return found
