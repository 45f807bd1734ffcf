"""Sessions as they are stored, in the words of a list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import User

from ....models import Room, SessionModule, SessionTrainer, TrainingSession
from ....rules.people_words import fold_word
from ....venues.models import SessionEquipment


def session_by_id(session: Session, session_id: UUID) -> dict[str, Any] | None:
    """Return a session as it is now, or None."""
    stored = session.get(TrainingSession, session_id, populate_existing=True)
    return _gather(session, [stored])[0] if stored else None


def load_sessions(session: Session, cohort_ids: Collection[UUID]) -> dict[tuple[UUID, datetime], dict[str, Any]]:
    """Return the sessions of cohorts that are not cancelled, by cohort and start."""
    wanted = select(TrainingSession).where(
        TrainingSession.cohort_id.in_(cohort_ids), TrainingSession.cancelled_at.is_(None)
    )
    found = list(session.scalars(wanted))
    return {(each.cohort_id, each.starts_at): known for each, known in zip(found, _gather(session, found), strict=True)}


def _gather(session: Session, found: Sequence[TrainingSession]) -> list[dict[str, Any]]:
    ids = [each.id for each in found]
    trainers: dict[UUID, dict[str, UUID]] = defaultdict(dict)
    for key, email, user_id in session.execute(
        select(SessionTrainer.session_id, User.email, User.id)
        .join(User, User.id == SessionTrainer.user_id)
        .where(SessionTrainer.session_id.in_(ids))
    ):
        trainers[key][email] = user_id
    modules: dict[UUID, list[str]] = defaultdict(list)
    for key, module in session.execute(
        select(SessionModule.session_id, SessionModule.module_key).where(SessionModule.session_id.in_(ids))
    ):
        modules[key].append(module)
    items: dict[UUID, dict[str, int]] = defaultdict(dict)
    for key, item, count in session.execute(
        select(SessionEquipment.session_id, SessionEquipment.item_id, SessionEquipment.count).where(
            SessionEquipment.session_id.in_(ids)
        )
    ):
        items[key][str(item)] = count
    return [
        {
            "id": str(each.id),
            "cancelled": each.cancelled_at is not None,
            "trainers": trainers[each.id],
            "values": {
                "title": each.title,
                "kind": each.kind.value,
                "starts_at": each.starts_at.isoformat(),
                "ends_at": each.ends_at.isoformat(),
                "time_zone": each.time_zone,
                "room": str(each.room_id) if each.room_id else "",
                "place": each.place,
                "online_link": each.online_link,
                "trainers": sorted(map(str, trainers[each.id].values())),
                "modules": sorted(modules[each.id]),
                "needs": sorted(each.needs),
                "items": items[each.id],
            },
        }
        for each in found
    ]


def rooms_by_name(
    session: Session, centre_ids: Collection[UUID] | None, *, folded: bool = True
) -> dict[tuple[UUID, str], UUID]:
    """Return rooms by centre and name."""
    wanted = select(Room.centre_id, Room.name, Room.id)
    if centre_ids is not None:
        wanted = wanted.where(Room.centre_id.in_(centre_ids))
    return {(centre, fold_word(name) if folded else name): key for centre, name, key in session.execute(wanted)}


def trainers_of(session: Session, cohort_ids: Collection[UUID]) -> dict[UUID, str]:
    """Return the addresses of those who teach the cohorts."""
    rows = session.execute(
        select(User.id, User.email)
        .join(SessionTrainer, SessionTrainer.user_id == User.id)
        .join(TrainingSession, TrainingSession.id == SessionTrainer.session_id)
        .where(TrainingSession.cohort_id.in_(cohort_ids))
    )
    return {row.id: row.email for row in rows}
