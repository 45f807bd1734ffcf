"""Whose a feed's address is, and what the feed shows."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Role, User
from app.accounts.queries import get_actor
from app.core.errors import Missing
from app.core.policy import Actor

from ..models import Cohort, Room, TrainingCentre
from ..permissions import may_see_cohort
from ..queries.cohorts import get_cohort, visible_cohorts
from ..queries.sessions import EVERYTHING, CalendarFilter, SessionFacts, list_calendar
from .models import FeedKey

BACK, AHEAD = timedelta(days=60), timedelta(days=400)


def digest_of(secret: str) -> str:
    """Return what is kept of a secret address."""
    return sha256(secret.encode()).hexdigest()


def owner_of(session: Session, secret: str) -> tuple[User, Actor]:
    """Return whose address it is.

    Raises:
        Missing: nobody's, or the person's account is closed.

    """
    found = session.scalars(
        select(User)
        .join(FeedKey, FeedKey.user_id == User.id)
        .where(FeedKey.digest == digest_of(secret), User.deactivated_at.is_(None))
    ).one_or_none()
    if found is None:
        raise Missing
    return found, get_actor(session, found.id)


def own_sessions(session: Session, actor: Actor, at: datetime) -> list[SessionFacts]:
    """Return the sessions that a person takes part in or teaches, cancelled ones too."""
    shown = list_calendar(session, actor, at - BACK, at + AHEAD, EVERYTHING)
    return [each for each in shown if each.takes_part or each.teaches_session]


def sessions_of(session: Session, actor: Actor, wanted: CalendarFilter, at: datetime) -> list[SessionFacts]:
    """Return the sessions of a cohort, a room or a centre."""
    return list_calendar(session, actor, at - BACK, at + AHEAD, wanted)


def title_of(session: Session, actor: Actor, wanted: CalendarFilter) -> tuple[dict[str, str], str]:
    """Return the name of what a feed is about, by language, and its zone.

    Raises:
        Missing: the person may not see it.

    """
    if wanted.cohort_id:
        cohort = get_cohort(session, actor, wanted.cohort_id)
        return {"en": cohort.title}, cohort.time_zone
    room = session.get(Room, wanted.room_id) if wanted.room_id else None
    centre_id = room.centre_id if room else wanted.centre_id
    centre = session.get(TrainingCentre, centre_id) if centre_id else None
    if centre is None or not _works_there(actor, centre):
        raise Missing
    return ({"en": room.name} if room else centre.agency.names), centre.time_zone


def feeds_offered(session: Session, actor: Actor) -> list[tuple[UUID, str]]:
    """Return the cohorts of which the person may have a feed, those that are not long over."""
    if not may_see_cohort(actor, None):
        return []
    rows = session.scalars(visible_cohorts(actor).order_by(Cohort.starts_on.desc(), Cohort.id).limit(20))
    return [(each.id, each.title) for each in rows]


def _works_there(actor: Actor, centre: TrainingCentre) -> bool:
    path = centre.agency.path
    return actor.holds(Role.CENTRE_ADMINISTRATOR, path) or actor.holds(Role.TRAINER, path)
