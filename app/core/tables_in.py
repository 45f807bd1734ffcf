"""Tables that people send: CSV and XLSX read with care, or refused with a sentence.

A file is refused rather than read wrongly: letters in a doubtful encoding, a broken quotation, an archive that unpacks
to more than it should. Everything comes back as text; what it means is for the reader's rules.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import IO, Any
from xml.sax.handler import ContentHandler

from defusedxml.sax import parse as parse_xml

from .errors import N_, RuleViolation

MOST_BYTES = 5 * 1024 * 1024
MOST_UNPACKED = 60 * 1024 * 1024
MOST_PARTS = 500
MOST_ROWS = 5_000
# Above the titles there may be the name of the list, of the centre and so on.
MOST_TITLE_ROWS = 20
MOST_COLUMNS = 60
LONGEST_CELL = 2_000
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
DELIMITERS = (";", "\t", ",")
ENCODINGS = ("utf-8", "utf-16", "cp1251", "koi8-r", "cp866")
# What Windows-1251 holds beyond the Russian letters and is at home in a list of people.
CP1251_SIGNS = frozenset("«»“”„’‘–—…№\N{NO-BREAK SPACE}\N{SOFT HYPHEN}")
CYRILLIC = re.compile(r"[А-Яа-яЁё]")
SWAPPED = re.compile(r"[а-яё][А-ЯЁ]")
# Letters of Russian from the most frequent to the rarest: a wrong guess shows itself by rare ones.
BY_FREQUENCY = "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё"
FEWEST_LETTERS = 12
RARITY_OF_SIGNS = 40
RIVALS = ("koi8-r", "cp866", "iso8859_5", "mac_cyrillic")
MIXED = re.compile(r"[A-Za-z][А-Яа-яЁё]|[А-Яа-яЁё][A-Za-z]")


class FileTooLarge(RuleViolation):
    """More than is read in one go."""

    code = "file-too-large"
    message = N_("The file is larger than %(megabytes)s MB. Split it.")


class FileEmpty(RuleViolation):
    """There is nothing in it."""

    code = "file-empty"
    message = N_("The file has no rows below the titles.")


class UnknownFileKind(RuleViolation):
    """Neither CSV nor XLSX."""

    code = "unknown-file-kind"
    message = N_("This is neither a CSV nor an XLSX file. Save the sheet as .xlsx and try again.")


class OldExcelFile(RuleViolation):
    """The binary format before 2007, or a file locked with a password."""

    code = "old-excel-file"
    message = N_("This is an old Excel file (.xls) or one with a password. Save it as .xlsx without a password.")


class BrokenFile(RuleViolation):
    """It claims to be XLSX and can't be read."""

    code = "broken-file"
    message = N_("This XLSX file is damaged or has parts that are not accepted. Save it again as .xlsx.")


class BrokenLine(RuleViolation):
    """The quotation marks of a CSV file do not add up."""

    code = "broken-line"
    message = N_("Line %(line)s can't be read: its quotation marks do not match. Nothing was read.")


class DoubtfulLetters(RuleViolation):
    """No encoding gives plausible letters; guessing would put wrong names on record."""

    code = "doubtful-letters"
    message = N_("The letters of this file can't be told with certainty. Save it as .xlsx or as CSV in UTF-8.")


class TooManyRows(RuleViolation):
    """More than is read in one go."""

    code = "too-many-rows"
    message = N_("The file has more than %(rows)s rows. Split it.")


class TooManyColumns(RuleViolation):
    """More than a list of people has."""

    code = "too-many-columns"
    message = N_("Line %(line)s has more than %(columns)s columns.")


class CellTooLong(RuleViolation):
    """More text than a cell of a list holds."""

    code = "cell-too-long"
    message = N_("A cell in line %(line)s has more than %(length)s characters.")


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
        name, names, found = _read_xlsx(content, wanted.sheet)
        return Sheet(_gather(found), Reading(sheet=name), names)
    if file_name.lower().endswith((".xlsx", ".xls", ".xlsm", ".ods", ".pdf", ".doc", ".docx")):
        raise UnknownFileKind
    text, encoding = _decode_stated(content, wanted.encoding) if wanted.encoding else decode(content)
    delimiter, lines = _read_csv(text, wanted.delimiter)
    return Sheet(_gather(lines), Reading(encoding, delimiter))


def decode(content: bytes) -> tuple[str, str]:
    """Return the text and the encoding's name, only where the letters are certain.

    UTF-8 and UTF-16 prove themselves. Nearly any bytes are valid Windows-1251, so its text must also look like
    people's writing: no letters that only a wrong guess brings, no capital after a small letter inside a word, no
    word of two scripts, and no other encoding of Cyrillic under which the letters would be commoner ones.

    Raises:
        DoubtfulLetters, UnknownFileKind: nothing fits.

    """
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return _strict(content, encoding), encoding.removesuffix("-sig")
    if b"\x00" in content:
        return _utf16_without_mark(content)
    try:
        return _printable(content.decode("utf-8")), "utf-8"
    except UnicodeDecodeError:
        text = _strict(content, "cp1251")
    strange = [letter for letter in text if not letter.isascii() and not _at_home(letter)]
    too_few = len(CYRILLIC.findall(text)) < FEWEST_LETTERS
    if strange or too_few or SWAPPED.search(text) or MIXED.search(text):
        raise DoubtfulLetters
    rivals = (_decode_as(content, encoding) for encoding in RIVALS)
    if any(_rarity(rival) <= _rarity(text) for rival in rivals if rival.casefold() != text.casefold()):
        raise DoubtfulLetters
    return text, "cp1251"


def _decode_stated(content: bytes, encoding: str) -> tuple[str, str]:
    """Read as a person said; what can't be the stated encoding is refused."""
    if encoding not in ENCODINGS:
        raise DoubtfulLetters
    text = _strict(content, "utf-8-sig" if encoding == "utf-8" else encoding)
    return text, encoding


def _decode_as(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return ""


def _rarity(text: str) -> float:
    """Return how rare a text's letters are on average; endless where it holds what no list of people does."""
    letters = [letter for letter in text.casefold() if not letter.isascii()]
    if not letters or not all(letter in BY_FREQUENCY or letter in CP1251_SIGNS for letter in letters):
        return float("inf")
    ranks = [BY_FREQUENCY.index(each) if each in BY_FREQUENCY else RARITY_OF_SIGNS for each in letters]
    return sum(ranks) / len(ranks)


def _at_home(letter: str) -> bool:
    return bool(CYRILLIC.fullmatch(letter)) or letter in CP1251_SIGNS


def _strict(content: bytes, encoding: str) -> str:
    try:
        return _printable(content.decode(encoding))
    except UnicodeDecodeError:
        raise DoubtfulLetters from None


def _utf16_without_mark(content: bytes) -> tuple[str, str]:
    """Zeros stand in every second byte where UTF-16 holds Latin letters; elsewhere they mean a binary file."""
    even, odd = content[::2].count(0), content[1::2].count(0)
    if len(content) % 2 or min(even, odd) > 0:
        raise UnknownFileKind
    encoding = "utf-16-be" if even else "utf-16-le"
    return _strict(content, encoding), encoding


def _printable(text: str) -> str:
    if any(unicodedata.category(letter) == "Cc" and letter not in "\r\n\t" for letter in text):
        raise UnknownFileKind
    return text


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


def _read_csv(text: str, delimiter: str = "") -> tuple[str, Iterator[tuple[int, list[str]]]]:
    skipped = 0
    announced = re.match(r'"?sep=(.)"?\r?\n', text, re.IGNORECASE)
    if announced:
        text, skipped = text[announced.end() :], 1
    chosen = delimiter or (announced[1] if announced else _delimiter(text))
    return chosen, _read_lines(text, chosen, skipped)


def _read_lines(text: str, delimiter: str, skipped: int) -> Iterator[tuple[int, list[str]]]:
    # newline="" leaves line ends to the reader, so that those within quotation marks stay.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1 + skipped
    try:
        for cells in reader:
            yield line, cells
            line = reader.line_num + 1 + skipped
    except csv.Error:
        raise BrokenLine(line=line) from None


def _delimiter(text: str) -> str:
    """Take the sign that parts the titles: the one that stands most often in the first lines, outside quotation marks.

    A list may have its own name above the titles, so the line with the most signs decides.
    """
    lines = [line for line in text[:20_000].splitlines() if line.strip()][:MOST_TITLE_ROWS]
    bare = [re.sub(r'"[^"]*"', "", line) for line in lines] or [""]
    if any(sign in bare[0] for sign in DELIMITERS):
        return max(DELIMITERS, key=bare[0].count)
    return max(DELIMITERS, key=lambda sign: max(line.count(sign) for line in bare))


def _read_xlsx(content: bytes, wanted: str) -> tuple[str, tuple[str, ...], Iterator[tuple[int, list[str]]]]:
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
