"""The attendance export: one flat row for each person and session, as CSV or XLSX.

Everything that does not differ from row to row is written once: the words of the reader's language before the first
row, the nine cells about a session once a session, agency with profession and status with minutes once each.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from app.core.i18n import pick
from app.core.tables import Column, Kind, Layout, Receipt
from app.training.models import SessionKind

from .queries.attendance import Lot, SessionFacts
from .queries.reach import Places

PERSON = (Kind.TEXT,)
SENDER = (Kind.TEXT, Kind.TEXT)
SESSION = (
    Kind.TEXT,
    Kind.TEXT,
    Kind.TEXT,
    Kind.DATE,
    Kind.TIME,
    Kind.TIME,
    Kind.NUMBER,
    Kind.TEXT,
    Kind.TEXT,
)
STATUS = (Kind.TEXT, Kind.NUMBER)
AUTHOR = (Kind.TEXT, Kind.MOMENT)
ENDING = (Kind.TEXT, Kind.TEXT)
KINDS = PERSON + SENDER + SESSION + STATUS + AUTHOR + ENDING
WIDTHS = (30, 36, 20, 36, 26, 30, 12, 8, 8, 8, 26, 30, 12, 10, 28, 17, 10, 18)
LATE = "late"


@dataclass(frozen=True, slots=True)
class Words:
    """What the file says in the reader's language."""

    language: str
    titles: tuple[str, ...]
    professions: Mapping[str, str]
    statuses: Mapping[str, str]
    sources: Mapping[str, str]
    online: str
    yes: str
    no: str

    def columns(self) -> list[Column]:
        """Return the eighteen columns."""
        return [Column(title, kind, width) for title, kind, width in zip(self.titles, KINDS, WIDTHS, strict=True)]


def write_rows(layout: Layout, lots: Iterator[Lot], places: Places, words: Words, receipt: Receipt) -> Iterator[str]:
    """Write the rows of each session as one text, and count them."""
    writer = _Writer(layout, places, words)
    for lot in lots:
        for session in lot.sessions:
            marks = lot.marks.get(str(session.id)) or lot.marks.get(session.id.hex)
            if marks:
                receipt.rows += len(marks)
                yield writer.write(session, marks, lot.authors)


class _Writer:
    """Writes runs of cells and remembers those that come again."""

    def __init__(self, layout: Layout, places: Places, words: Words) -> None:
        self.layout = layout
        self.places = places
        self.words = words
        self.senders: dict[tuple[str, str], str] = {}
        self.statuses: dict[tuple[str, int], str] = {}
        self.endings: dict[tuple[bool, str], str] = {}
        self.zones = {key: ZoneInfo(centre.time_zone) for key, centre in places.centres.items()}

    def write(self, session: SessionFacts, marks: Sequence[Any], authors: Mapping[str, str]) -> str:
        """Write all rows of a session."""
        zone = self.zones[session.centre_id]
        middle = self._session(session, zone)
        signed: dict[tuple[str, str], str] = {}
        run, text = self.layout.run, self.layout.text
        start, between = self.layout.row_start, self.layout.between
        rows = []
        for _session, _id, corrects, name, agency, profession, status, late, author, moment, source in marks:
            sender = self.senders.get((agency, profession)) or self._sender(agency, profession)
            said = self.statuses.get((status, late)) or self._status(status, late)
            author_run = signed.get((author, moment))
            if author_run is None:
                author_run = signed[author, moment] = run(AUTHOR, (authors[author], _wall(moment, zone)))
            ending = self.endings.get((corrects is None, source)) or self._ending(source, first=corrects is None)
            rows.append(
                f"{start}{text(name)}{between}{sender}{between}{middle}{between}{said}{between}{author_run}"
                f"{between}{ending}"
            )
        return "".join(rows)

    def _session(self, session: SessionFacts, zone: ZoneInfo) -> str:
        starts, ends = session.starts_at.astimezone(zone), session.ends_at.astimezone(zone)
        _key, titles = self.places.courses[session.course_edition_id]
        place = session.room or session.place or (self.words.online if session.kind is SessionKind.ONLINE else "")
        values = (
            pick(titles, self.words.language),
            session.cohort,
            session.title,
            starts.date(),
            starts.time(),
            ends.time(),
            round((session.ends_at - session.starts_at) / timedelta(hours=1), 2),
            place,
            ", ".join(session.trainers),
        )
        return self.layout.run(SESSION, values)

    def _sender(self, agency: str, profession: str) -> str:
        name = pick(self.places.agencies[UUID(agency)], self.words.language)
        written = self.layout.run(SENDER, (name, self.words.professions.get(profession, profession)))
        self.senders[agency, profession] = written
        return written

    def _ending(self, source: str, *, first: bool) -> str:
        corrected = self.words.no if first else self.words.yes
        said = (corrected, self.words.sources.get(source, source))
        written = self.layout.run(ENDING, said) + self.layout.row_end
        self.endings[first, source] = written
        return written

    def _status(self, status: str, minutes_late: int) -> str:
        minutes = minutes_late if status == LATE else None
        written = self.layout.run(STATUS, (self.words.statuses.get(status, status), minutes))
        self.statuses[status, minutes_late] = written
        return written


def _wall(moment: str, zone: ZoneInfo) -> datetime:
    """Read a time as a database writes it (SQLite in UTC without saying so) and tell it as the wall clock did."""
    read = datetime.fromisoformat(moment)
    aware = read if read.tzinfo else read.replace(tzinfo=ZoneInfo("UTC"))
    return aware.astimezone(zone).replace(tzinfo=None)
