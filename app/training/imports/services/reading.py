"""Taking a file and reading it by the columns that a person confirmed. Nothing of what it lists is written."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.core import audit, tables_in
from app.core.errors import N_, Conflict
from app.core.policy import Actor

from ...rules.people_words import fold_word
from ..models import ColumnMemory, ImportFile
from ..queries import find_memory, get_import, require_import
from ..rules import columns as rules
from ..rules.decisions import ImportKind
from ..rules.words import Words
from .deciding import decide_all
from .kinds import KINDS

KEPT = timedelta(days=7)
SAMPLE = 5


class AcceptedAlready(Conflict):
    """What was accepted is not read again."""

    code = "import-accepted"
    message = N_("This list was accepted already. Its receipt is below.")


@dataclass(frozen=True, slots=True)
class Layout:
    """How a file is read at present: for the page on which a person confirms or corrects it."""

    reading: tables_in.Reading
    sheets: tuple[str, ...]
    title_line: int
    titles: list[str]
    columns: dict[int, str]
    missing: tuple[rules.Field, ...]
    sample: list[tables_in.Row]
    title_choices: list[tuple[int, str]]
    row_count: int


def send_file(
    session: Session,
    *,
    actor: Actor,
    import_id: UUID,
    kind: ImportKind,
    file_name: str,
    content: bytes,
    at: datetime,
    cohort_id: UUID | None = None,
) -> UUID:
    """Keep a file for reading; sending it again with the same id changes nothing. It may be about one cohort.

    Raises:
        Missing: there is no such cohort for this person.
        NotAllowed: the person may not import this kind.
        RuleViolation: the file can't be read (`core.tables_in`).

    """
    scope_path = require_import(session, actor, kind, cohort_id)
    stored = session.get(ImportFile, import_id)
    if stored is not None:
        return get_import(session, actor, import_id).id
    lines = _count_lines(file_name, content)
    session.execute(delete(ImportFile).where(ImportFile.accepted_at.is_(None), ImportFile.created_at < at - KEPT))
    session.add(
        ImportFile(
            id=import_id,
            kind=kind,
            scope_path=scope_path,
            cohort_id=cohort_id,
            file_name=file_name[-200:],
            file_digest=hashlib.sha256(content).hexdigest(),
            content=content,
            reading={},
            titles=[],
            columns={},
            rows=[],
            choices={},
            counts={},
            created_at=at,
            created_by=actor.id,
        )
    )
    session.flush()
    audit.record(
        session,
        actor=actor,
        action="training:list:send",
        subject=("import", import_id),
        at=at,
        kind=kind.value,
        file=file_name[-200:],
        lines=lines,
    )
    return import_id


def look_at_file(
    session: Session,
    *,
    actor: Actor,
    import_id: UUID,
    vocabulary: Mapping[str, str],
    reading: tables_in.Reading | None = None,
    title_line: int = 0,
) -> Layout:
    """Read the file as stated, and find out the rest: encoding, delimiter, titles, which column holds what.

    Raises:
        Missing: there is no such file for this person.
        AcceptedAlready: it was accepted.
        RuleViolation: it can't be read so.

    """
    stored = get_import(session, actor, import_id, with_content=True)
    sheet = _sheet(stored, reading)
    memory = find_memory(session, stored.scope_path, stored.kind)
    place = next((place for place, row in enumerate(sheet.rows) if row.line == title_line), -1)
    if place < 0:
        place = rules.find_titles(sheet.rows, {**vocabulary, **{word: key for word, key in memory.items() if key}})
    titles = rules.read_titles(sheet.rows, place)
    fields = fields_of(stored)
    columns = rules.guess_columns(titles, fields, vocabulary, memory)
    return Layout(
        reading=sheet.reading,
        sheets=sheet.sheets,
        title_line=sheet.rows[place].line,
        titles=titles,
        columns=columns,
        missing=rules.missing_fields(fields, columns),
        sample=list(sheet.rows[place + 1 : place + 1 + SAMPLE]),
        title_choices=[(row.line, " · ".join(filter(None, row.cells))[:80]) for row in sheet.rows[: rules.LOOKED_AT]],
        row_count=len(sheet.rows) - place - 1,
    )


def read_file(
    session: Session,
    *,
    actor: Actor,
    import_id: UUID,
    reading: tables_in.Reading,
    title_line: int,
    chosen: Mapping[int, str],
    words: Words,
    at: datetime,
) -> ImportFile:
    """Read the rows by the chosen columns, decide on each, and remember the columns for the centre.

    Raises:
        Missing: there is no such file for this person.
        AcceptedAlready: it was accepted.
        ColumnsNeeded, ColumnChosenTwice, NoRowsBelow, TooManyOfThem: it can't be read so.

    """
    stored = get_import(session, actor, import_id, with_content=True)
    kind = KINDS[stored.kind]
    sheet = _sheet(stored, reading)
    place = next((place for place, row in enumerate(sheet.rows) if row.line == title_line), 0)
    fields = fields_of(stored)
    columns = rules.check_columns(fields, chosen)
    below = sheet.rows[place + 1 :]
    titles = rules.read_titles(sheet.rows, place)
    texts = list(rules.read_rows(below, titles, fields, columns))
    if not texts:
        raise rules.NoRowsBelow
    if len(texts) > kind.most_rows:
        raise rules.TooManyOfThem(most=kind.most_rows)
    rows = [kind.read(each.line, each.texts, words) for each in texts]
    stored.reading = {
        "encoding": sheet.reading.encoding,
        "delimiter": sheet.reading.delimiter,
        "sheet": sheet.reading.sheet,
        "title_line": title_line,
    }
    stored.titles, stored.columns, stored.choices = titles, {str(place): key for place, key in columns.items()}, {}
    stored.rows = [
        {"cells": list(row.cells), "values": read.values, "label": read.label[:300], "line": read.line}
        | {"unread": [each.to_json() for each in read.problems]}
        for row, read in zip(texts, rows, strict=True)
    ]
    _remember(session, stored, titles, columns)
    decide_all(session, actor=actor, stored=stored, at=at)
    stored.checked_at = at
    audit.record(
        session,
        actor=actor,
        action="training:list:check",
        subject=("import", import_id),
        at=at,
        kind=stored.kind.value,
        rows=len(rows),
    )
    return stored


def choose(session: Session, *, actor: Actor, import_id: UUID, choices: Mapping[str, str], at: datetime) -> None:
    """Say who people are that are like somebody known, and decide on the rows again.

    Raises:
        Missing: there is no such file for this person.
        AcceptedAlready: it was accepted.

    """
    stored = get_import(session, actor, import_id)
    if stored.accepted_at is not None:
        raise AcceptedAlready
    stored.choices = {**stored.choices, **choices}
    decide_all(session, actor=actor, stored=stored, at=at)


def _count_lines(file_name: str, content: bytes) -> int:
    """Look whether the file can be read at all; where only the letters are doubtful, the person may say how."""
    try:
        return len(tables_in.read_sheet(file_name, content).rows)
    except tables_in.DoubtfulLetters:
        return 0


def _sheet(stored: ImportFile, reading: tables_in.Reading | None) -> tables_in.Sheet:
    if stored.accepted_at is not None or stored.content is None:
        raise AcceptedAlready
    return tables_in.read_sheet(stored.file_name, stored.content, reading)


def fields_of(stored: ImportFile) -> tuple[rules.Field, ...]:
    """Return what the columns of a list may hold; the cohort need not be named where it is known."""
    fields = KINDS[stored.kind].fields
    return tuple(each for each in fields if not (stored.cohort_id and each.names_cohort))


def _remember(session: Session, stored: ImportFile, titles: Sequence[str], columns: Mapping[int, str]) -> None:
    """Keep what each title meant; a column that was ignored is remembered as that."""
    several = {field.key for field in KINDS[stored.kind].fields if field.pattern}
    said: dict[str, str] = {}
    for place, title in enumerate(titles):
        key = columns.get(place, "")
        # In a list about one cohort, what is not asked for is not what the centre ignores.
        known = key not in several and (key or stored.cohort_id is None)
        if known and fold_word(title) and not said.get(fold_word(title)):
            said[fold_word(title)] = key
    memory = session.get(ColumnMemory, (stored.scope_path, stored.kind))
    if memory is None:
        session.add(ColumnMemory(scope_path=stored.scope_path, kind=stored.kind, columns=said))
    else:
        memory.columns = {**memory.columns, **said}
