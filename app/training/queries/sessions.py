"""Sessions: one, those of a cohort, those of a calendar."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select
from sqlalchemy.orm import Session

from app.accounts.models import Agency, User
from app.core.errors import Missing
from app.core.policy import Actor

from ..models import (
    AttendanceMark,
    Cohort,
    CohortPlace,
    Room,
    SessionKind,
    SessionModule,
    SessionTrainer,
    TrainingCentre,
    TrainingSession,
)
from ..permissions import CohortScope, SessionScope
from ..rules.scheduling import Span
from .attendance import is_current
from .scopes import at_own_centre, sees_session, takes_part, teaches_cohort, teaches_session


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionFacts:
    """A session as pages need it; the flags say what the person who asks has to do with it."""

    id: UUID
    cohort_id: UUID
    cohort_title: str
    course_edition_id: UUID
    title: str
    kind: SessionKind
    starts_at: datetime
    ends_at: datetime
    room_id: UUID | None
    room: str | None
    place: str
    online_link: str
    cancelled_at: datetime | None
    cancelled_reason: str
    created_by: UUID | None
    centre_id: UUID
    centre_names: dict[str, str]
    centre_path: str
    time_zone: str
    takes_part: bool
    teaches_session: bool
    teaches_cohort: bool
    needs: list[Any] = field(default_factory=list)
    sequence: int = 0
    changed_at: datetime | None = None
    country: str = ""
    marked: int = 0
    trainers: dict[UUID, str] = field(default_factory=dict)
    module_keys: tuple[str, ...] = ()

    @property
    def span(self) -> Span:
        """When, in the zone of the place."""
        return Span(self.starts_at, self.ends_at, self.time_zone)

    @property
    def minutes(self) -> int:
        """How long."""
        return int((self.ends_at - self.starts_at).total_seconds() // 60)

    def scope_for(self, actor: Actor) -> SessionScope:
        """Whose it is, as far as it concerns this person."""
        own = frozenset({actor.id})
        none: frozenset[UUID] = frozenset()
        return SessionScope(
            CohortScope(self.centre_path, self.created_by, own if self.teaches_cohort else none),
            own if self.teaches_session else none,
            own if self.takes_part else none,
        )


def get_session(session: Session, actor: Actor, session_id: UUID) -> SessionFacts:
    """Return a session that the person may see, with trainers and modules (three statements).

    Raises:
        Missing: there is none.

    """
    row = session.execute(_facts(actor).where(TrainingSession.id == session_id, sees_session(actor))).one_or_none()
    if row is None:
        raise Missing
    modules = select(SessionModule.module_key).where(SessionModule.session_id == session_id)
    return SessionFacts(
        **row._mapping,  # noqa: SLF001 -- SQLAlchemy's public name
        trainers=session_trainers(session, [session_id]).get(session_id, {}),
        module_keys=tuple(sorted(session.scalars(modules))),
    )


def list_sessions(session: Session, actor: Actor, cohort_id: UUID) -> list[SessionFacts]:
    """Return a cohort's sessions in time, with their trainers and how many were marked (two statements)."""
    rows = session.execute(
        _facts(actor)
        .where(TrainingSession.cohort_id == cohort_id, sees_session(actor))
        .order_by(TrainingSession.starts_at, TrainingSession.id)
    ).all()
    trainers = session_trainers(session, [row.id for row in rows])
    return [SessionFacts(**row._mapping, trainers=trainers.get(row.id, {})) for row in rows]  # noqa: SLF001


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarFilter:
    """What a calendar is cut down to."""

    centre_id: UUID | None = None
    room_id: UUID | None = None
    cohort_id: UUID | None = None
    trainer_id: UUID | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """Return what the sessions must be."""
        found: list[ColumnElement[bool]] = []
        if self.centre_id:
            found.append(Cohort.centre_id == self.centre_id)
        if self.room_id:
            found.append(TrainingSession.room_id == self.room_id)
        if self.cohort_id:
            found.append(TrainingSession.cohort_id == self.cohort_id)
        if self.trainer_id:
            found.append(
                exists().where(
                    SessionTrainer.session_id == TrainingSession.id, SessionTrainer.user_id == self.trainer_id
                )
            )
        return found


EVERYTHING = CalendarFilter()


def list_calendar(
    session: Session, actor: Actor, first: datetime, last: datetime, wanted: CalendarFilter = EVERYTHING
) -> list[SessionFacts]:
    """Return the sessions that a person's calendar shows between two instants (one statement).

    A participant sees their own; trainers and administrators see everything at their centre, since it is what they
    plan around, but may open only what `may_see_session` says.
    """
    within = and_(TrainingSession.starts_at < last, TrainingSession.ends_at > first)
    shown = or_(sees_session(actor), at_own_centre(actor))
    cut = wanted.conditions()
    found = _facts(actor).where(within, shown, *cut).order_by(TrainingSession.starts_at, TrainingSession.id)
    return [SessionFacts(**row._mapping) for row in session.execute(found)]  # noqa: SLF001 -- public name


def next_own_sessions(session: Session, actor: Actor, at: datetime, limit: int = 3) -> list[SessionFacts]:
    """Return the next sessions in which the person takes part (one statement)."""
    found = (
        _facts(actor)
        .where(takes_part(actor), TrainingSession.ends_at > at, TrainingSession.cancelled_at.is_(None))
        .order_by(TrainingSession.starts_at, TrainingSession.id)
        .limit(limit)
    )
    return [SessionFacts(**row._mapping) for row in session.execute(found)]  # noqa: SLF001 -- public name


def sessions_to_mark(session: Session, actor: Actor, since: datetime, until: datetime) -> list[SessionFacts]:
    """Return sessions of the person's own teaching that began and whose people are not all marked (one statement)."""
    teaches = or_(teaches_session(actor), and_(teaches_cohort(actor), ~_has_trainers()))
    found = (
        _facts(actor)
        .where(
            teaches,
            sees_session(actor),
            TrainingSession.starts_at.between(since, until),
            TrainingSession.cancelled_at.is_(None),
            exists().where(
                CohortPlace.cohort_id == TrainingSession.cohort_id,
                CohortPlace.left_at.is_(None),
                _counts(),
                ~_is_marked(),
            ),
        )
        .order_by(TrainingSession.starts_at, TrainingSession.id)
        .limit(12)
    )
    return [SessionFacts(**row._mapping) for row in session.execute(found)]  # noqa: SLF001 -- public name


def session_trainers(session: Session, session_ids: Collection[UUID]) -> dict[UUID, dict[UUID, str]]:
    """Return the trainers of sessions with their names (one statement)."""
    found: dict[UUID, dict[UUID, str]] = {}
    rows = session.execute(
        select(SessionTrainer.session_id, User.id, User.name)
        .join(User, User.id == SessionTrainer.user_id)
        .where(SessionTrainer.session_id.in_(session_ids))
        .order_by(User.name, User.id)
    )
    for session_id, user_id, name in rows:
        found.setdefault(session_id, {})[user_id] = name
    return found


def session_zone() -> ColumnElement[str]:
    """The zone of the place where a session is held: its own, else the centre's."""
    return func.coalesce(func.nullif(TrainingSession.time_zone, ""), TrainingCentre.time_zone)


def _facts(actor: Actor) -> Select[*tuple[Any, ...]]:
    marked = (
        select(func.count())
        .select_from(AttendanceMark)
        .where(AttendanceMark.session_id == TrainingSession.id, is_current())
        .correlate(TrainingSession)
        .scalar_subquery()
    )
    return (
        select(
            TrainingSession.id,
            TrainingSession.cohort_id,
            Cohort.title.label("cohort_title"),
            Cohort.course_edition_id,
            TrainingSession.title,
            TrainingSession.kind,
            TrainingSession.starts_at,
            TrainingSession.ends_at,
            TrainingSession.room_id,
            Room.name.label("room"),
            TrainingSession.place,
            TrainingSession.online_link,
            TrainingSession.cancelled_at,
            TrainingSession.cancelled_reason,
            Cohort.created_by,
            Cohort.centre_id,
            Agency.names.label("centre_names"),
            Agency.path.label("centre_path"),
            session_zone().label("time_zone"),
            TrainingSession.needs,
            TrainingSession.sequence,
            TrainingSession.changed_at,
            Agency.country,
            _flag(takes_part(actor), "takes_part"),
            _flag(teaches_session(actor), "teaches_session"),
            _flag(teaches_cohort(actor), "teaches_cohort"),
            marked.label("marked"),
        )
        .join(Cohort, Cohort.id == TrainingSession.cohort_id)
        .join(TrainingCentre, TrainingCentre.agency_id == Cohort.centre_id)
        .join(Agency, Agency.id == TrainingCentre.agency_id)
        .outerjoin(Room, Room.id == TrainingSession.room_id)
    )


def _flag(condition: ColumnElement[bool], name: str) -> ColumnElement[bool]:
    return or_(condition, false()).label(name)


def _has_trainers() -> ColumnElement[bool]:
    return exists().where(SessionTrainer.session_id == TrainingSession.id)


def _counts() -> ColumnElement[bool]:
    """Whether the session is one of the place: who came from another cohort has those from that day on."""
    return or_(CohortPlace.counts_from.is_(None), CohortPlace.counts_from <= TrainingSession.starts_at)


def _is_marked() -> ColumnElement[bool]:
    # Two levels down SQLAlchemy does not see by itself that both tables are those of the enclosing queries.
    return (
        exists()
        .where(
            AttendanceMark.session_id == TrainingSession.id,
            AttendanceMark.enrolment_id == CohortPlace.enrolment_id,
            is_current(),
        )
        .correlate(TrainingSession, CohortPlace)
    )
