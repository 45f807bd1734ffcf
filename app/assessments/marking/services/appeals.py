"""Appealing against a result, and deciding on appeals. Every step is appended with who and when."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.assessments.models import Attempt
from app.assessments.queries import attempts as attempt_queries
from app.assessments.services.grading import regrade
from app.core import audit
from app.core.errors import Missing
from app.core.events import publish
from app.core.ids import new_id
from app.core.policy import Actor

from ..events import AppealAssigned, AppealDecided, AppealFiled, AttemptGranted
from ..models import Appeal, AppealStep, GrantedAttempt
from ..permissions import MarkingPermission
from ..queries.appeals import AppealFacts, appeals_of_attempt, get_appeal, possible_handlers
from ..queries.judgements import opinions_of, plan_of
from ..queries.scopes import centre_of
from ..queries.tasks import find_work
from ..rules.appeals import (
    AppealDecided as DecidedAlready,
)
from ..rules.appeals import (
    AppealReasonMissing,
    AppealStepKind,
    NotIndependent,
    Remedy,
    check_decision,
    check_filing,
    check_grounds,
)
from ..rules.combining import MarkedAlready, MarkRole, Verdict, combine
from .judging import Opined, add_judgement


def file_appeal(
    session: Session, *, actor: Actor, appeal_id: UUID, attempt_id: UUID, grounds: str, at: datetime
) -> UUID:
    """Appeal against the result of an own attempt; the same id again changes nothing.

    Raises:
        Missing: no such attempt of this person.
        NothingToAppeal, AppealTooLate, AppealOpen, GroundsMissing: it can't be made.

    """
    attempt = attempt_queries.get_own_attempt(session, actor, attempt_id, locked=True)
    grade = attempt_queries.latest_grade(session, attempt_id)
    earlier = appeals_of_attempt(session, attempt_id)
    if any(each.id == appeal_id for each in earlier):
        return appeal_id
    check_filing(
        grade.graded_at if grade else None,
        at,
        attempt.blueprint.appeal_days,
        made_before=grade is not None and any(each.grade_id == grade.id for each in earlier),
    )
    assert grade is not None
    if session.get(Appeal, appeal_id) is not None:
        raise Missing
    said = check_grounds(grounds)
    centre_id = centre_of(session, attempt.enrolment_id, attempt.sitting_id)
    session.add(
        Appeal(
            id=appeal_id,
            attempt_id=attempt_id,
            grade_id=grade.id,
            user_id=actor.id,
            centre_id=centre_id,
            grounds=said,
            filed_at=at,
        )
    )
    audit.record(
        session,
        actor=actor,
        action="assessments:appeal:file",
        subject=("appeal", appeal_id),
        at=at,
        attempt=str(attempt_id),
        percent=grade.percent,
    )
    session.flush()
    publish(AppealFiled(appeal_id, attempt_id, actor.id, centre_id, at), session)
    return appeal_id


def assign_appeal(session: Session, *, actor: Actor, appeal_id: UUID, handler_id: UUID, at: datetime) -> None:
    """Ask somebody of the centre who marked nothing of the attempt to decide; asking the same person again is nothing.

    Raises:
        Missing: no such appeal at the actor's centre.
        AppealDecided: it is decided already.
        NotIndependent: the person marked the work, or does not belong to the centre's staff.

    """
    appeal = get_appeal(session, actor, appeal_id, MarkingPermission.ASSIGN_APPEAL, locked=True)
    if appeal.decision is not None:
        raise DecidedAlready
    if appeal.handler_id == handler_id:
        return
    if handler_id not in {key for key, _name in possible_handlers(session, appeal)}:
        raise NotIndependent
    _step(session, actor, appeal, AppealStepKind.ASSIGNED, at, person_id=handler_id)
    publish(AppealAssigned(appeal_id, handler_id, at), session)


def decide_appeal(
    session: Session,
    *,
    actor: Actor,
    appeal_id: UUID,
    kind: AppealStepKind,
    remedy: Remedy | None,
    reason: str,
    at: datetime,
) -> None:
    """Uphold an appeal with what follows from it, or dismiss it, with the reason that the person reads.

    Raises:
        Missing: the actor was not asked to decide.
        AppealDecided: it is decided already.
        NotIndependent: the actor marked the work in the meantime.
        AppealReasonMissing, RemedyMissing: the decision is not whole.

    """
    appeal = get_appeal(session, actor, appeal_id, MarkingPermission.DECIDE_APPEAL, locked=True)
    if appeal.decision is not None:
        raise DecidedAlready
    if actor.id not in {key for key, _name in possible_handlers(session, appeal)}:
        raise NotIndependent
    follows, said = check_decision(kind, remedy, reason)
    _step(session, actor, appeal, kind, at, remedy=follows, reason=said)
    if follows is Remedy.NEW_ATTEMPT:
        _grant(session, actor, appeal, said, at)
    upheld = kind is AppealStepKind.UPHELD
    publish(AppealDecided(appeal_id, appeal.attempt_id, appeal.user_id, upheld, follows, at), session)


def mark_again(
    session: Session, *, actor: Actor, appeal_id: UUID, task_id: UUID, judgement_id: UUID, opinion: Opined, at: datetime
) -> Verdict:
    """Mark an answer anew after an appeal was upheld so; the mark stands above the earlier ones, the result follows.

    Raises:
        Missing: the actor did not decide so, or the answer belongs to another attempt.
        MarkedAlready: it was marked anew for this appeal before.
        AppealReasonMissing: no reason is given.

    """
    appeal = get_appeal(session, actor, appeal_id, MarkingPermission.DECIDE_APPEAL, locked=True)
    work = find_work(session, task_id, locked=True)
    decided = appeal.decision is not None and appeal.decision.remedy is Remedy.REMARK
    if not decided or work is None or work.attempt_id != appeal.attempt_id:
        raise Missing
    given = opinions_of(session, [task_id]).get(task_id, [])
    before = combine((each.mark for each in given), plan_of(work))
    if any(each.id == judgement_id for each in given):
        return before
    decision = appeal.decision
    if decision is None or any(each.role is MarkRole.APPEAL and each.given_at >= decision.acted_at for each in given):
        raise MarkedAlready
    if not opinion.reason.strip():
        raise AppealReasonMissing
    verdict = add_judgement(session, actor, work, given, judgement_id, MarkRole.APPEAL, opinion, at)
    if verdict.points != before.points:
        regrade(
            session,
            attempt_id=appeal.attempt_id,
            cause="appeal",
            cause_id=judgement_id,
            reason=opinion.reason,
            actor=actor,
            at=at,
        )
    return verdict


def _grant(session: Session, actor: Actor, appeal: AppealFacts, reason: str, at: datetime) -> None:
    attempt = session.get_one(Attempt, appeal.attempt_id)
    session.add(
        GrantedAttempt(
            id=new_id(),
            enrolment_id=attempt.enrolment_id,
            assessment_id=attempt.assessment_id,
            appeal_id=appeal.id,
            reason=reason,
            granted_at=at,
            granted_by=actor.id,
        )
    )
    audit.record(
        session,
        actor=actor,
        action="assessments:attempt:grant",
        subject=("enrolment", attempt.enrolment_id),
        at=at,
        assessment=str(attempt.assessment_id),
        appeal=str(appeal.id),
    )
    session.flush()
    publish(AttemptGranted(attempt.enrolment_id, attempt.assessment_id, appeal.user_id, at), session)


def _step(
    session: Session,
    actor: Actor,
    appeal: AppealFacts,
    kind: AppealStepKind,
    at: datetime,
    *,
    person_id: UUID | None = None,
    remedy: Remedy | None = None,
    reason: str = "",
) -> None:
    session.add(
        AppealStep(
            id=new_id(),
            appeal_id=appeal.id,
            number=len(appeal.steps) + 1,
            kind=kind,
            person_id=person_id,
            remedy=remedy,
            reason=reason,
            acted_at=at,
            acted_by=actor.id,
        )
    )
    facts = {"person": str(person_id)} if person_id else {"remedy": remedy.value if remedy else "", "reason": reason}
    audit.record(
        session,
        actor=actor,
        action=f"assessments:appeal:{kind.value}",
        subject=("appeal", appeal.id),
        at=at,
        attempt=str(appeal.attempt_id),
        **facts,
    )
    session.flush()
