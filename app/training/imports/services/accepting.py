"""Taking a list over, in parts that each are whole: a run that breaks off goes on where it stopped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.orm import Session

from app.core import audit, events
from app.core.errors import N_, RuleViolation
from app.core.ids import new_id
from app.core.policy import Actor

from ...services.locks import lock_timetable
from ..events import ImportFinished
from ..models import ImportChange, ImportFile
from ..queries import get_import, require_import
from ..rules.decisions import Action, ChangedMeanwhile, Decision, ImportKind, LeftAsItIs, LeftToDecide, Problem
from .deciding import count, read_again
from .kinds import KINDS, Done, Run

DOES = (Action.CREATE, Action.CHANGE)


class ReasonNeeded(RuleViolation):
    """Marks are corrected with a reason."""

    code = "import-reason-needed"
    message = N_("Write why earlier marks are corrected.")


class NothingToDo(RuleViolation):
    """No row would create or change anything."""

    code = "import-nothing"
    message = N_("No row of this list would create or change anything.")


def accept(
    session: Session, *, actor: Actor, import_id: UUID, reason: str, at: datetime, only_new: bool = False
) -> ImportFile:
    """Say that a list is to be taken over as it was shown; saying it again changes nothing.

    With `only_new` what is on record stays as it is where the list differs from it.

    Raises:
        Missing: there is no such list for this person.
        NotAllowed: the person may not import this kind.
        NothingToDo, ReasonNeeded: as named.

    """
    lock_timetable(session)
    stored = get_import(session, actor, import_id)
    require_import(session, actor, stored.kind, stored.cohort_id)
    if stored.accepted_at is not None:
        return stored
    if only_new and stored.checked_at is not None:
        _leave_changes(stored)
    if stored.checked_at is None or not any(stored.counts.get(action.value) for action in DOES):
        raise NothingToDo
    if stored.kind is ImportKind.MARKS and stored.counts[Action.CHANGE.value] and not reason.strip():
        raise ReasonNeeded
    stored.accepted_at, stored.accepted_by, stored.reason = at, actor.id, reason.strip()[:500]
    stored.content = None
    audit.record(
        session,
        actor=actor,
        action="training:list:accept",
        subject=("import", import_id),
        at=at,
        kind=stored.kind.value,
        file=stored.file_name,
        digest=stored.file_digest,
        **stored.counts,
    )
    return stored


def take_next_part(session: Session, *, actor: Actor, import_id: UUID, at: datetime) -> bool:
    """Carry out the next part of an accepted list; return whether there is more.

    Each row is decided on again. What would not do what was shown is not done, and said in the receipt. Whoever
    accepts at the same moment waits, and finds it done.
    """
    lock_timetable(session)
    stored = get_import(session, actor, import_id)
    if stored.accepted_at is None or stored.finished_at is not None:
        return False
    kind = KINDS[stored.kind]
    rows = [dict(each) for each in stored.rows]
    part = rows[stored.done_rows : stored.done_rows + kind.batch]
    _carry_out(session, actor, stored, part, at)
    rows[stored.done_rows : stored.done_rows + kind.batch] = part
    stored.done_rows += len(part)
    stored.rows = rows
    if stored.done_rows < len(rows):
        return True
    _finish(session, actor, stored, at)
    return False


def _leave_changes(stored: ImportFile) -> None:
    rows = [dict(each) for each in stored.rows]
    for row in rows:
        shown = Decision.from_json(row["decision"])
        if shown.action is Action.CHANGE:
            row["decision"] = _refuse(shown, Problem.of(LeftAsItIs()))
    stored.rows = rows
    stored.counts = count([row["decision"]["action"] for row in rows])


def _carry_out(session: Session, actor: Actor, stored: ImportFile, part: list[dict[str, Any]], at: datetime) -> None:
    kind = KINDS[stored.kind]
    run = Run(
        session=session,
        actor=actor,
        at=at,
        import_id=stored.id,
        cohort_id=stored.cohort_id,
        choices=stored.choices,
        reason=stored.reason,
    )
    shown = [Decision.from_json(each["decision"]) for each in part]
    wanted = [read_again(each, number) for number, each in enumerate(part) if shown[number].action in DOES]
    problems = {number: Problem.of(LeftToDecide()) for number, each in enumerate(shown) if each.action is Action.ASK}
    able = []
    for decision in kind.decide(run, wanted):
        if decision.does_as(shown[decision.number]):
            able.append(decision)
        else:
            problems[decision.number] = Problem.of(ChangedMeanwhile())
    done, failed = kind.carry_out(run, able)
    _note(session, stored.id, done, at)
    for number, problem in (problems | failed).items():
        part[number]["decision"] = _refuse(shown[number], problem)


def _refuse(shown: Decision, problem: Problem) -> dict[str, Any]:
    return replace(shown, action=Action.REFUSE, changes={}, notes=(), thing="", problems=(problem,)).to_json()


def _note(session: Session, import_id: UUID, done: list[Done], at: datetime) -> None:
    if not done:
        return
    session.flush()
    session.execute(
        insert(ImportChange),
        [
            {
                "id": new_id(),
                "import_id": import_id,
                "line": each.line,
                "label": each.label[:300],
                "created": each.created,
                "thing_id": each.thing_id,
                "before": dict(each.before),
                "after": dict(each.after),
                "at": at,
            }
            for each in done
        ],
    )


def _finish(session: Session, actor: Actor, stored: ImportFile, at: datetime) -> None:
    """Keep the counts and what was refused; what was taken is in its own tables."""
    stored.counts = count([row["decision"]["action"] for row in stored.rows])
    stored.rows = [_kept(row) for row in stored.rows if row["decision"]["action"] == Action.REFUSE.value]
    stored.finished_at = at
    audit.record(
        session,
        actor=actor,
        action="training:list:finish",
        subject=("import", stored.id),
        at=at,
        kind=stored.kind.value,
        **stored.counts,
    )
    events.publish(ImportFinished(stored.id, actor.id, at), session)


def _kept(row: Mapping[str, Any]) -> dict[str, Any]:
    return {**row, "values": {}}
