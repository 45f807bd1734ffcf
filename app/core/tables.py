"""Tables that leave as files: CSV and XLSX, streamed in bounded memory, with cells that no spreadsheet will run.

A row is made of *runs*: neighbouring cells written as they stand in the file. What many rows share, such as the nine
cells about one session, is written once and repeated as text; this is what makes a million rows quick.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import Enum
from typing import Any, Protocol

BYTES_AT_ONCE = 64 * 1024
# A spreadsheet takes a cell that begins so for a formula (OWASP, "CSV Injection").
FORMULA = re.compile(r"\s*[=+\-@]|[\t\r\n]")
NEEDS_CARE = re.compile(r"^\s*[=+\-@]|^[\t\r\n]|[\",\r\n\x00]").search


class Kind(Enum):
    """What a column holds: it decides how a cell is written and shown."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    TIME = "time"
    MOMENT = "moment"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its title in the reader's language, what it holds, and how wide a spreadsheet shows it."""

    title: str
    kind: Kind = Kind.TEXT
    width: int = 14


@dataclass(slots=True)
class Receipt:
    """What a file came to: filled while it is written, whole when `finished`."""

    rows: int = 0
    size: int = 0
    finished: bool = False
    _hash: Any = field(default_factory=hashlib.sha256)

    def note(self, content: bytes) -> bytes:
        """Count bytes on their way out."""
        self.size += len(content)
        self._hash.update(content)
        return content

    @property
    def sha256(self) -> str:
        """Return the digest of what has been written so far, in hexadecimal."""
        return str(self._hash.hexdigest())


class Layout(Protocol):
    """A way to write a table. `row_start`, `between` and `row_end` stand around runs of cells."""

    extension: str
    media_type: str
    row_start: str
    between: str
    row_end: str

    def text(self, value: object, /) -> str:
        """Write a single text."""
        ...

    def run(self, kinds: Sequence[Kind], values: Sequence[object]) -> str:
        """Write neighbouring cells; None is an empty cell. Moments and times are written as they are on the wall."""
        ...

    def pack(self, columns: Sequence[Column], rows: Iterable[str], receipt: Receipt) -> Iterator[bytes]:
        """Write the file around its rows; `rows` are texts of one or more whole rows."""
        ...


class CsvLayout:
    """RFC 4180 in UTF-8 with a byte order mark, by which Excel knows the encoding."""

    extension = "csv"
    media_type = "text/csv; charset=utf-8"
    row_start = ""
    between = ","
    row_end = "\r\n"

    def text(self, value: object, /) -> str:
        """Write a single text."""
        return csv_text(value)

    def run(self, kinds: Sequence[Kind], values: Sequence[object]) -> str:
        """Write neighbouring cells."""
        return ",".join(["" if value is None else _CSV[kind](value) for kind, value in zip(kinds, values, strict=True)])

    def pack(self, columns: Sequence[Column], rows: Iterable[str], receipt: Receipt) -> Iterator[bytes]:
        """Write the header and the rows."""
        titles = self.run([Kind.TEXT] * len(columns), [column.title for column in columns])
        yield from in_pieces(_with_head("\ufeff" + titles + self.row_end, rows), receipt)
        receipt.finished = True


def stream(
    layout: Layout, columns: Sequence[Column], rows: Iterable[Sequence[object]], receipt: Receipt
) -> Iterator[bytes]:
    """Write a table of values, a row at a time."""
    kinds = [column.kind for column in columns]

    def written() -> Iterator[str]:
        for row in rows:
            receipt.rows += 1
            yield f"{layout.row_start}{layout.run(kinds, row)}{layout.row_end}"

    return layout.pack(columns, written(), receipt)


def stream_csv(columns: Sequence[Column], rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
    """Write a table as CSV."""
    return stream(CsvLayout(), columns, rows, Receipt())


def stream_xlsx(columns: Sequence[Column], rows: Iterable[Sequence[object]], title: str = "Sabaq") -> Iterator[bytes]:
    """Write a table as an XLSX workbook."""
    from .workbook import XlsxLayout  # noqa: PLC0415 -- workbook imports this module

    return stream(XlsxLayout(title), columns, rows, Receipt())


def in_pieces(texts: Iterable[str], receipt: Receipt | None = None) -> Iterator[bytes]:
    """Gather small texts into pieces that are worth sending."""
    waiting: list[str] = []
    size = 0
    for text in texts:
        waiting.append(text)
        size += len(text)
        if size >= BYTES_AT_ONCE:
            piece = "".join(waiting).encode()
            yield receipt.note(piece) if receipt else piece
            waiting, size = [], 0
    if waiting:
        piece = "".join(waiting).encode()
        yield receipt.note(piece) if receipt else piece


def safe_text(value: str) -> str:
    """Return a text that a spreadsheet won't take for a formula: an apostrophe stands before what looks like one."""
    return f"'{value}" if FORMULA.match(value) else value


def csv_text(value: object) -> str:
    """Write a text as a CSV cell."""
    text = str(value)
    if not NEEDS_CARE(text):
        return text
    text = safe_text(text.replace("\x00", "")).replace('"', '""')
    return f'"{text}"'


def _csv_number(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _csv_date(value: object) -> str:
    assert isinstance(value, date)
    return value.isoformat()


def _csv_time(value: object) -> str:
    assert isinstance(value, time)
    return f"{value:%H:%M}"


def _csv_moment(value: object) -> str:
    assert isinstance(value, datetime)
    return f"{value:%Y-%m-%d %H:%M}"


_CSV: dict[Kind, Callable[[object], str]] = {
    Kind.TEXT: csv_text,
    Kind.NUMBER: _csv_number,
    Kind.DATE: _csv_date,
    Kind.TIME: _csv_time,
    Kind.MOMENT: _csv_moment,
}


def _with_head(head: str, rows: Iterable[str]) -> Iterator[str]:
    yield head
    yield from rows
