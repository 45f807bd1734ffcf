"""What is on record of nominated people: earlier training, certificates, absences without a word, clashes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.core.i18n import current_language, pick
from app.courses.models import CourseEdition, CourseModule
from app.courses.queries import course_outline, list_current_courses, list_current_modules

from ...models import AttendanceMark, AttendanceStatus, Cohort, CohortPlace, TrainingSession
from ...queries.attendance import is_current
from ...queries.bookings import clashes_of_people
from ..contributions import certified_people
from ..models import Nomination
from ..rules.remarks import PersonHistory, Remark, remarks_on
from ..rules.states import State, after
from .boards import Board
from .calls import latest_acts
from .facts import NominationFacts


def remarks_of(
    session: Session, board: Board, nominations: Collection[NominationFacts], at: datetime
) -> dict[UUID, tuple[Remark, ...]]:
    """Return what there is to know about each nominated person (a fixed number of statements)."""
    cohort = board.cohort
    definition = course_outline(session, cohort.course_edition_id).definition
    prerequisites = _titled(session, definition.get("prerequisites") or ())
    audience = definition.get("audience") or ()
    people = [each.user_id for each in nominations if each.user_id]
    histories = _histories(session, board, people, at)
    return {
        each.id: remarks_on(
            histories.get(each.user_id, PersonHistory()) if each.user_id else PersonHistory(),
            profession=each.profession.value,
            audience=(audience,) if isinstance(audience, str) else tuple(audience),
            prerequisites=prerequisites,
            starts_on=cohort.starts_on,
        )
        for each in nominations
    }


def never_present(session: Session, board: Board, at: datetime) -> frozenset[UUID]:
    """Return the enrolments that were marked, and never as present, once the first day is over (one statement)."""
    if board.today(at) <= board.cohort.starts_on:
        return frozenset()
    rows = session.execute(
        select(AttendanceMark.enrolment_id, AttendanceMark.status)
        .join(TrainingSession, TrainingSession.id == AttendanceMark.session_id)
        .where(TrainingSession.cohort_id == board.cohort.id, TrainingSession.cancelled_at.is_(None), is_current())
    )
    marked: dict[UUID, set[AttendanceStatus]] = defaultdict(set)
    for enrolment_id, status in rows:
        marked[enrolment_id].add(status)
    came = {AttendanceStatus.PRESENT, AttendanceStatus.LATE}
    ended = board.today(at) > board.cohort.ends_on
    accepted = [each.enrolment_id for each in board.nominations if each.state is State.ACCEPTED and each.enrolment_id]
    held = bool(marked)
    return frozenset(key for key in accepted if held and not marked[key] & came and (marked[key] or ended))


def _histories(session: Session, board: Board, people: list[UUID], at: datetime) -> dict[UUID, PersonHistory]:
    if not people:
        return {}
    today, own_course = board.today(at), board.cohort.course_key
    closed = set(session.scalars(select(User.id).where(User.id.in_(people), User.deactivated_at.is_not(None))))
    done, trained = _trained(session, board, people, today)
    certified: dict[UUID, list[date]] = defaultdict(list)
    for offer in certified_people.all():
        for each in offer(session, people):
            done[each.user_id].add(each.course_key)
            if each.course_key == own_course:
                certified[each.user_id].append(each.issued_on)
    clashes = clashes_of_people(session, board.cohort.id, people, at)
    missed = _missed(session, board.cohort.id, people)
    return {
        key: PersonHistory(
            closed=key in closed,
            done=frozenset(done[key]),
            trained=tuple(trained[key]),
            certified=tuple(certified[key]),
            clash=(clashes[key].title, clashes[key].span) if key in clashes else None,
            missed=tuple(missed[key]),
        )
        for key in people
    }


def _trained(
    session: Session, board: Board, people: list[UUID], today: date
) -> tuple[dict[UUID, set[str]], dict[UUID, list[tuple[str, date]]]]:
    rows = session.execute(
        select(CohortPlace.user_id, CourseEdition.course_key, CourseModule.module_key, Cohort.title, Cohort.ends_on)
        .join(Cohort, Cohort.id == CohortPlace.cohort_id)
        .join(CourseEdition, CourseEdition.id == Cohort.course_edition_id)
        .outerjoin(CourseModule, CourseModule.course_edition_id == CourseEdition.id)
        .where(
            CohortPlace.user_id.in_(people),
            CohortPlace.left_at.is_(None),
            Cohort.ends_on < today,
            Cohort.id != board.cohort.id,
        )
        .order_by(Cohort.ends_on.desc(), Cohort.id)
    )
    done: dict[UUID, set[str]] = defaultdict(set)
    trained: dict[UUID, list[tuple[str, date]]] = defaultdict(list)
    for user_id, course_key, module_key, title, ends_on in rows:
        done[user_id] |= {course_key, module_key or course_key}
        if course_key == board.cohort.course_key and (title, ends_on) not in trained[user_id]:
            trained[user_id].append((title, ends_on))
    return done, trained


def _missed(session: Session, cohort_id: UUID, people: list[UUID]) -> dict[UUID, list[str]]:
    rows = session.execute(
        latest_acts()
        .add_columns(Nomination.user_id, Cohort.title)
        .join(Cohort, Cohort.id == Nomination.cohort_id)
        .where(Nomination.user_id.in_(people), Nomination.cohort_id != cohort_id)
        .order_by(Cohort.starts_on)
    )
    found: dict[UUID, list[str]] = defaultdict(list)
    for row in rows:
        if after(row.act, confirmed_by_head=row.head_confirms) is State.NO_SHOW:
            found[row.user_id].append(row.title)
    return found


def _titled(session: Session, keys: Iterable[str]) -> list[tuple[str, str]]:
    wanted = list(keys)
    if not wanted:
        return []
    titles: dict[str, Any] = {each.key: dict(each.titles) for each in list_current_modules(session)}
    titles |= {each.course_key: each.definition["title"] for each in list_current_courses(session)}
    return [(key, pick(titles.get(key, {}), current_language()) or key) for key in wanted]
