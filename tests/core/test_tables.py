"""Tables as files: what a spreadsheet reads is what was written, and nothing of it runs."""

from __future__ import annotations

import csv
import hashlib
import io
import zipfile
from datetime import date, datetime, time

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core import workbook
from app.core.tables import Column, CsvLayout, Kind, Receipt, stream, stream_csv, stream_xlsx
from app.core.workbook import XlsxLayout, column_letters

COLUMNS = [
    Column("Имя", width=30),
    Column("Hours", Kind.NUMBER),
    Column("Date", Kind.DATE),
    Column("Start", Kind.TIME),
    Column("Marked at", Kind.MOMENT, 18),
]
ROW = ("Ҷамшед", 3.5, date(2026, 5, 4), time(9, 5), datetime.fromisoformat("2026-05-04T13:07"))
EMPTY = ("", None, None, None, None)
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=40)


def read_csv(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def read_xlsx(content: bytes, sheet: int = 0):
    return openpyxl.load_workbook(io.BytesIO(content)).worksheets[sheet]


def test_csv_has_a_mark_by_which_excel_knows_utf8():
    content = b"".join(stream_csv(COLUMNS, [ROW, EMPTY]))
    assert content.startswith(b"\xef\xbb\xbf")
    assert read_csv(content) == [
        ["Имя", "Hours", "Date", "Start", "Marked at"],
        ["Ҷамшед", "3.5", "2026-05-04", "09:05", "2026-05-04 13:07"],
        ["", "", "", "", ""],
    ]


def test_xlsx_has_its_header_frozen_in_row_1_and_dates_that_are_dates():
    sheet = read_xlsx(b"".join(stream_xlsx(COLUMNS, [ROW, EMPTY], "Attendance")))
    assert sheet.title == "Attendance"
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:E3"
    assert [cell.value for cell in sheet[1]] == [column.title for column in COLUMNS]
    assert all(cell.font.bold for cell in sheet[1])
    values = [cell.value for cell in sheet[2]]
    assert values == [
        "Ҷамшед",
        3.5,
        datetime.fromisoformat("2026-05-04T00:00"),
        time(9, 5),
        datetime.fromisoformat("2026-05-04T13:07"),
    ]
    assert sheet.column_dimensions["A"].width == 30
    assert sheet["C2"].number_format == "yyyy\\-mm\\-dd"


def test_a_file_without_rows_has_its_header():
    assert read_csv(b"".join(stream_csv(COLUMNS, []))) == [[column.title for column in COLUMNS]]
    sheet = read_xlsx(b"".join(stream_xlsx(COLUMNS, [])))
    assert [cell.value for cell in sheet[1]] == [column.title for column in COLUMNS]
    assert sheet.max_row == 1


@pytest.mark.parametrize("text", ["=1+1", "+7 900", "-1", "@SUM(A1)", "\t=1", " =1", "\r=1", '=HYPERLINK("http://x")'])
def test_a_formula_stays_text(text: str):
    column = [Column("Name")]
    [_head, [cell]] = read_csv(b"".join(stream_csv(column, [(text,)])))
    assert cell == f"'{text}"
    written = read_xlsx(b"".join(stream_xlsx(column, [(text,)])))["A2"]
    assert written.data_type in ("s", "inlineStr")
    assert written.value.strip() == text.strip()


@settings(max_examples=60, deadline=None)
@given(st.lists(TEXT, min_size=1, max_size=5))
def test_csv_gives_every_text_back_or_makes_it_harmless(texts: list[str]):
    columns = [Column(str(number)) for number in range(len(texts) + 1)]
    [_head, [_first, *cells]] = read_csv(b"".join(stream_csv(columns, [["first", *texts]])))
    assert [cell.removeprefix("'") if cell[:1] == "'" else cell for cell in cells] == [
        text.removeprefix("'") if text[:1] == "'" else text for text in texts
    ]
    assert not any(cell.lstrip()[:1] in ("=", "+", "-", "@") for cell in cells if cell.strip())


@settings(max_examples=60, deadline=None)
@given(TEXT.filter(lambda text: "_x" not in text))
def test_xlsx_gives_every_text_back(text: str):
    value = read_xlsx(b"".join(stream_xlsx([Column("Text")], [(text,)])))["A2"].value
    assert (value or "") == text


def test_characters_that_xml_forbids_are_left_out():
    value = read_xlsx(b"".join(stream_xlsx([Column("Text")], [("a\x00b\x0bc\ufffe",)])))["A2"].value
    assert value == "abc"


def test_more_rows_than_a_sheet_holds_go_on_in_a_second_one(monkeypatch):
    monkeypatch.setattr(workbook, "MOST_ROWS", 4)
    rows = [(f"row {number}",) for number in range(8)]
    content = b"".join(stream_xlsx([Column("Text")], rows, "Marks"))
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["Marks", "Marks 2", "Marks 3"]
    assert [row[0].value for sheet in book for row in sheet.iter_rows(min_row=2)] == [text for (text,) in rows]


def test_a_text_of_several_rows_is_split_between_sheets(monkeypatch):
    monkeypatch.setattr(workbook, "MOST_ROWS", 4)
    layout = XlsxLayout("Marks")
    lots = ["".join(f"<row>{layout.text(f'{lot}-{row}')}</row>" for row in range(5)) for lot in range(2)]
    content = b"".join(layout.pack([Column("Text")], iter(lots), Receipt()))
    book = openpyxl.load_workbook(io.BytesIO(content))
    values = [row[0].value for sheet in book for row in sheet.iter_rows(min_row=2)]
    assert values == [f"{lot}-{row}" for lot in range(2) for row in range(5)]


@pytest.mark.parametrize("layout", [CsvLayout(), XlsxLayout("T")])
def test_the_receipt_knows_rows_size_and_digest_at_the_end(layout):
    receipt = Receipt()
    pieces = stream(layout, COLUMNS, [ROW] * 3, receipt)
    assert not receipt.finished
    content = b"".join(pieces)
    assert receipt.finished
    assert (receipt.rows, receipt.size) == (3, len(content))
    assert receipt.sha256 == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize("layout", [CsvLayout(), XlsxLayout("T")])
def test_the_first_bytes_leave_before_the_last_row_is_read(layout):
    read = 0

    def rows():
        nonlocal read
        for number in range(60_000):
            read += 1
            yield (f"{number} {hashlib.sha256(str(number).encode()).hexdigest()}", None, None, None, None)

    pieces = stream(layout, COLUMNS, rows(), Receipt())
    next(pieces)
    assert 0 < read < 30_000


def test_the_same_table_gives_the_same_bytes():
    assert b"".join(stream_xlsx(COLUMNS, [ROW])) == b"".join(stream_xlsx(COLUMNS, [ROW]))


def test_the_archive_is_sound():
    assert zipfile.ZipFile(io.BytesIO(b"".join(stream_xlsx(COLUMNS, [ROW])))).testzip() is None


@pytest.mark.parametrize(("number", "letters"), [(1, "A"), (26, "Z"), (27, "AA"), (702, "ZZ"), (703, "AAA")])
def test_columns_are_named_as_spreadsheets_do(number: int, letters: str):
    assert column_letters(number) == letters


def test_a_title_that_a_sheet_may_not_have_is_mended():
    assert read_xlsx(b"".join(stream_xlsx(COLUMNS, [], "[2026] a/b: 'x'?"))).title
