"""Looking at marked work a second time: drawing a sample, confirming or changing a mark."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Agency
from app.assessments.services.grading import regrade
from app.core import audit
from app.core.errors import N_, Missing, RuleViolation
from app.core.policy import Actor, allowed

from ..models import ModerationSample
from ..permissions import MarkingPermission, WorkScope
from ..queries.judgements import opinions_of, plan_of
from ..queries.moderation import graded_attempts, list_samples
from ..queries.tasks import get_work
from ..rules.combining import MarkedAlready, MarkRole, Stage, Verdict, combine
from ..rules.sampling import sample
from .judging import CONFIRMED, Opined, add_judgement


class ModerationReasonMissing(RuleViolation):
    """Changing a mark needs a reason."""

    code = "moderation-reason-missing"
    message = N_("Say why the mark changes. The person reads this with the result.")


class NothingToSample(RuleViolation):
    """No marked work is there yet."""

    code = "nothing-to-sample"
    message = N_("No attempt is completely marked yet, so there is nothing to draw from.")


def draw_sample(
    session: Session,
    *,
    actor: Actor,
    sample_id: UUID,
    assessment_id: UUID,
    centre_id: UUID,
    seed: int,
    share: int,
    band: int,
    at: datetime,
) -> UUID:
    """Choose which marked attempts to look at, and keep how they were chosen; the same id again changes nothing.

    Raises:
        Missing: the actor does not administer this centre.
        NothingToSample: nothing that the actor may moderate is marked.
        WrongSample: share or band is out of range.

    """
    path = session.scalar(select(Agency.path).where(Agency.id == centre_id))
    if path is None or not allowed(actor, MarkingPermission.MODERATE, WorkScope(path, centre_id)):
        raise Missing
    if session.get(ModerationSample, sample_id) is not None:
        if not list_samples(session, actor, sample_id):
            raise Missing
        return sample_id
    marked = graded_attempts(session, actor, assessment_id, centre_id)
    if not marked:
        raise NothingToSample
    drawn = sample(marked, seed=seed, share=share, band=band)
    session.add(
        ModerationSample(
            id=sample_id,
            assessment_id=assessment_id,
            centre_id=centre_id,
            seed=seed,
            share=share,
            band=band,
            attempts=[str(each) for each in drawn],
            drawn_at=at,
            drawn_by=actor.id,
        )
    )
    audit.record(
        session,
        actor=actor,
        action="assessments:moderation:draw",
        subject=("moderation_sample", sample_id),
        at=at,
        assessment=str(assessment_id),
        seed=seed,
        share=share,
        band=band,
        of=len(marked),
        drawn=len(drawn),
    )
    session.flush()
    return sample_id


def moderate(
    session: Session, *, actor: Actor, task_id: UUID, judgement_id: UUID, opinion: Opined, at: datetime
) -> Verdict:
    """Confirm the mark that counts (`CONFIRMED`), or give another one with a reason; a changed result is regraded.

    Raises:
        Missing: no such answer at the actor's centres, or it is the actor's own.
        MarkedAlready: the marking is not complete, or the actor's own mark is the one that counts.
        ModerationReasonMissing: the mark would change without a reason.

    """
    work = get_work(session, actor, task_id, MarkingPermission.MODERATE, locked=True)
    given = opinions_of(session, [task_id]).get(task_id, [])
    before = combine((each.mark for each in given), plan_of(work))
    if any(each.id == judgement_id for each in given):
        return before
    if before.stage is not Stage.SETTLED:
        raise MarkedAlready
    if opinion.choices != CONFIRMED and not opinion.reason.strip():
        raise ModerationReasonMissing
    verdict = add_judgement(session, actor, work, given, judgement_id, MarkRole.MODERATION, opinion, at)
    if verdict.points != before.points:
        regrade(
            session,
            attempt_id=work.attempt_id,
            cause="moderation",
            cause_id=judgement_id,
            reason=opinion.reason,
            actor=actor,
            at=at,
        )
    return verdict
