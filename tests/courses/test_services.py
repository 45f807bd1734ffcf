from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.audit import AuditEntry
from app.core.errors import Missing, NotAllowed
from app.core.events import subscribe
from app.core.ids import new_id
from app.courses import queries, rules, services
from app.courses.events import LessonCompleted
from app.courses.models import CourseEdition, Enrolment, LessonCompletion
from tests.conftest import NOW
from tests.factories import make_course, make_enrolment, make_module
from tests.people import Cast

heard: list[LessonCompleted] = []


def hear(event: LessonCompleted, _session: Session) -> None:
    heard.append(event)


@pytest.fixture
def course(session: Session) -> CourseEdition:
    return make_course(session, (make_module(session), make_module(session, "indicators", lessons=3)))


def enrol_amina(session: Session, cast: Cast, course: CourseEdition, **changes: object) -> Enrolment:
    values = {"user_id": cast.amina.id, "course_edition_id": course.id, "language": "tg", "at": NOW, **changes}
    return services.enrol(session, actor=cast.actor(cast.dilnoza), **values)  # type: ignore[arg-type]


def complete(session: Session, cast: Cast, enrolment: Enrolment, lesson: str = "lesson-1") -> LessonCompletion:
    return services.complete_lesson(
        session,
        actor=cast.actor(cast.amina),
        enrolment_id=enrolment.id,
        module_key="what-trafficking-is",
        lesson_key=lesson,
        language="ru",
        at=NOW,
    )


def test_an_enrolment_keeps_agency_and_profession_of_the_day(
    session: Session, cast: Cast, course: CourseEdition
) -> None:
    enrolment = enrol_amina(session, cast, course)

    assert (enrolment.agency_id, enrolment.profession) == (cast.amina.agency_id, cast.amina.profession)
    assert enrolment.enrolled_by == cast.dilnoza.id
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "courses:enrolment:enrol")).one()
    assert entry.subject_id == str(enrolment.id)


def test_enrolling_twice_is_enrolling_once(session: Session, cast: Cast, course: CourseEdition) -> None:
    first, second = enrol_amina(session, cast, course), enrol_amina(session, cast, course)

    assert first is second
    assert session.scalar(select(func.count()).select_from(Enrolment)) == 1


def test_an_own_id_makes_the_repeat_safe_and_a_second_run_possible(
    session: Session, cast: Cast, course: CourseEdition
) -> None:
    key = new_id()
    first = enrol_amina(session, cast, course, enrolment_id=key)
    again = enrol_amina(session, cast, course, enrolment_id=key)
    second_run = enrol_amina(session, cast, course, enrolment_id=new_id())

    assert first is again
    assert second_run is not first


def test_an_id_of_somebody_else_is_refused(session: Session, cast: Cast, course: CourseEdition) -> None:
    other = make_enrolment(session, cast.tolib, course)

    with pytest.raises(rules.NotYourEnrolment):
        enrol_amina(session, cast, course, enrolment_id=other.id)


@pytest.mark.parametrize("who", ["amina", "farida", "rustam", "gulnora", "sherzod", "nargis"])
def test_only_administrators_enrol(session: Session, cast: Cast, course: CourseEdition, who: str) -> None:
    with pytest.raises(NotAllowed):
        services.enrol(
            session,
            actor=cast.actor(getattr(cast, who)),
            user_id=cast.amina.id,
            course_edition_id=course.id,
            language="ru",
            at=NOW,
        )


def test_a_centre_does_not_enrol_people_of_another_country(session: Session, cast: Cast, course: CourseEdition) -> None:
    with pytest.raises(NotAllowed):
        enrol_amina(session, cast, course, user_id=cast.sherzod.id)


def test_nobody_and_nothing_can_not_be_enrolled(session: Session, cast: Cast, course: CourseEdition) -> None:
    with pytest.raises(Missing):
        enrol_amina(session, cast, course, user_id=new_id())
    with pytest.raises(Missing):
        enrol_amina(session, cast, course, course_edition_id=new_id())


def test_a_closed_account_can_not_be_enrolled(session: Session, cast: Cast, course: CourseEdition) -> None:
    cast.amina.deactivated_at = NOW
    session.add(cast.amina)
    session.flush()

    with pytest.raises(rules.PersonInactive):
        enrol_amina(session, cast, course)


def test_a_completed_lesson_is_recorded_once_with_its_language(
    session: Session, cast: Cast, course: CourseEdition
) -> None:
    subscribe(LessonCompleted, hear)
    heard.clear()
    enrolment = enrol_amina(session, cast, course)

    first, second = complete(session, cast, enrolment), complete(session, cast, enrolment)

    assert first is second
    assert first.language == "ru"
    assert len([event for event in heard if event.enrolment_id == enrolment.id]) == 1
    assert queries.lesson_progress(session, [enrolment.id]) == {enrolment.id: (1, 5)}


@pytest.mark.parametrize(("module", "lesson"), [("what-trafficking-is", "lesson-9"), ("nothing", "lesson-1")])
def test_a_lesson_that_the_course_does_not_have(
    session: Session, cast: Cast, course: CourseEdition, module: str, lesson: str
) -> None:
    enrolment = enrol_amina(session, cast, course)

    with pytest.raises(Missing):
        services.complete_lesson(
            session,
            actor=cast.actor(cast.amina),
            enrolment_id=enrolment.id,
            module_key=module,
            lesson_key=lesson,
            language="ru",
            at=NOW,
        )


def test_nobody_completes_a_lesson_for_somebody_else(session: Session, cast: Cast, course: CourseEdition) -> None:
    enrolment = make_enrolment(session, cast.tolib, course)

    with pytest.raises(Missing):
        complete(session, cast, enrolment)


def test_a_withdrawal_ends_study_and_keeps_what_was_done(session: Session, cast: Cast, course: CourseEdition) -> None:
    enrolment = enrol_amina(session, cast, course)
    complete(session, cast, enrolment)
    admin = cast.actor(cast.dilnoza)

    services.withdraw(session, actor=admin, enrolment_id=enrolment.id, reason=" Posted abroad. ", at=NOW)
    services.withdraw(session, actor=admin, enrolment_id=enrolment.id, reason="again", at=NOW + timedelta(days=1))

    assert (enrolment.withdrawn_at, enrolment.withdrawal_reason) == (NOW, "Posted abroad.")
    assert queries.lesson_progress(session, [enrolment.id])[enrolment.id] == (1, 5)
    with pytest.raises(rules.Withdrawn):
        complete(session, cast, enrolment, "lesson-2")


@pytest.mark.parametrize("reason", ["", "   ", "x" * 501])
def test_a_withdrawal_has_a_reason(session: Session, cast: Cast, course: CourseEdition, reason: str) -> None:
    enrolment = enrol_amina(session, cast, course)

    with pytest.raises(rules.ReasonMissing):
        services.withdraw(session, actor=cast.actor(cast.dilnoza), enrolment_id=enrolment.id, reason=reason, at=NOW)


def test_after_a_withdrawal_a_person_can_be_enrolled_again(session: Session, cast: Cast, course: CourseEdition) -> None:
    first = enrol_amina(session, cast, course)
    services.withdraw(session, actor=cast.actor(cast.dilnoza), enrolment_id=first.id, reason="Illness", at=NOW)

    assert enrol_amina(session, cast, course).id != first.id
