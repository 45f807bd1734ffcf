"""Lists whose columns are parted by a sign."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from .limits import DELIMITERS, MOST_TITLE_ROWS
from .refusals import BrokenLine


def read_csv(text: str, delimiter: str = "") -> tuple[str, Iterator[tuple[int, list[str]]]]:
    """Return the sign that parts columns, stated or found, and the lines with their numbers."""
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
