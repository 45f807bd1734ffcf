"""Whom a notice reaches and how, and the outbox as its page shows it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, false, func, or_, select, true
from sqlalchemy.orm import Session

from app.core.channels import Recipient
from app.core.notices import QuietHours
from app.core.outbox import OutboxEntry, OutboxState
from app.core.policy import Actor

from ..models import Agency, Role, RoleAssignment, User
from .models import NoticeAddress, NoticeChoice, NoticePreference
from .permissions import outbox_scopes

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Reader:
    """A person who is to be told, and how they want it."""

    person: Recipient
    daily: bool = False
    quiet: QuietHours = QuietHours()  # noqa: RUF009 -- frozen
    choices: dict[tuple[str, str], bool] = field(default_factory=dict)

    def wants(self, kind: str, channel: str, *, by_default: bool) -> bool:
        """Whether a kind is wanted by a channel."""
        return self.choices.get((kind, channel), by_default)


def readers(session: Session, user_ids: Collection[UUID], kinds: Collection[str] = ()) -> list[Reader]:
    """Return those of the people who have an open account, by id (three statements for up to 500)."""
    found: list[Reader] = []
    ordered = sorted(set(user_ids))
    for start in range(0, len(ordered), CHUNK):
        found += _readers(session, ordered[start : start + CHUNK], kinds)
    return found


def _readers(session: Session, user_ids: list[UUID], kinds: Collection[str]) -> list[Reader]:
    people = session.execute(
        select(
            User.id,
            User.email,
            User.language,
            User.time_zone,
            NoticePreference.daily,
            NoticePreference.quiet_from,
            NoticePreference.quiet_to,
        )
        .outerjoin(NoticePreference, NoticePreference.user_id == User.id)
        .where(User.id.in_(user_ids), User.deactivated_at.is_(None))
        .order_by(User.id)
    ).all()
    choices: dict[UUID, dict[tuple[str, str], bool]] = {}
    chosen = select(NoticeChoice).where(NoticeChoice.user_id.in_(user_ids))
    for choice in session.scalars(chosen.where(NoticeChoice.kind.in_(kinds)) if kinds else chosen):
        choices.setdefault(choice.user_id, {})[choice.kind, choice.channel] = choice.wanted
    addresses: dict[UUID, dict[str, str]] = {}
    for address in session.scalars(select(NoticeAddress).where(NoticeAddress.user_id.in_(user_ids))):
        addresses.setdefault(address.user_id, {})[address.channel] = address.address
    return [
        Reader(
            Recipient(row.id, row.email, row.language, row.time_zone, addresses.get(row.id, {})),
            daily=bool(row.daily),
            quiet=QuietHours() if row.quiet_from is None else QuietHours(row.quiet_from, row.quiet_to),
            choices=choices.get(row.id, {}),
        )
        for row in people
    ]


def holders_at(session: Session, agency_id: UUID, *roles: Role) -> set[UUID]:
    """Return those with an open account who hold one of the roles over an agency (two statements)."""
    return holders(session, session.execute(select(Agency.path).where(Agency.id == agency_id)).scalar_one(), *roles)


def holders(session: Session, path: str, *roles: Role) -> set[UUID]:
    """Return those with an open account who hold one of the roles over the agency with this path (one statement)."""
    scope = RoleAssignment.scope_path
    found = (
        select(User.id)
        .join(RoleAssignment, RoleAssignment.user_id == User.id)
        .where(
            RoleAssignment.role.in_(roles),
            RoleAssignment.ended_at.is_(None),
            User.deactivated_at.is_(None),
            # The agency lies below the scope: its path begins with it.
            func.substr(path, 1, func.length(scope)) == scope,
        )
        .distinct()
    )
    return set(session.scalars(found))


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedEntries:
    """What the list of the outbox is cut down to."""

    state: OutboxState | None = None
    kind: str = ""
    search: str = ""


def sees_entry(actor: Actor) -> ColumnElement[bool]:
    """The same rule as `may_see_outbox`; the query has OutboxEntry and, by an outer join, the recipient's Agency."""
    scopes = outbox_scopes(actor)
    if "" in scopes or actor.has_role(Role.SYSTEM_ADMINISTRATOR):
        return true()
    return or_(*(Agency.path.startswith(scope, autoescape=True) for scope in scopes)) if scopes else false()


def list_entries(actor: Actor, wanted: WantedEntries) -> Select[*tuple[Any, ...]]:
    """Return the query for the entries that a person may see, the latest first, each with its recipient's name."""
    found: Select[*tuple[Any, ...]] = _with_recipient(select(OutboxEntry, User.name)).where(sees_entry(actor))
    if wanted.state is not None:
        found = found.where(OutboxEntry.state == wanted.state)
    if wanted.kind:
        found = found.where(OutboxEntry.kind == wanted.kind)
    if wanted.search:
        found = found.where(or_(*(each.icontains(wanted.search, autoescape=True) for each in (User.name, User.email))))
    return found.order_by(OutboxEntry.created_at.desc(), OutboxEntry.id.desc())


def count_entries(session: Session, actor: Actor) -> dict[OutboxState, int]:
    """Return how many entries of each state a person may see (one statement)."""
    counted = _with_recipient(select(OutboxEntry.state, func.count())).where(sees_entry(actor))
    return {row[0]: row[1] for row in session.execute(counted.group_by(OutboxEntry.state))}


def find_entry(session: Session, actor: Actor, entry_id: UUID) -> OutboxEntry | None:
    """Return an entry that a person may see."""
    found = _with_recipient(select(OutboxEntry)).where(sees_entry(actor), OutboxEntry.id == entry_id)
    return session.scalars(found).one_or_none()


def _with_recipient(chosen: Any) -> Any:  # noqa: ANN401 -- a query of whatever columns
    return chosen.outerjoin(User, User.id == OutboxEntry.recipient_id).outerjoin(Agency, Agency.id == User.agency_id)
