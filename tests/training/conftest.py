"""A centre with a cohort that runs this week, Rustam teaching and Amina and Tolib learning."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Role, User
from app.core.db import intending_to_write
from app.courses.models import CourseEdition
from app.training.models import Cohort, CohortPlace, Room, TrainingCentre, TrainingSession
from tests import factories
from tests.people import Cast, person


@dataclass(frozen=True)
class School:
    """What most tests of training need."""

    session: Session
    cast: Cast
    centre: TrainingCentre
    foreign_centre: TrainingCentre
    course: CourseEdition
    room: Room
    cohort: Cohort
    lesson: TrainingSession
    stranger: User
    colleague: User
    enrolments: dict[UUID, UUID]

    def enrolment(self, user: User) -> UUID:
        return self.enrolments[user.id]

    def leaves(self, user: User, at: datetime) -> None:
        with self.changes() as session:
            session.get_one(CohortPlace, self.enrolment(user)).left_at = at

    @contextmanager
    def changes(self) -> Iterator[Session]:
        """Change the tables behind the pages; nothing stays open that a request would wait for."""
        self.session.rollback()
        with intending_to_write():
            yield self.session
            self.session.flush()
            _detach(self.session)
            self.session.commit()

    def rows(self, statement: Any) -> list[Any]:
        """Read what is committed now."""
        self.session.rollback()
        found = list(self.session.scalars(statement))
        _detach(self.session)
        self.session.rollback()
        return found


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """Return a time of the tests' month; Dushanbe is five hours ahead."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


@pytest.fixture
def school(session: Session, cast: Cast) -> School:
    centre = factories.make_centre(session, cast.dushanbe_centre)
    foreign = factories.make_centre(session, cast.tashkent_centre, time_zone="Asia/Tashkent", serial_prefix="UZ")
    course = factories.make_course(session)
    room = factories.make_room(session, centre, "Room 204", 24)
    cohort = factories.make_cohort(session, centre, course, (cast.rustam,), (cast.amina, cast.tolib))
    lesson = factories.make_session(session, cohort, at(24, 4), at(24, 5, 30), (cast.rustam,), room)
    stranger = person(
        session,
        "Davron Ismoilov",
        "davron",
        cast.tashkent_centre,
        cast.rustam.profession,
        (Role.CENTRE_ADMINISTRATOR, cast.tashkent_centre),
    )
    colleague = person(
        session,
        "Мадина Шарипова",
        "madina",
        cast.dushanbe_centre,
        cast.rustam.profession,
        (Role.TRAINER, cast.dushanbe_centre),
    )
    enrolments = {place.user_id: place.enrolment_id for place in session.scalars(select(CohortPlace))}
    _detach(session)
    session.commit()
    return School(session, cast, centre, foreign, course, room, cohort, lesson, stranger, colleague, enrolments)


def _detach(session: Session) -> None:
    """Let things be read after their transaction: otherwise reading an attribute would open another one."""
    for each in list(session):
        session.refresh(each)
    session.expunge_all()
