"""Attendance: the sheet of a session, a person's record, and hours."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.accounts.models import Agency, AgencyMembership, User
from app.core.errors import Missing
from app.core.policy import Actor

from ..absences.models import Absence, AbsenceSession, AbsenceWithdrawal
from ..checkins.models import CheckInClaim
from ..models import (
    AttendanceMark,
    Cohort,
    CohortTrainer,
    SessionTrainer,
    TrainingCentre,
    TrainingSession,
)
from ..permissions import CohortScope, SessionScope
from ..rules.attendance import (
    Announcement,
    Attendance,
    AttendanceStatus,
    Claim,
    HeldSession,
    Lock,
    Mark,
    Participant,
    Standing,
    check_open,
    count_hours,
    fold,
)
from ..rules.people_words import name_order
from ..unlocks.models import AttendanceUnlock
from ..walk_ins.models import WalkIn
from .marks import Author, mark_columns, read_mark
from .seats import seats_where, within

Centre = aliased(Agency)
Correction = aliased(AttendanceMark)


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A participant of a session: who, of which agency on that day, and everything said so far."""

    participant: Participant
    user_id: UUID
    agency_id: UUID
    agency_names: dict[str, str]

    @property
    def current(self) -> Mark | None:
        """The mark that counts."""
        return fold(self.participant.marks)

    @property
    def standing(self) -> Standing:
        """Where the person stands."""
        return self.participant.standing


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
    lock: Lock
    walk_ins: int
    rows: tuple[SheetRow, ...]

    @property
    def minutes(self) -> int:
        """How long the session lasts."""
        return int((self.ends_at - self.starts_at).total_seconds() // 60)

    def check_open(self, at: datetime) -> None:
        """Refuse marks before the day, for a cancelled session and on a locked sheet, as `rules.check_open` says."""
        check_open(
            starts_at=self.starts_at,
            ends_at=self.ends_at,
            cancelled=self.cancelled,
            time_zone=self.time_zone,
            lock=self.lock,
            at=at,
        )


def get_sheet(session: Session, actor: Actor, session_id: UUID) -> Sheet:
    """Return a session's sheet, with what decides on permission, in one statement.

    Raises:
        Missing: no session has this id. Whether the person may see it is for the caller to decide, from `scope`.

    """
    rows = session.execute(_sheet(actor, session_id)).all()
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
        lock=Lock(first.attendance_lock_days, first.unlocked_until),
        walk_ins=first.walk_ins,
        rows=tuple(_roster(rows)),
    )


def attendance_percent(session: Session, enrolment_ids: Collection[UUID]) -> dict[UUID, Attendance]:
    """Return the hours of enrolments that have a place in a cohort (one statement); `rules.count_hours` has the rule.

    Cancelled sessions do not count; an enrolment without a cohort is not in the answer. Who changed to another cohort
    of the course has the sessions of the earlier one up to that moment and those of the later one from it.
    """
    seats = seats_where(lambda seat: seat.enrolment_id.in_(enrolment_ids))
    rows = session.execute(
        select(seats.c.enrolment_id, TrainingSession.starts_at, TrainingSession.ends_at, AttendanceMark.status)
        .select_from(seats)
        .outerjoin(
            TrainingSession,
            and_(TrainingSession.cohort_id == seats.c.cohort_id, TrainingSession.cancelled_at.is_(None), within(seats)),
        )
        .outerjoin(AttendanceMark, and_(about(seats.c.enrolment_id), is_current()))
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
    """Whether a mark counts: no other corrects it, and it is not the withdrawal of one."""
    corrected = exists().where(Correction.corrects_id == AttendanceMark.id)
    return and_(AttendanceMark.status != AttendanceStatus.WITHDRAWN, ~corrected)


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


def _sheet(actor: Actor, session_id: UUID) -> Select[*tuple[Any, ...]]:
    cohort_of_session = select(TrainingSession.cohort_id).where(TrainingSession.id == session_id).scalar_subquery()
    seats = seats_where(lambda seat: seat.cohort_id == cohort_of_session)
    seated = and_(within(seats), or_(seats.c.left_at.is_(None), seats.c.left_at > TrainingSession.starts_at))
    cohort_trainer = exists().where(CohortTrainer.cohort_id == Cohort.id, CohortTrainer.user_id == actor.id)
    session_trainer = exists().where(
        SessionTrainer.session_id == TrainingSession.id, SessionTrainer.user_id == actor.id
    )
    announced = (
        select(AbsenceSession.session_id, Absence.id, Absence.enrolment_id, Absence.announced_at, Absence.reason)
        .join(Absence, Absence.id == AbsenceSession.absence_id)
        .outerjoin(AbsenceWithdrawal, AbsenceWithdrawal.absence_id == Absence.id)
        .where(AbsenceSession.session_id == session_id, AbsenceWithdrawal.absence_id.is_(None))
        .subquery("announced")
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
            TrainingCentre.attendance_lock_days,
            Centre.path.label("centre_path"),
            cohort_trainer.label("teaches_cohort"),
            session_trainer.label("teaches_session"),
            _unlocked_until(session_id).label("unlocked_until"),
            _walk_ins(session_id).label("walk_ins"),
            seats.c.enrolment_id,
            User.id.label("user_id"),
            User.name,
            Agency.id.label("agency_id"),
            Agency.names.label("agency_names"),
            CheckInClaim.id.label("claim_id"),
            CheckInClaim.read_at,
            announced.c.id.label("absence_id"),
            announced.c.announced_at,
            announced.c.reason.label("absence_reason"),
            *mark_columns(),
        )
        .select_from(TrainingSession)
        .join(Cohort, Cohort.id == TrainingSession.cohort_id)
        .join(TrainingCentre, TrainingCentre.agency_id == Cohort.centre_id)
        .join(Centre, Centre.id == TrainingCentre.agency_id)
        .outerjoin(seats, seated)
        .outerjoin(User, User.id == seats.c.user_id)
        .outerjoin(Agency, Agency.id == func.coalesce(agency_of_the_day(), User.agency_id))
        .outerjoin(AttendanceMark, about(seats.c.enrolment_id))
        .outerjoin(Author, Author.id == AttendanceMark.marked_by)
        .outerjoin(
            CheckInClaim,
            and_(CheckInClaim.session_id == TrainingSession.id, CheckInClaim.enrolment_id == seats.c.enrolment_id),
        )
        .outerjoin(announced, announced.c.enrolment_id == seats.c.enrolment_id)
        .where(TrainingSession.id == session_id)
        .order_by(User.id, AttendanceMark.marked_at, AttendanceMark.id)
    )


def _unlocked_until(session_id: UUID) -> Any:  # noqa: ANN401 -- a scalar subquery
    latest = select(func.max(AttendanceUnlock.expires_at)).where(AttendanceUnlock.session_id == session_id)
    return latest.scalar_subquery()


def _walk_ins(session_id: UUID) -> Any:  # noqa: ANN401 -- a scalar subquery
    return select(func.count()).select_from(WalkIn).where(WalkIn.session_id == session_id).scalar_subquery()


def about(enrolment_id: Any) -> ColumnElement[bool]:  # noqa: ANN401 -- a column
    """Whether a mark is about this enrolment at the query's session."""
    return and_(AttendanceMark.session_id == TrainingSession.id, AttendanceMark.enrolment_id == enrolment_id)


def _roster(rows: Iterable[Row[*tuple[Any, ...]]]) -> list[SheetRow]:
    people: dict[UUID, Row[*tuple[Any, ...]]] = {}
    marks: dict[UUID, dict[UUID, Mark]] = defaultdict(dict)
    claims: dict[UUID, dict[UUID, Claim]] = defaultdict(dict)
    announcements: dict[UUID, dict[UUID, Announcement]] = defaultdict(dict)
    for row in rows:
        if row.enrolment_id is None:
            continue
        key = row.enrolment_id
        people.setdefault(key, row)
        if row.mark_id is not None:
            marks[key][row.mark_id] = read_mark(row)
        if row.claim_id is not None:
            claims[key][row.claim_id] = Claim(row.claim_id, row.read_at)
        if row.absence_id is not None:
            announcements[key][row.absence_id] = Announcement(row.absence_id, row.announced_at, row.absence_reason)
    found = [
        SheetRow(
            Participant(
                key,
                row.name,
                tuple(marks[key].values()),
                tuple(claims[key].values()),
                tuple(announcements[key].values()),
            ),
            row.user_id,
            row.agency_id,
            row.agency_names,
        )
        for key, row in people.items()
    ]
    return sorted(found, key=lambda each: name_order(each.participant.name))
