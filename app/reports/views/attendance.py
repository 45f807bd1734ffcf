"""The attendance report: on the screen, and as a file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from flask import Response as FlaskResponse
from flask import abort, redirect, render_template, request, stream_with_context, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.core.access import current_actor, requires
from app.core.db import db, transaction
from app.core.i18n import current_language, pick, zone
from app.core.pages import Paging
from app.core.policy import Actor
from app.core.ports import ports
from app.core.tables import CsvLayout, Layout, Receipt
from app.core.workbook import XlsxLayout
from app.training.models import ATTENDANCE_TITLES, AttendanceStatus
from app.training.views.words import on_record

from .. import services
from ..attendance_file import Words
from ..forms import AttendanceForm
from ..permissions import ReportPermission
from ..queries.attendance_pages import count_by_status, list_page
from ..queries.reach import Places, Reach, Selection, Wanted, load_places, reach_of, select_rows
from ..queries.trail import own_exports
from .routes import Page, blueprint
from .words import file_words

A_YEAR = timedelta(days=365)
KINDS = {
    AttendanceStatus.PRESENT: "good",
    AttendanceStatus.LATE: "warning",
    AttendanceStatus.EXCUSED: "info",
    AttendanceStatus.ABSENT: "bad",
}


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked, by whom, and what it means."""

    actor: Actor
    form: AttendanceForm
    places: Places
    reach: Reach
    wanted: Wanted
    selection: Selection


@blueprint.get("/reports/attendance")
@requires(ReportPermission.SEE_ATTENDANCE)
def show_attendance() -> Page:
    """Show attendance on the screen: the sum by status and a page of rows."""
    actor = current_actor()
    if not request.args:
        first, last = _last_year(actor)
        return redirect(url_for(".show_attendance", first=first, last=last), 303)
    wanted_facts: dict[str, str] = {}
    with on_record(actor, "reports:attendance:read", ("report", "attendance"), filter=wanted_facts) as session:
        question = _ask(session, actor)
        wanted_facts.update(question.wanted.as_facts())
        if question.form.errors:
            return render_template("reports/attendance.html", question=question, form=question.form, rows=None), 422
        counts = count_by_status(session, question.selection)
        page = Paging.counted(sum(counts.values()), request)
        rows = list_page(session, question.selection, offset=page.offset, limit=page.per_page)
        return render_template(
            "reports/attendance.html",
            question=question,
            form=question.form,
            rows=rows,
            page=page,
            places=question.places,
            bars=[(_(title), counts.get(status, 0)) for status, title in ATTENDANCE_TITLES.items()],
            titles=ATTENDANCE_TITLES,
            kinds=KINDS,
            exports=own_exports(session, actor.id),
            file_arguments={key: value for key, value in request.args.items() if key != "page" and value},
        )


@blueprint.get("/reports/attendance.<any(csv, xlsx):extension>")
@requires(ReportPermission.SEE_ATTENDANCE)
def export_attendance(extension: str) -> Page:
    """Send the attendance as a file while it is read; what went out is noted after the last byte."""
    actor = current_actor()
    question = _ask(db.session(), actor)
    if question.form.errors:
        abort(400)
    layout: Layout = CsvLayout() if extension == "csv" else XlsxLayout(_("Attendance"))
    name = f"attendance-{ports().clock.now().astimezone(zone(actor.time_zone)):%Y-%m-%d}.{extension}"
    return FlaskResponse(
        stream_with_context(_noted(question, layout, file_words())),
        content_type=layout.media_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"', "X-Accel-Buffering": "no"},
    )


def _noted(question: Question, layout: Layout, words: Words) -> Iterator[bytes]:
    """Send the pieces; whether they all left or the reader broke off, the export is on record."""
    receipt = Receipt()
    try:
        with _one_state() as session:
            yield from services.export_attendance(
                session,
                actor=question.actor,
                selection=question.selection,
                places=question.places,
                words=words,
                layout=layout,
                receipt=receipt,
            )
    finally:
        db.session.rollback()
        with transaction() as session:
            services.record_export(
                session,
                actor=question.actor,
                wanted=question.wanted,
                layout=layout,
                receipt=receipt,
                at=ports().clock.now(),
            )


@contextmanager
def _one_state() -> Iterator[Session]:
    """Open a session that sees one state of the data from the first row to the last.

    It is the file's own: the request's session ends with the request, before the file is read to its end.
    """
    with Session(db.engine) as session:
        if db.engine.dialect.name == "postgresql":
            session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        yield session


def _ask(session: Session, actor: Actor) -> Question:
    """Read the form, within what the person may see (four statements)."""
    places = load_places(session)
    reach = reach_of(session, actor, places)
    language = current_language()
    form = AttendanceForm(request.args).offer(
        agencies=_agency_choices(places, reach, language),
        courses=sorted({key: pick(titles, language) for key, titles in places.courses.values()}.items()),
        centres=[(str(key), pick(centre.names, language)) for key, centre in places.centres.items()],
    )
    wanted = _wanted(form) if form.validate() else Wanted()
    return Question(actor, form, places, reach, wanted, select_rows(wanted, reach, places, actor.time_zone))


def _wanted(form: AttendanceForm) -> Wanted:
    return Wanted(
        first=form.first.data,
        last=form.last.data,
        agency_id=UUID(form.agency.data) if form.agency.data else None,
        course_key=form.course.data,
        centre_id=UUID(form.centre.data) if form.centre.data else None,
        status=AttendanceStatus(form.status.data) if form.status.data else None,
    )


def _agency_choices(places: Places, reach: Reach, language: str) -> list[tuple[str, str]]:
    """Offer an officer the own agencies, and those who see whole centres every agency; indented as a tree."""
    every = reach.everything or bool(reach.centres or reach.cohorts)
    offered = [key for key in places.agencies if every or key in reach.agencies]
    top = min((places.paths[key].count("/") for key in offered), default=0)
    return [
        (str(key), "\u2003" * (places.paths[key].count("/") - top) + pick(places.agencies[key], language))
        for key in offered
    ]


def _last_year(actor: Actor) -> tuple[date, date]:
    today = ports().clock.now().astimezone(zone(actor.time_zone)).date()
    return today - A_YEAR, today
