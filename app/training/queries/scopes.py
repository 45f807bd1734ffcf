"""The permissions of training, as conditions of queries; a test holds them to the predicates."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, exists, false, or_
from sqlalchemy.orm import InstrumentedAttribute

from app.accounts.models import Agency, Role
from app.core.policy import Actor

from ..models import Cohort, CohortPlace, CohortTrainer, SessionTrainer, TrainingSession


def path_within(path: InstrumentedAttribute[str], scopes: tuple[str, ...]) -> ColumnElement[bool]:
    """Whether an agency's path lies within one of the scopes."""
    return or_(*(path.startswith(scope, autoescape=True) for scope in scopes)) if scopes else false()


def sees_cohort(actor: Actor) -> ColumnElement[bool]:
    """The same rule as `may_see_cohort`; the query has Cohort and the centre's Agency in it."""
    own = or_(Cohort.created_by == actor.id, teaches_cohort(actor))
    return or_(
        path_within(Agency.path, actor.scopes(Role.CENTRE_ADMINISTRATOR)),
        and_(path_within(Agency.path, actor.scopes(Role.TRAINER)), own),
    )


def sees_session(actor: Actor) -> ColumnElement[bool]:
    """The same rule as `may_see_session`; the query has TrainingSession, Cohort and the centre's Agency in it."""
    guest = and_(path_within(Agency.path, actor.scopes(Role.TRAINER)), teaches_session(actor))
    return or_(takes_part(actor), guest, sees_cohort(actor))


def at_own_centre(actor: Actor) -> ColumnElement[bool]:
    """Sessions of the centres where the person teaches or administers: their calendar shows them all."""
    return path_within(Agency.path, actor.scopes(Role.CENTRE_ADMINISTRATOR, Role.TRAINER))


def teaches_cohort(actor: Actor) -> ColumnElement[bool]:
    """Whether the person is a trainer of the cohort."""
    return exists().where(CohortTrainer.cohort_id == Cohort.id, CohortTrainer.user_id == actor.id)


def teaches_session(actor: Actor) -> ColumnElement[bool]:
    """Whether the person is a trainer of the session."""
    return exists().where(SessionTrainer.session_id == TrainingSession.id, SessionTrainer.user_id == actor.id)


def takes_part(actor: Actor) -> ColumnElement[bool]:
    """Whether the person has a place in the session's cohort."""
    return exists().where(
        CohortPlace.cohort_id == TrainingSession.cohort_id,
        CohortPlace.user_id == actor.id,
        CohortPlace.left_at.is_(None),
    )
