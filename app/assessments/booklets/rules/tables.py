"""A table of answers: one row a person, one column a question, each cell typed as on the page."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import time
from enum import StrEnum
from typing import Any
from uuid import UUID

from app.assessments.rules.questions import Paper, QuestionKind
from app.core.errors import N_, RuleViolation
from app.core.tables_in import Row, Table

from .letters import fields_of, read_typed

CODE, NAME, VARIANT, ABSENT, BEGUN, HANDED_IN = range(6)
MOST_QUESTIONS = 54
_CLOCK = re.compile(r"(\d{1,2})[:.](\d{2})(?::\d{2})?")


class WrongTable(RuleViolation):
    """The columns are not those of the template."""

    code = "wrong-table"
    message = N_("The table has no columns numbered from 1 to %(questions)s. Fill in the template of this page.")


class TooManyForTable(RuleViolation):
    """More questions than a table has columns."""

    code = "too-many-for-table"
    message = N_("There are more than %(most)s questions: type the sheets on their pages.")


class UnknownSheet(RuleViolation):
    """No sheet bears this code or name."""

    code = "unknown-sheet"
    message = N_("No sheet of this paper version has the code or name “%(text)s”.")


class SheetTwice(RuleViolation):
    """Two rows are about one sheet."""

    code = "sheet-twice"
    message = N_("This sheet stands in line %(line)s already.")


class UnknownVariant(RuleViolation):
    """No variant has this letter."""

    code = "unknown-variant"
    message = N_("There is no variant “%(text)s”.")


class WrongClock(RuleViolation):
    """No time of day."""

    code = "wrong-clock"
    message = N_("“%(text)s” is no time of day, such as 09:30.")


@dataclass(frozen=True, slots=True)
class KnownSheet:
    """A sheet that a row may be about."""

    enrolment_id: UUID
    code: str
    name: str
    variant_id: UUID


@dataclass(frozen=True, slots=True)
class RowFault:
    """What is wrong with a row: in one question, or (0) in what stands before the questions."""

    number: int
    violation: RuleViolation


class RowKind(StrEnum):
    """What a row does."""

    ENTER = "enter"
    ABSENT = "absent"
    NOTHING = "nothing"
    FAULTY = "faulty"


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row of the table as it was understood."""

    line: int
    kind: RowKind
    sheet: KnownSheet | None = None
    variant_id: UUID | None = None
    answers: Mapping[int, Any] = field(default_factory=dict)
    begun: time | None = None
    handed_in: time | None = None
    faults: tuple[RowFault, ...] = ()


def read_rows(
    table: Table, sheets: Sequence[KnownSheet], letters: Mapping[str, UUID], papers: Mapping[UUID, Paper]
) -> list[SheetRow]:
    """Understand a table row by row; nothing is guessed.

    Raises:
        WrongTable, TooManyForTable: it is not the template of this paper version.

    """
    count = len(next(iter(papers.values())))
    if count > MOST_QUESTIONS:
        raise TooManyForTable(most=MOST_QUESTIONS)
    columns = {int(title): at for at, title in enumerate(table.titles) if title.isdecimal() and at > HANDED_IN}
    if set(columns) != set(range(1, count + 1)):
        raise WrongTable(questions=count)
    seen: dict[UUID, int] = {}
    rows = []
    for row in table.rows:
        read = _read_row(row, columns, sheets, letters, papers, seen)
        if read.sheet:
            seen.setdefault(read.sheet.enrolment_id, row.line)
        rows.append(read)
    return rows


def _read_row(
    row: Row,
    columns: Mapping[int, int],
    sheets: Sequence[KnownSheet],
    letters: Mapping[str, UUID],
    papers: Mapping[UUID, Paper],
    seen: Mapping[UUID, int],
) -> SheetRow:
    cells = {number: _cell(row, at) for number, at in columns.items()}
    try:
        sheet = _find(row, sheets)
        if sheet.enrolment_id in seen:
            raise SheetTwice(line=seen[sheet.enrolment_id])
        if _cell(row, ABSENT):
            return SheetRow(row.line, RowKind.ABSENT, sheet)
        if not any(cells.values()):
            return SheetRow(row.line, RowKind.NOTHING, sheet)
        variant_id = _variant(_cell(row, VARIANT), letters, sheet)
        begun, handed_in = _clock(_cell(row, BEGUN)), _clock(_cell(row, HANDED_IN))
    except RuleViolation as violation:
        return SheetRow(row.line, RowKind.FAULTY, faults=(RowFault(0, violation),))
    answers, faults = _answers(cells, papers[variant_id])
    kind = RowKind.FAULTY if faults else RowKind.ENTER
    return SheetRow(row.line, kind, sheet, variant_id, answers, begun, handed_in, tuple(faults))


def _answers(cells: Mapping[int, str], paper: Paper) -> tuple[dict[int, Any], list[RowFault]]:
    answers: dict[int, Any] = {}
    faults: list[RowFault] = []
    for place, question in enumerate(paper.questions):
        text = cells[place + 1]
        typed = [each.strip() for each in text.split(";")] if question.kind is QuestionKind.GAPS else [text]
        if typed == ["-"]:
            typed = ["-"] * fields_of(question)
        try:
            answers[place] = read_typed(question, typed)
        except RuleViolation as violation:
            faults.append(RowFault(place + 1, violation))
    return answers, faults


def _cell(row: Row, at: int) -> str:
    return row.cells[at].strip() if at < len(row.cells) else ""


def _find(row: Row, sheets: Sequence[KnownSheet]) -> KnownSheet:
    code, name = _cell(row, CODE).upper(), " ".join(_cell(row, NAME).split()).casefold()
    if code:
        found = [each for each in sheets if each.code == code]
    else:
        found = [each for each in sheets if name and " ".join(each.name.split()).casefold() == name]
    if len(found) != 1:
        raise UnknownSheet(text=code or _cell(row, NAME))
    return found[0]


def _variant(text: str, letters: Mapping[str, UUID], sheet: KnownSheet) -> UUID:
    if not text:
        return sheet.variant_id
    if text.upper() not in letters:
        raise UnknownVariant(text=text)
    return letters[text.upper()]


def _clock(text: str) -> time | None:
    if not text:
        return None
    found = _CLOCK.fullmatch(text)
    if found is None:
        raise WrongClock(text=text)
    try:
        return time(int(found[1]), int(found[2]))
    except ValueError:
        raise WrongClock(text=text) from None
