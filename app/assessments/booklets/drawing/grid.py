"""The part of an answer sheet that is filled in, drawn to the millimetre: numbers, letters, boxes and lines."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape

from app.assessments.rules.questions import PaperQuestion, QuestionKind

from ..rules.letters import ALPHABET, choices_of

WIDTH = 180.0
HEIGHT = 196.0
GAP_BETWEEN = 8.0
PIXELS = 96 / 25.4  # a millimetre
INK, SOFT, BLUE = "#1b2530", "#7d868b", "#0f5c6e"


@dataclass(frozen=True, slots=True)
class Size:
    """How large things are, in millimetres."""

    row: float = 8.4
    box: float = 5.6
    step: float = 7.0
    text: float = 3.3
    columns: int = 2


USUAL = Size()
LARGE = Size(row=12.0, box=8.4, step=10.0, text=5.0, columns=1)


@dataclass(slots=True)
class Row:
    """One row of the sheet: what stands before it and what is drawn into it."""

    label: str
    marks: list[str] = field(default_factory=list)  # letters to cross
    boxes: list[str] = field(default_factory=list)  # numbers of boxes to write a letter into
    line: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """One page of it as a picture, and how large it is printed, in the pixels of the PDF library."""

    picture: str
    width: float
    height: float


def grid_pages(questions: Sequence[PaperQuestion], in_booklet: str, *, large: bool = False) -> list[Grid]:
    """Return the pages of the grid; `in_booklet` says where essays are written."""
    size = LARGE if large else USUAL
    rows = [row for place, each in enumerate(questions) for row in rows_of(place, each, in_booklet, size)]
    fitting = int(HEIGHT // size.row)
    per_page = fitting * size.columns
    pages = [rows[start : start + per_page] for start in range(0, len(rows), per_page)]
    return [_draw(page, fitting, size) for page in pages]


def rows_of(place: int, question: PaperQuestion, in_booklet: str, size: Size = USUAL) -> list[Row]:
    """Return the rows of a question."""
    label, kind = str(place + 1), question.kind
    if kind is QuestionKind.GAPS:
        return [
            _gap(f"{label}.{number}", choices_of(question, gap)) for number, gap in enumerate(question.prompts, start=1)
        ]
    if kind in (QuestionKind.MATCHING, QuestionKind.ORDERING):
        many = question.prompts if kind is QuestionKind.MATCHING else question.options
        numbers = [str(number) for number in range(1, len(many) + 1)]
        return [Row(label if not start else "", boxes=part) for start, part in _parts(numbers, size)]
    if kind is QuestionKind.ESSAY:
        return [Row(label, note=in_booklet)]
    if kind in (QuestionKind.SHORT, QuestionKind.NUMERIC):
        return [Row(label, line=True)]
    letters = list(ALPHABET[: len(question.options)])
    return [Row(label if not start else "", marks=part) for start, part in _parts(letters, size)]


def _gap(label: str, choices: Sequence[str]) -> Row:
    return Row(label, marks=list(ALPHABET[: len(choices)])) if choices else Row(label, line=True)


def _parts(things: list[str], size: Size) -> list[tuple[int, list[str]]]:
    """Break what does not fit beside a number into several rows."""
    width = (WIDTH - GAP_BETWEEN * (size.columns - 1)) / size.columns
    most = max(int((width - 14) // size.step), 1)
    return [(start, things[start : start + most]) for start in range(0, len(things), most)]


def _draw(rows: Sequence[Row], fitting: int, size: Size) -> Grid:
    column = (WIDTH - GAP_BETWEEN * (size.columns - 1)) / size.columns
    used = min(fitting, max(-(-len(rows) // size.columns), min(len(rows), 12)))
    drawn = []
    for place, row in enumerate(rows):
        left = (place // used) * (column + GAP_BETWEEN)
        drawn.append(_row(row, left, (place % used) * size.row, column, size))
    height = used * size.row + 1
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}mm" height="{height:.1f}mm" '
        f'viewBox="0 0 {WIDTH} {height:.1f}">{"".join(drawn)}</svg>'
    )
    picture = f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"
    return Grid(picture, round(WIDTH * PIXELS), round(height * PIXELS))


def _row(row: Row, left: float, top: float, width: float, size: Size) -> str:
    base = top + size.row / 2 + size.text * 0.36
    parts = [_text(left + 9, base, row.label, size.text * 1.1, anchor="end", bold=True)]
    begin, box_top = left + 13, top + (size.row - size.box) / 2
    for at, letter in enumerate(row.marks):
        x = begin + at * size.step
        parts.append(_box(x, box_top, size.box))
        parts.append(_text(x + size.box / 2, base, letter, size.text, fill=SOFT))
    for at, number in enumerate(row.boxes):
        x = begin + at * size.step
        parts.append(_box(x, box_top, size.box, stroke=INK))
        parts.append(_text(x + 0.5, box_top + size.text * 0.6, number, size.text * 0.6, anchor="start", fill=SOFT))
    if row.line:
        y = top + size.row - 1.6
        parts.append(f'<path d="M{begin:.2f} {y:.2f}H{left + width:.2f}" stroke="{INK}" stroke-width=".25"/>')
    if row.note:
        parts.append(_text(begin, base, row.note, size.text, anchor="start", fill=SOFT))
    return "".join(parts)


def _box(x: float, y: float, side: float, stroke: str = SOFT) -> str:
    return (
        f'<rect x="{x:.2f}" y="{y:.2f}" width="{side}" height="{side}" rx=".8" fill="#ffffff" '
        f'stroke="{stroke}" stroke-width=".3"/>'
    )


def _text(
    x: float, y: float, text: str, size: float, *, anchor: str = "middle", fill: str = INK, bold: bool = False
) -> str:
    weight = ' font-weight="bold"' if bold else ""
    return (
        f'<text x="{x:.2f}" y="{y:.2f}" font-family="Sabaq Sans" font-size="{size:.2f}"{weight} '
        f'text-anchor="{anchor}" fill="{fill}">{escape(text)}</text>'
    )
