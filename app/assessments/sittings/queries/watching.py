"""What an invigilator sees: who began, how far they are, and what was done; a fixed number of statements."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import String, and_, case, cast, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.accounts.models import Agency, User
from app.assessments.models import Attempt, Response
from app.assessments.rules.questions import AssessmentKind
from app.assessments.rules.timing import Sitting as Span
from app.assessments.rules.timing import is_overdue, seconds_left
from app.core.errors import Missing
from app.courses.models import Enrolment

from ..models import Accommodation, SittingAct, SittingPlace
from ..rules.acts import ActKind
from ..rules.entitlements import Entitlement, Granted, entitlement


@dataclass(frozen=True, slots=True)
class Watched:
    """One person of a sitting and how far they are with their latest attempt in it."""

    enrolment_id: UUID
    user_id: UUID
    name: str
    agency_names: dict[str, str]
    extra_minutes: int
    entitled: Entitlement
    attempt_id: UUID | None = None
    questions: int = 0
    started_at: datetime | None = None
    deadline_at: datetime | None = None
    submitted_at: datetime | None = None
    answered: int = 0
    late: int = 0
    last_saved_at: datetime | None = None
    attempts: int = 0
    ended: bool = False

    def state(self, at: datetime) -> str:
        """Say in one word how it stands: absent, working, over (to be closed in a moment), ended, handed_in."""
        if self.started_at is None:
            return "absent"
        if self.submitted_at is not None:
            return "ended" if self.ended else "handed_in"
        span = Span(self.started_at, self.deadline_at, None)
        return "over" if is_overdue(span, at) or seconds_left(span, at) == 0 else "working"

    def seconds_left(self, at: datetime) -> int | None:
        """Return the seconds that a running attempt has left."""
        if self.started_at is None or self.submitted_at is not None:
            return None
        return seconds_left(Span(self.started_at, self.deadline_at, None), at)


@dataclass(frozen=True, slots=True)
class RecordedAct:
    """An act or a note as the protocol shows it."""

    id: UUID
    kind: ActKind
    enrolment_id: UUID | None
    attempt_id: UUID | None
    about: str
    minutes: int
    text: str
    acted_at: datetime
    by: str


def watch(session: Session, sitting_id: UUID, kind: AssessmentKind) -> list[Watched]:
    """Return everybody who has a place, by name (three statements)."""
    people: dict[UUID, Watched] = {}
    granted = _granted(session, sitting_id)
    progress = _progress(session, sitting_id)
    for row in session.execute(_places(sitting_id)):
        entitled = entitlement(granted.get(row.user_id, ()), kind, sitting_id)
        before = people.get(row.enrolment_id)
        person = before or Watched(
            row.enrolment_id, row.user_id, row.name, row.agency_names, row.extra_minutes, entitled
        )
        if row.attempt_id is not None:
            answered, late, last = progress.get(row.attempt_id, (0, 0, None))
            person = replace(
                person,
                attempt_id=row.attempt_id,
                questions=len(row.paper["questions"]),
                started_at=row.started_at,
                deadline_at=row.deadline_at,
                submitted_at=row.submitted_at,
                answered=answered,
                late=late,
                last_saved_at=last,
                attempts=person.attempts + 1,
                ended=row.ended is not None,
            )
        people[row.enrolment_id] = person
    return sorted(people.values(), key=lambda each: (each.name.casefold(), each.enrolment_id))


def watch_one(session: Session, sitting_id: UUID, enrolment_id: UUID, kind: AssessmentKind) -> Watched:
    """Return one person of a sitting.

    Raises:
        Missing: they have no place in it.

    """
    found = next((each for each in watch(session, sitting_id, kind) if each.enrolment_id == enrolment_id), None)
    if found is None:
        raise Missing
    return found


def acts_of(session: Session, sitting_id: UUID, enrolment_id: UUID | None = None) -> list[RecordedAct]:
    """Return what is on record of a sitting, first to last; of one person, what is about them or about all."""
    about, by = aliased(User), aliased(User)
    statement = (
        select(
            SittingAct.id,
            SittingAct.kind,
            SittingAct.enrolment_id,
            SittingAct.attempt_id,
            func.coalesce(about.name, ""),
            SittingAct.minutes,
            SittingAct.text,
            SittingAct.acted_at,
            by.name,
        )
        .join(by, by.id == SittingAct.acted_by)
        .outerjoin(Enrolment, Enrolment.id == SittingAct.enrolment_id)
        .outerjoin(about, about.id == Enrolment.user_id)
        .where(SittingAct.sitting_id == sitting_id)
        .order_by(SittingAct.acted_at, SittingAct.id)
    )
    if enrolment_id is not None:
        statement = statement.where(or_(SittingAct.enrolment_id == enrolment_id, SittingAct.enrolment_id.is_(None)))
    return [RecordedAct(*row) for row in session.execute(statement)]


def user_ids_of(session: Session, sitting_id: UUID) -> tuple[UUID, ...]:
    """Return who has a place."""
    return tuple(session.scalars(select(SittingPlace.user_id).where(SittingPlace.sitting_id == sitting_id)))


def open_attempts(session: Session, sitting_id: UUID, enrolment_id: UUID | None = None) -> list[Any]:
    """Return the attempts of a sitting that run, locked: id, enrolment, start and deadline."""
    statement = (
        select(Attempt.id, Attempt.enrolment_id, Attempt.started_at, Attempt.deadline_at)
        .where(Attempt.sitting_id == sitting_id, Attempt.submitted_at.is_(None))
        .order_by(Attempt.id)
        .with_for_update(of=Attempt.__table__)
    )
    if enrolment_id is not None:
        statement = statement.where(Attempt.enrolment_id == enrolment_id)
    return list(session.execute(statement))


def _places(sitting_id: UUID) -> Any:  # noqa: ANN401 -- a select
    in_it = and_(Attempt.sitting_id == sitting_id, Attempt.enrolment_id == SittingPlace.enrolment_id)
    ended = and_(SittingAct.attempt_id == Attempt.id, SittingAct.kind == ActKind.END)
    return (
        select(
            SittingPlace.enrolment_id,
            SittingPlace.user_id,
            SittingPlace.extra_minutes,
            User.name,
            Agency.names.label("agency_names"),
            Attempt.id.label("attempt_id"),
            Attempt.paper,
            Attempt.started_at,
            Attempt.deadline_at,
            Attempt.submitted_at,
            SittingAct.id.label("ended"),
        )
        .join(User, User.id == SittingPlace.user_id)
        .join(Enrolment, Enrolment.id == SittingPlace.enrolment_id)
        .join(Agency, Agency.id == Enrolment.agency_id)
        .outerjoin(Attempt, in_it)
        .outerjoin(SittingAct, ended)
        .where(SittingPlace.sitting_id == sitting_id)
        .order_by(Attempt.number)
    )


def _progress(session: Session, sitting_id: UUID) -> dict[UUID, tuple[int, int, datetime | None]]:
    """Return of each attempt how many questions have an answer, how many answers came late, and the last save."""
    place = func.row_number().over(
        partition_by=(Response.attempt_id, Response.question, Response.late), order_by=Response.sequence.desc()
    )
    latest = (
        select(
            Response.attempt_id,
            Response.late,
            Response.saved_at,
            (cast(Response.answer, String) != "{}").label("said"),
            place.label("place"),
        )
        .where(Response.attempt_id.in_(select(Attempt.id).where(Attempt.sitting_id == sitting_id)))
        .subquery()
    )
    stands = and_(latest.c.place == 1, latest.c.said, latest.c.late.is_(False))
    statement = select(
        latest.c.attempt_id,
        func.sum(case((stands, 1), else_=0)),
        func.sum(case((and_(latest.c.place == 1, latest.c.late), 1), else_=0)),
        func.max(latest.c.saved_at),
    ).group_by(latest.c.attempt_id)
    return {key: (answered, late, last) for key, answered, late, last in session.execute(statement)}


def _granted(session: Session, sitting_id: UUID) -> dict[UUID, list[Granted]]:
    found: dict[UUID, list[Granted]] = defaultdict(list)
    statement = (
        select(
            Accommodation.user_id,
            Accommodation.id,
            Accommodation.kind,
            Accommodation.sitting_id,
            Accommodation.extra_percent,
            Accommodation.extra_minutes,
            Accommodation.language,
            Accommodation.large_print,
            Accommodation.granted_at,
        )
        .join(SittingPlace, SittingPlace.user_id == Accommodation.user_id)
        .where(SittingPlace.sitting_id == sitting_id)
    )
    for row in session.execute(statement):
        found[row[0]].append(Granted(*row[1:]))
    return found
