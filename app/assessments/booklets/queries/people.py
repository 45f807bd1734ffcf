"""Who sits on paper, and how far their sheets are."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.assessments.models import Attempt, Grade
from app.assessments.sittings.queries.sittings import SittingFacts
from app.assessments.sittings.queries.watching import Watched, watch
from app.core.errors import Missing
from app.courses.models import Enrolment

from ..models import BookletSheet, PaperAttempt, PaperEntry
from ..rules.entries import Entry, EntryState, SheetStanding, stand
from .sets import SetFacts, sheets_of


@dataclass(frozen=True, slots=True)
class Result:
    """What a sheet was worth; no percent while people mark."""

    attempt_id: UUID
    percent: float | None
    passed: bool | None


@dataclass(frozen=True, slots=True)
class PaperPerson:
    """Somebody of a sitting and their sheet."""

    watched: Watched
    sheet: BookletSheet | None
    standing: SheetStanding
    entries: tuple[Entry, ...]
    result: Result | None
    online: bool

    @property
    def enrolment_id(self) -> UUID:
        """The enrolment that sits."""
        return self.watched.enrolment_id

    @property
    def state(self) -> EntryState:
        """How far the sheet is."""
        return self.standing.state


def people_of(session: Session, paper: SetFacts) -> list[PaperPerson]:
    """Return everybody who has a place, by name, with what was typed of their sheets (six statements)."""
    sheets = {each.enrolment_id: each for each in sheets_of(session, paper.id)}
    entries = entries_of(session, paper.id)
    results = _results(session, paper.sitting.id)
    return [
        _person(paper, each, sheets, entries.get(each.enrolment_id, ()), results.get(each.enrolment_id))
        for each in watch(session, paper.sitting.id, paper.sitting.kind)
    ]


def languages_of(session: Session, sitting: SittingFacts) -> list[str]:
    """Return the languages in which the people of a sitting are examined, that of the most first (two statements)."""
    people = watch(session, sitting.id, sitting.kind)
    chosen = select(Enrolment.id, Enrolment.language).where(Enrolment.id.in_([each.enrolment_id for each in people]))
    spoken = {row.id: row.language for row in session.execute(chosen)}
    return [code for code, _people in Counter(_wished(each, spoken) for each in people).most_common()]


def _wished(person: Watched, spoken: dict[UUID, str]) -> str:
    return person.entitled.language or spoken[person.enrolment_id]


def person_of(session: Session, paper: SetFacts, enrolment_id: UUID) -> PaperPerson:
    """Return one person of a paper version.

    Raises:
        Missing: they have no place in the sitting.

    """
    found = next((each for each in people_of(session, paper) if each.enrolment_id == enrolment_id), None)
    if found is None:
        raise Missing
    return found


def _person(
    paper: SetFacts,
    watched: Watched,
    sheets: dict[UUID, BookletSheet],
    entries: tuple[Entry, ...] | list[Entry],
    result: Result | None,
) -> PaperPerson:
    standing = stand(entries, paper.papers, double=paper.double_entry, marked=result is not None)
    online = result is None and watched.attempt_id is not None
    return PaperPerson(watched, sheets.get(watched.enrolment_id), standing, tuple(entries), result, online)


def entries_of(session: Session, set_id: UUID) -> dict[UUID, list[Entry]]:
    """Return everything that was typed, by enrolment, first to last."""
    found: dict[UUID, list[Entry]] = defaultdict(list)
    statement = (
        select(PaperEntry, User.name)
        .join(User, User.id == PaperEntry.entered_by)
        .where(PaperEntry.set_id == set_id)
        .order_by(PaperEntry.entered_at, PaperEntry.id)
    )
    for row, by in session.execute(statement):
        found[row.enrolment_id].append(_entry(row, by))
    return found


def find_scan(session: Session, entry_id: UUID) -> PaperEntry:
    """Return the entry that a scan came with.

    Raises:
        Missing: no such entry, or it has none.

    """
    found = session.get(PaperEntry, entry_id)
    if found is None or not found.scan_digest:
        raise Missing
    return found


def _entry(row: PaperEntry, by: str) -> Entry:
    return Entry(
        id=row.id,
        kind=row.kind,
        variant_id=row.variant_id,
        answers={int(place): answer for place, answer in row.answers.items()},
        started_at=row.started_at,
        submitted_at=row.submitted_at,
        note=row.note,
        scan_digest=row.scan_digest,
        entered_at=row.entered_at,
        entered_by=row.entered_by,
        by=by,
    )


def _results(session: Session, sitting_id: UUID) -> dict[UUID, Result]:
    statement: Any = (
        select(PaperAttempt.enrolment_id, Attempt.id, Grade.percent, Grade.passed)
        .join(Attempt, Attempt.id == PaperAttempt.attempt_id)
        .outerjoin(Grade, Grade.attempt_id == Attempt.id)
        .where(PaperAttempt.sitting_id == sitting_id)
        .order_by(Grade.graded_at, Grade.id)
    )
    return {row[0]: Result(*row[1:]) for row in session.execute(statement)}
