"""What a cohort was asked, and what came of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response as FlaskResponse
from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from app.core import audit
from app.core.access import current_actor, requires
from app.core.db import db, transaction
from app.core.errors import Missing, RuleViolation
from app.core.i18n import current_language, explain, pick
from app.core.policy import require
from app.core.ports import ports
from app.core.tables import Column, Kind, stream_csv, stream_xlsx

from ... import queries as training
from ...contributions import tab_links
from .. import queries, services
from ..models import AUDIENCE_TITLES, EVALUATION_TITLES
from ..permissions import EvaluationPermission
from ..queries import EvaluationFacts
from ..rules import FEWEST, ItemKind, ItemSummary, items_of, may_show, summarise
from .routes import Page, blueprint


@blueprint.get("/cohorts/<uuid:cohort_id>/evaluation")
@requires(EvaluationPermission.SEE_RESULTS)
def show_cohort(cohort_id: UUID) -> Page:
    """List what a cohort was and will be asked."""
    actor, session, at = current_actor(), db.session(), ports().clock.now()
    cohort = training.get_cohort(session, actor, cohort_id)
    require(actor, EvaluationPermission.SEE_RESULTS, cohort.scope)
    found = queries.evaluations_of_cohort(session, cohort_id)
    return render_template(
        "training/evaluations/cohort.html",
        cohort=cohort,
        tabs=tab_links(actor, cohort, "evaluations.show_cohort"),
        evaluations=[(each, _shown(each, at)) for each in found],
        titles=EVALUATION_TITLES,
        audiences=AUDIENCE_TITLES,
        fewest=FEWEST,
    )


@blueprint.post("/cohorts/<uuid:cohort_id>/evaluation")
@requires(EvaluationPermission.SEE_RESULTS)
def open_now(cohort_id: UUID) -> Page:
    """Ask the cohort now."""
    try:
        with transaction() as session:
            services.open_evaluation(session, actor=current_actor(), cohort_id=cohort_id, at=ports().clock.now())
    except Missing:
        raise
    except RuleViolation as violation:
        flash(explain(violation), "error")
    else:
        flash(_("The form is open. The participants find it on their start page."), "success")
    return redirect(url_for(".show_cohort", cohort_id=cohort_id), 303)


@blueprint.get("/evaluations/<uuid:evaluation_id>/results")
@requires(EvaluationPermission.SEE_RESULTS)
def show_results(evaluation_id: UUID) -> Page:
    """Show what all said together, and the same form's means in other cohorts of the course."""
    actor, session, at = current_actor(), db.session(), ports().clock.now()
    facts = queries.get_evaluation(session, actor, evaluation_id)
    shown = _shown(facts, at)
    return render_template(
        "training/evaluations/results.html",
        facts=facts,
        titles=EVALUATION_TITLES,
        audiences=AUDIENCE_TITLES,
        fewest=FEWEST,
        summaries=_worded(facts) if shown else None,
        trend=_trend(queries.evaluations_of_course(session, actor, facts), facts, at) if shown else [],
    )


@blueprint.get("/evaluations/<uuid:evaluation_id>/results.<any(csv, xlsx):extension>")
@requires(EvaluationPermission.SEE_RESULTS)
def export_results(evaluation_id: UUID, extension: str) -> Page:
    """Send the sums as a file; what the page hides is not in it either."""
    actor, at = current_actor(), ports().clock.now()
    with transaction() as session:
        facts = queries.get_evaluation(session, actor, evaluation_id)
        if not _shown(facts, at):
            raise Missing
        audit.record(
            session,
            actor=actor,
            action="training:evaluation:export",
            subject=("evaluation", evaluation_id),
            at=at,
            format=extension,
        )
    rows = list(_rows(_worded(facts)))
    columns = [
        Column(_("Question"), Kind.TEXT, 60),
        Column(_("Answer"), Kind.TEXT, 40),
        Column(_("Count"), Kind.NUMBER),
        Column(_("Mean"), Kind.NUMBER),
    ]
    content = stream_csv(columns, rows) if extension == "csv" else stream_xlsx(columns, rows, _("Evaluation"))
    media = {"csv": "text/csv; charset=utf-8"}.get(
        extension, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )
    return FlaskResponse(
        content,
        content_type=media,
        headers={"Content-Disposition": f'attachment; filename="evaluation.{extension}"'},
    )


def _shown(facts: EvaluationFacts, at: Any) -> bool:  # noqa: ANN401 -- an instant
    return may_show(answers=facts.answered, closes_on=facts.closes_on, today=facts.today(at))


def _worded(facts: EvaluationFacts) -> list[tuple[str, ItemSummary, list[tuple[str, int]]]]:
    """Put each item's summary into words: its text, the sums, and its answers with their counts."""
    language = current_language()
    scale = pick(facts.definition["scale"], language)
    words = {each["id"]: each for each in facts.definition["items"]}
    found = []
    for summary in summarise(items_of(facts.definition), facts.box):
        item = words[summary.item.id]
        names = (
            {str(step): word for step, word in enumerate(scale, start=1)}
            if summary.item.kind is ItemKind.SCALE
            else {choice["id"]: pick(choice["text"], language) for choice in item.get("choices", ())}
        )
        counted = [(names[key], count) for key, count in summary.counts]
        found.append((pick(item["text"], language), summary, counted))
    return found


def _rows(worded: list[tuple[str, ItemSummary, list[tuple[str, int]]]]) -> Any:  # noqa: ANN401 -- rows of cells
    for text, summary, counted in worded:
        for name, count in counted:
            yield text, name, count, summary.mean
        for each in summary.texts:
            yield text, each, None, None


def _trend(found: list[EvaluationFacts], own: EvaluationFacts, at: Any) -> list[dict[str, Any]]:  # noqa: ANN401
    """Return the means of each cohort that may be shown; no total is made, from which a hidden one could be told."""
    items = items_of(own.definition)
    return [
        {
            "facts": each,
            "means": {summary.item.id: summary.mean for summary in summarise(items, each.box) if summary.mean},
        }
        for each in found
        if _shown(each, at)
    ]
