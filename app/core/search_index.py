"""The index beside the table of texts, in each database's own kind. It belongs to no model: its text stands here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from sqlalchemy import BigInteger, Boolean, Float, Subquery, text
from sqlalchemy.orm import Session

from .search_words import Form, Query, folded_words, loosen

INDEX = "core_search_index"
# PostgreSQL keeps positions up to this one; phrases beyond are found by their words.
LAST_POSITION = 16_383
AFTER_TITLE = 20


def index_statements() -> dict[str, list[str]]:
    """Return what makes the index in each database; a migration runs the same text after it made the table."""
    return {
        "sqlite": [
            (
                f"CREATE VIRTUAL TABLE {INDEX} USING fts5("
                "title, body, loose_title, loose_body, tokenize = 'unicode61 remove_diacritics 0', prefix = '2 3 4')"
            ),
        ],
        "postgresql": [
            f"CREATE TABLE {INDEX} (id BIGINT PRIMARY KEY, words TSVECTOR NOT NULL)",
            f"CREATE INDEX {INDEX}_words ON {INDEX} USING gin (words)",
        ],
    }


def drop_statement() -> str:
    """Return what removes the index from any database, before its table goes."""
    return f"DROP TABLE IF EXISTS {INDEX}"


def belongs_to_index(name: str | None) -> bool:
    """Whether a table of the database is the index or a part of it, which no model knows."""
    return name is not None and name.startswith(INDEX)


@dataclass(frozen=True, slots=True)
class SearchIndex:
    """What differs between databases: writing, erasing, and the rows (number, exact, score) that match a query."""

    write: Callable[[Session, Sequence[dict[str, Any]]], None]
    erase: Callable[[Session, Sequence[int]], None]
    match: Callable[[Query], Subquery]


def index_of(session: Session) -> SearchIndex:
    """Return the index of the database that a session talks to."""
    return _INDEXES[session.get_bind().dialect.name]


def _columns(statement: str, **values: str) -> Subquery:
    columns = text(statement).bindparams(**values).columns(number=BigInteger, exact=Boolean, score=Float)
    return columns.subquery("hits")


def _erase_fts(session: Session, numbers: Sequence[int]) -> None:
    session.execute(text(f"DELETE FROM {INDEX} WHERE rowid = :id"), [{"id": each} for each in numbers])  # noqa: S608


def _write_fts(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    written = text(
        f"INSERT OR REPLACE INTO {INDEX} (rowid, title, body, loose_title, loose_body) "  # noqa: S608
        "VALUES (:id, :title, :body, :loose_title, :loose_body)"
    )
    session.execute(written, [_fts_row(row) for row in rows])


def _fts_row(row: dict[str, Any]) -> dict[str, Any]:
    title, body = folded_words(row["title"]), folded_words(row["body"])
    return {
        "id": row["id"],
        "title": " ".join(title),
        "body": " ".join(body),
        "loose_title": " ".join(map(loosen, title)),
        "loose_body": " ".join(map(loosen, body)),
    }


def _match_fts(query: Query) -> Subquery:
    return _columns(
        f"SELECT rowid AS number, -bm25({INDEX}, 10.0, 2.0, 5.0, 1.0) AS score, "  # noqa: S608
        f"rowid IN (SELECT rowid FROM {INDEX} WHERE {INDEX} MATCH :exact) AS exact "
        f"FROM {INDEX} WHERE {INDEX} MATCH :wide",
        exact=" AND ".join(_fts_form(term.exact) for term in query.terms),
        wide=" AND ".join(f"({' OR '.join(map(_fts_form, term.forms))})" for term in query.terms),
    )


def _fts_form(form: Form) -> str:
    columns = "loose_title loose_body" if form.loose else "title body"
    return f'({{{columns}}} : "{" ".join(form.words)}"{" *" if form.prefix else ""})'


def _erase_lexemes(session: Session, numbers: Sequence[int]) -> None:
    session.execute(text(f"DELETE FROM {INDEX} WHERE id = ANY(:ids)"), {"ids": list(numbers)})  # noqa: S608


def _write_lexemes(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    written = text(f"INSERT INTO {INDEX} (id, words) VALUES (:id, CAST(:words AS tsvector))")  # noqa: S608
    session.execute(written, [{"id": row["id"], "words": _lexemes(row)} for row in rows])


def _lexemes(row: dict[str, Any]) -> str:
    """Write words with their positions; a loose form stands at the place of its word, with less weight."""
    title, body = folded_words(row["title"]), folded_words(row["body"])
    placed = chain(
        ((word, at, "A", "C") for at, word in enumerate(title, start=1)),
        ((word, at, "B", "D") for at, word in enumerate(body, start=len(title) + AFTER_TITLE)),
    )
    found: dict[str, list[str]] = {}
    for word, at, weight, loose_weight in placed:
        position = min(at, LAST_POSITION)
        found.setdefault(word, []).append(f"{position}{weight}")
        if (loose := loosen(word)) != word:
            found.setdefault(loose, []).append(f"{position}{loose_weight}")
    return " ".join(f"'{word}':{','.join(places)}" for word, places in found.items())


def _match_lexemes(query: Query) -> Subquery:
    return _columns(
        "SELECT id AS number, ts_rank('{0.1, 0.2, 0.5, 1.0}', words, CAST(:wide AS tsquery)) AS score, "  # noqa: S608
        f"words @@ CAST(:exact AS tsquery) AS exact FROM {INDEX} WHERE words @@ CAST(:wide AS tsquery)",
        exact=" & ".join(_lexeme_form(term.exact) for term in query.terms),
        wide=" & ".join(f"({' | '.join(map(_lexeme_form, term.forms))})" for term in query.terms),
    )


def _lexeme_form(form: Form) -> str:
    weights = "" if form.loose else "AB"
    last = len(form.words) - 1
    marks = [weights + ("*" if form.prefix and at == last else "") for at in range(len(form.words))]
    words = (f"'{word}'{':' if sign else ''}{sign}" for word, sign in zip(form.words, marks, strict=True))
    return f"({' <-> '.join(words)})"


_INDEXES = {
    "sqlite": SearchIndex(_write_fts, _erase_fts, _match_fts),
    "postgresql": SearchIndex(_write_lexemes, _erase_lexemes, _match_lexemes),
}
