"""Opening a sitting, changing it, and giving places in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.accounts.models import Agency
from app.assessments.models import Assessment, Attempt
from app.assessments.rules.blueprints import Blueprint, combined
from app.core import audit
from app.core.errors import Missing
from app.core.events import publish
from app.core.policy import Actor, require
from app.courses.models import Enrolment

from ..events import PlacesGiven, PlaceTaken, SittingMoved
from ..models import Sitting, SittingPlace
from ..permissions import SittingPermission
from ..queries.sittings import get_sitting
from ..queries.watching import user_ids_of
from ..rules.acts import ActKind, AlreadyOver, PeopleSitting, check_times
from ..rules.doors import read_networks
from .recording import add_act

PAPER_WORDS = ("questions", "quotas", "banks", "pool", "minutes", "attempts", "layout")


@dataclass(frozen=True, slots=True, kw_only=True)
class SittingDetails:
    """What a centre says about a sitting; times are instants, networks lines as they were typed."""

    title: str
    opens_at: datetime
    closes_at: datetime
    full_time: bool = False
    with_code: bool = False
    networks: Sequence[str] = ()
    overrides: dict[str, Any] = field(default_factory=dict)


def open_sitting(
    session: Session,
    *,
    actor: Actor,
    sitting_id: UUID,
    centre_id: UUID,
    time_zone: str,
    assessment_id: UUID,
    details: SittingDetails,
    enrolment_ids: Sequence[UUID],
    at: datetime,
) -> UUID:
    """Open a sitting with places for enrolments; a repeat with the same id changes nothing.

    Raises:
        Missing: no such assessment or centre.
        NotAllowed: it is not the actor's centre.
        TimesInDisorder, WrongNetwork, WrongBlueprint: what was said can't be.

    """
    centre, assessment = session.get(Agency, centre_id), session.get(Assessment, assessment_id)
    if centre is None or assessment is None:
        raise Missing
    require(actor, SittingPermission.PLAN, centre.path)
    if session.get(Sitting, sitting_id) is not None:
        return sitting_id
    check_times(details.opens_at, details.closes_at)
    Blueprint.from_mapping(combined(assessment.blueprint, details.overrides))
    session.add(
        Sitting(
            id=sitting_id,
            centre_id=centre_id,
            assessment_id=assessment_id,
            time_zone=time_zone,
            **_values(details),
            code_number=int(details.with_code),
            created_at=at,
            created_by=actor.id,
        )
    )
    session.flush()
    audit.record(
        session,
        actor=actor,
        action="assessments:sitting:open",
        subject=("sitting", sitting_id),
        at=at,
        assessment=str(assessment_id),
        **_facts(details),
    )
    add_people(session, actor=actor, sitting_id=sitting_id, enrolment_ids=enrolment_ids, at=at)
    return sitting_id


def change_sitting(session: Session, *, actor: Actor, sitting_id: UUID, details: SittingDetails, at: datetime) -> None:
    """Change a sitting. What a paper is made of stands once somebody has begun; attempts that run keep their time.

    Raises:
        Missing: no such sitting of the actor's.
        TimesInDisorder, WrongNetwork, WrongBlueprint, PeopleSitting: the change can't be made.

    """
    facts = get_sitting(session, actor, sitting_id, locked=True)
    require(actor, SittingPermission.PLAN, facts.centre_path)
    check_times(details.opens_at, details.closes_at)
    Blueprint.from_mapping(combined(facts.stated, details.overrides))
    if facts.begun and any(details.overrides.get(each) != facts.overrides.get(each) for each in PAPER_WORDS):
        raise PeopleSitting
    sitting = session.get_one(Sitting, sitting_id)
    values = _values(details)
    changed = {name: value for name, value in values.items() if getattr(sitting, name) != value}
    if details.with_code != bool(sitting.code_number):
        changed["code_number"] = facts.code_number + 1 if details.with_code else 0
    if not changed:
        return
    for name, value in changed.items():
        setattr(sitting, name, value)
    add_act(session, actor, facts, ActKind.CHANGE, at, text=", ".join(sorted(changed)))
    if changed.keys() & {"opens_at", "closes_at"}:
        publish(SittingMoved(sitting_id, user_ids_of(session, sitting_id), at), session)


def add_people(session: Session, *, actor: Actor, sitting_id: UUID, enrolment_ids: Sequence[UUID], at: datetime) -> int:
    """Give places to enrolments of the sitting's course; those who have one keep it. Return how many are new.

    Raises:
        Missing: no such sitting of the actor's, or an enrolment is on another course.

    """
    facts = get_sitting(session, actor, sitting_id)
    require(actor, SittingPermission.PLAN, facts.centre_path)
    held = set(session.scalars(select(SittingPlace.enrolment_id).where(SittingPlace.sitting_id == sitting_id)))
    wanted = [each for each in dict.fromkeys(enrolment_ids) if each not in held]
    if not wanted:
        return 0
    rows = session.execute(
        select(Enrolment.id, Enrolment.user_id).where(
            Enrolment.id.in_(wanted), Enrolment.course_edition_id == facts.course_edition_id
        )
    ).all()
    if len(rows) < len(wanted):
        raise Missing
    session.add_all(
        SittingPlace(sitting_id=sitting_id, enrolment_id=row.id, user_id=row.user_id, added_at=at) for row in rows
    )
    session.flush()
    audit.record(
        session,
        actor=actor,
        action="assessments:sitting:add",
        subject=("sitting", sitting_id),
        at=at,
        enrolments=[str(each) for each in wanted],
    )
    publish(PlacesGiven(sitting_id, tuple(row.user_id for row in rows), at), session)
    return len(rows)


def remove_person(session: Session, *, actor: Actor, sitting_id: UUID, enrolment_id: UUID, at: datetime) -> None:
    """Take a place away from somebody who has not begun.

    Raises:
        Missing: no such sitting of the actor's, or no such place.
        AlreadyOver: they have an attempt in it, which stays.

    """
    facts = get_sitting(session, actor, sitting_id, locked=True)
    require(actor, SittingPermission.PLAN, facts.centre_path)
    place = session.get(SittingPlace, (sitting_id, enrolment_id))
    if place is None:
        raise Missing
    tried = select(Attempt.id).where(Attempt.sitting_id == sitting_id, Attempt.enrolment_id == enrolment_id)
    if session.scalars(tried.limit(1)).first() is not None:
        raise AlreadyOver
    user_id = place.user_id
    session.execute(
        delete(SittingPlace).where(SittingPlace.sitting_id == sitting_id, SittingPlace.enrolment_id == enrolment_id)
    )
    audit.record(
        session,
        actor=actor,
        action="assessments:sitting:remove",
        subject=("sitting", sitting_id),
        at=at,
        enrolment=str(enrolment_id),
    )
    publish(PlaceTaken(sitting_id, user_id, at), session)


def _values(details: SittingDetails) -> dict[str, Any]:
    return {
        "title": details.title,
        "opens_at": details.opens_at,
        "closes_at": details.closes_at,
        "full_time": details.full_time,
        "overrides": details.overrides,
        "networks": read_networks(details.networks),
    }


def _facts(details: SittingDetails) -> dict[str, Any]:
    facts = asdict(details)
    return (
        facts
        | {name: facts[name].isoformat() for name in ("opens_at", "closes_at")}
        | {"networks": list(details.networks)}
    )
