"""Reads of announced absences: of a person, of an officer's people, of a session."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.accounts.models import Agency, Role, User
from app.core.errors import Missing
from app.core.policy import Actor, allowed

from ..models import AttendanceMark, Cohort, CohortPlace, CohortTrainer, TrainingCentre, TrainingSession
from ..permissions import CohortScope
from ..queries.scopes import path_within, sees_cohort
from ..queries.sessions import session_zone
from .models import Absence, AbsenceSession, AbsenceWithdrawal
from .permissions import AbsencePermission, AbsenceScope

Home = aliased(Agency)
Announcer = aliased(User)
LOOK_BACK = timedelta(days=60)
MOST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceFacts:
    """A participant's place, as far as an announcement needs it."""

    enrolment_id: UUID
    user_id: UUID
    name: str
    cohort_id: UUID
    cohort_title: str
    time_zone: str
    left_at: datetime | None
    scope: AbsenceScope


@dataclass(frozen=True, slots=True)
class ComingSession:
    """A session that was not yet held."""

    id: UUID
    title: str
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    announced: bool


@dataclass(frozen=True, slots=True)
class MissedSession:
    """A session of an announcement, with the zone of its place."""

    title: str
    starts_at: datetime
    time_zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceFacts:
    """An announcement as lists show it."""

    id: UUID
    enrolment_id: UUID
    user_id: UUID
    name: str
    reason: str
    announced_at: datetime
    announced_by: str
    withdrawn_at: datetime | None
    paper_id: UUID | None
    cohort_title: str
    time_zone: str
    sessions: list[MissedSession] = field(default_factory=list)


def get_place(session: Session, actor: Actor, enrolment_id: UUID) -> PlaceFacts:
    """Return a place for which the person may announce an absence (one statement).

    Raises:
        Missing: there is none.

    """
    row = session.execute(_place(actor).where(CohortPlace.enrolment_id == enrolment_id)).one_or_none()
    if row is None:
        raise Missing
    place = _read_place(actor, row)
    if not allowed(actor, AbsencePermission.ANNOUNCE, place.scope):
        raise Missing
    return place


def coming_sessions(session: Session, place: PlaceFacts, at: datetime) -> list[ComingSession]:
    """Return the sessions that somebody who is still in the cohort is expected at (one statement)."""
    if place.left_at is not None:
        return []
    announced = exists().where(
        AbsenceSession.session_id == TrainingSession.id,
        AbsenceSession.absence_id == Absence.id,
        Absence.enrolment_id == place.enrolment_id,
        ~exists().where(AbsenceWithdrawal.absence_id == Absence.id).correlate(Absence),
    )
    rows = session.execute(
        select(
            TrainingSession.id,
            TrainingSession.title,
            TrainingSession.starts_at,
            TrainingSession.ends_at,
            session_zone(),
            announced,
        )
        .join(Cohort, Cohort.id == TrainingSession.cohort_id)
        .join(TrainingCentre, TrainingCentre.agency_id == Cohort.centre_id)
        .where(
            TrainingSession.cohort_id == place.cohort_id,
            TrainingSession.starts_at > at,
            TrainingSession.cancelled_at.is_(None),
        )
        .order_by(TrainingSession.starts_at, TrainingSession.id)
    )
    return [ComingSession(*row) for row in rows]


def get_absence(session: Session, actor: Actor, absence_id: UUID) -> AbsenceFacts:
    """Return an announcement that the person may read (three statements).

    Raises:
        Missing: there is none.

    """
    enrolment_id = session.scalar(select(Absence.enrolment_id).where(Absence.id == absence_id))
    if enrolment_id is None:
        raise Missing
    get_place(session, actor, enrolment_id)
    return _absences(session, Absence.id == absence_id)[0]


def visible_absences(session: Session, actor: Actor, at: datetime) -> list[AbsenceFacts]:
    """Return the announcements of the last weeks that the person may read, the latest first (one statement)."""
    return _absences(session, and_(_reads(actor), Absence.announced_at > at - LOOK_BACK))


def places_to_announce(session: Session, actor: Actor, at: datetime) -> list[PlaceFacts]:
    """Return the running and coming places of the person's own and of an officer's people (one statement)."""
    scopes = actor.scopes(Role.AGENCY_OFFICER)
    own = or_(CohortPlace.user_id == actor.id, path_within(Home.path, scopes))
    rows = session.execute(
        _place(actor)
        .where(own, CohortPlace.left_at.is_(None), Cohort.ends_on >= (at - timedelta(days=1)).date())
        .order_by(Cohort.starts_on, User.name)
        .limit(MOST)
    )
    return [_read_place(actor, row) for row in rows]


def standing_sessions(session: Session, enrolment_id: UUID, session_ids: Collection[UUID]) -> set[UUID]:
    """Return for which of the sessions an announcement stands already (one statement)."""
    found = (
        select(AbsenceSession.session_id)
        .join(Absence, Absence.id == AbsenceSession.absence_id)
        .outerjoin(AbsenceWithdrawal, AbsenceWithdrawal.absence_id == Absence.id)
        .where(
            Absence.enrolment_id == enrolment_id,
            AbsenceSession.session_id.in_(session_ids),
            AbsenceWithdrawal.absence_id.is_(None),
        )
    )
    return set(session.scalars(found))


def is_used(session: Session, absence_id: UUID) -> bool:
    """Whether somebody was excused by the announcement."""
    used = select(func.count()).select_from(AttendanceMark).where(AttendanceMark.source_id == absence_id)
    return bool(session.scalar(used))


def _place(actor: Actor) -> Select[*tuple[Any, ...]]:
    teaches = exists().where(CohortTrainer.cohort_id == Cohort.id, CohortTrainer.user_id == actor.id)
    return (
        select(
            CohortPlace.enrolment_id,
            CohortPlace.user_id,
            CohortPlace.left_at,
            User.name,
            Cohort.id.label("cohort_id"),
            Cohort.title.label("cohort_title"),
            Cohort.created_by,
            TrainingCentre.time_zone,
            Agency.path.label("centre_path"),
            Home.path.label("home_path"),
            teaches.label("teaches"),
        )
        .join(User, User.id == CohortPlace.user_id)
        .join(Home, Home.id == User.agency_id)
        .join(Cohort, Cohort.id == CohortPlace.cohort_id)
        .join(TrainingCentre, TrainingCentre.agency_id == Cohort.centre_id)
        .join(Agency, Agency.id == TrainingCentre.agency_id)
    )


def _read_place(actor: Actor, row: Any) -> PlaceFacts:  # noqa: ANN401 -- a row
    trainers = frozenset({actor.id}) if row.teaches else frozenset[UUID]()
    return PlaceFacts(
        enrolment_id=row.enrolment_id,
        user_id=row.user_id,
        name=row.name,
        cohort_id=row.cohort_id,
        cohort_title=row.cohort_title,
        time_zone=row.time_zone,
        left_at=row.left_at,
        scope=AbsenceScope(row.user_id, row.home_path, CohortScope(row.centre_path, row.created_by, trainers)),
    )


def _reads(actor: Actor) -> ColumnElement[bool]:
    """The same rule as `may_announce`; the query has the tables of `_absences`."""
    return or_(
        Absence.user_id == actor.id, path_within(Home.path, actor.scopes(Role.AGENCY_OFFICER)), sees_cohort(actor)
    )


def _absences(session: Session, condition: ColumnElement[bool]) -> list[AbsenceFacts]:
    rows = session.execute(
        select(
            Absence.id,
            Absence.enrolment_id,
            Absence.user_id,
            User.name,
            Absence.reason,
            Absence.announced_at,
            Announcer.name.label("announced_by"),
            AbsenceWithdrawal.withdrawn_at,
            Absence.paper_id,
            Cohort.title.label("cohort_title"),
            TrainingCentre.time_zone,
            TrainingSession.title.label("session_title"),
            TrainingSession.starts_at,
            session_zone().label("session_zone"),
        )
        .join(User, User.id == Absence.user_id)
        .join(Home, Home.id == User.agency_id)
        .join(Announcer, Announcer.id == Absence.announced_by)
        .join(AbsenceSession, AbsenceSession.absence_id == Absence.id)
        .join(TrainingSession, TrainingSession.id == AbsenceSession.session_id)
        .join(Cohort, Cohort.id == TrainingSession.cohort_id)
        .join(TrainingCentre, TrainingCentre.agency_id == Cohort.centre_id)
        .join(Agency, Agency.id == TrainingCentre.agency_id)
        .outerjoin(AbsenceWithdrawal, AbsenceWithdrawal.absence_id == Absence.id)
        .where(condition)
        .order_by(Absence.announced_at.desc(), Absence.id, TrainingSession.starts_at)
        .limit(MOST)
    )
    found: dict[UUID, AbsenceFacts] = {}
    for row in rows:
        values = dict(row._mapping)  # noqa: SLF001 -- SQLAlchemy's public name
        held = MissedSession(values.pop("session_title"), values.pop("starts_at"), values.pop("session_zone"))
        found.setdefault(row.id, AbsenceFacts(**values)).sessions.append(held)
    return list(found.values())
