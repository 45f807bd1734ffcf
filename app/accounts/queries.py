"""Reads about people and agencies."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, bindparam, false, or_, select
from sqlalchemy.orm import Session, contains_eager

from app.core.errors import Missing
from app.core.policy import Actor, Grant

from .models import Agency, AgencyMembership, Invitation, RoleAssignment, SignIn, User
from .permissions import people_scopes
from .rules import sign_in_valid

_ACTOR = (
    select(
        User.id,
        User.name,
        User.email,
        User.language,
        User.content_language,
        User.time_zone,
        User.agency_id,
        Agency.path,
        SignIn.started_at,
        SignIn.last_seen_at,
        RoleAssignment.role,
        RoleAssignment.scope_path,
        RoleAssignment.agency_id.label("scope_id"),
    )
    .select_from(SignIn)
    .join(User, User.id == SignIn.user_id)
    .join(Agency, Agency.id == User.agency_id)
    .outerjoin(RoleAssignment, and_(RoleAssignment.user_id == User.id, RoleAssignment.ended_at.is_(None)))
    .where(SignIn.id == bindparam("sign_in_id"), SignIn.ended_at.is_(None), User.deactivated_at.is_(None))
)


def load_actor(session: Session, sign_in_id: UUID) -> tuple[Actor, datetime, datetime] | None:
    """Return who is signed in, since when and when last seen: one statement, as it runs on every request."""
    rows = session.connection().execute(_ACTOR, {"sign_in_id": sign_in_id}).all()
    if not rows:
        return None
    first = rows[0]
    return _actor(first, rows, sign_in_id), first.started_at, first.last_seen_at


def get_actor(session: Session, user_id: UUID) -> Actor:
    """Return a person as one who acts, without a session: for commands, jobs and made-up histories.

    Raises:
        Missing: nobody has this id.

    """
    user = session.get(User, user_id)
    agency = session.get(Agency, user.agency_id) if user else None
    if user is None or agency is None:
        raise Missing
    roles = active_roles(session, user_id)
    grants = tuple(Grant(each.role, each.scope_path, each.agency_id) for each in roles)
    return Actor(
        id=user.id,
        name=user.name,
        email=user.email,
        language=user.language,
        content_language=user.content_language,
        time_zone=user.time_zone,
        agency_id=user.agency_id,
        agency_path=agency.path,
        grants=grants,
    )


def _actor(first: Any, rows: Sequence[Any], sign_in_id: UUID) -> Actor:  # noqa: ANN401 -- rows have no useful type
    return Actor(
        id=first.id,
        name=first.name,
        email=first.email,
        language=first.language,
        content_language=first.content_language,
        time_zone=first.time_zone,
        agency_id=first.agency_id,
        agency_path=first.path,
        grants=tuple(Grant(row.role, row.scope_path, row.scope_id) for row in rows if row.role is not None),
        sign_in_id=sign_in_id,
    )


def visible_people(actor: Actor) -> Select[User]:
    """The same rule as `may_see_people`, as a query that also loads each person's agency."""
    scopes = people_scopes(actor)
    within = or_(*(Agency.path.startswith(scope, autoescape=True) for scope in scopes)) if scopes else false()
    return select(User).join(User.agency).options(contains_eager(User.agency)).where(within)


def get_visible_person(session: Session, actor: Actor, user_id: UUID) -> User:
    """Return a person whom the actor may see.

    Raises:
        Missing: nobody, or nobody whom the actor may see.

    """
    found = session.scalars(visible_people(actor).where(User.id == user_id)).one_or_none()
    if found is None:
        raise Missing
    return found


def find_user_by_email(session: Session, email: str) -> User | None:
    """Return the person with this address, however it is written."""
    return session.scalars(select(User).where(User.email == email.strip().lower())).one_or_none()


def active_roles(session: Session, user_id: UUID) -> list[RoleAssignment]:
    """Return the roles that a person holds now."""
    held = select(RoleAssignment).where(RoleAssignment.user_id == user_id, RoleAssignment.ended_at.is_(None))
    return list(session.scalars(held.order_by(RoleAssignment.granted_at, RoleAssignment.id)))


def memberships(session: Session, user_id: UUID) -> list[tuple[AgencyMembership, Agency]]:
    """Return a person's agencies in time, earliest first."""
    history = (
        select(AgencyMembership, Agency)
        .join(Agency, Agency.id == AgencyMembership.agency_id)
        .where(AgencyMembership.user_id == user_id)
        .order_by(AgencyMembership.since, AgencyMembership.id)
    )
    return [(membership, agency) for membership, agency in session.execute(history)]


def list_agencies(session: Session, scopes: tuple[str, ...] = ("",)) -> list[Agency]:
    """Return the agencies within the scopes, parents before children."""
    within = or_(*(Agency.path.startswith(scope, autoescape=True) for scope in scopes)) if scopes else false()
    return list(session.scalars(select(Agency).where(within).order_by(Agency.country, Agency.path)))


def regions_inherited(agencies: Iterable[Agency]) -> dict[UUID, str | None]:
    """Return the region of each agency: its own, or that of the nearest above that names one; parents come first."""
    regions: dict[UUID, str | None] = {}
    for each in agencies:
        regions[each.id] = each.region or (regions.get(each.parent_id) if each.parent_id else None)
    return regions


def get_agency(session: Session, agency_id: UUID) -> Agency:
    """Return an agency.

    Raises:
        Missing: there is none.

    """
    found = session.get(Agency, agency_id)
    if found is None:
        raise Missing
    return found


def find_agency_by_code(session: Session, code: str) -> Agency | None:
    """Return the agency with this code."""
    return session.scalars(select(Agency).where(Agency.code == code.strip().upper())).one_or_none()


def open_sign_ins(session: Session, user_id: UUID, at: datetime) -> list[SignIn]:
    """Return a person's sessions that still count, the latest first."""
    running = select(SignIn).where(SignIn.user_id == user_id, SignIn.ended_at.is_(None))
    return [
        each
        for each in session.scalars(running.order_by(SignIn.last_seen_at.desc()))
        if sign_in_valid(started_at=each.started_at, last_seen_at=each.last_seen_at, at=at)
    ]


def find_invitation(session: Session, secret: str) -> Invitation | None:
    """Return the invitation that a link's secret belongs to."""
    digest = hashlib.sha256(secret.encode()).hexdigest()
    return session.scalars(select(Invitation).where(Invitation.secret_digest == digest)).one_or_none()
