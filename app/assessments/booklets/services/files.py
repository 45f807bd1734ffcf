"""Answers of a whole group from a table: sent, looked through, taken over; each row stands for itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.core import audit
from app.core.errors import Missing, NotAllowed, RuleViolation
from app.core.policy import Actor, require
from app.core.storage import Storage
from app.core.tables_in import read_table

from ..models import PaperFile
from ..permissions import BookletPermission, PaperScope
from ..queries.people import PaperPerson, people_of
from ..queries.sets import SetFacts, get_set
from ..rules.entries import EntryKind, EntryState
from ..rules.tables import KnownSheet, RowKind, SheetRow, read_rows
from .entering import TypedSheet, enter_sheet, note_absence

FRESH = (EntryState.OPEN, EntryState.ABSENT)


@dataclass(frozen=True, slots=True)
class FilePreview:
    """What a table would do."""

    paper: SetFacts
    name: str
    taken_at: datetime | None
    rows: list[SheetRow]
    people: dict[UUID, PaperPerson]

    @property
    def good(self) -> list[SheetRow]:
        """The rows that would be taken over."""
        return [each for each in self.rows if each.kind in (RowKind.ENTER, RowKind.ABSENT)]

    def person(self, row: SheetRow) -> PaperPerson | None:
        """Whose sheet a row is about."""
        return self.people.get(row.sheet.enrolment_id) if row.sheet else None


def send_file(
    session: Session,
    *,
    actor: Actor,
    set_id: UUID,
    file_id: UUID,
    name: str,
    content: bytes,
    storage: Storage,
    at: datetime,
) -> UUID:
    """Keep a table of answers, to be looked through; a repeat with the same id changes nothing.

    Raises:
        Missing: no such paper version of the actor's.
        WrongTable, TooManyForTable, and the refusals of `tables_in`: it can't be read.

    """
    paper = get_set(session, actor, set_id, locked=True)
    require(actor, BookletPermission.ENTER, PaperScope(paper.sitting.centre_path))
    if session.get(PaperFile, file_id) is not None:
        return file_id
    _read(session, paper, name, content)
    digest = storage.put(content)
    session.add(PaperFile(id=file_id, set_id=set_id, name=name[:200], digest=digest, sent_at=at, sent_by=actor.id))
    session.flush()
    audit.record(
        session,
        actor=actor,
        action="assessments:paper:send_file",
        subject=("sitting", paper.sitting.id),
        at=at,
        set=str(set_id),
        sha256=digest,
    )
    return file_id


def preview_file(session: Session, *, actor: Actor, file_id: UUID, storage: Storage) -> FilePreview:
    """Return what a table would do, row by row.

    Raises:
        Missing: no such table of the actor's centre.

    """
    file = session.get(PaperFile, file_id)
    if file is None:
        raise Missing
    paper = get_set(session, actor, file.set_id)
    require(actor, BookletPermission.ENTER, PaperScope(paper.sitting.centre_path))
    rows, people = _read(session, paper, file.name, storage.get(file.digest))
    return FilePreview(paper, file.name, file.taken_at, rows, people)


def accept_file(
    session: Session, *, actor: Actor, file_id: UUID, storage: Storage, at: datetime
) -> tuple[int, list[tuple[SheetRow, RuleViolation]]]:
    """Take over the rows that can be; return how many, and which were refused for what.

    Raises:
        Missing: no such table of the actor's centre.

    """
    preview = preview_file(session, actor=actor, file_id=file_id, storage=storage)
    if preview.taken_at is not None:
        return 0, []
    done, refused = 0, []
    for row in preview.good:
        try:
            with session.begin_nested():
                _take(session, actor, preview, file_id, row, storage, at)
        except (RuleViolation, NotAllowed) as violation:
            refused.append((row, violation))
        else:
            done += 1
    session.get_one(PaperFile, file_id).taken_at = at
    session.flush()
    return done, refused


def _take(
    session: Session,
    actor: Actor,
    preview: FilePreview,
    file_id: UUID,
    row: SheetRow,
    storage: Storage,
    at: datetime,
) -> None:
    assert row.sheet is not None
    enrolment_id = row.sheet.enrolment_id
    about = {"actor": actor, "set_id": preview.paper.id, "enrolment_id": enrolment_id, "at": at}
    entry_id = uuid5(file_id, str(enrolment_id))
    if row.kind is RowKind.ABSENT:
        note_absence(session, entry_id=entry_id, **about)  # type: ignore[arg-type]  # one table of arguments for both
        return
    assert row.variant_id is not None
    person = preview.people[enrolment_id]
    kind = EntryKind.SECOND if _is_second(preview.paper, person, actor) else EntryKind.FIRST
    started_at, submitted_at = times_of(preview.paper, row.begun, row.handed_in)
    typed = TypedSheet(row.variant_id, row.answers, started_at, submitted_at, kind)
    enter_sheet(session, entry_id=entry_id, typed=typed, storage=storage, **about)  # type: ignore[arg-type]


def _is_second(paper: SetFacts, person: PaperPerson, actor: Actor) -> bool:
    first = person.standing.first
    return paper.double_entry and person.state is EntryState.ONCE and first is not None and first.entered_by != actor.id


def times_of(paper: SetFacts, begun: time | None, handed_in: time | None) -> tuple[datetime, datetime]:
    """Return when a sheet was begun and handed in, on the day of the sitting in the centre's zone.

    Where nothing is stated, that is when the sitting opened and closed.
    """
    zone = ZoneInfo(paper.sitting.time_zone)
    day = paper.sitting.opens_at.astimezone(zone).date()
    started_at = datetime.combine(day, begun, zone) if begun else paper.sitting.opens_at
    return started_at, datetime.combine(day, handed_in, zone) if handed_in else paper.sitting.closes_at


def _read(
    session: Session, paper: SetFacts, name: str, content: bytes
) -> tuple[list[SheetRow], dict[UUID, PaperPerson]]:
    people = people_of(session, paper)
    sheets = [
        KnownSheet(each.enrolment_id, each.sheet.code, each.watched.name, each.sheet.variant_id)
        for each in people
        if each.sheet
    ]
    letters = {each.letter: each.id for each in paper.variants}
    rows = read_rows(read_table(name, content), sheets, letters, paper.papers)
    return rows, {each.enrolment_id: each for each in people}
