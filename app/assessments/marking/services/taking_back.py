"""Taking a mark back before a result is given of it: an act on record, after which the answer waits again."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.assessments.queries import attempts
from app.core import audit
from app.core.errors import N_, Missing, RuleViolation
from app.core.policy import Actor

from ..models import Judgement
from ..permissions import MarkingPermission
from ..queries.judgements import Opinion, opinions_of, plan_of
from ..queries.tasks import Work, get_work
from ..rules.combining import OVERRULING, MarkRole, Verdict, check_comment, combine
from .judging import next_sequence
from .waiting import settle


class NoMarkToTakeBack(RuleViolation):
    """The person has no mark here, or another stands above it."""

    code = "no-mark-to-take-back"
    message = N_("There is no mark of yours here that could be taken back.")


class ResultGiven(RuleViolation):
    """The person may have read the result."""

    code = "result-given"
    message = N_("The result is given. Only a moderator, or an appeal, can put another mark above yours.")


class TakingBackReasonMissing(RuleViolation):
    """What was said of an answer is not unsaid without a reason."""

    code = "taking-back-reason-missing"
    message = N_("Say why you take the mark back. It is kept on record.")


def take_mark_back(
    session: Session, *, actor: Actor, task_id: UUID, judgement_id: UUID, reason: str, at: datetime
) -> Verdict:
    """Take one's own mark back; the answer waits again, for the same person or another. Repeating changes nothing.

    Raises:
        Missing: no such answer at the actor's centres, or it is the actor's own.
        TakingBackReasonMissing, CommentTooLong: the reason is none.
        NoMarkToTakeBack: the actor has no mark here, or a moderator's stands above it.
        ResultGiven: the attempt has its result.

    """
    work = get_work(session, actor, task_id, MarkingPermission.MARK, locked=True)
    given = opinions_of(session, [task_id]).get(task_id, [])
    known = session.get(Judgement, judgement_id)
    if known is not None:
        if (known.task_id, known.marker_id, known.role) != (task_id, actor.id, MarkRole.TAKEN_BACK):
            raise Missing
        return combine((each.mark for each in given), plan_of(work))
    said = check_comment(reason)
    if not said:
        raise TakingBackReasonMissing
    # Whoever gives the last mark holds the attempt too: either that result is there, or it is worked out without this.
    attempts.find_attempt(session, work.attempt_id, locked=True)
    _check(session, actor, work, given)
    session.add(
        Judgement(
            id=judgement_id,
            task_id=task_id,
            sequence=next_sequence(session, task_id),
            role=MarkRole.TAKEN_BACK,
            marker_id=actor.id,
            choices={},
            points="0",
            reason=said,
            given_at=at,
        )
    )
    session.flush()
    after = opinions_of(session, [task_id]).get(task_id, [])
    verdict = combine((each.mark for each in after), plan_of(work))
    settle(session, task_id, verdict.stage, at)
    audit.record(
        session,
        actor=actor,
        action="assessments:answer:take_back",
        subject=("marking_task", task_id),
        at=at,
        attempt=str(work.attempt_id),
        question=work.place + 1,
        stage=verdict.stage.value,
        reason=said,
    )
    return verdict


def may_take_back(session: Session, actor: Actor, work: Work, given: list[Opinion]) -> bool:
    """Tell whether the actor could take a mark back (one statement, none for who has no mark)."""
    try:
        _check(session, actor, work, given)
    except RuleViolation:
        return False
    return True


def _check(session: Session, actor: Actor, work: Work, given: list[Opinion]) -> None:
    own = [each for each in given if each.marker_id == actor.id and each.role not in OVERRULING]
    if not own or any(each.role in OVERRULING for each in given):
        raise NoMarkToTakeBack
    if attempts.latest_grade(session, work.attempt_id) is not None:
        raise ResultGiven
