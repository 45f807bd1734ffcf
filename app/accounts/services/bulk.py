"""Recording many agencies or people at once: a fixed number of statements for each call. Services never commit."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.core import audit, events
from app.core.ids import new_id
from app.core.policy import Actor, require

from ..events import UserMoved
from ..models import Agency, AgencyKind, AgencyMembership, Invitation, Profession, Role, RoleAssignment, Sex, User
from ..permissions import AccountPermission
from .people import PersonDetails


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyDetails:
    """What is recorded of an agency; the parent comes before it."""

    id: UUID
    code: str
    names: Mapping[str, str]
    kind: AgencyKind
    parent_id: UUID
    region: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyState:
    """What may be corrected of an agency."""

    names: Mapping[str, str]
    kind: AgencyKind
    region: str | None

    @classmethod
    def of(cls, agency: Agency) -> AgencyState:
        """Return what is recorded."""
        return cls(names=dict(agency.names), kind=agency.kind, region=agency.region)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> AgencyState:
        """Read it back."""
        return cls(names=stored["names"], kind=AgencyKind(stored["kind"]), region=stored["region"])

    def to_json(self) -> dict[str, Any]:
        """Write it down."""
        return {"names": dict(self.names), "kind": self.kind.value, "region": self.region}


def add_agencies(session: Session, *, actor: Actor, agencies: Sequence[AgencyDetails], at: datetime) -> None:
    """Add bodies to the tree; the caller has looked that no code is taken.

    Raises:
        NotAllowed: the actor may not.

    """
    require(actor, AccountPermission.MANAGE_AGENCIES)
    parents = {each.id: each for each in session.scalars(select(Agency))}
    for each in agencies:
        parent = parents[each.parent_id]
        parents[each.id] = Agency(
            id=each.id,
            parent_id=parent.id,
            path=f"{parent.path}{each.id.hex}/",
            country=parent.country,
            kind=each.kind,
            code=each.code,
            names=dict(each.names),
            region=each.region,
            created_at=at,
        )
        session.add(parents[each.id])
        audit.record(
            session, actor=actor, action="accounts:agency:create", subject=("agency", each.id), at=at, code=each.code
        )
    session.flush()


def change_agencies(session: Session, *, actor: Actor, changes: Mapping[UUID, AgencyState], at: datetime) -> None:
    """Correct names, kinds and regions; the earlier values go to the audit trail.

    Raises:
        NotAllowed: the actor may not.

    """
    require(actor, AccountPermission.MANAGE_AGENCIES)
    for each in session.scalars(select(Agency).where(Agency.id.in_(changes))):
        before, state = AgencyState.of(each).to_json(), changes[each.id]
        each.names, each.kind, each.region = dict(state.names), state.kind, state.region
        audit.record(
            session, actor=actor, action="accounts:agency:change", subject=("agency", each.id), at=at, before=before
        )
    session.flush()


def add_people(session: Session, *, actor: Actor, people: Mapping[UUID, PersonDetails], at: datetime) -> None:
    """Record people, who cannot sign in yet; the caller has looked that no address is taken.

    Raises:
        NotAllowed: the actor may not manage people of one of the agencies.

    """
    wanted = {each.agency_id for each in people.values()}
    paths = {row.id: row.path for row in session.execute(select(Agency.id, Agency.path).where(Agency.id.in_(wanted)))}
    for path in paths.values():
        require(actor, AccountPermission.MANAGE_PEOPLE, path)
    for key, each in people.items():
        session.add(
            User(
                id=key,
                name=" ".join(each.name.split()),
                email=each.email.strip().lower(),
                agency_id=each.agency_id,
                profession=each.profession,
                sex=each.sex,
                language=each.language,
                content_language=each.language,
                time_zone=each.time_zone,
                created_at=at,
            )
        )
    session.flush()
    for key, each in people.items():
        session.add(
            AgencyMembership(id=new_id(), user_id=key, agency_id=each.agency_id, since=at, recorded_by=actor.id)
        )
        session.add(
            RoleAssignment(
                id=new_id(), user_id=key, role=Role.TRAINEE, scope_path="", granted_at=at, granted_by=actor.id
            )
        )
        audit.record(session, actor=actor, action="accounts:person:add", subject=("user", key), at=at)
    session.flush()


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonState:
    """What a list may correct of a person."""

    name: str
    profession: Profession
    sex: Sex | None
    agency_id: UUID


def change_people(session: Session, *, actor: Actor, changes: Mapping[UUID, PersonState], at: datetime) -> None:
    """Correct what is recorded of people, and move those who belong to another agency from now on.

    Raises:
        NotAllowed: the actor may not manage people of one of the agencies.

    """
    wanted = {each.agency_id for each in changes.values()}
    paths = {row.id: row.path for row in session.execute(select(Agency.id, Agency.path).where(Agency.id.in_(wanted)))}
    found = session.execute(
        select(User, Agency.path).join(Agency, Agency.id == User.agency_id).where(User.id.in_(changes))
    )
    for user, path in found:
        state = changes[user.id]
        require(actor, AccountPermission.MANAGE_PEOPLE, path)
        require(actor, AccountPermission.MANAGE_PEOPLE, paths[state.agency_id])
        before = {"name": user.name, "profession": user.profession.value, "sex": user.sex.value if user.sex else None}
        user.name, user.profession, user.sex = state.name, state.profession, state.sex
        audit.record(
            session, actor=actor, action="accounts:person:change", subject=("user", user.id), at=at, before=before
        )
        if user.agency_id != state.agency_id:
            _move(session, actor, user, state.agency_id, at)
    session.flush()


def remove_people(session: Session, *, actor: Actor, user_ids: Collection[UUID], at: datetime) -> None:
    """Remove people who were recorded by mistake and about whom nothing else is on record.

    Raises:
        NotAllowed: the actor may not manage people of one of the agencies.

    """
    paths = session.scalars(
        select(Agency.path).join(User, User.agency_id == Agency.id).where(User.id.in_(user_ids)).distinct()
    )
    for path in paths:
        require(actor, AccountPermission.MANAGE_PEOPLE, path)
    for table in (AgencyMembership, RoleAssignment, Invitation):
        session.execute(delete(table).where(table.user_id.in_(user_ids)))
    session.execute(delete(User).where(User.id.in_(user_ids)))
    for key in user_ids:
        audit.record(session, actor=actor, action="accounts:person:remove", subject=("user", key), at=at)


def remove_agencies(session: Session, *, actor: Actor, agency_ids: Collection[UUID], at: datetime) -> None:
    """Remove agencies that were added by mistake and that nothing speaks of.

    Raises:
        NotAllowed: the actor may not.

    """
    require(actor, AccountPermission.MANAGE_AGENCIES)
    session.execute(delete(Agency).where(Agency.id.in_(agency_ids)))
    for key in agency_ids:
        audit.record(session, actor=actor, action="accounts:agency:remove", subject=("agency", key), at=at)


def _move(session: Session, actor: Actor, user: User, agency_id: UUID, at: datetime) -> None:
    before, user.agency_id = user.agency_id, agency_id
    session.add(AgencyMembership(id=new_id(), user_id=user.id, agency_id=agency_id, since=at, recorded_by=actor.id))
    audit.record(
        session,
        actor=actor,
        action="accounts:person:move",
        subject=("user", user.id),
        at=at,
        before=str(before),
        after=str(agency_id),
    )
    events.publish(UserMoved(user.id, agency_id), session)
