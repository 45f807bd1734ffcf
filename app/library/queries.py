"""Reads of the published library: which edition is current is asked each time, its content is kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.contributions import Glossary, GlossaryTerm

from .models import LibraryEdition


@dataclass(frozen=True, slots=True)
class Term:
    """A term in every language that has it, with its definition."""

    id: str
    names: dict[str, str]
    definitions: dict[str, str]
    unconfirmed: tuple[str, ...]
    haystack: str


@dataclass(frozen=True, slots=True)
class Hotline:
    """A telephone line; only `confirmed` says that somebody called it."""

    id: str
    country: str
    number: str
    status: str
    names: dict[str, str]
    notes: dict[str, str]
    checked: date | None
    source: str
    confirmed_on: date | None

    @property
    def confirmed(self) -> bool:
        """Whether somebody made a test call and signed for it."""
        return self.status == "confirmed" and self.confirmed_on is not None


@dataclass(frozen=True, slots=True)
class Instrument:
    """A treaty, law or guidance."""

    id: str
    country: str
    on: date | None
    year: int
    in_force: date | None
    status: str
    url: str
    checked: date | None
    confidence: str
    titles: dict[str, str]
    abouts: dict[str, str]


@dataclass(frozen=True, slots=True)
class Form:
    """A form or card to print."""

    id: str
    kind: str
    titles: dict[str, str]
    uses: dict[str, str]
    bodies: dict[str, str]


@dataclass(frozen=True, slots=True)
class Film:
    """A film that the record of the region's work names."""

    id: str
    country: str
    titles: dict[str, str]
    notes: dict[str, str]


@dataclass(frozen=True, slots=True)
class Shelves:
    """The library as pages use it."""

    number: int = 0
    terms: tuple[Term, ...] = ()
    hotlines: tuple[Hotline, ...] = ()
    instruments: tuple[Instrument, ...] = ()
    forms: tuple[Form, ...] = ()
    films: tuple[Film, ...] = ()
    countries: tuple[str, ...] = field(default=("KZ", "KG", "TJ", "TM", "UZ"))


EMPTY = Shelves()
_current: dict[UUID, Shelves] = {}


def current_library(session: Session) -> Shelves:
    """Return the latest edition, or empty shelves before anything was published."""
    latest = session.scalar(select(LibraryEdition.id).order_by(LibraryEdition.number.desc()).limit(1))
    if latest is None:
        return EMPTY
    shelves = _current.get(latest)
    if shelves is None:
        row = session.execute(
            select(LibraryEdition.number, LibraryEdition.content).where(LibraryEdition.id == latest)
        ).one()
        shelves = read_shelves(row.number, row.content)
        _current.clear()
        _current[latest] = shelves
    return shelves


def offer_glossary(session: Session) -> Glossary:
    """Return the terms to whoever prints or explains them."""
    shelves = current_library(session)
    return Glossary(
        shelves.number, tuple(GlossaryTerm(term.id, term.names, term.definitions) for term in shelves.terms)
    )


def find_terms(shelves: Shelves, words: str) -> list[Term]:
    """Return the terms that hold every word, in any language; all of them when there are no words."""
    wanted = words.casefold().split()
    return [term for term in shelves.terms if all(word in term.haystack for word in wanted)]


def read_shelves(number: int, content: dict[str, Any]) -> Shelves:
    """Take a stored edition apart once."""
    return Shelves(
        number,
        tuple(_term(each) for each in content["terms"]),
        tuple(_hotline(each) for each in content["hotlines"]),
        tuple(_instrument(each) for each in content["instruments"]),
        # Editions published before the library had forms and films lack them.
        tuple(
            Form(each["id"], each["kind"], each["title"], each["use"], each["body"])
            for each in content.get("forms", ())
        ),
        tuple(Film(each["id"], each["country"], each["title"], each["note"]) for each in content.get("films", ())),
    )


def _term(stored: dict[str, Any]) -> Term:
    words = [*stored["term"].values(), *stored["definition"].values()]
    return Term(
        stored["id"], stored["term"], stored["definition"], tuple(stored["unconfirmed"]), " ".join(words).casefold()
    )


def _hotline(stored: dict[str, Any]) -> Hotline:
    return Hotline(
        id=stored["id"],
        country=stored["country"],
        number=stored["number"],
        status=stored["status"],
        names=stored["name"],
        notes=stored["note"],
        checked=_day(stored["checked"]),
        source=stored["source"],
        confirmed_on=_day(stored["confirmed_on"]),
    )


def _instrument(stored: dict[str, Any]) -> Instrument:
    return Instrument(
        id=stored["id"],
        country=stored["country"],
        on=_day(stored["date"]),
        year=stored["year"],
        in_force=_day(stored["in_force"]),
        status=stored["status"],
        url=stored["url"],
        checked=_day(stored["checked"]),
        confidence=stored["confidence"],
        titles=stored["title"],
        abouts=stored["about"],
    )


def _form(stored: dict[str, Any]) -> Form:
    return Form(stored["id"], stored["kind"], stored["title"], stored["use"], stored["body"])


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
