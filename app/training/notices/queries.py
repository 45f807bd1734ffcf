"""Sessions, cohorts and those concerned, whoever asks: nobody looks at these but the program that tells people."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, exists, or_, select
from sqlalchemy.orm import Session, aliased

from app.accounts.models import Agency, User

from ..models import (
    AttendanceMark,
    AttendanceStatus,
    Cohort,
    CohortPlace,
    CohortTrainer,
    Room,
    SessionTrainer,
    TrainingCentre,
    TrainingSession,
)
from ..queries.sessions import session_zone
from ..rules.scheduling import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldSession:
    """A session as notices speak of it."""

    id: UUID
    cohort_id: UUID
    cohort_title: str
    title: str
    starts_at: datetime
    ends_at: datetime
    room: str | None
    place: str
    online_link: str
    time_zone: str
    sequence: int
    changed_at: datetime | None
    cancelled_at: datetime | None
    centre_names: dict[str, str]
    centre_path: str

    @property
    def span(self) -> Span:
        """When, in the zone of the place."""
        return Span(self.starts_at, self.ends_at, self.time_zone)

    @property
    def where(self) -> str:
        """Where people go: a room and a place, or a link."""
        return ", ".join(part for part in (self.room, self.place) if part) or self.online_link

    @property
    def day(self) -> date:
        """The day at the place."""
        return self.starts_at.astimezone(ZoneInfo(self.time_zone)).date()


@dataclass(frozen=True, slots=True)
class Participant:
    """Who is in a cohort, since when, and from when its sessions count for them."""

    user_id: UUID
    placed_at: datetime
    counts_from: datetime | None

    def takes_part_in(self, told: ToldSession) -> bool:
        """Whether a session of the cohort is theirs."""
        return self.counts_from is None or told.starts_at >= self.counts_from


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldCohort:
    """A cohort as notices speak of it."""

    id: UUID
    title: str
    starts_on: date
    ends_on: date
    place: str
    centre_path: str
    time_zone: str
    tells_officers: bool


def find_session(session: Session, session_id: UUID) -> ToldSession | None:
    """Return a session."""
    found = _told(session, TrainingSession.id == session_id)
    return found[0] if found else None


def find_sessions(session: Session, session_ids: Collection[UUID]) -> list[ToldSession]:
    """Return sessions, in time."""
    return _told(session, TrainingSession.id.in_(session_ids)) if session_ids else []


def coming_sessions(session: Session, cohort_id: UUID, at: datetime) -> list[ToldSession]:
    """Return a cohort's sessions that have not begun, in time."""
    return _told(
        session,
        TrainingSession.cohort_id == cohort_id,
        TrainingSession.starts_at > at,
        TrainingSession.cancelled_at.is_(None),
    )


def sessions_between(session: Session, first: datetime, last: datetime) -> list[ToldSession]:
    """Return the sessions that begin between two instants, in time."""
    return _told(session, TrainingSession.starts_at.between(first, last), TrainingSession.cancelled_at.is_(None))


def find_cohort(session: Session, cohort_id: UUID) -> ToldCohort | None:
    """Return a cohort."""
    row = session.execute(
        select(
            Cohort.id,
            Cohort.title,
            Cohort.starts_on,
            Cohort.ends_on,
            Cohort.place,
            Agency.path.label("centre_path"),
            TrainingCentre.time_zone,
            TrainingCentre.tells_officers,
        )
        .join(TrainingCentre, TrainingCentre.agency_id == Cohort.centre_id)
        .join(Agency, Agency.id == Cohort.centre_id)
        .where(Cohort.id == cohort_id)
    ).one_or_none()
    return ToldCohort(**row._mapping) if row else None  # noqa: SLF001 -- SQLAlchemy's public name


def participants(session: Session, cohort_ids: Collection[UUID]) -> dict[UUID, list[Participant]]:
    """Return who is in cohorts now."""
    rows = session.execute(
        select(CohortPlace.cohort_id, CohortPlace.user_id, CohortPlace.placed_at, CohortPlace.counts_from)
        .where(CohortPlace.cohort_id.in_(cohort_ids), CohortPlace.left_at.is_(None))
        .order_by(CohortPlace.user_id)
    )
    found: dict[UUID, list[Participant]] = {}
    for cohort_id, user_id, placed_at, counts_from in rows:
        found.setdefault(cohort_id, []).append(Participant(user_id, placed_at, counts_from))
    return found


def trainers_of_cohort(session: Session, cohort_id: UUID) -> list[UUID]:
    """Return the trainers of a cohort."""
    return list(session.scalars(select(CohortTrainer.user_id).where(CohortTrainer.cohort_id == cohort_id)))


def trainers_of_sessions(session: Session, session_ids: Collection[UUID]) -> dict[UUID, list[UUID]]:
    """Return who teaches each session."""
    rows = session.execute(
        select(SessionTrainer.session_id, SessionTrainer.user_id).where(SessionTrainer.session_id.in_(session_ids))
    )
    found: dict[UUID, list[UUID]] = {}
    for session_id, user_id in rows:
        found.setdefault(session_id, []).append(user_id)
    return found


def agency_path(session: Session, user_id: UUID) -> str:
    """Return the path of a person's agency."""
    found = select(Agency.path).join(User, User.agency_id == Agency.id).where(User.id == user_id)
    return session.execute(found).scalar_one()


@dataclass(frozen=True, slots=True)
class ToldAbsence:
    """A mark that says that somebody was absent, and stands."""

    mark_id: UUID
    user_id: UUID
    session_id: UUID


def standing_absences(session: Session, since: datetime, until: datetime) -> list[ToldAbsence]:
    """Return the absences marked between two instants that nobody corrected, of sessions of the last week."""
    later = aliased(AttendanceMark)
    rows = session.execute(
        select(AttendanceMark.id, AttendanceMark.user_id, AttendanceMark.session_id)
        .join(TrainingSession, TrainingSession.id == AttendanceMark.session_id)
        .where(
            AttendanceMark.status == AttendanceStatus.ABSENT,
            AttendanceMark.marked_at > since,
            AttendanceMark.marked_at <= until,
            TrainingSession.ends_at > until - timedelta(days=7),
            ~exists().where(later.corrects_id == AttendanceMark.id),
        )
        .order_by(AttendanceMark.marked_at, AttendanceMark.id)
    )
    return [ToldAbsence(*row) for row in rows]


def cohort_begins(session: Session, cohort_ids: Collection[UUID]) -> dict[UUID, date]:
    """Return the first day of each cohort."""
    rows = session.execute(select(Cohort.id, Cohort.starts_on).where(Cohort.id.in_(cohort_ids)))
    return {row[0]: row[1] for row in rows}


def held_before(session: Session, told: Collection[ToldSession], days: int) -> set[UUID]:
    """Return those of the sessions whose cohort met in so many days before."""
    earlier = aliased(TrainingSession)
    ids = [each.id for each in told]
    rows = session.execute(
        select(TrainingSession.id, TrainingSession.starts_at, earlier.starts_at)
        .join(earlier, earlier.cohort_id == TrainingSession.cohort_id)
        .where(
            TrainingSession.id.in_(ids),
            or_(earlier.cancelled_at.is_(None)),
            earlier.starts_at < TrainingSession.starts_at,
        )
    )
    return {key for key, starts, before in rows if starts - before < timedelta(days=days)}


def _told(session: Session, *conditions: ColumnElement[bool]) -> list[ToldSession]:
    rows = session.execute(_columns().where(*conditions).order_by(TrainingSession.starts_at, TrainingSession.id))
    return [ToldSession(**row._mapping) for row in rows]  # noqa: SLF001 -- SQLAlchemy's public name


def _columns() -> Select[*tuple[Any, ...]]:
    return (
        select(
            TrainingSession.id,
            TrainingSession.cohort_id,
            Cohort.title.label("cohort_title"),
            TrainingSession.title,
            TrainingSession.starts_at,
            TrainingSession.ends_at,
            Room.name.label("room"),
            TrainingSession.place,
            TrainingSession.online_link,
            session_zone().label("time_zone"),
            TrainingSession.sequence,
            TrainingSession.changed_at,
            TrainingSession.cancelled_at,
            Agency.names.label("centre_names"),
            Agency.path.label("centre_path"),
        )
        .join(Cohort, Cohort.id == TrainingSession.cohort_id)
        .join(TrainingCentre, TrainingCentre.agency_id == Cohort.centre_id)
        .join(Agency, Agency.id == Cohort.centre_id)
        .outerjoin(Room, Room.id == TrainingSession.room_id)
    )
