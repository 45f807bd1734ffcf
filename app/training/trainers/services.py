"""Granting and withdrawing qualifications, and noting when trainers teach."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.core import audit
from app.core.errors import Missing
from app.core.policy import Actor, require

from ..models import TrainingCentre
from ..queries.cohorts import list_trainers
from ..rules.places import check_reason
from ..services.locks import lock_timetable
from .models import Qualification, TrainerAbsence, TrainerProfile
from .permissions import PoolPermission
from .rules import ValidityInWrongOrder


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What somebody may teach; what is empty means any."""

    course_key: str = ""
    module_key: str = ""
    session_kind: str = ""
    awarded_by: str
    evidence: str = ""
    valid_from: date
    valid_to: date | None = None


def managed_centre(session: Session, actor: Actor, centre_id: UUID) -> TrainingCentre:
    """Return a centre whose pool the person keeps.

    Raises:
        Missing: there is none.

    """
    centre = session.get(TrainingCentre, centre_id)
    if centre is None:
        raise Missing
    require(actor, PoolPermission.MANAGE, centre.agency.path)
    return centre


def grant_qualification(
    session: Session,
    *,
    actor: Actor,
    qualification_id: UUID,
    centre_id: UUID,
    user_id: UUID,
    grant: Grant,
    at: datetime,
) -> UUID:
    """Let a trainer teach something; repeating the id changes nothing.

    Raises:
        Missing: there is no such centre or trainer for this person.
        ValidityInWrongOrder: it would end before it begins.

    """
    _trainer_of(session, actor, centre_id, user_id)
    if grant.valid_to is not None and grant.valid_to < grant.valid_from:
        raise ValidityInWrongOrder
    if session.get(Qualification, qualification_id) is not None:
        return qualification_id
    session.add(
        Qualification(
            id=qualification_id,
            centre_id=centre_id,
            user_id=user_id,
            granted_by=actor.id,
            granted_at=at,
            **{name: getattr(grant, name) for name in Grant.__slots__},
        )
    )
    audit.record(
        session,
        actor=actor,
        action="training:qualification:grant",
        subject=("user", user_id),
        at=at,
        course=grant.course_key,
        module=grant.module_key,
        kind=grant.session_kind,
        valid_from=grant.valid_from.isoformat(),
        valid_to=grant.valid_to.isoformat() if grant.valid_to else "",
    )
    return qualification_id


def withdraw_qualification(
    session: Session, *, actor: Actor, qualification_id: UUID, reason: str, at: datetime
) -> Qualification:
    """Withdraw a qualification with a reason; sessions that are planned already stay.

    Raises:
        Missing: there is no such qualification for this person.
        ReasonMissing: no reason was given.

    """
    stored = session.get(Qualification, qualification_id)
    if stored is None:
        raise Missing
    managed_centre(session, actor, stored.centre_id)
    check_reason(reason)
    if stored.withdrawn_at is None:
        stored.withdrawn_at, stored.withdrawn_by, stored.withdrawn_reason = at, actor.id, reason.strip()
        audit.record(
            session,
            actor=actor,
            action="training:qualification:withdraw",
            subject=("user", stored.user_id),
            at=at,
            reason=reason.strip(),
        )
    return stored


def set_profile(
    session: Session,
    *,
    actor: Actor,
    centre_id: UUID,
    user_id: UUID,
    languages: Sequence[str],
    hours: Mapping[int, tuple[str, str]],
    at: datetime,
) -> None:
    """Note the languages in which a trainer teaches, and the hours of each weekday.

    Raises:
        Missing: there is no such centre or trainer for this person.

    """
    _trainer_of(session, actor, centre_id, user_id)
    lock_timetable(session)
    stored = session.get(TrainerProfile, user_id)
    if stored is None:
        stored = TrainerProfile(user_id=user_id)
        session.add(stored)
    stored.languages = list(languages)
    stored.hours = {str(day): list(pair) for day, pair in sorted(hours.items())}
    stored.changed_by, stored.changed_at = actor.id, at
    audit.record(session, actor=actor, action="training:trainer:profile", subject=("user", user_id), at=at)


def note_absence(
    session: Session,
    *,
    actor: Actor,
    absence_id: UUID,
    centre_id: UUID,
    user_id: UUID,
    first_day: date,
    last_day: date,
    reason: str,
    at: datetime,
) -> UUID:
    """Note days on which a trainer is away; repeating the id changes nothing.

    Raises:
        Missing: there is no such centre or trainer for this person.
        ValidityInWrongOrder: the days are in the wrong order.

    """
    _trainer_of(session, actor, centre_id, user_id)
    if last_day < first_day:
        raise ValidityInWrongOrder
    lock_timetable(session)
    if session.get(TrainerAbsence, absence_id) is None:
        session.add(
            TrainerAbsence(
                id=absence_id,
                user_id=user_id,
                first_day=first_day,
                last_day=last_day,
                reason=reason,
                noted_by=actor.id,
                noted_at=at,
            )
        )
        audit.record(
            session,
            actor=actor,
            action="training:trainer:away",
            subject=("user", user_id),
            at=at,
            first_day=first_day.isoformat(),
            last_day=last_day.isoformat(),
        )
    return absence_id


def take_absence_back(session: Session, *, actor: Actor, centre_id: UUID, absence_id: UUID, at: datetime) -> UUID:
    """Say that a trainer is there after all. Return the trainer.

    Raises:
        Missing: there is no such absence of a trainer of this person's centre.

    """
    stored = session.get(TrainerAbsence, absence_id)
    if stored is None:
        raise Missing
    _trainer_of(session, actor, centre_id, stored.user_id)
    if stored.taken_back_at is None:
        stored.taken_back_at = at
        audit.record(session, actor=actor, action="training:trainer:back", subject=("user", stored.user_id), at=at)
    return stored.user_id


def set_requirement(session: Session, *, actor: Actor, centre_id: UUID, required: bool, at: datetime) -> None:
    """Say whether only qualified trainers may be planned at the centre.

    Raises:
        Missing: there is no such centre for this person.

    """
    centre = managed_centre(session, actor, centre_id)
    lock_timetable(session)
    if centre.requires_qualifications != required:
        centre.requires_qualifications = required
        audit.record(
            session,
            actor=actor,
            action="training:qualification:require",
            subject=("centre", centre_id),
            at=at,
            required=required,
        )


def _trainer_of(session: Session, actor: Actor, centre_id: UUID, user_id: UUID) -> TrainingCentre:
    centre = managed_centre(session, actor, centre_id)
    if user_id not in list_trainers(session, centre.agency.path):
        raise Missing
    return centre
