"""The library's files: read, checked, and published as one edition."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import audit
from app.core.content_files import Problem, Table, parse_toml, read_text
from app.core.ids import new_id
from app.core.markdown import DeadLink, Target, render

from .models import LibraryEdition
from .queries import read_shelves
from .searching import write_library

SOURCE_LANGUAGE = "en"
REQUIRED_LANGUAGES = ("en", "ru", "tg")
LANGUAGES = (*REQUIRED_LANGUAGES, "ky", "kk", "uz", "tk")
COUNTRIES = ("KZ", "KG", "TJ", "TM", "UZ")
INTERNATIONAL = "INT"
HOTLINE_STATES = ("candidate", "historical_2010", "confirmed")
INSTRUMENT_STATES = ("in_force", "to_be_confirmed", "replaced", "guidance")
FORM_KINDS = ("card", "form")
LONGEST_FORM = 8_000
CONFIDENCE = ("high", "medium", "low")
EARLIEST_YEAR, LATEST_YEAR = 1900, 2100
LONGEST_NUMBER = 30


@dataclass(frozen=True, slots=True)
class Library:
    """The library's files as plain values that JSON knows."""

    content: dict[str, list[dict[str, Any]]]
    problems: tuple[Problem, ...]

    @property
    def digest(self) -> str:
        """What makes an edition."""
        text = json.dumps(self.content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class LibraryReport:
    """What publishing did; nothing when there are problems that block."""

    number: int
    new: bool
    problems: tuple[Problem, ...]


def check(folder: Path) -> list[Problem]:
    """Return everything that is wrong with the library's files."""
    return list(read_library(folder).problems)


def read_library(folder: Path) -> Library:
    """Read the library's files of a content folder."""
    problems: list[Problem] = []
    content = {
        "terms": _read_file(folder, "glossary", "terms", _term, problems),
        "hotlines": _read_file(folder, "hotlines", "hotlines", _hotline, problems),
        "instruments": _read_file(folder, "instruments", "instruments", _instrument, problems),
        "forms": _read_optional(folder, "forms", _form, problems),
        "films": _read_optional(folder, "films", _film, problems),
    }
    return Library(content, tuple(sorted(set(problems))))


def publish(session: Session, folder: Path, at: datetime) -> LibraryReport:
    """Store the library when it changed and nothing blocks. Safe to repeat; earlier editions stay."""
    library = read_library(folder)
    latest = session.scalars(select(LibraryEdition).order_by(LibraryEdition.number.desc()).limit(1)).one_or_none()
    number = latest.number if latest else 0
    blocked = any(problem.blocks for problem in library.problems)
    if blocked or (latest and latest.digest == library.digest):
        return LibraryReport(number, new=False, problems=library.problems)
    edition = LibraryEdition(
        id=new_id(), number=number + 1, digest=library.digest, content=library.content, published_at=at
    )
    session.add(edition)
    session.flush()
    write_library(session, read_shelves(edition.number, library.content))
    audit.record(
        session, actor=None, action="library:edition:publish", subject=("library", edition.id), at=at, number=number + 1
    )
    return LibraryReport(number + 1, new=True, problems=library.problems)


def _read_optional(
    folder: Path, name: str, reader: Callable[[Table], dict[str, Any]], problems: list[Problem]
) -> list[dict[str, Any]]:
    """Read a file that a library may do without."""
    if not (folder / "library" / f"{name}.toml").exists():
        return []
    return _read_file(folder, name, name, reader, problems)


def _read_file(
    folder: Path, name: str, key: str, reader: Callable[[Table], dict[str, Any]], problems: list[Problem]
) -> list[dict[str, Any]]:
    shown = f"{folder.name}/library/{name}.toml"
    text = read_text(folder / "library" / f"{name}.toml", shown, problems)
    root = None if text is None else parse_toml(text, shown, problems)
    if root is None:
        return []
    found: dict[str, dict[str, Any]] = {}
    for table in root.tables(key):
        values = {"id": table.slug("id"), **reader(table)}
        table.close()
        if values["id"] in found:
            table.complain(f"The id {values['id']} is used twice.", "id")
        found[values["id"]] = values
    root.close()
    return list(found.values())


def _texts(table: Table, key: str, longest: int = 2_000) -> dict[str, str]:
    inner = table.table(key)
    if inner is None:
        return {}
    texts = {}
    for language in LANGUAGES:
        if language in inner or language == SOURCE_LANGUAGE:
            texts[language] = inner.text(language, longest=longest)
        elif language in REQUIRED_LANGUAGES:
            inner.complain(f"The {key} has no translation into {language}.", blocks=False)
    inner.close()
    return texts


def _term(table: Table) -> dict[str, Any]:
    return {
        "term": _texts(table, "term"),
        "definition": _texts(table, "definition"),
        "unconfirmed": list(table.words("unconfirmed", required=False, allowed=LANGUAGES)),
    }


def _hotline(table: Table) -> dict[str, Any]:
    """A number counts as confirmed only with the name of who made the test call and the day."""
    status = table.one_of("status", HOTLINE_STATES)
    by, on = table.text("confirmed_by", required=False, longest=200), table.day("confirmed_on", required=False)
    number = table.text("number", required=False, longest=LONGEST_NUMBER)
    if status == "confirmed" and not (by and on and number):
        table.complain("A confirmed number names who made the test call and when.", "status")
    if status != "confirmed" and (by or on):
        table.complain("Only a confirmed number has confirmed_by and confirmed_on.", "status")
    return {
        "country": table.one_of("country", COUNTRIES),
        "number": number,
        "status": status,
        "checked": _iso(table.day("checked")),
        "source": table.web_address("source"),
        "confirmed_by": by,
        "confirmed_on": _iso(on),
        "name": _texts(table, "name"),
        "note": _texts(table, "note"),
    }


def _instrument(table: Table) -> dict[str, Any]:
    on = table.day("date", required=False)
    year = table.whole("year", EARLIEST_YEAR, LATEST_YEAR, default=on.year if on else 0)
    if not on and not year:
        table.complain("An instrument has a date, or a year where the day is not known.")
    return {
        "country": table.one_of("country", (INTERNATIONAL, *COUNTRIES)),
        "date": _iso(on),
        "year": year,
        "in_force": _iso(table.day("in_force", required=False)),
        "status": table.one_of("status", INSTRUMENT_STATES),
        "url": table.web_address("url"),
        "checked": _iso(table.day("checked", required=False)),
        "confidence": table.one_of("confidence", CONFIDENCE),
        "title": _texts(table, "title"),
        "about": _texts(table, "about"),
    }


def _form(table: Table) -> dict[str, Any]:
    """Forms and cards are written in Markdown and rendered here, once."""
    bodies = _texts(table, "body", LONGEST_FORM)
    return {
        "kind": table.one_of("kind", FORM_KINDS),
        "modules": list(table.words("modules", required=False)),
        "title": _texts(table, "title"),
        "use": _texts(table, "use"),
        "body": {language: _rendered(table, text) for language, text in bodies.items()},
    }


def _rendered(table: Table, text: str) -> str:
    rendered = render(text, prefix="form", resolve=_nowhere)
    for finding in rendered.findings:
        table.complain(finding.sentence, "body")
    return rendered.html


def _nowhere(_address: str) -> Target:
    raise DeadLink("A form links to the web only.")


def _film(table: Table) -> dict[str, Any]:
    return {
        "country": table.one_of("country", COUNTRIES),
        "title": _texts(table, "title"),
        "note": _texts(table, "note"),
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
