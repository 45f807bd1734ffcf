"""Workbooks of Excel, opened with care."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import IO, Any
from xml.sax.handler import ContentHandler

from defusedxml.sax import parse as parse_xml

from ..errors import RuleViolation
from .limits import MOST_COLUMNS, MOST_PARTS, MOST_ROWS, MOST_UNPACKED
from .refusals import BrokenFile, FileTooLarge, TooManyRows, UnknownFileKind


def read_xlsx(content: bytes, wanted: str) -> tuple[str, tuple[str, ...], Iterator[tuple[int, list[str]]]]:
    """Return the chosen sheet's name, the names of all visible ones, and its lines with their numbers."""
    try:
        _inspect(content)
        name, names, rows = _read_workbook(content, wanted)
    except RuleViolation:
        raise
    except Exception as error:  # whatever a hostile file makes zipfile, the XML parser or the reader raise
        raise BrokenFile from error
    return name, names, iter(rows)


def _read_workbook(content: bytes, wanted: str) -> tuple[str, tuple[str, ...], list[tuple[int, list[str]]]]:
    from openpyxl import load_workbook  # noqa: PLC0415 -- large, and few requests need it

    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    visible = {each.title: each for each in book.worksheets if each.sheet_state == "visible"}
    name = wanted if wanted in visible else next(iter(visible))
    sheet = visible[name]
    sheet.reset_dimensions()
    # A stray cell in the last line of a sheet would make the reader walk a million blank lines to it.
    walked = sheet.iter_rows(max_row=2 * MOST_ROWS, max_col=MOST_COLUMNS + 1, values_only=True)
    rows = [(line, [_write(value) for value in cells]) for line, cells in enumerate(walked, 1)]
    if len(rows) == 2 * MOST_ROWS:
        raise TooManyRows(rows=MOST_ROWS)
    return name, tuple(visible), rows


def _inspect(content: bytes) -> None:
    """Refuse an archive that is no workbook, unpacks to too much, or has XML with its own definitions."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        if not any(part.filename.startswith("xl/") for part in parts):
            raise UnknownFileKind
        if len(parts) > MOST_PARTS or any(part.flag_bits & 1 for part in parts):
            raise BrokenFile
        unpacked = 0
        for part in parts:
            with archive.open(part) as opened:
                unpacked += _measure(opened, MOST_UNPACKED - unpacked)
        for part in parts:
            if part.filename.endswith((".xml", ".rels")):
                with archive.open(part) as opened:
                    # Definitions could make the text grow without end or read other files.
                    parse_xml(opened, ContentHandler(), forbid_dtd=True)


def _measure(opened: IO[bytes], allowance: int) -> int:
    """Count what a part unpacks to, whatever its header claims, and stop at the allowance."""
    size = 0
    while block := opened.read(1 << 16):
        size += len(block)
        if size > allowance:
            raise FileTooLarge(megabytes=MOST_UNPACKED // 1024 // 1024)
    return size


def _write(value: Any) -> str:  # noqa: ANN401 -- whatever a cell holds
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)
