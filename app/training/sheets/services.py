"""Printing a sheet, entering it with its scan, and taking marks from a file."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.core import audit, tables_in
from app.core.errors import N_, Missing, RuleViolation
from app.core.ids import new_id
from app.core.policy import Actor, require
from app.core.storage import Storage

from .. import queries as training_queries
from ..checkins.rules import ALPHABET
from ..papers.services import keep_paper
from ..permissions import TrainingPermission
from ..queries.cohorts import CohortFacts
from ..rules.attendance import AttendanceStatus, Entry, MarkSource
from ..services.attendance import get_own_sheet, mark_sheet
from ..services.imports import PreviewChanged
from . import queries
from .models import MarksFile, SheetPrinting, SheetScan
from .rules import Action, Decision, FileMark, Known, ReasonForFile, decide, read_file

CODE_LENGTH = 8
KEPT = timedelta(days=7)


class SheetCodeUnknown(RuleViolation):
    """The code belongs to another session's sheet, or to none."""

    code = "sheet-code-unknown"
    message = N_("No sheet of this session was printed with the code “%(text)s”. Is it the paper of another session?")


class NothingEntered(RuleViolation):
    """Neither a mark nor a scan."""

    code = "sheet-nothing-entered"
    message = N_("Nothing was typed and no scan was chosen.")


@dataclass(frozen=True, slots=True)
class SentScan:
    """A scan as it was uploaded."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Printed:
    """What stands at the foot of a printed sheet."""

    code: str
    printed_at: datetime


def print_sheet(session: Session, *, actor: Actor, session_id: UUID, at: datetime) -> Printed:
    """Give a printing of a sheet its code, which stands on the paper; a list of people, so it is on record.

    Raises:
        Missing: no such session, or not for this person.

    """
    get_own_sheet(session, actor, session_id)
    code = "".join(secrets.choice(ALPHABET) for _place in range(CODE_LENGTH))
    session.add(SheetPrinting(id=new_id(), session_id=session_id, code=code, printed_at=at, printed_by=actor.id))
    audit.record(session, actor=actor, action="training:sheet:print", subject=("session", session_id), at=at, code=code)
    session.flush()
    return Printed(code, at)


def enter_sheet(
    session: Session,
    *,
    actor: Actor,
    scan_id: UUID,
    session_id: UUID,
    entries: Mapping[UUID, Entry],
    code: str,
    scan: SentScan | None,
    reason: str,
    storage: Storage,
    at: datetime,
) -> int:
    """Store what stands on a paper sheet, with its scan if there is one; repeating the id adds nothing.

    Returns:
        How many marks were added.

    Raises:
        Missing: no such session, or not for this person.
        SheetCodeUnknown, NothingEntered: as named.
        PaperEmpty, PaperTooLarge, PaperUnknown: the scan is not kept.
        SessionCancelled, TooEarly, SheetLocked, NotOnRoster, SheetRefused: as `mark_sheet`.

    """
    sheet = get_own_sheet(session, actor, session_id)
    sheet.check_open(at)
    stored = session.get(SheetScan, scan_id)
    if stored is not None and stored.session_id != session_id:
        raise Missing
    if scan is None and not any(entry.status or entry.remark for entry in entries.values()):
        raise NothingEntered
    if stored is None:
        printing = queries.find_printing(session, session_id, code) if code.strip() else None
        if code.strip() and printing is None:
            raise SheetCodeUnknown(text=code.strip()[:20])
        paper_id = None
        if scan is not None:
            paper_id = keep_paper(
                session, actor=actor, paper_id=new_id(), name=scan.name, content=scan.content, storage=storage, at=at
            )
        session.add(
            SheetScan(
                id=scan_id,
                session_id=session_id,
                printing_id=printing.id if printing else None,
                paper_id=paper_id,
                entered_at=at,
                entered_by=actor.id,
            )
        )
        session.flush()
        audit.record(
            session,
            actor=actor,
            action="training:sheet:enter",
            subject=("session", session_id),
            at=at,
            sheet=str(scan_id),
            scan=bool(scan),
        )
    marked = {key: replace(each, source=MarkSource.SHEET, source_id=scan_id) for key, each in entries.items()}
    return mark_sheet(session, actor=actor, sheet=sheet, entries=marked, reason=reason, at=at)


@dataclass(frozen=True, slots=True)
class MarksPreview:
    """What accepting a file would do with each of its marks."""

    stored: MarksFile
    cohort: CohortFacts
    decisions: list[Decision]

    @property
    def digest(self) -> str:
        """Name what would be done."""
        said = [
            (each.line, each.action.value, str(each.session_id), str(each.enrolment_id), each.status, each.minutes)
            for each in self.decisions
        ]
        return hashlib.sha256(repr(said).encode()).hexdigest()[:16]

    def with_action(self, *actions: Action) -> list[Decision]:
        """Return the marks with which this would be done."""
        return [each for each in self.decisions if each.action in actions]


def read_marks_file(
    session: Session, *, actor: Actor, file_id: UUID, cohort_id: UUID, file_name: str, content: bytes, at: datetime
) -> UUID:
    """Read a file of marks and keep it for the preview; nobody is marked.

    Raises:
        Missing: there is no such cohort for this person.
        RuleViolation: the file can't be read (`core.tables_in`), or its titles can't.

    """
    cohort = training_queries.get_cohort(session, actor, cohort_id)
    require(actor, TrainingPermission.EDIT_COHORT, cohort.scope)
    table = tables_in.read_table(file_name, content)
    marks = read_file(table.titles, [(row.line, row.cells) for row in table.rows])
    if session.get(MarksFile, file_id) is not None:
        return file_id
    session.execute(delete(MarksFile).where(MarksFile.accepted_at.is_(None), MarksFile.created_at < at - KEPT))
    session.add(
        MarksFile(
            id=file_id,
            cohort_id=cohort_id,
            file_name=file_name[-200:],
            file_digest=hashlib.sha256(content).hexdigest(),
            rows=[asdict(each) for each in marks],
            created_at=at,
            created_by=actor.id,
            receipt={},
        )
    )
    audit.record(
        session,
        actor=actor,
        action="training:marks_file:read",
        subject=("cohort", cohort_id),
        at=at,
        file=file_name[-200:],
        marks=len(marks),
    )
    return file_id


def preview_marks(
    session: Session, *, actor: Actor, file_id: UUID, words: Mapping[str, AttendanceStatus], at: datetime
) -> MarksPreview:
    """Say what accepting a file would do now (a fixed number of statements).

    Raises:
        Missing: there is no such file for this person.

    """
    stored = session.get(MarksFile, file_id)
    if stored is None:
        raise Missing
    cohort = training_queries.get_cohort(session, actor, stored.cohort_id)
    require(actor, TrainingPermission.EDIT_COHORT, cohort.scope)
    grid = queries.load_grid(session, stored.cohort_id)
    known = Known(grid.members(), grid.file_sessions(at), words)
    return MarksPreview(stored, cohort, decide([FileMark(**each) for each in stored.rows], known))


def accept_marks(
    session: Session,
    *,
    actor: Actor,
    file_id: UUID,
    digest: str,
    correct: bool,
    reason: str,
    words: Mapping[str, AttendanceStatus],
    at: datetime,
) -> int:
    """Mark what is in order in a file; earlier marks are corrected only if asked for, with a reason. Once only.

    Returns:
        How many marks were added.

    Raises:
        Missing: there is no such file for this person.
        PreviewChanged: accepting would do something else than was shown.
        ReasonForFile: marks would be corrected without a reason.

    """
    preview = preview_marks(session, actor=actor, file_id=file_id, words=words, at=at)
    stored = preview.stored
    if stored.accepted_at is not None:
        return 0
    if preview.digest != digest:
        raise PreviewChanged
    taken = preview.with_action(Action.ADD, Action.CORRECT) if correct else preview.with_action(Action.ADD)
    if correct and preview.with_action(Action.CORRECT) and not reason.strip():
        raise ReasonForFile
    by_session: dict[UUID, dict[UUID, Entry]] = {}
    for each in taken:
        assert each.session_id
        assert each.enrolment_id
        seen = each.current.id if each.current else None
        remark = each.remark or (each.current.remark if each.current else "")
        entry = Entry(each.status, each.minutes, remark, seen, MarkSource.FILE, file_id)
        by_session.setdefault(each.session_id, {})[each.enrolment_id] = entry
    added = 0
    for session_id, entries in by_session.items():
        sheet = get_own_sheet(session, actor, session_id)
        added += mark_sheet(session, actor=actor, sheet=sheet, entries=entries, reason=reason, at=at)
    counts = {action.value: len(preview.with_action(action)) for action in Action}
    stored.accepted_at = at
    stored.receipt = {"counts": counts, "added": added, "left": counts["correct"] if not correct else 0}
    stored.rows = []
    audit.record(
        session,
        actor=actor,
        action="training:marks_file:accept",
        subject=("cohort", stored.cohort_id),
        at=at,
        file=stored.file_name,
        digest=stored.file_digest,
        **counts,
    )
    return added
