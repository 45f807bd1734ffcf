"""Many rows at once: COPY on PostgreSQL, prepared inserts on SQLite."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Table

from app.core.db import Base

Row = Sequence[Any]


def write_rows(connection: Connection, model: type[Base], columns: Sequence[str], rows: Iterable[Row]) -> int:
    """Insert rows in the running transaction and return how many there were.

    Values pass through the columns' own types, so that what is stored is what the application would store.
    """
    table = model.__table__
    assert isinstance(table, Table)
    prepared = _prepared(rows, [_processor(connection, table, name) for name in columns])
    if connection.dialect.name == "postgresql":
        return _copy(connection, table, columns, prepared)
    return _insert(connection, table, columns, prepared)


def _processor(connection: Connection, table: Table, name: str) -> Callable[[Any], Any] | None:
    kind = table.c[name].type
    found: Callable[[Any], Any] | None = kind.dialect_impl(connection.dialect).bind_processor(connection.dialect)
    return found


def _prepared(rows: Iterable[Row], processors: list[Callable[[Any], Any] | None]) -> Iterator[tuple[Any, ...]]:
    for row in rows:
        yield tuple(process(value) if process else value for process, value in zip(processors, row, strict=True))


def _copy(connection: Connection, table: Table, columns: Sequence[str], rows: Iterator[tuple[Any, ...]]) -> int:
    raw: Any = connection.connection.dbapi_connection
    count = 0
    with raw.cursor() as cursor, cursor.copy(f"COPY {table.name} ({', '.join(columns)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
            count += 1
    return count


def _insert(connection: Connection, table: Table, columns: Sequence[str], rows: Iterator[tuple[Any, ...]]) -> int:
    raw: Any = connection.connection.dbapi_connection
    marks = ", ".join("?" * len(columns))
    statement = f"INSERT INTO {table.name} ({', '.join(columns)}) VALUES ({marks})"  # noqa: S608 -- names of our own
    cursor = raw.cursor()
    cursor.executemany(statement, rows)
    return int(cursor.rowcount)
