"""Handing in, and what the centre decides: hours are credited, or a decision is annulled."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.accounts import services as account_services
from app.accounts.models import User
from app.core import events
from app.core.errors import Missing
from app.core.ids import new_id
from app.core.policy import Actor, require

from .. import queries
from ..events import AgencyTrainingDecided, AgencyTrainingSubmitted
from ..models import AgencyTrainingAct, AgencyTrainingPerson, CreditedHours
from ..permissions import AgencyTrainingPermission
from ..queries import Dossiers
from ..rules import dossiers, hours, roster, states
from ..rules.states import Act, State
from .changing import known, note


def submit(session: Session, *, actor: Actor, training_id: UUID, at: datetime) -> None:
    """Hand a training in; one that is handed in already stays so.

    Raises:
        Missing: it is not this person's.
        RuleViolation: the first thing that is missing, or it can't be handed in any more.

    """
    found = queries.get_training(session, actor, training_id, for_update=True)
    require(actor, AgencyTrainingPermission.SUBMIT, found.agency.path)
    if found.state is State.SUBMITTED:
        return
    states.check_step(found.state, Act.SUBMIT)
    today = at.astimezone(ZoneInfo(found.time_zone)).date()
    for violation in dossiers.missing(found.dossier(), today):
        raise violation
    _act(session, actor, found, Act.SUBMIT, "", at)
    training = found.training
    events.publish(AgencyTrainingSubmitted(training_id, training.centre_id, training.agency_id, actor.id, at), session)


def decide(
    session: Session,
    *,
    actor: Actor,
    training_id: UUID,
    act: Act,
    reason: str,
    accepted: Mapping[UUID, int] | None = None,
    at: datetime,
) -> None:
    """Return, refuse or accept what was handed in, or annul what was accepted.

    `accepted` are for acceptance the minutes credited to each person of the list; without it, all that was stated.

    Raises:
        Missing, NotAllowed: it is not this person's to decide.
        StepImpossible, ReasonNeeded, MoreThanClaimed, NothingAccepted, PersonElsewhere: as named.

    """
    found = queries.get_training(session, actor, training_id, for_update=True)
    require(actor, AgencyTrainingPermission.DECIDE, found.scope)
    states.check_step(found.state, act, reason)
    credited: dict[UUID, int] = {}
    if act is Act.ACCEPT:
        minutes = {**found.claimed_of, **(accepted or {})}
        if set(minutes) != set(found.claimed_of):
            raise Missing
        hours.check_credit(found.claimed_of, minutes, {each.id: each.name for each in found.people}, reason)
        credited = _credit(session, actor, found, minutes, at)
    _act(session, actor, found, act, reason.strip(), at, credited=sum(credited.values()))
    training = found.training
    handed_in_by = next((each.by for each, _name in reversed(found.acts) if each.act is Act.SUBMIT), None)
    concerned = tuple(credited) if act is Act.ACCEPT else tuple(found.credited)
    events.publish(
        AgencyTrainingDecided(
            training_id,
            training.centre_id,
            training.agency_id,
            act.value,
            reason.strip(),
            handed_in_by,
            concerned,
            actor.id,
            at,
        ),
        session,
    )


def _credit(
    session: Session, actor: Actor, found: Dossiers, minutes: Mapping[UUID, int], at: datetime
) -> dict[UUID, int]:
    """Record the hours; whoever is new gets an account, without an invitation, by the centre that accepts."""
    training = found.training
    users = known(session, [each.email for each in found.people])
    credited: dict[UUID, int] = {}
    for each in found.people:
        if each.user_id is None:
            each.user_id = _record_person(session, actor, found, each, users, at)
        user = session.get_one(User, each.user_id)
        session.add(
            CreditedHours(
                id=new_id(),
                training_id=training.id,
                user_id=user.id,
                agency_id=user.agency_id,
                held_on=training.ends_on,
                minutes=minutes[each.id],
                face_to_face=training.face_to_face,
            )
        )
        credited[user.id] = minutes[each.id]
    session.flush()
    return credited


def _record_person(
    session: Session,
    actor: Actor,
    found: Dossiers,
    row: AgencyTrainingPerson,
    users: Mapping[str, tuple[User, str]],
    at: datetime,
) -> UUID:
    if row.email in users:
        user, path = users[row.email]
        if not path.startswith(found.agency.path):
            raise roster.PersonElsewhere(email=row.email)
        return user.id
    details = account_services.PersonDetails(
        name=row.name,
        email=row.email,
        agency_id=found.training.agency_id,
        profession=row.profession,
        language=found.training.language,
        time_zone=found.time_zone,
    )
    return account_services.add_person(session, actor=actor, details=details, at=at).id


def _act(session: Session, actor: Actor, found: Dossiers, act: Act, reason: str, at: datetime, **facts: object) -> None:
    training = found.training
    stated = {
        "title": training.title,
        "starts_on": training.starts_on.isoformat(),
        "ends_on": training.ends_on.isoformat(),
        "minutes": training.minutes,
        "people": {str(each.id): each.minutes for each in found.people},
        "papers": [paper.digest for _each, paper in found.evidence],
        **facts,
    }
    session.add(
        AgencyTrainingAct(
            id=new_id(),
            training_id=training.id,
            number=len(found.acts) + 1,
            act=act,
            reason=reason,
            facts=stated,
            by=actor.id,
            at=at,
        )
    )
    session.flush()
    note(session, actor, act.value, training.id, at, reason=reason, **facts)
