"""Made-up things with sensible defaults, so that a test shows only what matters to it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Agency, Profession, User
from app.core.ids import new_id
from app.courses.models import CourseEdition, CourseModule, Enrolment, LessonText, ModuleEdition
from app.training.models import (
    Cohort,
    CohortPlace,
    CohortTrainer,
    Room,
    SessionKind,
    SessionTrainer,
    TrainingCentre,
    TrainingSession,
)
from tests.conftest import NOW

RULE = {"lessons": 100, "exam": 80, "attendance": 80, "validity_years": 3}


def make_centre(session: Session, agency: Agency, **changes: Any) -> TrainingCentre:
    """Make an agency a training centre."""
    values: dict[str, Any] = {
        "agency_id": agency.id,
        "time_zone": "Asia/Dushanbe",
        "language": "tg",
        "city": {"en": "Dushanbe", "ru": "Душанбе", "tg": "Душанбе"},
        "signatory_name": "Сафаров Ҷамшед",
        "signatory_title": {"en": "Director", "ru": "Директор", "tg": "Директор"},
        "serial_prefix": agency.code[-6:].strip("-"),
    }
    centre = TrainingCentre(**{**values, **changes})
    session.add(centre)
    session.flush()
    return centre


def make_room(session: Session, centre: TrainingCentre, name: str = "Room 1", capacity: int = 24) -> Room:
    """Make a room."""
    room = Room(id=new_id(), centre_id=centre.agency_id, name=name, capacity=capacity)
    session.add(room)
    session.flush()
    return room


def make_module(session: Session, key: str = "what-trafficking-is", lessons: int = 2, number: int = 1) -> ModuleEdition:
    """Publish a small module in English and Russian."""
    keys = [f"lesson-{place}" for place in range(1, lessons + 1)]
    edition = ModuleEdition(
        id=new_id(),
        module_key=key,
        number=number,
        version="1.0",
        digest=f"{key}-{number}".ljust(64, "0")[:64],
        minutes=60,
        outline={
            "title": {"en": f"Module {key}", "ru": f"Модуль {key}"},
            "summary": {"en": "Summary", "ru": "Кратко"},
            "objectives": [{"key": "define", "texts": {"en": "Define", "ru": "Определить"}}],
            "sources": [],
            "hours": 1.0,
            "lessons": [
                {"key": each, "minutes": 10, "titles": {"en": f"Title {each}", "ru": f"Урок {each}"}} for each in keys
            ],
        },
        published_at=NOW,
    )
    session.add(edition)
    session.flush()
    for each in keys:
        for language, title in (("en", f"Title {each}"), ("ru", f"Урок {each}")):
            session.add(
                LessonText(
                    edition_id=edition.id,
                    language=language,
                    lesson_key=each,
                    title=title,
                    html=f"<p>Text of {each}</p>",
                    words=100,
                    stale=False,
                    reviewed={},
                )
            )
    session.flush()
    return edition


def make_course(
    session: Session,
    modules: tuple[ModuleEdition, ...] | None = None,
    key: str = "police-investigators",
    number: int = 1,
) -> CourseEdition:
    """Publish a course of these modules, or of one small module."""
    chosen = modules or (make_module(session),)
    exam = {
        "questions": 2,
        "minutes": 40,
        "pass_mark": 80,
        "attempts": 2,
        "spacing_hours": 0,
        "pool": "exam",
        "show_explanations": "after_submit",
    }
    course = CourseEdition(
        id=new_id(),
        course_key=key,
        number=number,
        digest=f"{key}-{number}".ljust(64, "0")[:64],
        hours=6.0,
        definition={
            "title": {"en": "Police investigators", "ru": "Следователи полиции", "tg": "Муфаттишони полис"},
            "summary": {"en": "Summary"},
            "audience": "police_investigator",
            "hours": 6.0,
            "modules": [edition.module_key for edition in chosen],
            "pre_test": {**exam, "minutes": 15, "pool": "practice"},
            "quiz": {**exam, "minutes": 0, "pool": "practice", "attempts": 0},
            "final_exam": exam,
            "certificate": RULE,
        },
        published_at=NOW,
    )
    session.add(course)
    session.flush()
    for position, edition in enumerate(chosen):
        session.add(
            CourseModule(
                course_edition_id=course.id, position=position, edition_id=edition.id, module_key=edition.module_key
            )
        )
    session.flush()
    return course


def make_enrolment(session: Session, user: User, course: CourseEdition, **changes: Any) -> Enrolment:
    """Enrol a person."""
    values: dict[str, Any] = {
        "id": new_id(),
        "user_id": user.id,
        "course_edition_id": course.id,
        "agency_id": user.agency_id,
        "profession": user.profession,
        "language": "ru",
        "enrolled_at": NOW,
    }
    enrolment = Enrolment(**{**values, **changes})
    session.add(enrolment)
    session.flush()
    return enrolment


def make_cohort(
    session: Session,
    centre: TrainingCentre,
    course: CourseEdition,
    trainers: tuple[User, ...] = (),
    trainees: tuple[User, ...] = (),
    **changes: Any,
) -> Cohort:
    """Make a cohort that runs this week, with its trainers and the enrolments of its trainees."""
    values: dict[str, Any] = {
        "id": new_id(),
        "centre_id": centre.agency_id,
        "course_edition_id": course.id,
        "title": "Cohort 1",
        "starts_on": date(2026, 11, 23),
        "ends_on": date(2026, 11, 27),
        "capacity": 24,
        "language": "ru",
        "created_at": NOW,
    }
    cohort = Cohort(**{**values, **changes})
    session.add(cohort)
    session.flush()
    for trainer in trainers:
        session.add(CohortTrainer(cohort_id=cohort.id, user_id=trainer.id))
    for trainee in trainees:
        enrolment = make_enrolment(session, trainee, course)
        session.add(CohortPlace(enrolment_id=enrolment.id, cohort_id=cohort.id, user_id=trainee.id, placed_at=NOW))
    session.flush()
    return cohort


def make_session(
    session: Session,
    cohort: Cohort,
    starts_at: datetime,
    ends_at: datetime,
    trainers: tuple[User, ...] = (),
    room: Room | None = None,
    **changes: Any,
) -> TrainingSession:
    """Schedule a session."""
    values: dict[str, Any] = {
        "id": new_id(),
        "cohort_id": cohort.id,
        "title": "Elements and consent",
        "kind": SessionKind.CLASSROOM,
        "starts_at": starts_at,
        "ends_at": ends_at,
        "room_id": room.id if room else None,
    }
    held = TrainingSession(**{**values, **changes})
    session.add(held)
    session.flush()
    for trainer in trainers:
        session.add(SessionTrainer(session_id=held.id, user_id=trainer.id))
    session.flush()
    return held


def enrolment_of(session: Session, user: User) -> Enrolment:
    """Return a person's only enrolment."""
    return session.scalars(select(Enrolment).where(Enrolment.user_id == user.id)).one()


def make_user(
    session: Session, agency: Agency, name: str, profession: Profession = Profession.POLICE_INVESTIGATOR
) -> User:
    """Record one more person."""
    from tests.people import person

    key: UUID = new_id()
    return person(session, name, f"person-{key.hex}", agency, profession, user_id=key)
