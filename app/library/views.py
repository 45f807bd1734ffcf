"""The library's pages: glossary, hotlines, instruments, forms, films."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from app.core.access import current_actor, signed_in
from app.core.db import db
from app.core.errors import Missing
from app.core.i18n import LANGUAGE_NAMES, OFFERED, chain

from .queries import Term, current_library, find_terms

blueprint = Blueprint("library", __name__, url_prefix="/library", template_folder="templates")

LONGEST_SEARCH = 100
COUNTRY_NAMES = {
    "INT": _l("International"),
    "KZ": _l("Kazakhstan"),
    "KG": _l("Kyrgyzstan"),
    "TJ": _l("Tajikistan"),
    "TM": _l("Turkmenistan"),
    "UZ": _l("Uzbekistan"),
}


@blueprint.context_processor
def _texts() -> dict[str, Any]:
    """Say on every page of the library in which language its texts are, and which others there are."""
    return {
        "wanted": current_actor().content_language,
        "text_languages": [(each.code, each.name) for each in OFFERED],
    }


@blueprint.get("/")
@signed_in
def index() -> Response:
    """The library opens at the glossary."""
    return redirect(url_for(".show_glossary"))


@blueprint.get("/glossary")
@signed_in
def show_glossary() -> str:
    """Show the terms with their definitions in the reader's language, and their names in all languages."""
    shelves, wanted = current_library(db.session()), current_actor().content_language
    words = request.args.get("q", "")[:LONGEST_SEARCH].strip()
    found = find_terms(shelves, words)
    return render_template(
        "library/glossary.html",
        terms=sorted(found, key=lambda term: _name(term, wanted).casefold()),
        total=len(shelves.terms),
        words=words,
        language_of=lambda texts: next((code for code in chain(wanted) if code in texts), "en"),
        language_names=LANGUAGE_NAMES,
    )


@blueprint.get("/hotlines")
@signed_in
def show_hotlines() -> str:
    """Show telephone lines by country, each with what is known about it."""
    shelves, country = current_library(db.session()), _country()
    shown = [country] if country in shelves.countries else list(shelves.countries)
    return render_template(
        "library/hotlines.html",
        groups=[(code, [line for line in shelves.hotlines if line.country == code]) for code in shown],
        country=country,
        countries=shelves.countries,
        country_names=COUNTRY_NAMES,
    )


@blueprint.get("/instruments")
@signed_in
def show_instruments() -> str:
    """Show treaties, laws and guidance with their official links."""
    shelves, country = current_library(db.session()), _country()
    places = ("INT", *shelves.countries)
    shown = [country] if country in places else list(places)
    return render_template(
        "library/instruments.html",
        groups=[(code, [each for each in shelves.instruments if each.country == code]) for code in shown],
        country=country,
        countries=places,
        country_names=COUNTRY_NAMES,
    )


@blueprint.get("/forms")
@signed_in
def show_forms() -> str:
    """List the forms and cards."""
    shelves = current_library(db.session())
    return render_template("library/forms.html", forms=shelves.forms)


@blueprint.get("/forms/<form_id>")
@signed_in
def show_form(form_id: str) -> str:
    """Show one form or card, ready to print."""
    forms = {form.id: form for form in current_library(db.session()).forms}
    if form_id not in forms:
        raise Missing
    return render_template("library/form.html", form=forms[form_id])


@blueprint.get("/films")
@signed_in
def show_films() -> str:
    """Show the films, each with what is known about it."""
    return render_template(
        "library/films.html",
        films=current_library(db.session()).films,
        country_names=COUNTRY_NAMES,
    )


def _country() -> str:
    return request.args.get("country", "")[:3]


def _name(term: Term, wanted: str) -> str:
    return next((term.names[code] for code in chain(wanted) if code in term.names), term.id)
