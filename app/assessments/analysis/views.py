"""Pages of the figures of tests and questions, and the same as files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, render_template, request, url_for
from flask import Response as FlaskResponse
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from app.assessments.scopes import groups_of
from app.assessments.views.routes import Page, title_of
from app.core import audit
from app.core.access import current_actor, requires
from app.core.db import db, transaction
from app.core.errors import Missing
from app.core.i18n import zone
from app.core.policy import Actor
from app.core.ports import ports
from app.core.tables import Column, CsvLayout, Kind, Layout, Receipt, stream
from app.core.workbook import XlsxLayout

from . import words
from .charts import Chart, chart, curve
from .forms import ALL_EDITIONS, EVERY_ATTEMPT, AnalysisForm
from .permissions import AnalysisPermission
from .queries.choices import AssessmentFacts, Wanted, editions_of, languages_of, list_assessments, require_reach
from .queries.figures import Analysis, Line, analyse

blueprint = Blueprint("analysis", __name__, template_folder="../templates")
SORTS = {
    "warnings": lambda line: line.gravity,
    "facility": lambda line: _or_last(line.figures.facility),
    "discrimination": lambda line: _or_last(line.figures.discrimination),
    "omitted": lambda line: -(line.figures.omitted or 0.0),
    "time": lambda line: -(line.figures.seconds or 0.0),
    "shown": lambda line: -line.figures.shown,
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked about which assessment, and the answer."""

    assessment: AssessmentFacts
    name: str
    form: AnalysisForm
    wanted: Wanted
    analysis: Analysis


@blueprint.get("/exams/analysis")
@requires(AnalysisPermission.SEE)
def list_all() -> Page:
    """List the assessments with results."""
    rows = [(each, _name(each)) for each in list_assessments(db.session(), current_actor())]
    return render_template("assessments/analysis/list.html", rows=rows)


@blueprint.get("/exams/analysis/<uuid:assessment_id>")
@requires(AnalysisPermission.SEE)
def show_figures(assessment_id: UUID) -> Page:
    """Show how an assessment went and which of its questions need a look."""
    asked = _ask(db.session(), current_actor(), assessment_id)
    sort = request.args.get("sort", "warnings")
    html = render_template(
        "assessments/analysis/assessment.html",
        asked=asked,
        form=asked.form,
        whole=asked.analysis.whole,
        lines=sorted(asked.analysis.lines, key=SORTS.get(sort, SORTS["warnings"])),
        sort=sort,
        say=words,
        arguments=_arguments("sort"),
    )
    return html, 422 if asked.form.errors else 200


@blueprint.get("/exams/analysis/<uuid:assessment_id>/questions/<uuid:version_id>")
@requires(AnalysisPermission.SEE)
def show_question(assessment_id: UUID, version_id: UUID) -> Page:
    """Show one question version: who got it right, who chose what."""
    asked = _ask(db.session(), current_actor(), assessment_id)
    line = asked.analysis.find(version_id)
    if line is None:
        raise Missing
    language, texts = words.words_of(line.question)
    return render_template(
        "assessments/analysis/question.html",
        asked=asked,
        line=line,
        figures=line.figures,
        language_shown=language,
        stem=texts.get("stem", line.question.question_key),
        options=words.option_rows(line),
        thirds=words.third_names(),
        curve=_ability_chart(line),
        option_chart=_option_chart(line),
        say=words,
        back=url_for(".show_figures", assessment_id=assessment_id, **dict[str, Any](_arguments())),
    )


@blueprint.get("/exams/analysis/<uuid:assessment_id>.<any(csv, xlsx):extension>")
@requires(AnalysisPermission.SEE)
def export_figures(assessment_id: UUID, extension: str) -> Page:
    """Send the table of questions as a file; what went out is on record."""
    actor, receipt = current_actor(), Receipt()
    asked = _ask(db.session(), actor, assessment_id)
    if asked.form.errors:
        abort(400)
    layout: Layout = CsvLayout() if extension == "csv" else XlsxLayout(_("Questions"))
    content = b"".join(stream(layout, _columns(), _rows(asked.analysis), receipt))
    with transaction() as session:
        audit.record(
            session,
            actor=actor,
            action="assessments:analysis:export",
            subject=("assessment", assessment_id),
            at=ports().clock.now(),
            filter=asked.wanted.as_facts(),
            format=extension,
            rows=receipt.rows,
            bytes=receipt.size,
            sha256=receipt.sha256,
        )
    return FlaskResponse(
        content,
        content_type=layout.media_type,
        headers={"Content-Disposition": f'attachment; filename="questions-{asked.assessment.course_key}.{extension}"'},
    )


def _ask(session: Session, actor: Actor, assessment_id: UUID) -> Asked:
    """Read the form and the figures (at most nine statements)."""
    editions = editions_of(session, assessment_id)
    require_reach(session, actor, [each.id for each in editions])
    assessment = next(each for each in editions if each.id == assessment_id)
    given = MultiDict(request.args)
    if not given.get("edition"):
        given["edition"] = str(assessment_id)
    form = AnalysisForm(given).offer(
        cohorts=[(str(each.id), each.title) for each in groups_of(session, actor, assessment.course_key)],
        languages=[(code, words.language_name(code)) for code in languages_of(session, [each.id for each in editions])],
        editions=[(str(each.id), _("Edition %(number)s", number=each.edition)) for each in editions],
    )
    wanted = _wanted(form, editions, actor) if form.validate() else Wanted(assessments=())
    return Asked(assessment, _name(assessment), form, wanted, analyse(session, actor, wanted))


def _wanted(form: AnalysisForm, editions: list[AssessmentFacts], actor: Actor) -> Wanted:
    chosen = form.edition.data
    return Wanted(
        assessments=tuple(each.id for each in editions if chosen in (ALL_EDITIONS, str(each.id))),
        group_id=UUID(form.cohort.data) if form.cohort.data else None,
        language=form.language.data,
        first=_midnight(form.first.data, actor) if form.first.data else None,
        before=_midnight(form.last.data + timedelta(days=1), actor) if form.last.data else None,
        every_attempt=form.attempts.data == EVERY_ATTEMPT,
    )


def _midnight(day: date, actor: Actor) -> datetime:
    return datetime.combine(day, time.min, zone(actor.time_zone))


def _arguments(*without: str) -> dict[str, str]:
    return {key: value for key, value in request.args.items() if value and key not in without}


def _name(assessment: AssessmentFacts) -> str:
    return title_of(assessment.kind, assessment.module_title)


def _or_last(value: float | None) -> float:
    return float("inf") if value is None else value


def _ability_chart(line: Line) -> Chart | None:
    groups = line.figures.groups
    if len(groups) < 2:  # noqa: PLR2004 -- one point is no line
        return None
    points = [(each.result / 100, each.facility) for each in groups]
    return chart([curve(points)], [(share / 100, str(share)) for share in (0, 25, 50, 75, 100)])


def _option_chart(line: Line) -> Chart | None:
    places = (0.06, 0.5, 0.94)
    curves = []
    for place, (letter, _text, each) in enumerate(words.option_rows(line)):
        points = [(x, share) for x, share in zip(places, each.thirds, strict=True) if share is not None]
        if len(points) > 1:
            curves.append(curve(points, letter, place=place, strong=each.right))
    return chart(curves, list(zip(places, words.third_names(), strict=True))) if curves else None


def _columns() -> list[Column]:
    texts = (_("Question"), _("Module"), _("Version"), _("Text"), _("Objective"), _("Difficulty as written"))
    numbers = (
        _("Shown"),
        _("Facility"),
        _("Mean points"),
        _("Discrimination"),
        _("Left out"),
        _("Median seconds"),
    )
    thirds = (_("Options: lower third"), _("Options: middle third"), _("Options: upper third"))
    return [
        *(Column(each, Kind.TEXT, 24) for each in texts),
        *(Column(each, Kind.NUMBER, 12) for each in numbers),
        *(Column(each, Kind.TEXT, 24) for each in (_("Warnings"), *thirds)),
    ]


def _rows(analysis: Analysis) -> Iterator[list[object]]:
    for line in analysis.lines:
        question, figures = line.question, line.figures
        yield [
            question.question_key,
            question.module_key,
            str(question.number),
            words.stem_of(question),
            question.objective,
            question.difficulty,
            figures.shown,
            _rounded(figures.facility),
            _rounded(figures.points),
            _rounded(figures.discrimination),
            _rounded(figures.omitted),
            _rounded(figures.seconds, 0),
            " ".join(words.sentence(each, question) for each in line.findings),
            *(_third(line, place) for place in range(3)),
        ]


def _third(line: Line, place: int) -> str:
    return "; ".join(
        f"{each.id}{'*' if each.right else ''} {words.percent(each.thirds[place])} %" for each in line.figures.options
    )


def _rounded(value: float | None, digits: int = 4) -> float | None:
    return None if value is None else round(value, digits)
