"""What a person may sit next: each assessment of an enrolment with the state of its attempts, in two statements."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, Text, and_, bindparam, case, cast, func, null, select
from sqlalchemy.orm import Session

from app.assessments.marking.queries.grants import granted_to
from app.assessments.models import Assessment, Attempt, Grade
from app.assessments.rules.blueprints import Blueprint, combined
from app.assessments.rules.counting import Outcome, counting_outcome
from app.assessments.rules.questions import AssessmentKind
from app.assessments.rules.timing import Attempts, Sitting, attempts_left, is_overdue, may_see, opens_at
from app.assessments.sittings.models import Sitting as SittingRow
from app.assessments.sittings.queries.doors import Seat, choose_seat, seats_of
from app.courses.models import Enrolment

from .attempts import OF_SITTING, TITLES, with_titles


@dataclass(frozen=True, slots=True)
class Offer:
    """An assessment of an enrolment and how far the person is with it."""

    assessment_id: UUID
    enrolment_id: UUID
    kind: AssessmentKind
    module_key: str
    course_title: dict[str, str]
    module_title: dict[str, str] | None
    attempts: int
    open_attempt_id: UUID | None
    deadline_at: datetime | None
    best_percent: float | None
    passed: bool
    may_start: bool
    result_hidden: bool = False  # there is a result, and the person may not see it yet
    opens_at: datetime | None = None  # when a sitting that is to come opens
    closes_at: datetime | None = None
    waiting: bool = False  # an attempt is handed in and waits for people's marks


def tried_of_enrolment(session: Session, enrolment_id: UUID, course_edition_id: UUID) -> Sequence[Row[Any]]:
    """Return the assessments of one enrolment with its attempts and their grades: what the course page draws upon."""
    known = {"enrolment_id": enrolment_id, "course_edition_id": course_edition_id}
    return session.connection().execute(_of_enrolment(), known).all()


def offers_of_tried(session: Session, tried: Sequence[Row[Any]], at: datetime) -> list[Offer]:
    """Return the assessments of `tried_of_enrolment`: pre-test, quizzes, final exam; without the titles around them."""
    return _read(session, tried, at)


def offers_of_user(session: Session, user_id: UUID, at: datetime) -> list[Offer]:
    """Return the assessments of all courses on which a person is enrolled now."""
    return _read(session, session.execute(_of_user(), {"user_id": user_id}), at)


@cache
def _of_enrolment() -> Select[Any]:
    titles = (null().label("course_title"), null().label("module_title"))
    # As texts: what they hold is read only when it was not read before.
    conditions = func.nullif(cast(Attempt.conditions, Text), "null").label("conditions")
    more = (conditions, Grade.id.label("grade_id"), cast(Grade.details, Text).label("details"), *OF_SITTING)
    offers: Select[Any] = _offers(*titles, *more).outerjoin(SittingRow, SittingRow.id == Attempt.sitting_id)
    return offers.where(
        Enrolment.id == bindparam("enrolment_id"), Assessment.course_edition_id == bindparam("course_edition_id")
    )


@cache
def _of_user() -> Select[Any]:
    offers = with_titles(_offers(*TITLES))
    return offers.where(Enrolment.user_id == bindparam("user_id"), Enrolment.withdrawn_at.is_(None))


def _offers(*more: Any) -> Select[Any]:  # noqa: ANN401 -- columns
    kinds = (AssessmentKind.PRE_TEST, AssessmentKind.QUIZ, AssessmentKind.FINAL_EXAM)
    order = case(*((Assessment.kind == kind, place) for place, kind in enumerate(kinds)), else_=len(kinds))
    offers: Any = (
        select(
            Assessment.id.label("assessment_id"),
            Enrolment.id.label("enrolment_id"),
            Enrolment.withdrawn_at,
            Assessment.kind,
            Assessment.module_key,
            cast(Assessment.blueprint, Text).label("stated"),
            Attempt.id.label("attempt_id"),
            Attempt.started_at,
            Attempt.deadline_at,
            Attempt.submitted_at,
            Attempt.sitting_id,
            Grade.percent,
            Grade.passed,
            granted_to(Enrolment.id, Assessment.id).label("granted"),
            *more,
        )
        .join(Enrolment, Enrolment.course_edition_id == Assessment.course_edition_id)
        .outerjoin(Attempt, and_(Attempt.assessment_id == Assessment.id, Attempt.enrolment_id == Enrolment.id))
        .outerjoin(Grade, Grade.attempt_id == Attempt.id)
        .order_by(Enrolment.enrolled_at.desc(), order, Attempt.number, Grade.graded_at, Grade.id)
    )
    return offers  # type: ignore[no-any-return] # nobody needs the types of its twenty columns


def _read(session: Session, found: Iterable[Row[Any]], at: datetime) -> list[Offer]:
    groups: dict[tuple[UUID, UUID], dict[UUID | None, Row[Any]]] = defaultdict(dict)
    for row in found:
        groups[row.enrolment_id, row.assessment_id][row.attempt_id] = row  # the latest grade of each attempt
    seats = seats_of(session, list({enrolment_id for enrolment_id, _assessment_id in groups}))
    return [
        _offer(list(rows.values()), [each for each in seats if _is_for(each, key)], at) for key, rows in groups.items()
    ]


def _is_for(seat: Seat, key: tuple[UUID, UUID]) -> bool:
    return (seat.enrolment_id, seat.assessment_id) == key


def _offer(rows: Sequence[Row[Any]], seats: Sequence[Seat], at: datetime) -> Offer:
    first = rows[0]
    seat = choose_seat(seats, first.assessment_id, at)
    blueprint = _laid_over(first.stated, seat) if seat else read_blueprint(first.stated)
    blueprint = blueprint.granting(first.granted)
    tried = [row for row in rows if row.attempt_id is not None]
    running = next((row for row in tried if not row.submitted_at and not is_overdue(sitting_of(row), at)), None)
    waiting = any(row.submitted_at and row.percent is None for row in tried)
    graded = [row for row in tried if row.percent is not None]
    seen = [row for row in graded if _is_shown(row, tried, blueprint, seats, at)]
    counts = counting_outcome([Outcome(row.percent, row.passed) for row in seen], blueprint)
    own = seat is not None and "attempts" in seat.overrides
    counted = [sitting_of(row) for row in tried if not own or (seat and row.sitting_id == seat.id)]
    door = seat.door if seat else None
    return Offer(
        assessment_id=first.assessment_id,
        enrolment_id=first.enrolment_id,
        kind=first.kind,
        module_key=first.module_key,
        course_title=first.course_title or {},
        module_title=first.module_title,
        attempts=len(tried),
        open_attempt_id=running.attempt_id if running else None,
        deadline_at=running.deadline_at if running else None,
        best_percent=counts.percent if counts else None,
        passed=counts is not None and counts.passed,
        may_start=first.withdrawn_at is None
        and not waiting
        and (door is None or door.opens_at <= at < door.closes_at)
        and _may_start(blueprint, counted, at),
        result_hidden=len(seen) < len(graded),
        opens_at=door.opens_at if door and at < door.opens_at else None,
        closes_at=door.closes_at if door else None,
        waiting=waiting,
    )


@lru_cache(maxsize=512)
def read_blueprint(stated: str) -> Blueprint:
    """Read a blueprint as the database writes it; a course's few are asked for with each of its pages."""
    return Blueprint.from_mapping(json.loads(stated))


def _laid_over(stated: str, seat: Seat) -> Blueprint:
    return Blueprint.from_mapping(combined(json.loads(stated), seat.overrides))


def _is_shown(
    row: Row[Any], tried: Sequence[Row[Any]], blueprint: Blueprint, seats: Sequence[Seat], at: datetime
) -> bool:
    released = next((each.released for each in seats if each.id == row.sitting_id), None)
    attempts = Attempts(sitting_of(row), tuple(map(sitting_of, tried)))
    return may_see(blueprint.show_result, blueprint, attempts, released, at)


def _may_start(blueprint: Blueprint, sittings: Sequence[Sitting], at: datetime) -> bool:
    opening = opens_at(blueprint, sittings)
    return attempts_left(blueprint, sittings) != 0 and (opening is None or at >= opening)


def sitting_of(row: Row[Any]) -> Sitting:
    """Return from when to when an attempt was sat, of a row that holds these columns."""
    return Sitting(row.started_at, row.deadline_at, row.submitted_at)
