"""The library as the search finds it: terms, telephone lines, instruments, each in every language that it has."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from flask import url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from app.core import search
from app.core.contributions import SearchReach, SearchSource, SearchText
from app.core.policy import Actor

from .queries import Shelves, current_library


def write_library(session: Session, shelves: Shelves) -> None:
    """Let a new edition be found in place of the one before."""
    for source, texts in SOURCES:
        search.replace(session, source.kind, texts(shelves))


def _terms(shelves: Shelves) -> Iterator[SearchText]:
    for each in shelves.terms:
        for language, name in each.names.items():
            yield SearchText(each.id, language, name, each.definitions.get(language, ""))


def _hotlines(shelves: Shelves) -> Iterator[SearchText]:
    for each in shelves.hotlines:
        for language, name in each.names.items():
            yield SearchText(each.id, language, name, each.notes.get(language, ""))


def _instruments(shelves: Shelves) -> Iterator[SearchText]:
    for each in shelves.instruments:
        for language, title in each.titles.items():
            yield SearchText(each.id, language, title, each.abouts.get(language, ""))


def _source(
    kind: str, label: object, endpoint: str, texts: Callable[[Shelves], Iterator[SearchText]]
) -> tuple[SearchSource, Callable[[Shelves], Iterator[SearchText]]]:
    def address(key: str, _language: str) -> str:
        return url_for(endpoint, _anchor=key)

    def reach(_session: Session, _actor: Actor) -> SearchReach:
        return SearchReach(None, address)

    return SearchSource(kind, label, lambda session: texts(current_library(session)), reach), texts


SOURCES = (
    _source("term", _l("Term"), "library.show_glossary", _terms),
    _source("hotline", _l("Hotline"), "library.show_hotlines", _hotlines),
    _source("instrument", _l("Instrument"), "library.show_instruments", _instruments),
)
