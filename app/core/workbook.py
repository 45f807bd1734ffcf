"""XLSX (ECMA-376, SpreadsheetML) written as a stream: the first bytes leave before the last row is read.

A table needs very little of the format: one sheet (more where the rows exceed what a sheet may hold), texts written in
their cells, numbers and dates with a style. Writing just that is several times as fast as a general library, needs no
temporary file, and its memory does not grow with the rows. Texts are texts by type: no cell can be a formula.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, time

from .tables import Column, Kind, Receipt

MOST_ROWS = 1_048_576
COMPRESSION = 3
LONGEST_CELL = 32_767
EPOCH = date(1899, 12, 30).toordinal()
SECONDS_A_DAY = 86_400
EARLIEST = (1980, 1, 1, 0, 0, 0)
STYLE = {Kind.TEXT: 0, Kind.NUMBER: 0, Kind.DATE: 1, Kind.TIME: 2, Kind.MOMENT: 3}
HEAD_STYLE = 4
NEEDS_CARE = re.compile(r"[&<>\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]|^\s|\s$|_x[0-9A-Fa-f]{4}_|^$").search
UNSPEAKABLE = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]")
LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
BAD_IN_TITLE = re.compile(r"[\[\]:*?/\\]")

SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
STYLES = f"""{HEAD}<styleSheet xmlns="{SPREADSHEET}">\
<numFmts count="3"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/><numFmt numFmtId="165" formatCode="hh:mm"/>\
<numFmt numFmtId="166" formatCode="yyyy\\-mm\\-dd\\ hh:mm"/></numFmts>\
<fonts count="2"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font>\
<font><b/><sz val="11"/><name val="Calibri"/><family val="2"/></font></fonts>\
<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>\
<fill><patternFill patternType="solid"><fgColor rgb="FFE4EFF0"/><bgColor indexed="64"/></patternFill></fill></fills>\
<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>\
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>\
<cellXfs count="5"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>\
<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>\
<xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>\
<xf numFmtId="166" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>\
<xf numFmtId="0" fontId="1" fillId="2" borderId="0" xfId="0" applyFont="1" applyFill="1"/></cellXfs>\
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>"""


class XlsxLayout:
    """A workbook with the header frozen in row 1, a filter on it, and dates that are dates."""

    extension = "xlsx"
    media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    row_start = "<row>"
    between = ""
    row_end = "</row>"

    def __init__(self, title: str) -> None:
        self.title = BAD_IN_TITLE.sub(" ", title).strip(" '")[:26] or "Sabaq"

    def text(self, value: object, /) -> str:
        """Write a single text."""
        return text_cell(value)

    def run(self, kinds: Sequence[Kind], values: Sequence[object]) -> str:
        """Write neighbouring cells; their places follow from their order."""
        return "".join(
            ["<c/>" if value is None else _CELLS[kind](value) for kind, value in zip(kinds, values, strict=True)]
        )

    def pack(self, columns: Sequence[Column], rows: Iterable[str], receipt: Receipt) -> Iterator[bytes]:
        """Write the archive part by part; what lists the sheets comes last, when their number is known."""
        for piece in self._archive(columns, rows):
            yield receipt.note(piece)
        receipt.finished = True

    def _archive(self, columns: Sequence[Column], rows: Iterable[str]) -> Iterator[bytes]:
        target = _Outlet()
        lengths: list[int] = []
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=COMPRESSION) as archive:
            feed = _Feed(rows)
            while feed.more or not lengths:
                with archive.open(_part(f"xl/worksheets/sheet{len(lengths) + 1}.xml"), "w", force_zip64=True) as sheet:
                    sheet.write(_sheet_head(columns, self).encode())
                    for text in feed.sheet():
                        sheet.write(text.encode())
                        if target.waiting:
                            yield target.take()
                    lengths.append(feed.written + 1)
                    sheet.write(_sheet_tail(len(columns), lengths[-1]).encode())
            for name, content in _small_parts(self.title, len(columns), lengths):
                archive.writestr(_part(name), content)
        yield target.take()


class _Outlet:
    """Where the archive is written to: keeps bytes until they are sent. It can't seek, so the archive does not try."""

    def __init__(self) -> None:
        self.waiting = bytearray()

    def write(self, content: bytes, /) -> int:
        self.waiting += content
        return len(content)

    def flush(self) -> None:
        """Nothing waits elsewhere."""

    def close(self) -> None:
        """Nothing to close."""

    def take(self) -> bytes:
        taken = bytes(self.waiting)
        self.waiting.clear()
        return taken


class _Feed:
    """Deals rows out to sheets. A text may hold several rows; one that would overflow a sheet is split between rows."""

    def __init__(self, rows: Iterable[str]) -> None:
        self.texts = iter(rows)
        self.rest = next(self.texts, "")
        self.written = 0

    @property
    def more(self) -> bool:
        return bool(self.rest)

    def sheet(self) -> Iterator[str]:
        """Give the texts of one sheet, gathered into pieces worth compressing."""
        self.written = 0
        pieces: list[str] = []
        size = 0
        while self.rest:
            count = self.rest.count("<row>")
            if self.written + count > MOST_ROWS - 1:
                pieces.append(self._split(MOST_ROWS - 1 - self.written))
                break
            pieces.append(self.rest)
            size += len(self.rest)
            self.written += count
            self.rest = next(self.texts, "")
            if size > 1 << 18:
                yield "".join(pieces)
                pieces, size = [], 0
        yield "".join(pieces)

    def _split(self, fitting: int) -> str:
        parts = self.rest.split("</row>")
        self.written += fitting
        self.rest = "".join(f"{part}</row>" for part in parts[fitting:-1])
        return "".join(f"{part}</row>" for part in parts[:fitting])


def text_cell(value: object) -> str:
    """Write a text into its cell."""
    text = str(value)
    if not NEEDS_CARE(text):
        return f'<c t="inlineStr"><is><t>{text}</t></is></c>'
    if not text:
        return "<c/>"
    text = LOOKS_ESCAPED.sub("_x005F_", text[:LONGEST_CELL])
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = UNSPEAKABLE.sub("", text)
    return f'<c t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def _number_cell(value: object) -> str:
    return f"<c><v>{value}</v></c>"


def _date_cell(value: object) -> str:
    assert isinstance(value, date)
    return f'<c s="{STYLE[Kind.DATE]}"><v>{value.toordinal() - EPOCH}</v></c>'


def _time_cell(value: object) -> str:
    assert isinstance(value, time)
    return f'<c s="{STYLE[Kind.TIME]}"><v>{_seconds(value) / SECONDS_A_DAY:.16g}</v></c>'


def _moment_cell(value: object) -> str:
    assert isinstance(value, datetime)
    days = value.toordinal() - EPOCH + _seconds(value.time()) / SECONDS_A_DAY
    return f'<c s="{STYLE[Kind.MOMENT]}"><v>{days:.16g}</v></c>'


def _seconds(value: time) -> int:
    return value.hour * 3600 + value.minute * 60 + value.second


_CELLS: dict[Kind, Callable[[object], str]] = {
    Kind.TEXT: text_cell,
    Kind.NUMBER: _number_cell,
    Kind.DATE: _date_cell,
    Kind.TIME: _time_cell,
    Kind.MOMENT: _moment_cell,
}


def _part(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, EARLIEST)
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def column_letters(number: int) -> str:
    """Return a column's name: 1 is A, 27 is AA."""
    letters = ""
    while number:
        number, place = divmod(number - 1, 26)
        letters = chr(ord("A") + place) + letters
    return letters


def _sheet_head(columns: Sequence[Column], layout: XlsxLayout) -> str:
    widths = "".join(
        f'<col min="{number}" max="{number}" width="{column.width}" customWidth="1"/>'
        for number, column in enumerate(columns, 1)
    )
    titles = "".join(text_cell(column.title) for column in columns)
    titles = titles.replace("<c t=", f'<c s="{HEAD_STYLE}" t=')
    return (
        f'{HEAD}<worksheet xmlns="{SPREADSHEET}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
        '<selection pane="bottomLeft" activeCell="A2" sqref="A2"/></sheetView></sheetViews>'
        f'<sheetFormatPr defaultRowHeight="15"/><cols>{widths}</cols><sheetData>'
        f"{layout.row_start}{titles}{layout.row_end}"
    )


def _sheet_tail(columns: int, rows: int) -> str:
    return f'</sheetData><autoFilter ref="A1:{column_letters(columns)}{rows}"/></worksheet>'


def _small_parts(title: str, columns: int, lengths: Sequence[int]) -> Iterator[tuple[str, str]]:
    names = [title if number == 1 else f"{title} {number}" for number in range(1, len(lengths) + 1)]
    numbers = range(1, len(lengths) + 1)
    sheets = "".join(
        f'<sheet name="{_attribute(name)}" sheetId="{number}" r:id="rId{number}"/>'
        for number, name in zip(numbers, names, strict=True)
    )
    filters = "".join(
        f'<definedName name="_xlnm._FilterDatabase" localSheetId="{number - 1}" hidden="1">'
        f"'{_attribute(name).replace(chr(39), chr(39) * 2)}'!$A$1:${column_letters(columns)}${length}</definedName>"
        for number, name, length in zip(numbers, names, lengths, strict=True)
    )
    yield "xl/styles.xml", STYLES
    book = (
        f'{HEAD}<workbook xmlns="{SPREADSHEET}" xmlns:r="{RELATIONSHIPS}"><sheets>{sheets}</sheets>'
        f"<definedNames>{filters}</definedNames></workbook>"
    )
    parts = [(f"worksheets/sheet{number}.xml", "worksheet") for number in numbers]
    yield "xl/workbook.xml", book
    yield "xl/_rels/workbook.xml.rels", _relationships([*parts, ("styles.xml", "styles")])
    yield "_rels/.rels", _relationships([("xl/workbook.xml", "officeDocument")])
    yield "[Content_Types].xml", _content_types(numbers)


def _relationships(targets: Iterable[tuple[str, str]]) -> str:
    links = "".join(
        f'<Relationship Id="rId{number}" Type="{RELATIONSHIPS}/{kind}" Target="{target}"/>'
        for number, (target, kind) in enumerate(targets, 1)
    )
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{links}</Relationships>'


def _content_types(numbers: Iterable[int]) -> str:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    sheets = "".join(
        f'<Override PartName="/xl/worksheets/sheet{number}.xml" ContentType="{kind}.worksheet+xml"/>'
        for number in numbers
    )
    return (
        f'{HEAD}<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>{sheets}'
        f'<Override PartName="/xl/styles.xml" ContentType="{kind}.styles+xml"/></Types>'
    )


def _attribute(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
