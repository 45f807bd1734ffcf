"""A whole installation in one file, readable without this program, and the way back.

The archive is a ZIP: `manifest.json` (schema revision, when, SHA-256 of each part), one `tables/<name>.jsonl` per
table and every stored file. It is the same for SQLite and PostgreSQL, so it also moves an installation from one to the
other.
"""

from __future__ import annotations

import base64
import hashlib
import json
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, LargeBinary, MetaData, Table, Uuid, func, insert, select, text
from sqlalchemy.types import Date, DateTime, TypeDecorator

from .db import Base

MANIFEST = "manifest.json"
ROWS_AT_ONCE = 2_000


class BackupFault(Exception):
    """The archive cannot be used, or the place to restore into is not empty."""


@dataclass(frozen=True, slots=True)
class BackupReport:
    """What went into or came out of an archive."""

    tables: int
    rows: int
    files: int


def write_backup(connection: Connection, *, target: Path, files: Path, revision: str, at: datetime) -> BackupReport:
    """Write everything into one archive, from one state of the database.

    Args:
        connection: inside a transaction that sees one state throughout.
        target: the archive; written beside and renamed, so that a half-written one never has its name.
        files: the folder of stored files.
        revision: the schema's revision.
        at: when.

    """
    draft = target.with_suffix(target.suffix + ".part")
    digests: dict[str, str] = {}
    rows = stored = 0
    with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as archive:
        for table in _tables():
            name = f"tables/{table.name}.jsonl"
            count, digests[name] = _write_table(archive, name, connection, table)
            rows += count
        for file in sorted(files.rglob("*")) if files.exists() else []:
            if file.is_file():
                name = f"files/{file.name}"
                archive.write(file, name)
                digests[name] = hashlib.sha256(file.read_bytes()).hexdigest()
                stored += 1
        manifest = {"revision": revision, "at": at.isoformat(), "sha256": digests}
        archive.writestr(MANIFEST, json.dumps(manifest, indent=1))
    draft.replace(target)
    return BackupReport(len(_tables()), rows, stored)


def read_backup(connection: Connection, *, source: Path, files: Path, revision: str) -> BackupReport:
    """Fill an empty, migrated database and the folder of files from an archive.

    Raises:
        BackupFault: the archive is damaged or of another schema revision, or the database holds something.

    """
    try:
        with zipfile.ZipFile(source) as archive:
            manifest = _checked_manifest(archive, revision)
            _refuse_unless_empty(connection)
            rows = sum(_read_table(archive, f"tables/{table.name}.jsonl", connection, table) for table in _tables())
            stored = _read_files(archive, manifest, files)
    except (zipfile.BadZipFile, KeyError, json.JSONDecodeError) as fault:
        raise BackupFault(f"{source} is not a backup of this program: {fault}") from None
    return BackupReport(len(_tables()), rows, stored)


def _tables() -> list[Table]:
    metadata: MetaData = Base.metadata
    return list(metadata.sorted_tables)


def _write_table(archive: zipfile.ZipFile, name: str, connection: Connection, table: Table) -> tuple[int, str]:
    digest, count = hashlib.sha256(), 0
    ordered = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=ROWS_AT_ONCE)
    with archive.open(name, "w", force_zip64=True) as part:
        for row in connection.execute(ordered):
            line = json.dumps([_plain(value) for value in row], ensure_ascii=False).encode() + b"\n"
            part.write(line)
            digest.update(line)
            count += 1
    return count, digest.hexdigest()


def _read_table(archive: zipfile.ZipFile, name: str, connection: Connection, table: Table) -> int:
    count = 0
    with archive.open(name) as part:
        for batch in _batches(part, table):
            connection.execute(insert(table), batch)
            count += len(batch)
    return count


def _batches(lines: Any, table: Table) -> Iterator[list[dict[str, Any]]]:  # noqa: ANN401 -- a file of bytes lines
    columns = list(table.columns)
    batch: list[dict[str, Any]] = []
    for line in lines:
        values = json.loads(line)
        batch.append({column.name: _typed(column.type, value) for column, value in zip(columns, values, strict=True)})
        if len(batch) == ROWS_AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch


def _plain(value: Any) -> Any:  # noqa: ANN401 -- any column value to any JSON value
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, (bytes, memoryview)):
        return base64.b64encode(bytes(value)).decode()
    if isinstance(value, Decimal):
        return float(value)
    return value


def _typed(kind: Any, value: Any) -> Any:  # noqa: ANN401 -- any JSON value to any column value
    if value is None:
        return None
    if hasattr(kind, "enum"):
        return kind.enum(value)
    plain = kind.impl if isinstance(kind, TypeDecorator) else kind
    for stored, read in _READERS:
        if isinstance(plain, stored):
            return read(value)
    return value


_READERS: tuple[tuple[type[Any], Callable[[str], Any]], ...] = (
    (DateTime, datetime.fromisoformat),
    (Date, date.fromisoformat),
    (Uuid, UUID),
    (LargeBinary, base64.b64decode),
)


def _checked_manifest(archive: zipfile.ZipFile, revision: str) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads(archive.read(MANIFEST))
    if manifest["revision"] != revision:
        raise BackupFault(f"the backup is of schema {manifest['revision']}, this program has {revision}")
    for name, expected in manifest["sha256"].items():
        digest = hashlib.sha256()
        with archive.open(name) as part:
            while block := part.read(1 << 20):
                digest.update(block)
        if digest.hexdigest() != expected:
            raise BackupFault(f"{name} in the backup is damaged")
    return manifest


def _refuse_unless_empty(connection: Connection) -> None:
    for table in _tables():
        if connection.scalar(select(func.count()).select_from(table)):
            raise BackupFault(f"the database is not empty ({table.name}); restore into a new one")


def _read_files(archive: zipfile.ZipFile, manifest: dict[str, Any], files: Path) -> int:
    names = [name for name in manifest["sha256"] if name.startswith("files/")]
    for name in names:
        digest = name.removeprefix("files/")
        folder = files / digest[:2] / digest[2:4]
        folder.mkdir(parents=True, exist_ok=True)
        (folder / digest).write_bytes(archive.read(name))
    return len(names)


def one_state(connection: Connection) -> None:
    """Let a PostgreSQL transaction see one state throughout; an SQLite one does so by itself."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"))
