"""The permissions of marking, as conditions of queries; a test holds them to the predicates."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, false, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from app.accounts.models import Agency, Role
from app.assessments.sittings.models import Sitting
from app.core.policy import Actor
from app.courses.models import Enrolment

from ..models import Appeal, Judgement, MarkingTask
from ..rules.combining import MarkRole, Stage
from ..scopes import marking_centres
from .rulings import withdrawn


def path_within(path: InstrumentedAttribute[str], scopes: tuple[str, ...]) -> ColumnElement[bool]:
    """Whether an agency's path lies within one of the scopes."""
    return or_(*(path.startswith(scope, autoescape=True) for scope in scopes)) if scopes else false()


def marks_here(actor: Actor) -> ColumnElement[bool]:
    """The same rule as `may_mark`; the query has MarkingTask and the centre's Agency in it."""
    here = path_within(Agency.path, actor.scopes(Role.TRAINER, Role.CENTRE_ADMINISTRATOR))
    return and_(here, MarkingTask.user_id != actor.id)


def moderates_here(actor: Actor) -> ColumnElement[bool]:
    """The same rule as `may_moderate`; the query has MarkingTask and the centre's Agency in it."""
    here = path_within(Agency.path, actor.scopes(Role.CENTRE_ADMINISTRATOR))
    return and_(here, MarkingTask.user_id != actor.id)


def waits_for(actor: Actor) -> ColumnElement[bool]:
    """Whether an answer waits for a mark, and the actor gave none to it yet; faulty questions wait for nobody."""
    later = aliased(Judgement)
    taken_back = exists().where(
        later.task_id == Judgement.task_id,
        later.marker_id == actor.id,
        later.role == MarkRole.TAKEN_BACK,
        later.sequence >= Judgement.sequence,
    )
    own = exists().where(Judgement.task_id == MarkingTask.id, Judgement.marker_id == actor.id, ~taken_back)
    return and_(
        MarkingTask.stage != Stage.SETTLED,
        MarkingTask.ready_at.is_not(None),
        MarkingTask.question_version_id.not_in(select(withdrawn())),
        ~own,
    )


def administers_appeal(actor: Actor) -> ColumnElement[bool]:
    """The same rule as `may_assign_appeal`; the query has Appeal and the centre's Agency in it."""
    return and_(path_within(Agency.path, actor.scopes(Role.CENTRE_ADMINISTRATOR)), Appeal.user_id != actor.id)


def centre_of(session: Session, enrolment_id: UUID, sitting_id: UUID | None) -> UUID:
    """Return the centre whose staff marks: that of the sitting, that which teaches, else the person's own agency."""
    if sitting_id is not None:
        return session.execute(select(Sitting.centre_id).where(Sitting.id == sitting_id)).scalar_one()
    for find in marking_centres.all():
        found = find(session, enrolment_id)
        if found is not None:
            return found
    return session.execute(select(Enrolment.agency_id).where(Enrolment.id == enrolment_id)).scalar_one()
