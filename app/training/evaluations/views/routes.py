"""The blueprint of evaluations, and the page of a form, whoever answers it."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from app.core.access import find_actor
from app.core.i18n import explain
from app.core.ports import ports

from ...views.words import localised
from ..queries import EvaluationFacts
from ..rules import FEWEST, AnswersRefused, EvaluationClosed, check_open

blueprint = Blueprint("evaluations", __name__, template_folder="../../templates")
Page = str | tuple[str, int] | Response


def problems_of(violation: AnswersRefused) -> dict[str, str]:
    """Say what is wrong with each item."""
    return {key: explain(localised(each)) for key, each in violation.problems.items()}


def form_page(facts: EvaluationFacts, problems: dict[str, str], action: str, about: str = "") -> Page:
    """Show the form, with what was typed; `about` is the colleague whom an officer speaks of."""
    at = ports().clock.now()
    closed = ""
    try:
        check_open(opens_on=facts.opens_on, closes_on=facts.closes_on, today=facts.today(at))
    except EvaluationClosed as violation:
        closed = explain(localised(violation))
    html = render_template(
        "training/evaluations/form.html",
        facts=facts,
        given=request.form,
        problems=problems,
        action=action,
        about=about,
        closed=closed,
        fewest=FEWEST,
        signed_in=find_actor() is not None,
    )
    return (html, 422) if problems else html
