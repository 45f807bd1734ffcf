"""Opening the cohorts of the demo story, with sessions and people."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.accounts.models import COUNTRY_ZONES, Role, User
from app.accounts.queries import get_actor
from app.core.ids import new_id
from app.core.policy import Actor
from app.courses.models import CourseEdition
from app.courses.queries import course_outline
from app.training import queries
from app.training.models import SessionKind
from app.training.services.cohorts import CohortDetails, create_cohort
from app.training.services.people import place_person
from app.training.services.sessions import SessionDetails, plan_session

from .agencies import DUSHANBE, Stage
from .learning import Learner

SLOTS = ((9, 0), (11, 0), (14, 0), (15, 45))
SESSION_LASTS = timedelta(minutes=90)
TITLES = (
    "Кушодани курс. Унсурҳои ҷиноят",
    "Розигӣ ва кӯдакон",
    "Нишондиҳандаҳо ва 24 соати аввал",
    "Машқ: микроавтобус дар роҳ",
    "Мусоҳиба бо қурбонии эҳтимолӣ",
    "Мусоҳиба: бозии нақшҳо",
    "Тарҷумон ва ҳифзи шахс",
    "Ҷамъбаст",
)


@dataclass(frozen=True, slots=True)
class Plan:
    """What the story needs to know of a cohort."""

    title: str
    centre: str
    monday: date
    capacity: int
    language: str


def open_cohort(
    session: Session, stage: Stage, course: CourseEdition, plan: Plan, trainers: list[User], at: datetime
) -> tuple[UUID, Actor]:
    """Open a cohort; return it and who opened it."""
    administrator = get_actor(session, _administrator(stage, plan, trainers).id)
    cohort_id = create_cohort(
        session,
        actor=administrator,
        cohort_id=new_id(),
        centre_id=stage.agencies[plan.centre].id,
        course_edition_id=course.id,
        details=CohortDetails(
            title=plan.title,
            starts_on=plan.monday,
            ends_on=plan.monday + timedelta(days=4),
            place=stage.rooms[plan.centre][0].name,
            capacity=plan.capacity,
            language=plan.language,
            trainer_ids=[trainer.id for trainer in trainers],
        ),
        at=at,
    )
    session.flush()
    return cohort_id, administrator


def _administrator(stage: Stage, plan: Plan, trainers: list[User]) -> User:
    return stage.people[Role.CENTRE_ADMINISTRATOR] if plan.centre == DUSHANBE else trainers[0]


def plan_sessions(
    session: Session,
    stage: Stage,
    course: CourseEdition,
    plan: Plan,
    cohort_id: UUID,
    actor: Actor,
    trainers: list[User],
    at: datetime,
) -> list[tuple[UUID, datetime]]:
    """Plan the sessions of a week."""
    zone = ZoneInfo(COUNTRY_ZONES[stage.agencies[plan.centre].country])
    modules = [module.key for module in course_outline(session, course.id).modules]
    planned = []
    for number, title in enumerate(TITLES):
        hour, minute = SLOTS[number % 2 * 2]
        starts_at = datetime.combine(plan.monday + timedelta(days=number // 2), time(hour, minute), zone)
        session_id = plan_session(
            session,
            actor=actor,
            session_id=new_id(),
            cohort_id=cohort_id,
            details=SessionDetails(
                title=title,
                kind=SessionKind.CLASSROOM,
                starts_at=starts_at,
                ends_at=starts_at + SESSION_LASTS,
                room_id=stage.rooms[plan.centre][0].id,
                trainer_ids=[trainers[number % len(trainers)].id],
                module_keys=[modules[number * len(modules) // len(TITLES)]],
            ),
            at=at,
        )
        session.flush()
        planned.append((session_id, starts_at))
    return planned


def enrol(
    session: Session,
    course: CourseEdition,
    cohort_id: UUID,
    actor: Actor,
    people: list[User],
    language: str,
    chance: random.Random,
    at: datetime,
) -> list[Learner]:
    """Give people places in a cohort."""
    cohort = queries.get_cohort(session, actor, cohort_id)
    learners = []
    for person in people:
        enrolment_id = place_person(session, actor=actor, cohort=cohort, user_id=person.id, language=language, at=at)
        session.flush()
        learners.append(Learner(person, enrolment_id, course.id, chance.uniform(0.82, 1.0), language))
    return learners
