"""The learning gain on the screen and as a file."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass

from flask import Blueprint, render_template, request
from flask import Response as FlaskResponse
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.core import audit
from app.core.access import current_actor, requires
from app.core.db import transaction
from app.core.policy import Actor
from app.core.ports import ports
from app.core.tables import Column, CsvLayout, Kind, Layout, Receipt, stream
from app.core.workbook import XlsxLayout
from app.reports.queries.reach import load_places, reach_of
from app.reports.views.routes import Page
from app.training.views.words import on_record

from . import words
from .charts import scale_for
from .grouping import DIMENSION_TITLES, REASON_TITLES, Dimension, Row, Table, tabulate
from .permissions import GainPermission
from .queries import learners

# Of its own, so that the tabs of reports know which of them is open.
blueprint = Blueprint("gain", __name__, template_folder="../templates")


@dataclass(frozen=True, slots=True)
class Answer:
    """The table that was asked for, with the names of its groups."""

    by: Dimension
    table: Table
    name: Callable[[Hashable], str]

    @property
    def rows(self) -> list[Row]:
        """The groups by name."""
        return sorted(self.table.rows, key=lambda row: self.name(row.key).casefold())


@blueprint.get("/reports/gain")
@requires(GainPermission.SEE)
def show() -> Page:
    """Show how much people know after a course that they did not know before."""
    actor = current_actor()
    by = _dimension()
    with on_record(actor, "reports:gain:read", ("report", "gain"), by=by.value) as session:
        answer = _answer(session, actor, by)
        shown = [row.gain for row in answer.rows if row.gain]
        whole = answer.table.whole
        return render_template(
            "reports/gain.html",
            answer=answer,
            table=answer.table,
            scale=scale_for([*shown, whole]) if whole else None,
            say=words,
            titles=DIMENSION_TITLES,
            missing=[(_(title), answer.table.missing.get(reason, 0)) for reason, title in REASON_TITLES.items()]
            + [(_("Neither result"), answer.table.neither)],
        )


@blueprint.get("/reports/gain.<any(csv, xlsx):extension>")
@requires(GainPermission.SEE)
def export(extension: str) -> Page:
    """Send the table as a file; what is hidden on the screen is hidden there too."""
    actor, by, receipt = current_actor(), _dimension(), Receipt()
    layout: Layout = CsvLayout() if extension == "csv" else XlsxLayout(_("Learning gain"))
    with transaction() as session:
        content = b"".join(stream(layout, _columns(by), _lines(_answer(session, actor, by)), receipt))
        audit.record(
            session,
            actor=actor,
            action="reports:gain:export",
            subject=("report", "gain"),
            at=ports().clock.now(),
            by=by.value,
            format=extension,
            rows=receipt.rows,
            bytes=receipt.size,
            sha256=receipt.sha256,
        )
    return FlaskResponse(
        content,
        content_type=layout.media_type,
        headers={"Content-Disposition": f'attachment; filename="learning-gain-{by.value}.{extension}"'},
    )


def _dimension() -> Dimension:
    asked = request.args.get("by", "")
    return Dimension(asked) if asked in set(Dimension) else Dimension.COHORT


def _answer(session: Session, actor: Actor, by: Dimension) -> Answer:
    """Read and group (six statements)."""
    places = load_places(session)
    found = learners(session, reach_of(session, actor, places))
    return Answer(by, tabulate(found, by, words.keys_of(places)), words.names_of(by, places))


def _columns(by: Dimension) -> list[Column]:
    numbers = (
        _("With both results"),
        _("Mean before, %%"),
        _("Mean after, %%"),
        _("Mean gain"),
        _("Gain from"),
        _("Gain to"),
        _("Normalised gain"),
        _("Hedges' g"),
        _("Cohen's d"),
        _("d from"),
        _("d to"),
        _("Pre-test only"),
        _("Exam only"),
    )
    first, last = Column(_(DIMENSION_TITLES[by]), Kind.TEXT, 36), Column(_("Note"), Kind.TEXT, 30)
    return [first, *(Column(each, Kind.NUMBER, 12) for each in numbers), last]


def _lines(answer: Answer) -> Iterator[list[object]]:
    for row in answer.rows:
        note = _("Hidden: too small, or needed to hide a small one") if row.hidden else ""
        yield [answer.name(row.key), row.people, *_figures(row), row.only_before, row.only_after, note]


def _figures(row: Row) -> list[float | None]:
    gain = row.gain
    if gain is None:
        return [None] * 10
    interval, effect = gain.interval, gain.paired_interval
    values = (
        gain.before,
        gain.after,
        gain.mean,
        interval.low if interval else None,
        interval.high if interval else None,
        gain.normalised,
        gain.average,
        gain.paired,
        effect.low if effect else None,
        effect.high if effect else None,
    )
    return [None if value is None else round(value, 3) for value in values]
