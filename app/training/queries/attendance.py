"""Attendance: the sheet of a session, a person's record, and hours."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.accounts.models import Agency, AgencyMembership, User
from app.core.errors import Missing
from app.core.policy import Actor

from ..models import (
    AttendanceMark,
    Cohort,
    CohortPlace,
    CohortTrainer,
    SessionTrainer,
    TrainingCentre,
    TrainingSession,
)
from ..permissions import CohortScope, SessionScope
from ..rules.attendance import Attendance, HeldSession, Mark, Participant, count_hours, fold
from ..rules.people_words import name_order

Centre = aliased(Agency)
Author = aliased(User)
Correction = aliased(AttendanceMark)


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A participant of a session: who, of which agency on that day, and every mark so far."""

    participant: Participant
    user_id: UUID
    agency_id: UUID
    agency_names: dict[str, str]

    @property
    def current(self) -> Mark | None:
        """The mark that counts."""
        return fold(self.participant.marks)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A session with its whole roster."""

    session_id: UUID
    title: str
    starts_at: datetime
    ends_at: datetime
    cancelled: bool
    cohort_id: UUID
    cohort_title: str
    time_zone: str
    scope: SessionScope
    rows: tuple[SheetRow, ...]

    @property
    def minutes(self) -> int:
        """How long the session lasts."""
        return int((self.ends_at - self.starts_at).total_seconds() // 60)


def get_sheet(session: Session, actor: Actor, session_id: UUID) -> Sheet:
    """Return a session's sheet, with what decides on permission, in one statement.

    Raises:
        Missing: no session has this id. Whether the person may see it is for the caller to decide, from `scope`.

    """
    rows = session.execute(_sheet(actor).where(TrainingSession.id == session_id)).all()
    if not rows:
        raise Missing
    first = rows[0]
    own, none = frozenset({actor.id}), frozenset[UUID]()
    scope = SessionScope(
        CohortScope(first.centre_path, first.created_by, own if first.teaches_cohort else none),
        own if first.teaches_session else none,
    )
    return Sheet(
        session_id=session_id,
        title=first.title,
        starts_at=first.starts_at,
        ends_at=first.ends_at,
        cancelled=first.cancelled_at is not None,
        cohort_id=first.cohort_id,
        cohort_title=first.cohort_title,
        time_zone=first.time_zone,
        scope=scope,
        rows=tuple(_roster(rows)),
    )


def attendance_percent(session: Session, enrolment_ids: Collection[UUID]) -> dict[UUID, Attendance]:
    """Return the hours of enrolments that have a place in a cohort (one statement); `rules.count_hours` has the rule.

    Cancelled sessions do not count; an enrolment without a cohort is not in the answer.
    """
    rows = session.execute(
        select(CohortPlace.enrolment_id, TrainingSession.starts_at, TrainingSession.ends_at, AttendanceMark.status)
        .outerjoin(
            TrainingSession,
            and_(TrainingSession.cohort_id == CohortPlace.cohort_id, TrainingSession.cancelled_at.is_(None)),
        )
        .outerjoin(AttendanceMark, and_(about(CohortPlace.enrolment_id), is_current()))
        .where(CohortPlace.enrolment_id.in_(enrolment_ids))
    )
    held: dict[UUID, list[HeldSession]] = {}
    for enrolment_id, starts_at, ends_at, status in rows:
        sessions = held.setdefault(enrolment_id, [])
        if starts_at is not None:
            sessions.append(HeldSession(int((ends_at - starts_at).total_seconds() // 60), status))
    return {enrolment_id: count_hours(sessions) for enrolment_id, sessions in held.items()}


def count_statuses(session: Session, session_id: UUID) -> dict[str, int]:
    """Return how many of a session's current marks say what (one statement)."""
    counted = (
        select(AttendanceMark.status, func.count())
        .where(AttendanceMark.session_id == session_id, is_current())
        .group_by(AttendanceMark.status)
    )
    return {status.value: number for status, number in session.execute(counted)}


def is_current() -> ColumnElement[bool]:
    """Whether a mark counts: no other corrects it."""
    return ~exists().where(Correction.corrects_id == AttendanceMark.id)


def agency_of_the_day() -> Any:  # noqa: ANN401 -- a scalar subquery
    """Return the agency to which a participant belonged when the session began."""
    return (
        select(AgencyMembership.agency_id)
        .where(AgencyMembership.user_id == User.id, AgencyMembership.since <= TrainingSession.starts_at)
        .order_by(AgencyMembership.since.desc(), AgencyMembership.id.desc())
        .limit(1)
        .correlate(User, TrainingSession)
        .scalar_subquery()
    )


def _sheet(actor: Actor) -> Select[*tuple[Any, ...]]:
    in_cohort = and_(
        CohortPlace.cohort_id == Cohort.id,
        or_(CohortPlace.left_at.is_(None), CohortPlace.left_at > TrainingSession.starts_at),
    )
    cohort_trainer = exists().where(CohortTrainer.cohort_id == Cohort.id, CohortTrainer.user_id == actor.id)
    session_trainer = exists().where(
        SessionTrainer.session_id == TrainingSession.id, SessionTrainer.user_id == actor.id
    )
    return (
        select(
            TrainingSession.title,
            TrainingSession.starts_at,
            TrainingSession.ends_at,
            TrainingSession.cancelled_at,
            Cohort.id.label("cohort_id"),
            Cohort.title.label("cohort_title"),
            Cohort.created_by,
            TrainingCentre.time_zone,
            Centre.path.label("centre_path"),
            cohort_trainer.label("teaches_cohort"),
            session_trainer.label("teaches_session"),
            CohortPlace.enrolment_id,
            User.id.label("user_id"),
            User.name,
            Agency.id.label("agency_id"),
            Agency.names.label("agency_names"),
            *mark_columns(),
        )
        .select_from(TrainingSession)
        .join(Cohort, Cohort.id == TrainingSession.cohort_id)
        .join(TrainingCentre, TrainingCentre.agency_id == Cohort.centre_id)
        .join(Centre, Centre.id == TrainingCentre.agency_id)
        .outerjoin(CohortPlace, in_cohort)
        .outerjoin(User, User.id == CohortPlace.user_id)
        .outerjoin(Agency, Agency.id == func.coalesce(agency_of_the_day(), User.agency_id))
        .outerjoin(AttendanceMark, about(CohortPlace.enrolment_id))
        .outerjoin(Author, Author.id == AttendanceMark.marked_by)
        .order_by(User.id, AttendanceMark.marked_at, AttendanceMark.id)
    )


def about(enrolment_id: Any) -> ColumnElement[bool]:  # noqa: ANN401 -- a column
    """Whether a mark is about this enrolment at the query's session."""
    return and_(AttendanceMark.session_id == TrainingSession.id, AttendanceMark.enrolment_id == enrolment_id)


def mark_columns() -> tuple[Any, ...]:
    """Return what `read_mark` reads; the query joins `Author`."""
    return (
        AttendanceMark.id.label("mark_id"),
        AttendanceMark.corrects_id,
        AttendanceMark.status,
        AttendanceMark.minutes_late,
        AttendanceMark.remark,
        AttendanceMark.marked_at,
        AttendanceMark.reason,
        Author.name.label("author"),
    )


def read_mark(row: Row[*tuple[Any, ...]]) -> Mark:
    """Read a mark of a row with `mark_columns`."""
    return Mark(
        id=row.mark_id,
        corrects_id=row.corrects_id,
        status=row.status,
        minutes_late=row.minutes_late,
        remark=row.remark,
        author=row.author,
        marked_at=row.marked_at,
        reason=row.reason,
    )


def _roster(rows: list[Row[*tuple[Any, ...]]] | Any) -> list[SheetRow]:  # noqa: ANN401 -- rows of a result
    people: dict[UUID, tuple[Row[*tuple[Any, ...]], list[Mark]]] = {}
    for row in rows:
        if row.enrolment_id is None:
            continue
        _first, marks = people.setdefault(row.enrolment_id, (row, []))
        if row.mark_id is not None:
            marks.append(read_mark(row))
    found = [
        SheetRow(Participant(enrolment_id, row.name, tuple(marks)), row.user_id, row.agency_id, row.agency_names)
        for enrolment_id, (row, marks) in people.items()
    ]
    return sorted(found, key=lambda each: name_order(each.participant.name))
