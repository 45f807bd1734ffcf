"""The database: base class, column types, and the one place that commits.

SQLite is set up for durability (an acknowledged save survives a power cut) and for several processes; PostgreSQL
needs nothing special.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import JSON, Connection, DateTime, Dialect, Engine, MetaData, String, Uuid, event
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.orm import DeclarativeBase, Session, registry
from sqlalchemy.types import TypeDecorator

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
BUSY_TIMEOUT_MS = 10_000
BETWEEN_TRIES = 0.001
EnumType = TypeVar("EnumType", bound=StrEnum)


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: aware in Python, UTC in the database, whichever database it is."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Refuse naive times: nobody knows which zone they were meant in."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive datetime: {value!r}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Give the zone back that SQLite forgets."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Words(TypeDecorator[EnumType]):
    """A StrEnum stored as its word; the column needs no migration when a word is added."""

    impl = String(40)
    cache_ok = True

    def __init__(self, enum: type[EnumType]) -> None:
        super().__init__()
        self.enum = enum

    def process_bind_param(self, value: EnumType | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Store the word."""
        return None if value is None else self.enum(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> EnumType | None:  # noqa: ARG002
        """Give back the member."""
        return None if value is None else self.enum(value)


JsonDocument = JSON().with_variant(JSONB(), "postgresql")


class Base(DeclarativeBase):
    """All tables."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMING),
        type_annotation_map={
            datetime: UtcDateTime(),
            UUID: Uuid(),
            dict[str, Any]: JsonDocument,
            dict[str, str]: JsonDocument,
            list[Any]: JsonDocument,
        },
    )
    metadata = registry.metadata


db = SQLAlchemy(model_class=Base)
_will_write: ContextVar[bool] = ContextVar("will_write", default=False)


def init_database(app: Flask, url: str) -> None:
    """Connect the application to its database."""
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    # What people typed must not reach a log by way of a failed statement.
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {"hide_parameters": True}
    db.init_app(app)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            event.listen(db.engine, "connect", _prepare_sqlite)
            event.listen(db.engine, "begin", _begin_sqlite)


@contextmanager
def transaction() -> Iterator[Session]:
    """Commit what happens inside, or nothing of it. Views, commands and jobs use it; services never do.

    What was only read before is given up first, unless the request said at its start that it would write: a
    transaction that began as a reader can't always become a writer.
    """
    session = db.session()
    if not _will_write.get() and not (session.new or session.dirty or session.deleted):
        session.rollback()
    with intending_to_write():
        try:
            yield session
            session.commit()
        except BaseException:
            session.rollback()
            raise


@contextmanager
def intending_to_write() -> Iterator[None]:
    """Take SQLite's write lock when the next transaction begins, not in its middle.

    A transaction that began as a reader and then writes can fail at once with "database is locked" however long the
    busy timeout is (sqlite.org/isolation.html); one that begins as a writer waits its turn.
    """
    token = _will_write.set(True)
    try:
        yield
    finally:
        _will_write.reset(token)


def expect_writes(expected: bool) -> None:
    """Say at the start of a request whether it will write; said for every request, since threads are reused."""
    _will_write.set(expected)


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_TIMEOUT_MS}",
        "temp_store=MEMORY",
    ):
        connection.execute(f"PRAGMA {pragma}")
    # SQLite's own lower() knows Latin letters alone, so that a search would not find Ғафуров by ғафуров.
    connection.create_function("lower", 1, _lower, deterministic=True)


def _lower(value: Any) -> Any:  # noqa: ANN401 -- whatever a column holds
    return value.lower() if isinstance(value, str) else value


def _begin_sqlite(connection: Connection) -> None:
    raw = connection.connection.dbapi_connection
    assert raw is not None
    if _will_write.get():
        _begin_writing(raw.cursor())
    else:
        raw.cursor().execute("BEGIN")


def _begin_writing(cursor: DBAPICursor) -> None:
    """Take the write lock as soon as it is free: SQLite itself would look again only every 100 ms after a while."""
    patience = time.monotonic() + BUSY_TIMEOUT_MS / 1000
    cursor.execute("PRAGMA busy_timeout=0")
    try:
        while True:
            try:
                cursor.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as fault:
                if fault.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > patience:
                    raise
                time.sleep(BETWEEN_TRIES)
            else:
                return
    finally:
        cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")


def engine() -> Engine:
    """Return the application's engine."""
    return db.engine
