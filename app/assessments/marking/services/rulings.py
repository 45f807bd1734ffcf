"""Withdrawing a faulty question version, and regrading everybody who had it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.accounts.models import Agency
from app.assessments.banks.models import Bank, BankQuestion
from app.assessments.models import QuestionVersion
from app.assessments.queries import attempts as attempt_queries
from app.assessments.rules.questions import Question
from app.assessments.services.grading import regrade, weigh
from app.core import audit
from app.core.errors import Missing
from app.core.events import publish
from app.core.policy import Actor, allowed

from ..events import QuestionWithdrawn
from ..models import QuestionRuling
from ..permissions import MarkingPermission, QuestionScope
from ..queries.rulings import attempts_with, latest_outcomes, not_looked_at, rulings_of, unfinished_rulings
from ..rules.rulings import (
    Consequences,
    Outcome,
    Ruling,
    RulingKind,
    WithdrawnAlready,
    check_ruling,
    check_ruling_reason,
    consequences,
)
from ..scopes import resting_upon

MOST_AT_ONCE = 100
# Regrading is repeated by the clock for so long, in case a worker died in the middle of it.
LOOKED_AFTER = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Preview:
    """What a ruling would do, and how many certificates in force rest upon results that would be failed."""

    consequences: Consequences
    certificates: int
    waiting: int


def get_version(session: Session, actor: Actor, version_id: UUID) -> QuestionVersion:
    """Return a question version that the actor may withdraw.

    Raises:
        Missing: there is none, or it is not the actor's to withdraw.

    """
    version = session.get(QuestionVersion, version_id)
    if version is None:
        raise Missing
    statement: Select[Any] = (
        select(Agency.path)
        .join(Bank, Bank.agency_id == Agency.id)
        .join(BankQuestion, BankQuestion.bank_id == Bank.id)
        .where(BankQuestion.id == version.bank_question_id)
    )
    path = session.scalar(statement) if version.bank_question_id else None
    if not allowed(actor, MarkingPermission.WITHDRAW, QuestionScope(path)):
        raise Missing
    return version


def preview_ruling(
    session: Session, *, actor: Actor, version_id: UUID, kind: RulingKind, correction: Mapping[str, Any]
) -> Preview:
    """Say what withdrawing a version would do, by marking every attempt that had it under the ruling.

    Raises:
        Missing: the version is not the actor's to withdraw.
        WrongCorrection: the key can't be corrected so.

    """
    version = get_version(session, actor, version_id)
    ruling = check_ruling(_question(version), kind, correction)
    attempt_ids = list(session.scalars(attempts_with(version_id)))
    before = latest_outcomes(session, attempt_ids)
    changes: list[tuple[Outcome, Outcome]] = []
    failing: list[UUID] = []
    for attempt_id, grade in before.items():
        attempt = attempt_queries.find_attempt(session, attempt_id)
        assert attempt is not None
        was = Outcome(grade.percent, grade.passed)
        after = _under(session, attempt, str(version_id), ruling) or was
        changes.append((was, after))
        if was.passed and not after.passed:
            failing.append(attempt.enrolment_id)
    touched = sum(count(session, failing) for count in resting_upon.all()) if failing else 0
    return Preview(consequences(changes), touched, len(attempt_ids) - len(before))


def withdraw_question(
    session: Session,
    *,
    actor: Actor,
    ruling_id: UUID,
    version_id: UUID,
    kind: RulingKind,
    correction: Mapping[str, Any],
    reason: str,
    at: datetime,
) -> UUID:
    """Put on record that a question version is faulty and what becomes of the marks; regrading follows.

    From now on it is not drawn any more, and what is handed in is marked under the ruling. The same id again changes
    nothing.

    Raises:
        Missing: the version is not the actor's to withdraw.
        WithdrawnAlready: it was withdrawn before.
        WrongCorrection, RulingReasonMissing: the ruling is not whole.

    """
    version = get_version(session, actor, version_id)
    known = session.scalars(select(QuestionRuling).where(QuestionRuling.question_version_id == version_id)).first()
    if known is not None:
        if known.id != ruling_id:
            raise WithdrawnAlready
        return ruling_id
    ruling = check_ruling(_question(version), kind, correction)
    said = check_ruling_reason(reason)
    session.add(
        QuestionRuling(
            id=ruling_id,
            question_version_id=version_id,
            kind=kind,
            correction=dict(ruling.correction),
            before=dict(version.key),
            reason=said,
            ruled_at=at,
            ruled_by=actor.id,
        )
    )
    audit.record(
        session,
        actor=actor,
        action="assessments:question:withdraw",
        subject=("question_version", version_id),
        at=at,
        question=version.question_key,
        module=version.module_key,
        number=version.number,
        ruling=kind.value,
        correction=dict(ruling.correction),
        reason=said,
    )
    session.flush()
    publish(QuestionWithdrawn(ruling_id, version_id, version.module_key, at), session)
    return ruling_id


def apply_ruling(session: Session, *, ruling_id: UUID, at: datetime, limit: int = MOST_AT_ONCE) -> int:
    """Regrade some of the attempts that had a withdrawn question; return how many were looked at.

    Each attempt is looked at once for a ruling, so this may be repeated, and several may run beside each other. The
    actor is nobody: who ruled stands in the ruling.
    """
    ruling = session.get(QuestionRuling, ruling_id)
    if ruling is None:
        return 0
    attempt_ids = not_looked_at(session, ruling, limit)
    for attempt_id in attempt_ids:
        regrade(
            session,
            attempt_id=attempt_id,
            cause="ruling",
            cause_id=ruling_id,
            reason=ruling.reason,
            actor=None,
            at=at,
        )
    return len(attempt_ids)


def apply_rulings(session: Session, *, at: datetime, limit: int = MOST_AT_ONCE) -> int:
    """Go on with regrading wherever it is not complete; for the clock."""
    done = 0
    for ruling in unfinished_rulings(session, at - LOOKED_AFTER):
        done += apply_ruling(session, ruling_id=ruling.id, at=at, limit=limit - done)
        if done >= limit:
            break
    return done


def _under(session: Session, attempt: attempt_queries.AttemptFacts, version_id: str, ruling: Ruling) -> Outcome | None:
    """Return what an attempt would be worth; None where no question would be left."""
    rulings = rulings_of(session, [UUID(each.id) for each in attempt.paper.questions])
    worth = weigh(session, attempt, {**rulings, version_id: ruling})
    return Outcome(worth.marks.percent, worth.passed) if worth.marks.maximum else None


def _question(version: QuestionVersion) -> Question:
    return Question(str(version.id), version.kind, version.key, texts=version.texts)
