"""What people say about how they want to be told, and what administrators do with the outbox."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.core import audit, outbox
from app.core.channels import channels
from app.core.errors import Missing
from app.core.notices import NoticeKind, QuietHours, kinds_for
from app.core.policy import Actor

from ..models import User
from . import queries
from .models import NoticeAddress, NoticeChoice, NoticePreference


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """How somebody wants to be told. `wanted` holds (kind, channel) pairs, `addresses` those that they typed."""

    daily: bool
    quiet: QuietHours
    wanted: frozenset[tuple[str, str]]
    addresses: Mapping[str, str]


def choose(session: Session, *, actor: Actor, wishes: Wishes, at: datetime) -> None:
    """Store a person's own wishes; what can't be switched off is not asked about."""
    stored = session.get(NoticePreference, actor.id)
    if stored is None:
        stored = NoticePreference(user_id=actor.id)
        session.add(stored)
    stored.daily, stored.changed_at = wishes.daily, at
    stored.quiet_from, stored.quiet_to = wishes.quiet.begin, wishes.quiet.end
    offered = [kind for kind in kinds_for(actor) if not kind.mandatory]
    names = [kind.name for kind in offered]
    session.execute(delete(NoticeChoice).where(NoticeChoice.user_id == actor.id, NoticeChoice.kind.in_(names)))
    session.execute(delete(NoticeAddress).where(NoticeAddress.user_id == actor.id))
    session.add_all(
        NoticeChoice(
            user_id=actor.id,
            kind=kind.name,
            channel=channel,
            wanted=(kind.name, channel) in wishes.wanted,
        )
        for kind in offered
        for channel in channels()
    )
    asked = {name for name, way in channels().items() if way.address_label}
    session.add_all(
        NoticeAddress(user_id=actor.id, channel=name, address=address.strip())
        for name, address in wishes.addresses.items()
        if name in asked and address.strip()
    )
    audit.record(session, actor=actor, action="accounts:notices:choose", subject=("user", actor.id), at=at)


def unsubscribe(session: Session, *, user_id: UUID, kind: NoticeKind, at: datetime) -> None:
    """Switch a kind off by every channel, as a link in a message allows; a repeat changes nothing.

    Raises:
        Missing: nobody has this id.

    """
    if session.get(User, user_id) is None:
        raise Missing
    changed = False
    for name in channels():
        stored = session.get(NoticeChoice, (user_id, kind.name, name))
        if stored is None:
            session.add(NoticeChoice(user_id=user_id, kind=kind.name, channel=name, wanted=False))
        changed = changed or stored is None or stored.wanted
        if stored is not None:
            stored.wanted = False
    if changed:
        audit.record(
            session,
            actor=None,
            action="accounts:notices:unsubscribe",
            subject=("user", user_id),
            at=at,
            kind=kind.name,
        )


def try_again(session: Session, *, actor: Actor, entry_id: UUID, at: datetime) -> bool:
    """Send again what was given up or waits; tell whether it will be.

    Raises:
        Missing: there is no such entry for this person.

    """
    _require(session, actor, entry_id)
    done = outbox.try_again(session, entry_id, at=at)
    if done:
        _note(session, actor, "retry", entry_id, at)
    return done


def cancel(session: Session, *, actor: Actor, entry_id: UUID, at: datetime) -> bool:
    """Never send what was not sent yet; tell whether it was still possible.

    Raises:
        Missing: there is no such entry for this person.

    """
    _require(session, actor, entry_id)
    done = outbox.cancel(session, entry_id)
    if done:
        _note(session, actor, "cancel", entry_id, at)
    return done


def _require(session: Session, actor: Actor, entry_id: UUID) -> None:
    if queries.find_entry(session, actor, entry_id) is None:
        raise Missing


def _note(session: Session, actor: Actor, verb: str, entry_id: UUID, at: datetime) -> None:
    audit.record(session, actor=actor, action=f"accounts:outbox:{verb}", subject=("message", entry_id), at=at)
