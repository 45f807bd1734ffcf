"""The attendance sheet of a session, and the history of one person's marks."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.exc import IntegrityError

from app.core.access import current_actor, requires
from app.core.db import transaction
from app.core.errors import Missing, RuleViolation
from app.core.policy import allowed
from app.core.ports import ports

from .. import queries, services
from ..forms import TypedSheet, read_sheet
from ..models import ATTENDANCE_TITLES, AttendanceStatus
from ..permissions import TrainingPermission
from ..queries.attendance import Sheet
from ..rules.attendance import Mark, NotOnRoster, SheetRefused, check_open, history
from .routes import Page, blueprint
from .words import on_record, say

KINDS = {
    AttendanceStatus.PRESENT: "good",
    AttendanceStatus.LATE: "warning",
    AttendanceStatus.EXCUSED: "info",
    AttendanceStatus.ABSENT: "bad",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A person's row as the sheet shows it: what was typed, else what is on record."""

    enrolment_id: UUID
    name: str
    agency_names: dict[str, str]
    status: str
    minutes: str
    remark: str
    seen: str
    marks: list[Mark]
    problem: str = ""


@blueprint.get("/sessions/<uuid:session_id>/attendance")
@requires(TrainingPermission.MARK_ATTENDANCE)
def show_attendance(session_id: UUID) -> Page:
    """Show the sheet; everybody is on it and nothing is chosen beforehand."""
    return _sheet_page(session_id, TypedSheet())


@blueprint.post("/sessions/<uuid:session_id>/attendance")
@requires(TrainingPermission.MARK_ATTENDANCE)
def mark_attendance(session_id: UUID) -> Page:
    """Store the sheet, all of it or nothing."""
    typed = read_sheet(request.form)
    if request.form.get("fill"):
        return _sheet_page(session_id, _fill(typed))
    if typed.problems:
        return _sheet_page(session_id, typed), 422
    try:
        try:
            added = _mark(session_id, typed)
        except IntegrityError:
            # Somebody marked the same people at the same moment; now their marks can be read and compared.
            added = _mark(session_id, typed)
    except SheetRefused as refused:
        return _sheet_page(session_id, typed, refused), 422
    except NotOnRoster as violation:
        flash(say(violation), "error")
        return _sheet_page(session_id, typed), 422
    message = ngettext("%(num)s mark saved.", "%(num)s marks saved.", added) if added else _("Nothing had changed.")
    flash(message, "success" if added else "info")
    return redirect(url_for(".show_session", session_id=session_id), 303)


@blueprint.get("/sessions/<uuid:session_id>/attendance/<uuid:enrolment_id>")
@requires(TrainingPermission.MARK_ATTENDANCE)
def show_mark_history(session_id: UUID, enrolment_id: UUID) -> Page:
    """Show who marked a person when, and why a mark was corrected."""
    actor = current_actor()
    with on_record(actor, "training:marks:read", ("session", session_id), enrolment=str(enrolment_id)) as session:
        sheet = queries.get_sheet(session, actor, session_id)
        row = next((each for each in sheet.rows if each.participant.enrolment_id == enrolment_id), None)
        if row is None or not allowed(actor, TrainingPermission.MARK_ATTENDANCE, sheet.scope):
            raise Missing
    return render_template(
        "training/mark_history.html",
        sheet=sheet,
        row=row,
        marks=history(row.participant.marks),
        titles=ATTENDANCE_TITLES,
    )


def _mark(session_id: UUID, typed: TypedSheet) -> int:
    with transaction() as session:
        return services.mark_attendance(
            session,
            actor=current_actor(),
            session_id=session_id,
            entries=typed.entries,
            reason=typed.reason,
            at=ports().clock.now(),
        )


def _fill(typed: TypedSheet) -> TypedSheet:
    """Choose present for everybody who has no mark yet, without saving: for browsers without scripts."""
    typed.typed = {
        key: (status or AttendanceStatus.PRESENT.value, minutes, remark)
        for key, (status, minutes, remark) in typed.typed.items()
    }
    return typed


def _sheet_page(session_id: UUID, typed: TypedSheet, refused: SheetRefused | None = None) -> str:
    actor = current_actor()
    with on_record(actor, "training:attendance:read", ("session", session_id)) as session:
        sheet = queries.get_sheet(session, actor, session_id)
        if not allowed(actor, TrainingPermission.MARK_ATTENDANCE, sheet.scope):
            raise Missing
    try:
        check_open(
            starts_at=sheet.starts_at, cancelled=sheet.cancelled, time_zone=sheet.time_zone, at=ports().clock.now()
        )
        closed = ""
    except RuleViolation as violation:
        closed = say(violation, sheet.time_zone)
    lines = _lines(sheet, typed, refused)
    return render_template(
        "training/attendance.html",
        sheet=sheet,
        lines=lines,
        closed=closed,
        options=[
            (status.value, _(title), _letter(status), KINDS[status]) for status, title in ATTENDANCE_TITLES.items()
        ],
        titles=ATTENDANCE_TITLES,
        marked=sum(1 for line in lines if line.status),
        corrects=any(line.marks for line in lines),
        reason=typed.reason,
        reason_missing=bool(refused and refused.reason_missing),
        wrong_rows=any(line.problem for line in lines),
        filled=bool(typed.typed) and not refused and not typed.problems,
    )


def _lines(sheet: Sheet, typed: TypedSheet, refused: SheetRefused | None) -> list[Line]:
    problems = dict(typed.problems)
    for key, violation in (refused.problems if refused else {}).items():
        problems[key] = say(violation, sheet.time_zone)
    lines = []
    for row in sheet.rows:
        key, marks = row.participant.enrolment_id, history(row.participant.marks)
        current = marks[-1] if marks else None
        stored = (current.status.value, str(current.minutes_late or ""), current.remark) if current else ("", "", "")
        status, minutes, remark = typed.typed.get(key, stored)
        seen = current.id.hex if current else ""
        lines.append(
            Line(
                key, row.participant.name, row.agency_names, status, minutes, remark, seen, marks, problems.get(key, "")
            )
        )
    return lines


def _letter(status: AttendanceStatus) -> str:
    # Translators: one letter for each mark, as on paper registers of your language.
    letters = {
        AttendanceStatus.PRESENT: _("P (present)"),
        AttendanceStatus.LATE: _("L (late)"),
        AttendanceStatus.EXCUSED: _("E (excused)"),
        AttendanceStatus.ABSENT: _("A (absent)"),
    }
    return str(letters[status])[0]
