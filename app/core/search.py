"""Full-text search over what was published: one table of texts, and beside it an index of each database's own kind.

On SQLite the index is an FTS5 table, on PostgreSQL a column of lexemes under a GIN index. Both are filled here with
words that `search_words` folded, so that both find the same. The index holds nothing that `rebuild` can't make again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

from markupsafe import Markup
from sqlalchemy import (
    DDL,
    BigInteger,
    ColumnElement,
    Index,
    String,
    Table,
    Text,
    and_,
    case,
    delete,
    event,
    false,
    func,
    insert,
    or_,
    select,
    text,
    true,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from .contributions import SearchReach, SearchSource, SearchText, search_sources
from .db import Base
from .policy import Actor
from .search_index import INDEX, drop_statement, index_of, index_statements
from .search_words import Query, folded_words, mark, plain, read_query, snippet, tidy

__all__ = ["SearchDocument", "folded_words", "plain", "read_query", "rebuild", "replace", "tidy"]

PAGE = "/search"
AT_ONCE = 200
LONGEST_TITLE = 300
Thing = TypeVar("Thing")


class SearchDocument(Base):
    """A text that can be found, in one language. Its number is made of its names, so that the index can't stray."""

    __tablename__ = "core_search_documents"
    __table_args__ = (Index("ix_core_search_documents_kind_scope", "kind", "scope"),)

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(20))
    key: Mapped[str] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(5))
    scope: Mapped[str] = mapped_column(String(80))
    title: Mapped[str] = mapped_column(String(LONGEST_TITLE))
    context: Mapped[str] = mapped_column(String(LONGEST_TITLE))
    body: Mapped[str] = mapped_column(Text)


def _attach(table: Table) -> None:
    for dialect, statements in index_statements().items():
        for statement in statements:
            event.listen(table, "after_create", DDL(statement).execute_if(dialect=dialect))  # type: ignore[no-untyped-call]
    event.listen(table, "before_drop", DDL(drop_statement()))  # type: ignore[no-untyped-call]


assert isinstance(SearchDocument.__table__, Table)
_attach(SearchDocument.__table__)


def replace(session: Session, kind: str, texts: Iterable[SearchText], *, scope: str | None = None) -> None:
    """Write the texts of a scope (of the whole kind without one) in place of those that were there."""
    chosen = [SearchDocument.kind == kind, *([] if scope is None else [SearchDocument.scope == scope])]
    index = index_of(session)
    for numbers in _batches(session.scalars(select(SearchDocument.id).where(*chosen)).all()):
        index.erase(session, numbers)
    session.execute(delete(SearchDocument).where(*chosen))
    for some in _batches(_rows(kind, texts)):
        session.execute(insert(SearchDocument), some)
        index.write(session, some)


def rebuild(session: Session) -> int:
    """Write everything anew from what the features published; return how many texts there are."""
    session.execute(text(f"DELETE FROM {INDEX}"))  # noqa: S608 -- a constant
    session.execute(delete(SearchDocument))
    for source in search_sources.all():
        replace(session, source.kind, source.texts(session))
    return session.scalar(select(func.count()).select_from(SearchDocument)) or 0


def rebuild_when_empty(session: Session) -> None:
    """Fill the index of an installation that published before it had one."""
    if session.scalar(select(SearchDocument.id).limit(1)) is None:
        rebuild(session)


def _rows(kind: str, texts: Iterable[SearchText]) -> Iterator[dict[str, Any]]:
    for each in texts:
        yield {
            "id": _number(kind, each.key, each.language),
            "kind": kind,
            "key": each.key,
            "language": each.language,
            "scope": each.scope,
            "title": tidy(each.title)[:LONGEST_TITLE],
            "context": tidy(each.context)[:LONGEST_TITLE],
            "body": tidy(each.body),
        }


def _batches(things: Iterable[Thing]) -> Iterator[list[Thing]]:
    rest = iter(things)
    while some := list(islice(rest, AT_ONCE)):
        yield some


def _number(*names: str) -> int:
    digest = hashlib.sha256("\n".join(names).encode()).digest()
    return int.from_bytes(digest[:8], "big") >> 1


@dataclass(frozen=True, slots=True)
class Found:
    """A result as a page shows it."""

    kind: str
    key: str
    language: str
    title: Markup
    context: str
    snippet: Markup


@dataclass(frozen=True, slots=True)
class Searching:
    """A search by one reader: what is looked for, what the reader may find, which languages come first."""

    query: Query
    reaches: dict[str, SearchReach]
    languages: tuple[str, ...]
    kind: str = ""
    language: str = ""


def reaches_of(session: Session, actor: Actor) -> dict[str, SearchReach]:
    """Return what of each kind a person may find."""
    return {source.kind: source.reach(session, actor) for source in search_sources.all()}


def sources() -> Sequence[SearchSource]:
    """Return the kinds of things that can be found, in order."""
    return search_sources.all()


def count(session: Session, searching: Searching) -> dict[tuple[str, str], int]:
    """Return how many results there are of each kind and language, whatever is chosen of them: one statement."""
    if not searching.query.terms:
        return {}
    hits = index_of(session).match(searching.query)
    counted = (
        select(SearchDocument.kind, SearchDocument.language, func.count())
        .join(hits, hits.c.number == SearchDocument.id)
        .where(_reachable(searching.reaches))
        .group_by(SearchDocument.kind, SearchDocument.language)
    )
    return {(kind, language): number for kind, language, number in session.execute(counted)}


def find(session: Session, searching: Searching, *, limit: int, offset: int = 0) -> list[Found]:
    """Return results, best first: the reader's languages, then what holds the words as typed: one statement."""
    if not searching.query.terms:
        return []
    hits = index_of(session).match(searching.query)
    places = {language: place for place, language in enumerate(searching.languages)}
    place = case(places, value=SearchDocument.language, else_=len(places)) if places else false()
    chosen = (
        select(
            SearchDocument.kind,
            SearchDocument.key,
            SearchDocument.language,
            SearchDocument.title,
            SearchDocument.context,
            SearchDocument.body,
        )
        .join(hits, hits.c.number == SearchDocument.id)
        .where(_reachable(searching.reaches), *_wanted(searching))
        .order_by(place, hits.c.exact.desc(), hits.c.score.desc(), SearchDocument.id)
    )
    return [
        Found(
            row.kind,
            row.key,
            row.language,
            mark(row.title, searching.query),
            row.context,
            snippet(row.body, searching.query),
        )
        for row in session.execute(chosen.limit(limit).offset(offset))
    ]


def _wanted(searching: Searching) -> list[ColumnElement[bool]]:
    kind = [SearchDocument.kind == searching.kind] if searching.kind else []
    return [*kind, *([SearchDocument.language == searching.language] if searching.language else [])]


def _reachable(reaches: dict[str, SearchReach]) -> ColumnElement[bool]:
    def within(kind: str, reach: SearchReach) -> ColumnElement[bool]:
        keys = true() if reach.keys is None else SearchDocument.key.in_(sorted(reach.keys))
        return and_(SearchDocument.kind == kind, keys)

    return or_(false(), *(within(kind, reach) for kind, reach in reaches.items()))
