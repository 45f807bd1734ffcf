"""The search page: what somebody looks for, in everything that they may read."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from app.core import search
from app.core.access import current_actor, signed_in
from app.core.db import db
from app.core.i18n import LANGUAGES, chain
from app.core.pages import Paging
from app.core.search_words import LONGEST_QUERY

# A blueprint of its own, so that no entry of the navigation says that one is there.
blueprint = Blueprint("search", __name__, template_folder="templates")
PER_PAGE = 15
LANGUAGE_NAMES = {language.code: language.name for language in LANGUAGES}


@blueprint.get(search.PAGE)
@signed_in
def show() -> str:
    """Show what was found, a page at a time; how many statements run does not depend on how much is found."""
    actor, session = current_actor(), db.session()
    words = request.args.get("q", "")[:LONGEST_QUERY].strip()
    kind, language = request.args.get("kind", ""), request.args.get("language", "")
    labels = {source.kind: source.label for source in search.sources()}
    searching = search.Searching(
        query=search.read_query(words),
        reaches=search.reaches_of(session, actor),
        languages=chain(actor.content_language),
        kind=kind if kind in labels else "",
        language=language if language in LANGUAGE_NAMES else "",
    )
    counts = search.count(session, searching)
    page = Paging.counted(_total(counts, searching), request, PER_PAGE)
    return render_template(
        "home/search.html",
        words=words,
        searching=searching,
        found=search.find(session, searching, limit=PER_PAGE, offset=page.offset) if page.total else [],
        address_of=lambda each: searching.reaches[each.kind].address(each.key, each.language),
        page=page,
        everything=sum(counts.values()),
        labels=labels,
        kind_counts=[(each, _sum(counts, kind=each, language=searching.language)) for each in labels],
        language_counts=[(each, _sum(counts, kind=searching.kind, language=each)) for each in LANGUAGE_NAMES],
        language_names=LANGUAGE_NAMES,
        longest=LONGEST_QUERY,
    )


def _total(counts: dict[tuple[str, str], int], searching: search.Searching) -> int:
    return _sum(counts, kind=searching.kind, language=searching.language)


def _sum(counts: dict[tuple[str, str], int], *, kind: str, language: str) -> int:
    """Add up the results of a kind and a language; an empty word stands for all of them."""
    return sum(number for (one, other), number in counts.items() if kind in ("", one) and language in ("", other))
