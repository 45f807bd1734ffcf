"""Printing a sheet, and entering it with its scan."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.core import audit
from app.core.errors import N_, Missing, RuleViolation
from app.core.ids import new_id
from app.core.policy import Actor
from app.core.storage import Storage

from ..checkins.rules import ALPHABET
from ..papers.services import keep_paper
from ..rules.attendance import Entry, MarkSource
from ..services.attendance import get_own_sheet, mark_sheet
from . import queries
from .models import SheetPrinting, SheetScan

CODE_LENGTH = 8


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
