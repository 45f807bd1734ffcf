"""Enrolling one by one; leaving with a reason."""

from __future__ import annotations

from threading import Barrier, Thread
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.accounts.models import User
from app.core.audit import AuditEntry
from app.courses.models import Enrolment
from app.training.models import AttendanceMark, Cohort, CohortPlace
from tests import factories
from tests.training.conftest import School, at


def people_in(school: School) -> set[UUID]:
    found = select(CohortPlace).where(CohortPlace.cohort_id == school.cohort.id, CohortPlace.left_at.is_(None))
    return {place.user_id for place in school.rows(found)}


def new_person(school: School, name: str = "Фирӯз Абдуллоев", **changes: Any) -> User:
    with school.changes() as session:
        user = factories.make_user(session, school.cast.interior, name)
        for key, value in changes.items():
            setattr(user, key, value)
    return user


def test_somebody_is_found_and_enrolled_once(school, sign_in):
    user = new_person(school)
    browser = sign_in(school.cast.dilnoza)
    url = f"/cohorts/{school.cohort.id}/people"

    assert "Фирӯз Абдуллоев" in browser.get(f"{url}/add?q=фирӯз").get_data(as_text=True)
    for _twice in range(2):
        assert browser.post(url, data={"user_id": str(user.id)}).status_code == 303

    assert user.id in people_in(school)
    (enrolment,) = school.rows(select(Enrolment).where(Enrolment.user_id == user.id))
    assert (enrolment.course_edition_id, enrolment.language) == (school.course.id, "ru")
    assert school.rows(select(AuditEntry).where(AuditEntry.action == "training:person:enrol"))


def test_people_of_another_country_are_neither_found_nor_enrolled(school, sign_in):
    browser = sign_in(school.cast.dilnoza)
    url = f"/cohorts/{school.cohort.id}/people"

    assert "Nobody found" in browser.get(f"{url}/add?q=sherzod").get_data(as_text=True)
    assert browser.post(url, data={"user_id": str(school.cast.sherzod.id)}).status_code == 404
    assert browser.post(url, data={"user_id": "nonsense"}).status_code == 404


def test_trainers_do_not_enrol(school, sign_in):
    browser = sign_in(school.cast.rustam)

    assert (
        browser.post(f"/cohorts/{school.cohort.id}/people", data={"user_id": str(school.cast.farida.id)}).status_code
        == 403
    )
    assert "Enrol people" not in browser.get(f"/cohorts/{school.cohort.id}").get_data(as_text=True)


def test_a_full_cohort_refuses(school, sign_in):
    user = new_person(school)
    with school.changes() as session:
        session.get_one(Cohort, school.cohort.id).capacity = 2
    browser = sign_in(school.cast.dilnoza)

    answer = browser.post(f"/cohorts/{school.cohort.id}/people", data={"user_id": str(user.id)}, follow_redirects=True)

    assert "All 2 places of Cohort 1 are taken." in answer.get_data(as_text=True)
    assert user.id not in people_in(school)


def test_somebody_with_a_clashing_session_is_refused(school, sign_in):
    user = new_person(school)
    with school.changes() as session:
        other = factories.make_cohort(session, school.centre, school.course, (), (user,), title="Judges")
        factories.make_session(session, other, at(26, 4), at(26, 6), title="Law")
        factories.make_session(session, school.cohort, at(26, 5), at(26, 7), title="Interview")

    answer = sign_in(school.cast.dilnoza).post(
        f"/cohorts/{school.cohort.id}/people", data={"user_id": str(user.id)}, follow_redirects=True
    )

    assert "Фирӯз Абдуллоев has another session then: “Law” of Judges, Nov 26, 2026, 09:00–11:00" in answer.get_data(
        as_text=True
    )
    assert user.id not in people_in(school)


def test_the_last_place_is_given_once(school, sign_in):
    users = [new_person(school, name) for name in ("Якум", "Дуюм")]
    with school.changes() as session:
        session.get_one(Cohort, school.cohort.id).capacity = 3
    browsers = [sign_in(school.cast.dilnoza) for _user in users]
    barrier = Barrier(2)

    def send(browser: Any, user: User) -> None:
        barrier.wait()
        browser.post(f"/cohorts/{school.cohort.id}/people", data={"user_id": str(user.id)})

    threads = [Thread(target=send, args=each) for each in zip(browsers, users, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(people_in(school)) == 3


def test_somebody_new_is_recorded_invited_and_enrolled(school, sign_in):
    form = {
        "name": "Нозим Каримов",
        "email": "nozim@example.org",
        "agency": str(school.cast.interior.id),
        "profession": "judge",
        "sex": "",
        "language": "tg",
        "time_zone": "Asia/Dushanbe",
    }
    browser = sign_in(school.cast.dilnoza)
    url = f"/cohorts/{school.cohort.id}/people/new"

    answer = browser.post(url, data=form)
    again = browser.post(url, data=form)

    (user,) = school.rows(select(User).where(User.email == "nozim@example.org"))
    assert user.id in people_in(school)
    assert "/invitations/" in answer.get_data(as_text=True)
    assert again.status_code == 422
    assert "This address belongs to a person in the system." in again.get_data(as_text=True)


def test_a_person_leaves_with_a_reason_and_the_record_stays(school, sign_in):
    key = school.enrolment(school.cast.amina)
    sign_in(school.cast.rustam).post(
        f"/sessions/{school.lesson.id}/attendance", data={f"status-{key.hex}": "present", f"seen-{key.hex}": ""}
    )
    browser = sign_in(school.cast.dilnoza)
    url = f"/cohorts/{school.cohort.id}/people/{key}/withdraw"

    assert browser.post(url, data={"reason": " "}).status_code == 422
    assert browser.post(url, data={"reason": "Transferred to the border"}).status_code == 303
    assert browser.post(url, data={"reason": "again"}).status_code == 303

    assert school.cast.amina.id not in people_in(school)
    (enrolment,) = school.rows(select(Enrolment).where(Enrolment.id == key))
    assert enrolment.withdrawal_reason == "Transferred to the border"
    assert len(school.rows(select(AttendanceMark))) == 1
    assert "withdrawn" in browser.get(f"/cohorts/{school.cohort.id}").get_data(as_text=True)


def test_somebody_who_left_may_come_back(school, sign_in):
    key = school.enrolment(school.cast.amina)
    browser = sign_in(school.cast.dilnoza)
    browser.post(f"/cohorts/{school.cohort.id}/people/{key}/withdraw", data={"reason": "By mistake"})

    browser.post(f"/cohorts/{school.cohort.id}/people", data={"user_id": str(school.cast.amina.id)})

    assert school.cast.amina.id in people_in(school)


def test_an_enrolment_without_a_cohort_is_brought_along(school, sign_in):
    user = new_person(school)
    with school.changes() as session:
        alone = factories.make_enrolment(session, user, school.course)

    sign_in(school.cast.dilnoza).post(f"/cohorts/{school.cohort.id}/people", data={"user_id": str(user.id)})

    assert [place.enrolment_id for place in school.rows(select(CohortPlace).where(CohortPlace.user_id == user.id))] == [
        alone.id
    ]
