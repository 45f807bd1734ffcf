"""A year's plan: written, approved, revised, opened as cohorts, and counted against what happened."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta
from uuid import UUID

import icalendar
import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from pypdf import PdfReader
from sqlalchemy import select
from sqlalchemy.exc import DatabaseError

from app.accounts.models import Profession
from app.core.audit import AuditEntry
from app.core.errors import Missing, NotAllowed
from app.core.ids import new_id
from app.courses.models import CourseEdition
from app.training.feeds.services import renew_address
from app.training.models import AttendanceMark, AttendanceStatus, Cohort, CohortPlace
from app.training.services.cohorts import CohortDetails
from app.training.years import services
from app.training.years.models import PlanApproval
from app.training.years.queries import get_plan
from app.training.years.rules import (
    Counted,
    DraftExists,
    NotADraft,
    OpenedCohort,
    PlanEmpty,
    PlannedGroup,
    RevisionState,
    Target,
    YearOutside,
    not_opened,
    status_of,
    total_of,
)
from app.training.years.services import LineDetails
from tests import factories
from tests.conftest import NOW

COURSE = "police-investigators"
IN_MARCH = PlannedGroup(3, 20)
IN_DECEMBER = PlannedGroup(12, 24, date(2026, 12, 14), date(2026, 12, 18))


@pytest.fixture
def year(session, cast):
    """A centre, a course and an empty plan."""
    centre = factories.make_centre(session, cast.dushanbe_centre)
    factories.make_course(session, key=COURSE)
    session.commit()
    plan_id = services.begin_plan(
        session, actor=cast.actor(cast.dilnoza), centre_id=centre.agency_id, year=2026, at=NOW
    )
    session.commit()
    return plan_id


def line(*targets: Target, groups=(IN_DECEMBER, IN_MARCH)) -> LineDetails:
    return LineDetails(course_key=COURSE, groups=groups, targets=targets, donor="UNODC-TJ-7", in_charge="Ҳакимова")


def add(session, cast, plan_id: UUID, details: LineDetails, line_id: UUID | None = None) -> UUID:
    return services.save_line(
        session,
        actor=cast.actor(cast.dilnoza),
        plan_id=plan_id,
        line_id=line_id or new_id(),
        details=details,
        at=NOW,
    )


def read(session, cast, plan_id: UUID, number: int | None = None, at: datetime = NOW):
    return get_plan(session, cast.actor(cast.dilnoza), plan_id, at, number)


@given(
    st.lists(st.tuples(st.sampled_from(["a/", "a/b/", "c/"]), st.sampled_from(["judge", "prosecutor"]), st.booleans())),
    st.lists(st.integers(1, 9), max_size=4),
)
def test_people_are_counted_once_for_each_target_that_they_meet(people, numbers):
    agency = UUID(int=1)
    targets = [Target(each, agency if each % 2 else None, "judge" if each % 3 else "") for each in numbers]
    found = status_of([], targets, [], [Counted(*each) for each in people], {agency: "a/"}, NOW.date())
    for each in found.targets:
        expected = [
            person
            for person in people
            if (each.target.agency_id is None or person[0].startswith("a/"))
            and each.target.profession in ("", person[1])
        ]
        assert each.trained == sum(person[2] for person in expected)
        assert each.nominated == sum(not person[2] for person in expected)
        assert each.variance == each.trained - each.target.people
    assert found.trained + found.nominated == len(people)
    assert total_of([found, found]).target == 2 * sum(numbers)


def test_cohorts_take_the_planned_ones_in_the_order_of_their_days():
    opened = OpenedCohort(UUID(int=1), "First", date(2026, 3, 2), date(2026, 3, 6), 20)
    assert not_opened([IN_DECEMBER, IN_MARCH], [opened], 2026) == [IN_DECEMBER]
    assert IN_MARCH.span(2026) == (date(2026, 3, 1), date(2026, 3, 31))
    assert PlannedGroup.from_json(IN_DECEMBER.to_json()) == IN_DECEMBER
    target = Target(3, UUID(int=4), "judge")
    assert Target.from_json(target.to_json()) == target


def test_a_plan_is_approved_and_then_only_revised(session, cast, year):
    administrator = cast.actor(cast.dilnoza)
    with pytest.raises(PlanEmpty):
        services.approve_plan(session, actor=administrator, plan_id=year, at=NOW)
    first = add(session, cast, year, line(Target(5)))
    with pytest.raises(YearOutside):
        add(session, cast, year, line(groups=(PlannedGroup(1, 5, date(2027, 1, 4), date(2027, 1, 8)),)))
    with pytest.raises(DraftExists):
        services.revise_plan(session, actor=administrator, plan_id=year, at=NOW)
    services.approve_plan(session, actor=administrator, plan_id=year, at=NOW)
    services.approve_plan(session, actor=administrator, plan_id=year, at=NOW)
    with pytest.raises(NotADraft):
        add(session, cast, year, line(Target(6)), first)
    assert services.revise_plan(session, actor=administrator, plan_id=year, at=NOW) == 2
    copied = read(session, cast, year).lines[0]
    add(session, cast, year, line(Target(8)), copied.id)
    assert [each.state for each in read(session, cast, year).revisions] == [
        RevisionState.DRAFT,
        RevisionState.APPROVED,
    ]
    services.approve_plan(session, actor=administrator, plan_id=year, at=NOW)
    assert [each.state for each in read(session, cast, year).revisions] == [
        RevisionState.APPROVED,
        RevisionState.REVISED,
    ]
    assert [read(session, cast, year, number).lines[0].status.target for number in (1, 2)] == [5, 8]
    assert read(session, cast, year, 1).lines[0].key == read(session, cast, year, 2).lines[0].key
    assert read(session, cast, year).revision.approver == cast.dilnoza.name
    approval = session.scalars(select(PlanApproval)).first()
    approval.approved_by = cast.rustam.id
    with pytest.raises(DatabaseError):
        session.flush()
    session.rollback()


def test_only_the_administrator_of_the_centre_writes_and_its_trainers_read(session, cast, year):
    first = add(session, cast, year, line())
    assert get_plan(session, cast.actor(cast.rustam), year, NOW).lines
    with pytest.raises(NotAllowed):
        services.remove_line(session, actor=cast.actor(cast.rustam), plan_id=year, line_id=first, at=NOW)
    for stranger in (cast.farida, cast.sherzod, cast.amina):
        with pytest.raises(Missing):
            get_plan(session, cast.actor(stranger), year, NOW)
    services.remove_line(session, actor=cast.actor(cast.dilnoza), plan_id=year, line_id=first, at=NOW)
    assert read(session, cast, year).lines == []
    acts = session.scalars(select(AuditEntry.action).where(AuditEntry.subject_id == str(year))).all()
    assert acts[-1] == "training:year_plan:remove_line"


def test_a_line_is_counted_against_the_cohorts_that_were_opened_for_it(session, cast, year, statements):
    targets = (Target(4, cast.interior.id), Target(2, cast.prosecution.id, "prosecutor"), Target(1, None, "judge"))
    planned = add(session, cast, year, line(*targets))
    details = CohortDetails(
        title="From the plan",
        starts_on=date(2026, 11, 23),
        ends_on=date(2026, 11, 27),
        place="",
        capacity=20,
        language="tg",
    )
    cohort_id = new_id()
    for _twice in range(2):
        services.open_planned_cohort(
            session,
            actor=cast.actor(cast.dilnoza),
            plan_id=year,
            line_id=planned,
            cohort_id=cohort_id,
            details=details,
            at=NOW,
        )
    session.flush()
    _train(session, cast, session.get_one(Cohort, cohort_id))
    session.commit()
    status = read(session, cast, year).lines[0].status
    assert (status.planned, status.opened, status.held, status.trained) == (2, 1, 0, 0)
    after = NOW + timedelta(days=30)
    status = read(session, cast, year, at=after).lines[0].status
    assert (status.held, status.seats_planned, status.seats_opened, status.trained) == (1, 44, 20, 2)
    assert [(each.trained, each.variance) for each in status.targets] == [(1, -3), (1, -1), (0, -1)]
    with statements() as seen:
        read(session, cast, year, at=after)
    fixed = len(seen)
    add(session, cast, year, line(*targets))
    add(session, cast, year, line(*targets))
    session.commit()
    with statements() as seen:
        read(session, cast, year, at=after)
    assert len(seen) == fixed


def _train(session, cast, cohort: Cohort) -> None:
    """Two people come, a third never does."""
    held = factories.make_session(session, cohort, NOW, NOW + timedelta(hours=1))
    people = [cast.amina, cast.tolib, factories.make_user(session, cast.prosecution, "Ҳаким", Profession.PROSECUTOR)]
    for number, user in enumerate(people):
        enrolment = factories.make_enrolment(session, user, session.get_one(CourseEdition, cohort.course_edition_id))
        session.add(CohortPlace(enrolment_id=enrolment.id, cohort_id=cohort.id, user_id=user.id, placed_at=NOW))
        session.flush()
        session.add(
            AttendanceMark(
                id=new_id(),
                session_id=held.id,
                enrolment_id=enrolment.id,
                user_id=user.id,
                agency_id=user.agency_id,
                status=AttendanceStatus.ABSENT if number == 2 else AttendanceStatus.LATE,
                marked_by=cast.rustam.id,
                marked_at=NOW,
            )
        )
    session.flush()


def test_the_pages_take_a_plan_from_its_beginning_to_a_cohort(session, cast, year, sign_in):
    browser = sign_in(cast.dilnoza)
    home = f"/training-plans/{year}"
    wrong = browser.post(f"{home}/lines/new", data={"course": COURSE, "seats-0": "20", "people-0": "many"})
    assert wrong.status_code == 422
    assert 'value="many"' in wrong.get_data(as_text=True)
    typed = {
        "course": COURSE,
        "donor": "UNODC-TJ-7",
        "month-0": "3",
        "seats-0": "20",
        "first-1": "2026-12-14",
        "last-1": "2026-12-18",
        "seats-1": "24",
        "agency-0": str(cast.interior.id),
        "profession-0": "police_investigator",
        "people-0": "12",
    }
    assert browser.post(f"{home}/lines/new", data=typed).status_code == 303
    page = browser.get(home).get_data(as_text=True)
    assert "UNODC-TJ-7" in page
    assert "Ministry of Internal Affairs of Tajikistan" in page
    assert "March: 20 seats" in page
    assert browser.post(f"{home}/approve").status_code == 303
    assert "revision 1: approved" in browser.get(home).get_data(as_text=True)
    found = read(session, cast, year).lines[0]
    answer = browser.get(f"{home}/lines/{found.id}/cohort").get_data(as_text=True)
    assert "Police investigators" in answer
    session.rollback()
    form = {
        "title": "Cohort of March",
        "starts_on": "2026-03-02",
        "ends_on": "2026-03-06",
        "capacity": "20",
        "language": "tg",
    }
    assert browser.post(f"{home}/lines/{found.id}/cohort", data=form).status_code == 303
    assert "Cohort of March" in browser.get(home).get_data(as_text=True)


def test_the_page_of_calendars_offers_the_plan_to_those_who_see_it(cast, year, sign_in):
    def page(person) -> str:
        answer = sign_in(person).post("/calendar/feeds")
        assert answer.content_type == "text/html; charset=utf-8"
        return answer.get_data(as_text=True)

    assert f"/plans/{year}.ics" in page(cast.rustam)
    for stranger in (cast.amina, cast.sherzod):
        assert f"/plans/{year}.ics" not in page(stranger)


def test_a_plan_is_taken_along_as_paper_table_and_calendar(session, cast, year, sign_in):
    add(session, cast, year, line(Target(5, cast.interior.id)))
    secret = renew_address(session, actor=cast.actor(cast.dilnoza), at=NOW)
    strangers = renew_address(session, actor=cast.actor(cast.sherzod), at=NOW)
    session.commit()
    browser = sign_in(cast.rustam)
    text = PdfReader(io.BytesIO(browser.get(f"/training-plans/{year}/plan.pdf").data)).pages[0].extract_text()
    assert "UNODC-TJ-7" in text
    assert "UNODC-TJ-7" in browser.get(f"/training-plans/{year}/plan.csv").get_data(as_text=True)
    book = load_workbook(io.BytesIO(browser.get(f"/training-plans/{year}/plan.xlsx").data))
    assert book.active.max_row == 2
    written = browser.get(f"/feeds/{secret}/plans/{year}.ics").data
    events = icalendar.Calendar.from_ical(written).walk("VEVENT")
    assert {(each.decoded("dtstart"), each.decoded("dtend")) for each in events} == {
        (date(2026, 12, 14), date(2026, 12, 19)),
        (date(2026, 3, 1), date(2026, 4, 1)),
    }
    again = vobject.readOne(written.decode())
    assert {each.dtstart.value for each in again.vevent_list} == {date(2026, 12, 14), date(2026, 3, 1)}
    assert browser.get(f"/feeds/{strangers}/plans/{year}.ics").status_code == 404
    assert browser.get(f"/training-plans/{year}/plan.exe").status_code == 404
