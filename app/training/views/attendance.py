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
from ..checkins.rules import CODE_KIND_TITLES
from ..evidence import agency_names, find_evidence
from ..forms import TypedSheet, read_sheet, read_waiting
from ..models import ATTENDANCE_TITLES, MARK_TITLES, SOURCE_TITLES, AttendanceStatus
from ..permissions import TrainingPermission
from ..queries.attendance import Sheet, SheetRow
from ..rules.attendance import (
    Announcement,
    Claim,
    Mark,
    NotOnRoster,
    SheetLocked,
    SheetRefused,
    history,
    status_of_claim,
)
from ..unlocks.permissions import UnlockPermission
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
    claim: Claim | None = None
    absence: Announcement | None = None


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


@blueprint.post("/sessions/<uuid:session_id>/attendance/waiting")
@requires(TrainingPermission.MARK_ATTENDANCE)
def confirm_waiting(session_id: UUID) -> Page:
    """Make marks of the claims and announced absences that are ticked, or of the one whose button was pressed."""
    present, excused = read_waiting(request.form)
    try:
        with transaction() as session:
            added = services.confirm_waiting(
                session,
                actor=current_actor(),
                session_id=session_id,
                present=present,
                excused=excused,
                at=ports().clock.now(),
            )
    except SheetRefused as refused:
        flash(say(next(iter(refused.problems.values()), refused)), "error")
        return redirect(url_for(".show_attendance", session_id=session_id), 303)
    message = ngettext("%(num)s mark saved.", "%(num)s marks saved.", added) if added else _("Nothing had changed.")
    flash(message, "success" if added else "info")
    return redirect(url_for(".show_attendance", session_id=session_id), 303)


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
        marks = history(row.participant.marks)
        evidence = find_evidence(session, marks)
        agencies = agency_names(session, {mark.agency_id for mark in marks if mark.agency_id})
    return render_template(
        "training/mark_history.html",
        sheet=sheet,
        row=row,
        marks=marks,
        titles=MARK_TITLES,
        sources=SOURCE_TITLES,
        evidence=evidence,
        agencies=agencies,
        code_kinds=CODE_KIND_TITLES,
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
    at, locked = ports().clock.now(), False
    try:
        sheet.check_open(at)
        closed = ""
    except RuleViolation as violation:
        closed, locked = say(violation, sheet.time_zone), isinstance(violation, SheetLocked)
    lines = _lines(sheet, typed, refused)
    return render_template(
        "training/attendance.html",
        sheet=sheet,
        lines=lines,
        closed=closed,
        locked=locked,
        may_unlock=locked and allowed(actor, UnlockPermission.UNLOCK, sheet.scope.cohort.centre_path),
        unlocked_until=sheet.lock.unlocked_until if sheet.lock.locks_at(sheet.ends_at) <= at and not closed else None,
        claims=_waiting_claims(sheet) if not closed else [],
        absences=[row for row in sheet.rows if row.standing.absence_waits] if not closed else [],
        options=[
            (status.value, _(title), _letter(status), KINDS[status]) for status, title in ATTENDANCE_TITLES.items()
        ],
        titles=MARK_TITLES,
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
        current = row.current
        stored = (current.status.value, str(current.minutes_late or ""), current.remark) if current else ("", "", "")
        status, minutes, remark = typed.typed.get(key, stored)
        seen = marks[-1].id.hex if marks else ""
        lines.append(
            Line(
                key,
                row.participant.name,
                row.agency_names,
                status,
                minutes,
                remark,
                seen,
                marks,
                problems.get(key, ""),
                row.standing.claim,
                row.standing.absence,
            )
        )
    return lines


def _waiting_claims(sheet: Sheet) -> list[tuple[SheetRow, Claim, int]]:
    """Return who says that they are here and has no mark, with the minutes by which they would be late."""
    found = []
    for row in sheet.rows:
        claim = row.standing.claim
        if row.standing.claim_waits and claim:
            _status, minutes = status_of_claim(claim.at, sheet.starts_at, sheet.minutes)
            found.append((row, claim, minutes))
    return found


def _letter(status: AttendanceStatus) -> str:
    # Translators: one letter for each mark, as on paper registers of your language.
    letters = {
        AttendanceStatus.PRESENT: _("P (present)"),
        AttendanceStatus.LATE: _("L (late)"),
        AttendanceStatus.EXCUSED: _("E (excused)"),
        AttendanceStatus.ABSENT: _("A (absent)"),
    }
    return str(letters[status])[0]
