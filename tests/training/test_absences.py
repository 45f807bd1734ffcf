"""Absences announced beforehand, warnings, and changing the cohort without losing what was attended."""

from __future__ import annotations

import io
from datetime import date
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, select
from sqlalchemy.exc import DatabaseError

from app.core import events
from app.training.absences.models import Absence, AbsenceSession, AbsenceWithdrawal
from app.training.alerts.models import AbsenceAlert
from app.training.alerts.services import raise_alerts
from app.training.events import AbsenceThresholdReached, PersonMarkedAbsent
from app.training.models import AttendanceStatus, CohortPlace, MarkSource, TrainingSession
from app.training.moves.models import CohortStay
from app.training.moves.services import change_cohort_of
from app.training.queries import attendance_percent, get_sheet, person_record
from app.training.rules.attendance import (
    Announcement,
    Claim,
    Mark,
    standing,
)
from app.training.rules.enrolling import PersonBusy
from app.training.rules.places import CohortFull
from tests import factories
from tests.conftest import NOW
from tests.training.conftest import School, at
from tests.training.test_attendance_pages import marks_of, typed, url


@pytest.fixture
def tomorrow(school: School) -> TrainingSession:
    with school.changes() as session:
        return factories.make_session(
            session, school.cohort, at(25, 4), at(25, 5, 30), (school.cast.rustam,), title="Interviews"
        )


def announce(school: School, browser, *sessions: TrainingSession, who=None, **more):
    key = school.enrolment(who or school.cast.amina)
    form = {"sessions": [str(each.id) for each in sessions], "reason": "Called to court", **more}
    return browser.post(f"/enrolments/{key}/absence", data=form)


def absences(school: School) -> list[Absence]:
    return school.rows(select(Absence))


def test_a_participant_announces_and_the_trainer_excuses_with_one_press(school, sign_in, clock, tomorrow):
    answer = announce(school, sign_in(school.cast.amina), tomorrow, paper=(io.BytesIO(b"%PDF-1.4 x"), "summons.pdf"))
    assert answer.status_code == 303
    (absence,) = absences(school)
    trainer = sign_in(school.cast.rustam)
    clock.instant = at(25, 4, 10)

    sheet = trainer.get(f"/sessions/{tomorrow.id}/attendance").get_data(as_text=True)
    assert "1 absence was announced beforehand." in sheet
    assert "Called to court" in sheet
    assert trainer.get(f"/absences/{absence.id}/paper").data == b"%PDF-1.4 x"
    key = school.enrolment(school.cast.amina).hex
    trainer.post(f"/sessions/{tomorrow.id}/attendance/waiting", data={"only": f"excuse-{key}"})

    (mark,) = marks_of(school, school.cast.amina)
    assert (mark.status, mark.source, mark.source_id) == (AttendanceStatus.EXCUSED, MarkSource.ABSENCE, absence.id)
    refused = sign_in(school.cast.amina).post(f"/absences/{absence.id}/withdraw", follow_redirects=True)
    assert "This announcement was used" in refused.get_data(as_text=True)


def test_an_officer_announces_for_the_own_people_only(school, sign_in, tomorrow):
    officer = sign_in(school.cast.farida)

    assert "Амина" in officer.get("/absences").get_data(as_text=True)
    assert announce(school, officer, tomorrow).status_code == 303
    assert announce(school, officer, tomorrow, who=school.cast.tolib).status_code == 404
    assert announce(school, sign_in(school.cast.sherzod), tomorrow).status_code == 404
    (absence,) = absences(school)
    assert absence.announced_by == school.cast.farida.id
    assert sign_in(school.cast.tolib).get(f"/absences/{absence.id}").status_code == 404


def test_what_began_or_was_announced_cannot_be_announced(school, sign_in, tomorrow):
    browser = sign_in(school.cast.amina)

    assert announce(school, browser, school.lesson).status_code == 422
    assert announce(school, browser).status_code == 422
    assert announce(school, browser, tomorrow, reason=" ").status_code == 422
    assert announce(school, browser, tomorrow).status_code == 303
    assert announce(school, browser, tomorrow).status_code == 422
    assert len(absences(school)) == 1


def test_a_session_elsewhere_is_offered_by_the_clock_of_its_place(school, sign_in, tomorrow):
    with school.changes() as session:
        factories.make_session(session, school.cohort, at(26, 8), at(26, 9), title="Visit", time_zone="Europe/Vienna")

    page = sign_in(school.cast.amina).get(f"/enrolments/{school.enrolment(school.cast.amina)}/absence")

    assert "November 26, 2026, 09:00 (Vienna): Visit" in page.get_data(as_text=True)
    assert "November 25, 2026, 09:00: Interviews" in page.get_data(as_text=True)


def test_lists_say_the_clock_of_the_place_as_well(school, sign_in, tomorrow):
    with school.changes() as session:
        visit = factories.make_session(
            session, school.cohort, at(26, 8), at(26, 9), title="Visit", time_zone="Europe/Vienna"
        )
    announce(school, sign_in(school.cast.amina), visit, tomorrow)
    (stored,) = absences(school)

    for address in ("/absences", f"/absences/{stored.id}"):
        page = sign_in(school.cast.rustam).get(address).get_data(as_text=True)
        assert "Nov 26, 2026, 09:00 (Vienna): Visit" in page
        assert "Nov 25, 2026, 09:00: Interviews" in page


def test_who_left_has_nothing_to_be_absent_from(school, sign_in, tomorrow):
    school.leaves(school.cast.amina, NOW)

    answer = announce(school, sign_in(school.cast.amina), tomorrow)

    assert answer.status_code == 422
    assert not absences(school)


def test_what_is_taken_back_waits_no_more_and_can_be_announced_again(school, sign_in, clock, tomorrow):
    browser = sign_in(school.cast.amina)
    announce(school, browser, tomorrow)
    (absence,) = absences(school)

    for _time in range(2):
        browser.post(f"/absences/{absence.id}/withdraw")
    assert len(school.rows(select(AbsenceWithdrawal))) == 1
    announce(school, browser, tomorrow, reason="Ill")
    clock.instant = at(25, 4, 10)

    sheet = sign_in(school.cast.rustam).get(f"/sessions/{tomorrow.id}/attendance").get_data(as_text=True)
    assert "1 absence was announced beforehand." in sheet
    assert "Ill" in sheet
    assert "Called to court" not in sheet


def test_the_database_refuses_to_change_an_announcement(school, sign_in, tomorrow):
    announce(school, sign_in(school.cast.amina), tomorrow)
    for table in (AbsenceSession, Absence):
        with pytest.raises(DatabaseError, match="append-only"):
            school.session.execute(delete(table))
        school.session.rollback()


marks = st.lists(st.sampled_from(list(AttendanceStatus)), max_size=4)


@given(marks, st.integers(0, 2), st.lists(st.booleans(), max_size=3), st.randoms())
def test_all_facts_fold_to_the_same_state_in_any_order_and_number(statuses, claimed, announced, chance):
    chain: list[Mark] = []
    for status in statuses:
        chain.append(Mark(id=uuid4(), corrects_id=chain[-1].id if chain else None, status=status))
    said = [Claim(uuid4(), at(24, 4, minute)) for minute in range(claimed)]
    told = [Announcement(uuid4(), at(23, hour), withdrawn=gone) for hour, gone in enumerate(announced)]
    first = standing(chain, said, told)
    for facts in (chain, said, told):
        facts.extend(chance.choices(facts, k=2) if facts else [])
        chance.shuffle(facts)

    assert standing(chain, said, told) == first
    marked = bool(statuses) and statuses[-1] is not AttendanceStatus.WITHDRAWN
    assert first.claim_waits == bool(said and not marked)
    assert not (first.absence_waits and (marked or said))


def test_absences_are_told_and_the_warning_comes_once(school, sign_in, monkeypatch):
    told: list[object] = []
    monkeypatch.setitem(events._handlers, PersonMarkedAbsent, [lambda event, _session: told.append(event)])
    monkeypatch.setitem(events._handlers, AbsenceThresholdReached, [lambda event, _session: told.append(event)])
    with school.changes() as session:
        factories.make_session(session, school.cohort, at(25, 4), at(25, 5, 30))
    browser = sign_in(school.cast.rustam)
    browser.post(url(school), data=typed(school, amina=("absent",), tolib=("excused",)))

    for _time in range(2):
        with school.changes() as session:
            raise_alerts(session, at=NOW)

    absent, reached = told
    assert isinstance(absent, PersonMarkedAbsent)
    assert absent.user_id == school.cast.amina.id
    assert isinstance(reached, AbsenceThresholdReached)
    assert (reached.user_id, reached.possible_percent, reached.required_percent) == (school.cast.amina.id, 50.0, 80.0)
    assert len(school.rows(select(AbsenceAlert))) == 1
    results = browser.get(f"/cohorts/{school.cohort.id}/results").get_data(as_text=True)
    assert "≤ 50 %" in results
    assert "Attendance: 80 % is needed" in results
    course = sign_in(school.cast.amina).get(f"/enrolments/{school.enrolment(school.cast.amina)}/course")
    panel = course.get_data(as_text=True) if course.status_code == 200 else ""
    assert "at most 50 %, and 80 % is needed" in (panel or course_page(school, sign_in))


def course_page(school: School, sign_in) -> str:
    key = school.enrolment(school.cast.amina)
    return sign_in(school.cast.amina).get(f"/courses/{key}", follow_redirects=True).get_data(as_text=True)


@pytest.fixture
def second(school: School):
    with school.changes() as session:
        cohort = factories.make_cohort(
            session, school.centre, school.course, (school.colleague,), title="Cohort 2", ends_on=date(2026, 12, 4)
        )
        for day in (24, 26):
            factories.make_session(session, cohort, at(day, 9), at(day, 10), title=f"Second {day}")
        factories.make_session(session, school.cohort, at(27, 4), at(27, 5), title="First 27")
        return cohort


def move(school: School, cohort, when=NOW, who=None, reason: str = "Works in Khujand now") -> None:
    with school.changes() as session:
        change_cohort_of(
            session,
            actor=school.cast.actor(school.cast.dilnoza),
            enrolment_id=school.enrolment(who or school.cast.amina),
            cohort_id=cohort.id,
            reason=reason,
            at=when,
        )


def test_sessions_count_up_to_and_from_the_change(school, sign_in, second):
    sign_in(school.cast.rustam).post(url(school), data=typed(school, amina=("present",), tolib=("present",)))
    move(school, second, at(24, 9, 30))

    with school.changes() as session:
        key = school.enrolment(school.cast.amina)
        hours = attendance_percent(session, [key])[key]
        titles = [each.title for each in person_record(session, key)]
        earlier = get_sheet(session, school.cast.actor(school.cast.rustam), school.lesson.id)
    assert titles == ["Elements and consent", "Second 26"]
    assert (hours.planned, hours.attended) == (150, 90)
    assert "Амина Ҷӯраева" in {row.participant.name for row in earlier.rows}
    (stay,) = school.rows(select(CohortStay))
    assert (stay.cohort_id, stay.until) == (school.cohort.id, at(24, 9, 30))
    (mark,) = marks_of(school, school.cast.amina)
    assert mark.agency_id == school.cast.interior_sughd.id


def test_sheets_show_who_was_in_the_group_then(school, second):
    move(school, second, at(24, 9, 30))
    actor = school.cast.actor(school.cast.dilnoza)
    with school.changes() as session:
        found = session.scalars(select(TrainingSession).order_by(TrainingSession.starts_at))
        seen = {
            each.title: "Амина Ҷӯраева" in {row.participant.name for row in get_sheet(session, actor, each.id).rows}
            for each in list(found)
        }

    assert seen == {"Elements and consent": True, "Second 24": False, "Second 26": True, "First 27": False}


def test_somebody_may_come_back(school, second):
    move(school, second, at(24, 9, 30))
    move(school, school.cohort, at(26, 12))
    with school.changes() as session:
        titles = [each.title for each in person_record(session, school.enrolment(school.cast.amina))]

    assert titles == ["Elements and consent", "Second 26", "First 27"]
    assert len(school.rows(select(CohortPlace.enrolment_id))) == 2


def test_a_full_cohort_takes_nobody_and_the_same_one_changes_nothing(school, second):
    with school.changes() as session:
        session.merge(second).capacity = 1
    move(school, second)
    with pytest.raises(CohortFull):
        move(school, second, who=school.cast.tolib)
    move(school, second)

    assert len(school.rows(select(CohortStay))) == 1


@pytest.mark.parametrize("teaches", [False, True])
def test_who_is_elsewhere_then_does_not_move_though_the_cohort_that_they_leave_clashes_first(school, second, teaches):
    with school.changes() as session:
        factories.make_session(session, school.cohort, at(24, 9), at(24, 9, 30), title="First of both")
        third = factories.make_cohort(
            session, school.centre, school.course, (school.colleague,), () if teaches else (school.cast.amina,)
        )
        factories.make_session(
            session, third, at(26, 9), at(26, 10), (school.cast.amina,) if teaches else (), title="Elsewhere"
        )

    with pytest.raises(PersonBusy) as refused:
        move(school, second, at(24, 6))

    assert refused.value.facts["title"] == "Elsewhere"


def test_the_page_moves_and_says_where_the_person_was(school, sign_in, second):
    key = school.enrolment(school.cast.amina)
    browser, page = sign_in(school.cast.dilnoza), f"/cohorts/{school.cohort.id}/people/{key}/move"

    assert "Cohort 2" in browser.get(page).get_data(as_text=True)
    assert browser.post(page, data={"cohort": str(second.id), "reason": ""}).status_code == 422
    done = browser.post(page, data={"cohort": str(second.id), "reason": "Works in Khujand"}, follow_redirects=True)

    assert "Cohorts before this one" in done.get_data(as_text=True)
    assert "Works in Khujand" in done.get_data(as_text=True)
    assert sign_in(school.cast.rustam).get(page).status_code == 403


def test_nobody_is_asked_to_mark_who_came_later_to_an_earlier_session(school, sign_in, second, clock):
    move(school, second, at(24, 10, 30))
    clock.instant = at(24, 11)

    home = sign_in(school.colleague).get("/").get_data(as_text=True)

    assert "Second 24" not in home
