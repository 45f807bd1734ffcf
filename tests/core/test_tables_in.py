"""Files that people send are read with the right letters, or refused with a sentence."""

from __future__ import annotations

import csv
import io
import zipfile
from contextlib import suppress
from datetime import date, datetime

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from app.core.errors import RuleViolation
from app.core.tables_in import read_table, refusals
from app.core.tables_in.encodings import FEWEST_LETTERS
from app.core.tables_in.reading import _clean

A_DAY = datetime(2026, 3, 2)  # noqa: DTZ001 -- a sheet knows no zones
TEXT = "ФИО;Почта\r\nДжамшед Рахимов;j@example.org\r\n"


def workbook(*rows: tuple[object, ...], titles: tuple[str, ...] = ("Name", "Mail")) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(titles)
    for row in rows:
        sheet.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def repack(content: bytes, **parts: bytes) -> bytes:
    """Replace or add parts of a workbook; names have two underscores for a slash and one for a dot."""
    target = io.BytesIO()
    replaced = {name.replace("__", "/").replace("_", "."): body for name, body in parts.items()}
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in replaced:
                new.writestr(name, old.read(name))
        for name, body in replaced.items():
            new.writestr(name, body)
    return target.getvalue()


@pytest.mark.parametrize(
    ("encoding", "named"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("utf-16", "utf-16"), ("cp1251", "cp1251")],
)
def test_each_encoding_is_read_with_the_right_letters(encoding, named):
    table = read_table("people.csv", TEXT.encode(encoding))

    assert table.titles == ("ФИО", "Почта")
    assert [(row.line, row.cells) for row in table.rows] == [(2, ("Джамшед Рахимов", "j@example.org"))]
    assert table.encoding == named


def test_utf_16_without_a_mark_is_recognised():
    latin = "name;mail\r\nAnvar;a@example.org\r\n"

    assert read_table("a.csv", latin.encode("utf-16-le")).rows[0].cells == ("Anvar", "a@example.org")
    assert read_table("a.csv", latin.encode("utf-16-be")).rows[0].cells == ("Anvar", "a@example.org")


def test_tajik_letters_survive():
    table = read_table("people.csv", "Ному насаб\nҒафуров Ӯктам Қодирӣ Ҳакимов Ҷамшед\n".encode())

    assert table.rows[0].cells == ("Ғафуров Ӯктам Қодирӣ Ҳакимов Ҷамшед",)


@pytest.mark.parametrize("encoding", ["cp866", "koi8-r", "mac_cyrillic", "iso8859_5"])
def test_other_encodings_are_refused_rather_than_read_wrongly(encoding):
    with pytest.raises(refusals.DoubtfulLetters):
        read_table("people.csv", TEXT.encode(encoding))


@pytest.mark.parametrize("name", ["Müller", "José", "Łukasz"])
def test_latin_letters_of_the_west_are_refused_rather_than_read_as_cyrillic(name):
    with pytest.raises(refusals.DoubtfulLetters):
        read_table(
            "people.csv", f"name;mail\n{name};m@example.org\n".encode("cp1250" if name == "Łukasz" else "cp1252")
        )


NAMES = [
    "Рахимов Джамшед Саидович",
    "Шарипова Гульноза",
    "Юсупова Зарина Хасановна",
    "Абдуллоев Фируз",
    "Ким Эльвира",
    "Цой Юлия",
    "Щербаков Ефим",
    "Нурматов Бахтиёр",
    "Ли Ян",
]


@given(
    st.lists(st.sampled_from(NAMES), min_size=1, max_size=8, unique=True),
    st.sampled_from([str, str.upper, str.lower]),
    st.sampled_from(["name;mail", "ФИО;почта"]),
    st.sampled_from(["cp866", "koi8-r", "iso8859_5", "mac_cyrillic", "cp1251", "utf-8", "utf-16"]),
)
def test_names_come_back_as_they_were_or_not_at_all(names, spelling, titles, encoding):
    # In Mac Cyrillic all small letters but я have the same bytes as in Windows-1251: nobody could tell them apart.
    assume(encoding != "mac_cyrillic" or spelling is not str.lower)
    names = [spelling(name) for name in names]
    try:
        table = read_table(
            "people.csv", f"{titles}\n{';x@y.zz'.join([*names, ''])}\n".replace(";x@y.zz", ";x@y.zz\n").encode(encoding)
        )
    except refusals.DoubtfulLetters:
        letters = sum(letter.isalpha() and not letter.isascii() for letter in titles + "".join(names))
        assert encoding not in ("utf-8", "utf-16")
        assert encoding != "cp1251" or letters < FEWEST_LETTERS
        return

    assert [row.cells[0] for row in table.rows] == names


cells = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=20)


@given(st.lists(st.lists(cells, min_size=1, max_size=4), min_size=1, max_size=6), st.sampled_from([",", ";", "\t"]))
def test_what_a_spreadsheet_writes_is_read_back(rows, delimiter):
    target = io.StringIO()
    writer = csv.writer(target, delimiter=delimiter)
    writer.writerow(["a", "b", "c", "d"])
    writer.writerows(rows)
    expected = []
    for row in rows:
        cleaned = _clean(1, row)
        expected += [cleaned] if any(cleaned) else []
    try:
        table = read_table("a.csv", target.getvalue().encode())
    except refusals.FileEmpty:
        assert expected == []
        return

    assert [row.cells for row in table.rows] == expected


@settings(deadline=None, max_examples=200)
@given(st.binary(max_size=400), st.sampled_from(["a.csv", "a.xlsx", "a"]))
def test_any_bytes_are_read_or_refused_with_a_reason(content, name):
    for start in (b"", b"PK\x03\x04", b"\xff\xfe", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        with suppress(RuleViolation):
            assert read_table(name, start + content).rows


def test_lines_are_those_of_an_editor():
    content = 'name;note\n\nA;"two\nlines"\nB;x\n;\nC;y\n'

    assert [(row.line, row.cells[0]) for row in read_table("a.csv", content.encode()).rows] == [
        (3, "A"),
        (5, "B"),
        (7, "C"),
    ]


def test_the_announced_delimiter_is_taken_and_its_line_counted():
    table = read_table("a.csv", b"sep=|\r\nname|mail\r\nA|a@b.cd\r\n")

    assert table.titles == ("name", "mail")
    assert table.rows[0].line == 3


def test_quotation_marks_that_do_not_match_name_the_line():
    with pytest.raises(refusals.BrokenLine) as refused:
        read_table("a.csv", b'name;mail\nA;a@b.cd\nB;"x" y"\nC;c@b.cd\n')

    assert refused.value.facts == {"line": 3}
    with pytest.raises(refusals.BrokenLine):
        read_table("a.csv", b'name;mail\nA;"never closed\nB;b@b.cd\n')


def test_cells_of_a_workbook_become_text():
    table = read_table(
        "a.xlsx",
        workbook(("Анвар", 12.0), (None, None), ("Б", A_DAY), ("В", date(2026, 3, 2)), ("Г", True)),
    )

    assert [(row.line, row.cells) for row in table.rows] == [
        (2, ("Анвар", "12")),
        (4, ("Б", "2026-03-02")),
        (5, ("В", "2026-03-02")),
        (6, ("Г", "True")),
    ]


def test_a_hidden_sheet_is_not_read():
    book = Workbook()
    hidden = book.active
    assert hidden is not None
    hidden.append(["secret"])
    hidden.append(["x"])
    hidden.sheet_state = "hidden"
    shown = book.create_sheet("Shown")
    shown.append(["name"])
    shown.append(["Анвар"])
    target = io.BytesIO()
    book.save(target)

    assert read_table("a.xlsx", target.getvalue()).titles == ("name",)


def test_an_old_or_locked_workbook_says_so():
    with pytest.raises(refusals.OldExcelFile):
        read_table("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600)


def test_a_bomb_is_refused_before_it_unpacks():
    bomb = repack(workbook(("A", "b")), xl__media__bomb_bin=b"\x00" * (80 * 1024 * 1024))

    assert len(bomb) < 1_000_000
    with pytest.raises(refusals.FileTooLarge):
        read_table("a.xlsx", bomb)


def test_a_header_that_lies_about_the_size_does_not_help():
    content = bytearray(repack(workbook(("A", "b")), xl__media__bomb_bin=b"\x00" * (80 * 1024 * 1024)))
    size = (80 * 1024 * 1024).to_bytes(4, "little")
    lying = bytes(content).replace(size, (10).to_bytes(4, "little"))

    with pytest.raises((refusals.FileTooLarge, refusals.BrokenFile)):
        read_table("a.xlsx", lying)


@pytest.mark.parametrize(
    "definition",
    [
        b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>',
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
    ],
)
def test_definitions_inside_the_xml_are_refused(definition):
    original = workbook(("A", "b"))
    with zipfile.ZipFile(io.BytesIO(original)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    assert not sheet.startswith(b"<?xml")

    with pytest.raises(refusals.BrokenFile):
        read_table("a.xlsx", repack(original, xl__worksheets__sheet1_xml=definition + sheet))


def test_a_stray_cell_in_the_last_line_does_not_hold_things_up():
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["name"])
    sheet.append(["Анвар"])
    sheet.cell(row=1_048_576, column=1, value="x")
    target = io.BytesIO()
    book.save(target)

    with pytest.raises(refusals.TooManyRows):
        read_table("a.xlsx", target.getvalue())


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.csv", b"", refusals.FileEmpty),
        ("a.csv", b"  \n\n", refusals.FileEmpty),
        ("a.csv", b"name;mail\n", refusals.FileEmpty),
        ("a.csv", b"x" * (5 * 1024 * 1024 + 1), refusals.FileTooLarge),
        ("a.csv", b"name\n" + b"x\n" * 5_001, refusals.TooManyRows),
        ("a.csv", b";".join([b"x"] * 61) + b"\ny\n", refusals.TooManyColumns),
        ("a.csv", b"name\n" + b"x" * 2_001 + b"\n", refusals.CellTooLong),
        ("a.csv", b"\x89PNG\r\n\x1a\n\x00\x00\x00", refusals.UnknownFileKind),
        ("a.xlsx", b"name;mail\nA;b\n", refusals.UnknownFileKind),
        ("a.xlsx", b"PK\x03\x04 broken", refusals.BrokenFile),
    ],
)
def test_what_is_no_table_is_refused_by_name(name, content, reason):
    with pytest.raises(reason):
        read_table(name, content)


def test_an_archive_that_is_no_workbook_is_refused():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")

    with pytest.raises(refusals.UnknownFileKind):
        read_table("a.xlsx", target.getvalue())
