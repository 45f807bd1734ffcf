"""Taking a whole import back: what depends on it stays, with the reason; the undoing itself is on record.

Removing somebody makes the database look into every table that could speak of them, so long lists go back in parts.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.orm import Session

from app.core import audit
from app.core.errors import N_, Conflict, RuleViolation
from app.core.policy import Actor

from ...rules.places import check_reason
from ...services.locks import lock_timetable
from ..models import ImportChange, ImportUndo
from ..queries import get_import, list_changes, require_import
from ..rules.decisions import Problem
from .kinds import KINDS, Run

CHUNK = 500


class NotFinished(RuleViolation):
    """It was not taken over, or is still being."""

    code = "import-not-finished"
    message = N_("Only a list that was taken over can be taken back.")


class UndoneAlready(Conflict):
    """It was taken back before."""

    code = "import-undone"
    message = N_("This import was taken back already.")


def undo(session: Session, *, actor: Actor, import_id: UUID, reason: str, at: datetime) -> int:
    """Say that an import is to be taken back; saying it again while it is going on goes on.

    What was created is removed where nothing depends on it (people, agencies, cohorts), cancelled (sessions), annulled
    (past training) or withdrawn (places, marks); what was changed is put back where nobody changed it since.

    Returns:
        How many changes `take_back_next_part` has before it.

    Raises:
        Missing: there is no such import for this person.
        NotAllowed: the person may not import this kind.
        NotFinished, UndoneAlready, ReasonMissing: as named.

    """
    lock_timetable(session)
    stored = get_import(session, actor, import_id)
    require_import(session, actor, stored.kind, stored.cohort_id)
    if stored.finished_at is None:
        raise NotFinished
    ahead = len(_standing(session, import_id))
    if stored.undone_at is not None and not ahead:
        raise UndoneAlready
    check_reason(reason)
    if stored.undone_at is None:
        stored.undone_at, stored.undone_by = at, actor.id
        audit.record(
            session,
            actor=actor,
            action="training:list:undo",
            subject=("import", import_id),
            at=at,
            kind=stored.kind.value,
            reason=reason.strip(),
            changes=ahead,
        )
    return ahead


def take_back_next_part(session: Session, *, actor: Actor, import_id: UUID, reason: str, at: datetime) -> bool:
    """Take the next changes back, in parts that each are whole; return whether there are more."""
    lock_timetable(session)
    stored = get_import(session, actor, import_id)
    if stored.undone_at is None:
        return False
    kind = KINDS[stored.kind]
    run = Run(
        session=session, actor=actor, at=at, import_id=import_id, cohort_id=stored.cohort_id, reason=reason.strip()
    )
    changes = _standing(session, import_id)
    part = changes[: max(kind.batch, CHUNK)]
    if not part:
        return False
    stays: dict[UUID, Problem] = kind.take_back(run, part)
    session.flush()
    session.execute(
        insert(ImportUndo),
        [
            {
                "change_id": each.id,
                "taken_back": each.id not in stays,
                "problem": stays[each.id].to_json() if each.id in stays else [],
                "by": actor.id,
                "at": at,
            }
            for each in part
        ],
    )
    return len(part) < len(changes)


def _standing(session: Session, import_id: UUID) -> list[ImportChange]:
    return [change for change, undone in list_changes(session, import_id) if undone is None]
