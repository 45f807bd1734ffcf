"""Recording, correcting, moving and closing people. Services never commit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.core import audit, events, outbox
from app.core.ids import new_id
from app.core.policy import Actor, require

from .. import queries, rules
from ..events import UserMoved
from ..models import (
    AgencyMembership,
    Profession,
    Role,
    Sex,
    User,
)
from ..permissions import AccountPermission
from .roles import give
from .sign_ins import end_sign_ins


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonDetails:
    """What is recorded of a person."""

    name: str
    email: str
    agency_id: UUID
    profession: Profession
    language: str
    time_zone: str
    sex: Sex | None = None


def add_person(
    session: Session, *, actor: Actor | None, details: PersonDetails, at: datetime, user_id: UUID | None = None
) -> User:
    """Record a person, who cannot sign in yet.

    Raises:
        EmailTaken: the address belongs to somebody.
        NotAllowed: the actor may not manage people of that agency.

    """
    agency = queries.get_agency(session, details.agency_id)
    if actor is not None:
        require(actor, AccountPermission.MANAGE_PEOPLE, agency.path)
    email = details.email.strip().lower()
    if queries.find_user_by_email(session, email):
        raise rules.EmailTaken(email=email)
    user = User(
        id=user_id or new_id(),
        name=" ".join(details.name.split()),
        email=email,
        agency_id=agency.id,
        profession=details.profession,
        sex=details.sex,
        language=details.language,
        content_language=details.language,
        time_zone=details.time_zone,
        created_at=at,
    )
    session.add(user)
    session.flush()
    author = actor.id if actor else None
    session.add(AgencyMembership(id=new_id(), user_id=user.id, agency_id=agency.id, since=at, recorded_by=author))
    give(session, user_id=user.id, role=Role.TRAINEE, scope=None, by=author, at=at)
    audit.record(session, actor=actor, action="accounts:person:add", subject=("user", user.id), at=at)
    return user


def change_details(
    session: Session, *, actor: Actor, user_id: UUID, name: str, profession: Profession, sex: Sex | None, at: datetime
) -> User:
    """Correct what is recorded of a person; the earlier values go to the audit trail."""
    user = queries.get_visible_person(session, actor, user_id)
    require(actor, AccountPermission.MANAGE_PEOPLE, user.agency.path)
    before = {"name": user.name, "profession": user.profession.value, "sex": user.sex.value if user.sex else None}
    user.name, user.profession, user.sex = " ".join(name.split()), profession, sex
    audit.record(session, actor=actor, action="accounts:person:change", subject=("user", user.id), at=at, before=before)
    return user


def move_person(session: Session, *, actor: Actor, user_id: UUID, agency_id: UUID, at: datetime) -> None:
    """Move a person to another agency from now on; what happened before stays with the earlier one."""
    user = queries.get_visible_person(session, actor, user_id)
    target = queries.get_agency(session, agency_id)
    require(actor, AccountPermission.MANAGE_PEOPLE, user.agency.path)
    require(actor, AccountPermission.MANAGE_PEOPLE, target.path)
    if user.agency_id == target.id:
        return
    before = user.agency_id
    user.agency_id = target.id
    session.add(AgencyMembership(id=new_id(), user_id=user.id, agency_id=target.id, since=at, recorded_by=actor.id))
    audit.record(
        session,
        actor=actor,
        action="accounts:person:move",
        subject=("user", user.id),
        at=at,
        before=str(before),
        after=str(target.id),
    )
    events.publish(UserMoved(user.id, target.id), session)


def close_account(session: Session, *, actor: Actor, user_id: UUID, at: datetime) -> None:
    """Close an account: the person is signed out and cannot sign in; records stay."""
    user = queries.get_visible_person(session, actor, user_id)
    require(actor, AccountPermission.MANAGE_PEOPLE, user.agency.path)
    if user.deactivated_at is None:
        user.deactivated_at = at
        end_sign_ins(session, user_id=user.id, at=at)
        outbox.cancel_for(session, user.id)
        audit.record(session, actor=actor, action="accounts:person:close", subject=("user", user.id), at=at)


def reopen_account(session: Session, *, actor: Actor, user_id: UUID, at: datetime) -> None:
    """Open a closed account again; the person needs a new link to sign in."""
    user = queries.get_visible_person(session, actor, user_id)
    require(actor, AccountPermission.MANAGE_PEOPLE, user.agency.path)
    if user.deactivated_at is not None:
        user.deactivated_at = None
        user.password_hash = None
        audit.record(session, actor=actor, action="accounts:person:reopen", subject=("user", user.id), at=at)
