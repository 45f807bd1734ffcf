"""Reading a table, whatever its form."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .encodings import decode, decode_stated
from .limits import LONGEST_CELL, MOST_BYTES, MOST_COLUMNS, MOST_ROWS, MOST_TITLE_ROWS
from .refusals import CellTooLong, FileEmpty, FileTooLarge, OldExcelFile, TooManyColumns, TooManyRows, UnknownFileKind
from .separated import read_csv
from .workbooks import read_xlsx

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True, slots=True)
class Row:
    """A row that is not blank: its line in the file as a spreadsheet or an editor numbers it, and its cells."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The titles and the rows below them; `encoding` is what a CSV file was read as."""

    titles: tuple[str, ...]
    rows: tuple[Row, ...]
    encoding: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """How a file is read; what is left empty is found out."""

    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """All rows of a file that are not blank, how it was read, and which visible sheets a workbook has."""

    rows: tuple[Row, ...]
    reading: Reading
    sheets: tuple[str, ...] = ()


def read_table(file_name: str, content: bytes) -> Table:
    """Read the first sheet of an XLSX file, or a CSV file in UTF-8, UTF-16 or Windows-1251.

    Raises:
        RuleViolation: one of the refusals above; nothing is read by halves.

    """
    sheet = read_sheet(file_name, content)
    titles, rows = sheet.rows[0], sheet.rows[1:]
    if not rows:
        raise FileEmpty
    if len(rows) > MOST_ROWS:
        raise TooManyRows(rows=MOST_ROWS)
    return Table(titles.cells, rows, sheet.reading.encoding)


def read_sheet(file_name: str, content: bytes, reading: Reading | None = None) -> Sheet:
    """Read all rows of a CSV file or of one visible sheet of an XLSX file; what `reading` states is not guessed.

    Raises:
        RuleViolation: one of the refusals above; nothing is read by halves.

    """
    wanted = reading or Reading()
    if len(content) > MOST_BYTES:
        raise FileTooLarge(megabytes=MOST_BYTES // 1024 // 1024)
    if not content.strip():
        raise FileEmpty
    if content.startswith(OLE):
        raise OldExcelFile
    if content.startswith(b"PK"):
        name, names, found = read_xlsx(content, wanted.sheet)
        return Sheet(_gather(found), Reading(sheet=name), names)
    if file_name.lower().endswith((".xlsx", ".xls", ".xlsm", ".ods", ".pdf", ".doc", ".docx")):
        raise UnknownFileKind
    text, encoding = decode_stated(content, wanted.encoding) if wanted.encoding else decode(content)
    delimiter, lines = read_csv(text, wanted.delimiter)
    return Sheet(_gather(lines), Reading(encoding, delimiter))


def _gather(rows: Iterator[tuple[int, list[str]]]) -> tuple[Row, ...]:
    found: list[Row] = []
    for line, cells in rows:
        cleaned = _clean(line, cells)
        if not any(cleaned):
            continue
        if len(found) > MOST_ROWS + MOST_TITLE_ROWS:
            raise TooManyRows(rows=MOST_ROWS)
        found.append(Row(line, cleaned))
    if not found:
        raise FileEmpty
    return tuple(found)


def _clean(line: int, cells: Iterable[str]) -> tuple[str, ...]:
    cleaned = [unicodedata.normalize("NFC", " ".join(cell.split())) for cell in cells]
    while cleaned and not cleaned[-1]:
        cleaned.pop()
    if len(cleaned) > MOST_COLUMNS:
        raise TooManyColumns(line=line, columns=MOST_COLUMNS)
    if any(len(cell) > LONGEST_CELL for cell in cleaned):
        raise CellTooLong(line=line, length=LONGEST_CELL)
    return tuple(cleaned)
