"""A cohort at the Dushanbe centre in which Amina meets the rule and Tolib does not, and a second one in Tashkent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Role, User
from app.assessments.models import Assessment, AssessmentKind, Attempt, Grade
from app.core.ids import new_id
from app.core.storage import Storage
from app.courses.models import CourseEdition, Enrolment, LessonCompletion
from app.training.models import AttendanceMark, AttendanceStatus, Cohort, CohortPlace, TrainingCentre, TrainingSession
from tests.conftest import NOW
from tests.factories import make_centre, make_cohort, make_course, make_module, make_room, make_session
from tests.people import Cast, person


class MemoryStorage(Storage):
    """Keeps files in a dict."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    def put(self, content: bytes) -> str:
        import hashlib

        digest = hashlib.sha256(content).hexdigest()
        self.files[digest] = content
        return digest

    def get(self, digest: str) -> bytes:
        return self.files[digest]


@dataclass
class Scene:
    """What the tests speak about."""

    centre: TrainingCentre
    course: CourseEdition
    cohort: Cohort
    session: TrainingSession
    amina: Enrolment
    tolib: Enrolment
    tashkent: TrainingCentre
    far_cohort: Cohort
    far_session: TrainingSession
    far_admin: User
    far_trainee: User
    far_enrolment: Enrolment


def make_scene(session: Session, cast: Cast) -> Scene:
    """Record both cohorts, committed."""
    centre = make_centre(session, cast.dushanbe_centre, serial_prefix="NTC")
    module = make_module(session, lessons=2)
    course = make_course(session, (module,))
    cohort = make_cohort(session, centre, course, (cast.rustam,), (cast.amina, cast.tolib), title="Autumn cohort")
    begins = NOW - timedelta(hours=2)
    room = make_room(session, centre, "Room 7")
    held = make_session(session, cohort, begins, begins + timedelta(minutes=90), (cast.rustam,), room)
    tashkent = make_centre(
        session, cast.tashkent_centre, serial_prefix="UZTC", language="uz", time_zone="Asia/Tashkent"
    )
    far_admin = person(
        session,
        "Nodira Karimova",
        "nodira",
        cast.tashkent_centre,
        cast.dilnoza.profession,
        (Role.CENTRE_ADMINISTRATOR, cast.tashkent_centre),
    )
    far_trainee = person(session, "Jasur Toʻrayev", "jasur", cast.uzbek_interior, cast.amina.profession)
    far_cohort = make_cohort(session, tashkent, course, (), (far_trainee,), title="Tashkent cohort")
    far_held = make_session(session, far_cohort, begins, begins + timedelta(hours=2), title="Tashkent session")
    scene = Scene(
        centre=centre,
        course=course,
        cohort=cohort,
        session=held,
        amina=enrolment_of(session, cohort, cast.amina),
        tolib=enrolment_of(session, cohort, cast.tolib),
        tashkent=tashkent,
        far_cohort=far_cohort,
        far_session=far_held,
        far_admin=far_admin,
        far_trainee=far_trainee,
        far_enrolment=enrolment_of(session, far_cohort, far_trainee),
    )
    for enrolment, where, marker in ((scene.amina, held, cast.rustam), (scene.far_enrolment, far_held, far_admin)):
        complete(session, enrolment, course, exam=90.0)
        mark(session, where, enrolment, marker)
    mark(session, held, scene.tolib, cast.rustam, status=AttendanceStatus.ABSENT)
    session.commit()
    return scene


def enrolment_of(session: Session, cohort: Cohort, user: User) -> Enrolment:
    """Return a person's enrolment in a cohort."""
    place = session.scalars(
        select(CohortPlace).where(CohortPlace.cohort_id == cohort.id, CohortPlace.user_id == user.id)
    ).one()
    return session.get_one(Enrolment, place.enrolment_id)


def complete(session: Session, enrolment: Enrolment, course: CourseEdition, *, exam: float | None) -> None:
    """Complete all lessons, and sit the final exam with a result."""
    from app.courses.models import CourseModule, ModuleEdition

    editions = session.scalars(
        select(ModuleEdition)
        .join(CourseModule, CourseModule.edition_id == ModuleEdition.id)
        .where(CourseModule.course_edition_id == course.id)
    )
    for edition in editions:
        for lesson in edition.outline["lessons"]:
            session.add(
                LessonCompletion(
                    id=new_id(),
                    enrolment_id=enrolment.id,
                    edition_id=edition.id,
                    lesson_key=lesson["key"],
                    language="ru",
                    completed_at=NOW,
                )
            )
    if exam is not None:
        sit_exam(session, enrolment, course, exam)
    session.flush()


def sit_exam(session: Session, enrolment: Enrolment, course: CourseEdition, percent: float, number: int = 1) -> None:
    """Record a submitted final exam."""
    assessment = session.scalars(
        select(Assessment).where(
            Assessment.course_edition_id == course.id, Assessment.kind == AssessmentKind.FINAL_EXAM
        )
    ).one_or_none()
    if assessment is None:
        assessment = Assessment(
            id=new_id(), course_edition_id=course.id, kind=AssessmentKind.FINAL_EXAM, module_key="", blueprint={}
        )
        session.add(assessment)
        session.flush()
    attempt = Attempt(
        id=new_id(),
        assessment_id=assessment.id,
        enrolment_id=enrolment.id,
        user_id=enrolment.user_id,
        number=number,
        language="ru",
        seed=1,
        paper={},
        started_at=NOW - timedelta(hours=1),
        submitted_at=NOW,
    )
    session.add(attempt)
    session.flush()
    session.add(
        Grade(
            id=new_id(),
            attempt_id=attempt.id,
            points=percent,
            maximum=100,
            percent=percent,
            passed=percent >= 80,
            details=[],
            graded_at=NOW,
        )
    )
    session.flush()


def mark(session: Session, held: TrainingSession, enrolment: Enrolment, by: User, **changes: Any) -> AttendanceMark:
    """Mark somebody present, unless told otherwise."""
    values: dict[str, Any] = {
        "id": new_id(),
        "session_id": held.id,
        "enrolment_id": enrolment.id,
        "user_id": enrolment.user_id,
        "agency_id": enrolment.agency_id,
        "status": AttendanceStatus.PRESENT,
        "marked_by": by.id,
        "marked_at": NOW - timedelta(hours=1),
    }
    found = AttendanceMark(**{**values, **changes})
    session.add(found)
    session.flush()
    return found


def correct(session: Session, earlier: AttendanceMark, by: User, **changes: Any) -> AttendanceMark:
    """Correct a mark."""
    values: dict[str, Any] = {
        name: getattr(earlier, name)
        for name in ("session_id", "enrolment_id", "user_id", "agency_id", "status", "minutes_late")
    }
    found = AttendanceMark(
        **{**values, "id": new_id(), "marked_by": by.id, "marked_at": NOW, "corrects_id": earlier.id, **changes}
    )
    session.add(found)
    session.flush()
    return found


def latest_id(session: Session, table: Any) -> UUID:
    """Return the id of the newest row."""
    return session.scalars(select(table.id).order_by(table.id.desc()).limit(1)).one()
