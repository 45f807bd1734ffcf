"""Entering a sheet: once, or twice by two people; and noting that somebody was absent. Nothing typed is overwritten."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.core import audit
from app.core.errors import Missing
from app.core.policy import Actor, require
from app.core.storage import Storage

from ..models import PaperEntry
from ..permissions import BookletPermission, PaperScope
from ..queries.people import PaperPerson, person_of
from ..queries.sets import SetFacts, get_set
from ..rules.entries import (
    AlreadyMarked,
    Answers,
    EntryKind,
    EntryState,
    NoReasonForChange,
    SameTypist,
    SatOnline,
    check_times,
)
from ..rules.scans import kind_of_scan


@dataclass(frozen=True, slots=True)
class SentScan:
    """A scan as it was uploaded."""

    content: bytes


@dataclass(frozen=True, slots=True)
class TypedSheet:
    """A sheet as somebody typed it."""

    variant_id: UUID
    answers: Answers
    started_at: datetime
    submitted_at: datetime
    kind: EntryKind = EntryKind.FIRST
    note: str = ""
    scan: SentScan | None = None


def enter_sheet(
    session: Session,
    *,
    actor: Actor,
    set_id: UUID,
    enrolment_id: UUID,
    entry_id: UUID,
    typed: TypedSheet,
    storage: Storage,
    at: datetime,
) -> UUID:
    """Put on record what was typed of a sheet; a repeat with the same id changes nothing.

    Raises:
        Missing: no such paper version, variant or person of the actor's.
        NotAllowed: it is the actor's own sheet.
        AlreadyMarked, SatOnline, SameTypist, NoReasonForChange, TimesWrong: it can't be entered.
        ScanEmpty, ScanTooLarge, ScanUnknown: the scan is not kept.

    """
    paper, person = load(session, actor, set_id, enrolment_id)
    if session.get(PaperEntry, entry_id) is not None:
        return entry_id
    check_open(person)
    paper.variant(typed.variant_id)
    check_times(typed.started_at, typed.submitted_at, at)
    _check_typist(actor, paper, person, typed)
    digest, kind = "", ""
    if typed.scan is not None:
        kind = kind_of_scan(typed.scan.content)
        digest = storage.put(typed.scan.content)
    add_entry(
        session,
        actor,
        paper,
        enrolment_id,
        at,
        id=entry_id,
        kind=typed.kind,
        variant_id=typed.variant_id,
        answers=typed.answers,
        started_at=typed.started_at,
        submitted_at=typed.submitted_at,
        note=typed.note,
        scan_digest=digest,
        scan_kind=kind,
    )
    return entry_id


def note_absence(
    session: Session, *, actor: Actor, set_id: UUID, enrolment_id: UUID, entry_id: UUID, at: datetime
) -> None:
    """Note that somebody did not come; typing their sheet afterwards takes it back. A repeat changes nothing.

    Raises:
        Missing: no such paper version or person of the actor's.
        AlreadyMarked, SatOnline: the person was there.

    """
    paper, person = load(session, actor, set_id, enrolment_id)
    if session.get(PaperEntry, entry_id) is not None or person.state is EntryState.ABSENT:
        return
    check_open(person)
    add_entry(session, actor, paper, enrolment_id, at, id=entry_id, kind=EntryKind.ABSENT, answers={})


def load(session: Session, actor: Actor, set_id: UUID, enrolment_id: UUID) -> tuple[SetFacts, PaperPerson]:
    """Return a paper version and a person of it, for somebody who may enter that person's sheet.

    Raises:
        Missing: there is no such thing.
        NotAllowed: it is the actor's own sheet.

    """
    paper = get_set(session, actor, set_id, locked=True)
    person = person_of(session, paper, enrolment_id)
    require(actor, BookletPermission.ENTER, PaperScope(paper.sitting.centre_path, frozenset({person.watched.user_id})))
    return paper, person


def check_open(person: PaperPerson) -> None:
    """Refuse where nothing can be entered any more.

    Raises:
        AlreadyMarked, SatOnline: the person has an attempt.

    """
    if person.state is EntryState.MARKED:
        raise AlreadyMarked
    if person.online:
        raise SatOnline


def add_entry(
    session: Session,
    actor: Actor,
    paper: SetFacts,
    enrolment_id: UUID,
    at: datetime,
    *,
    kind: EntryKind,
    answers: Answers,
    **values: Any,  # noqa: ANN401 -- the columns of an entry
) -> None:
    """Append an entry and say so in the audit trail, without the answers."""
    session.add(
        PaperEntry(
            set_id=paper.id,
            enrolment_id=enrolment_id,
            kind=kind,
            answers={str(place): answer for place, answer in answers.items()},
            entered_at=at,
            entered_by=actor.id,
            **values,
        )
    )
    session.flush()
    audit.record(
        session,
        actor=actor,
        action=f"assessments:paper:{kind.value}",
        subject=("sitting", paper.sitting.id),
        at=at,
        set=str(paper.id),
        enrolment=str(enrolment_id),
        answers=_counted(answers),
        **({"note": values["note"]} if values.get("note") else {}),
    )


def _counted(answers: Mapping[int, Any]) -> int:
    return sum(bool(each) for each in answers.values())


def _check_typist(actor: Actor, paper: SetFacts, person: PaperPerson, typed: TypedSheet) -> None:
    first, second = person.standing.first, person.standing.second
    if typed.kind is EntryKind.SECOND:
        if not paper.double_entry or first is None:
            raise Missing
        if first.entered_by == actor.id:
            raise SameTypist
    elif typed.kind is not EntryKind.FIRST:
        raise Missing
    elif second is not None and second.entered_by == actor.id:
        raise SameTypist
    earlier = first if typed.kind is EntryKind.FIRST else second
    if earlier is not None and not typed.note:
        raise NoReasonForChange
