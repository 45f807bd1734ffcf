"""Rooms, trainers, beds, free slots, repeating, copying and study tours, as pages and services do them."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from app.core import events as core_events
from app.training import events
from app.training.models import Room, SessionKind, SessionTrainer, TrainingCentre, TrainingSession
from app.training.tours.models import TourReport, TourVisit
from app.training.trainers.models import Qualification, TrainerAbsence, TrainerProfile
from app.training.venues.models import BedBooking, EquipmentItem, SessionEquipment, Venue
from tests import factories
from tests.training.conftest import at
from tests.training.test_planning_pages import session_form


def require_qualifications(school, **validity):
    with school.changes() as session:
        session.get_one(TrainingCentre, school.centre.agency_id).requires_qualifications = True
        if validity:
            session.add(
                Qualification(
                    id=uuid4(),
                    centre_id=school.centre.agency_id,
                    user_id=school.cast.rustam.id,
                    awarded_by="Academy",
                    granted_by=school.cast.dilnoza.id,
                    granted_at=at(1, 1),
                    **validity,
                )
            )


def refused(school, sign_in, **changes) -> str:
    answer = sign_in(school.cast.rustam).post(
        f"/cohorts/{school.cohort.id}/sessions/new", data=session_form(school, **changes)
    )
    assert answer.status_code == 422
    return answer.get_data(as_text=True)


def sessions(school):
    return school.rows(
        select(TrainingSession).where(TrainingSession.cohort_id == school.cohort.id).order_by(TrainingSession.starts_at)
    )


@pytest.mark.parametrize(
    ("validity", "sentence"),
    [
        ({}, "has no qualification for"),
        ({"valid_from": date(2020, 1, 1), "valid_to": date(2026, 11, 24)}, "ends on November 24, 2026"),
        ({"valid_from": date(2026, 11, 26)}, "begins on November 26, 2026"),
        ({"valid_from": date(2020, 1, 1), "module_key": "another"}, "has no qualification for"),
    ],
)
def test_a_trainer_without_the_qualification_on_that_day_is_refused_with_the_reason(
    school, sign_in, validity, sentence
):
    require_qualifications(school, **validity)

    assert sentence in refused(school, sign_in)


def test_a_qualified_trainer_may_and_the_last_day_counts(school, sign_in):
    require_qualifications(school, valid_from=date(2026, 11, 25), valid_to=date(2026, 11, 25))

    answer = sign_in(school.cast.rustam).post(f"/cohorts/{school.cohort.id}/sessions/new", data=session_form(school))
    assert answer.status_code == 303


def test_who_learns_in_one_cohort_can_not_teach_in_another_at_that_time(school, sign_in):
    with school.changes() as session:
        other = factories.make_cohort(
            session, school.centre, school.course, (school.colleague,), (school.cast.rustam,), title="Trainers"
        )
        held = factories.make_session(session, other, at(25, 4), at(25, 6), (school.colleague,), title="How to teach")
    browser = sign_in(school.cast.dilnoza)
    clash = {"starts": "10:00", "ends": "11:00", "room": ""}

    def sentence(cohort, trainer, **changes) -> str:
        form = session_form(school, trainers=[str(trainer.id)] if trainer else [], **{**clash, **changes})
        return browser.post(f"/cohorts/{cohort.id}/sessions/new", data=form).get_data(as_text=True)

    assert "Рустам Қодиров takes part in another cohort that meets then: “How to teach” of Trainers" in sentence(
        school.cohort, school.cast.rustam, day="2026-11-25"
    )
    assert "Рустам Қодиров is in this cohort and teaches then: “Elements and consent” of Cohort 1" in sentence(
        other, None, day="2026-11-24"
    )
    planned = school.rows(select(TrainingSession).where(TrainingSession.cohort_id == other.id))
    assert [each.id for each in planned] == [held.id]


def test_closed_rooms_missing_features_and_trainers_who_are_away_are_refused(school, sign_in):
    with school.changes() as session:
        room = session.get_one(Room, school.room.id)
        room.closed_from = room.closed_to = date(2026, 11, 25)
        session.add(
            TrainerAbsence(
                id=uuid4(),
                user_id=school.cast.rustam.id,
                first_day=date(2026, 11, 26),
                last_day=date(2026, 11, 26),
                noted_by=school.cast.dilnoza.id,
                noted_at=at(1, 1),
            )
        )

    assert "is closed from" in refused(school, sign_in)
    assert "is away from" in refused(school, sign_in, day="2026-11-26")
    assert "lacks what this session needs: projector" in refused(school, sign_in, day="2026-11-27", needs=["projector"])


def test_more_equipment_than_is_left_is_refused(school, sign_in):
    with school.changes() as session:
        item = EquipmentItem(id=uuid4(), centre_id=school.centre.agency_id, name="Cameras", count=2)
        session.add(item)
        session.flush()
        session.add(SessionEquipment(session_id=school.lesson.id, item_id=item.id, count=1))
        other = factories.make_cohort(session, school.centre, school.course, title="Other")
    form = session_form(school, day="2026-11-24", room="", trainers=[], **{f"item-{item.id.hex}": "2"})

    answer = sign_in(school.cast.dilnoza).post(f"/cohorts/{other.id}/sessions/new", data=form)

    assert "2 wanted and 1 of 2 left" in answer.get_data(as_text=True)


def test_planning_moving_and_cancelling_are_told(school, sign_in, monkeypatch):
    told = []
    kinds = (events.SessionPlanned, events.SessionMoved, events.SessionCancelled, events.TrainerAssigned)
    for kind in kinds:
        monkeypatch.setitem(core_events._handlers, kind, [lambda event, _session: told.append(event)])
    browser = sign_in(school.cast.rustam)
    browser.post(f"/cohorts/{school.cohort.id}/sessions/new", data=session_form(school))
    (*_first, planned) = sessions(school)
    browser.post(f"/sessions/{planned.id}/edit", data=session_form(school, starts="11:00", ends="12:00"))
    browser.post(f"/sessions/{planned.id}/cancel", data={"reason": "Ill"})

    assert [type(each) for each in told] == [kinds[0], kinds[3], kinds[1], kinds[2]]
    people = {school.cast.amina.id, school.cast.tolib.id}
    assert all(set(each.participant_ids) == people for each in told if not isinstance(each, events.TrainerAssigned))
    assert (told[2].was_starts_at, told[2].was_where) == (at(25, 4), "Room 204")


def test_the_next_free_slot_is_found_and_planned_with_one_press(school, sign_in):
    browser = sign_in(school.cast.rustam)
    asked = {
        "title": "Interview",
        "minutes": "90",
        "first_day": "2026-11-24",
        "last_day": "2026-11-27",
        "opens": "09:00",
        "closes": "18:00",
        "room": "any",
        "trainers": [str(school.cast.rustam.id)],
    }

    html = browser.get(f"/cohorts/{school.cohort.id}/free-slots", query_string=asked).get_data(as_text=True)

    # The clock of the tests stands at 11:00; the lesson of that day is over by then.
    assert "Nov 24, 2026, 11:00" in html
    start = html.split('name="starts_at" value="')[1].split('"')[0]
    fields = {"starts_at": start, "minutes": "90", "title": "Interview", "room": str(school.room.id)}
    assert (
        browser.post(f"/cohorts/{school.cohort.id}/free-slots", data={"id": str(uuid4()), **fields}).status_code == 303
    )
    again = browser.post(f"/cohorts/{school.cohort.id}/free-slots", data={"id": str(uuid4()), **fields})
    assert [each.title for each in sessions(school)] == ["Elements and consent", "Interview"]
    assert again.location.endswith("/free-slots")


def test_a_session_is_repeated_after_each_clash_was_named(school, sign_in):
    with school.changes() as session:
        factories.make_session(session, school.cohort, at(25, 4), at(25, 5), title="In the way")
    browser = sign_in(school.cast.rustam)
    form = {"id": str(uuid4()), "weekdays": ["0", "1", "2", "3", "4"], "count": "4"}

    looked = browser.post(f"/sessions/{school.lesson.id}/repeat", data=form).get_data(as_text=True)

    assert "In the way" in looked
    assert looked.count("</span>can be planned") == 2  # Thursday and Friday; then the cohort is over
    assert len(sessions(school)) == 2
    browser.post(f"/sessions/{school.lesson.id}/repeat", data={**form, "plan": "1"})
    browser.post(f"/sessions/{school.lesson.id}/repeat", data={**form, "plan": "1"})
    assert [each.starts_at for each in sessions(school)] == [at(24, 4), at(25, 4), at(26, 4), at(27, 4)]


def test_an_earlier_cohort_is_copied_and_what_can_not_be_is_left_out_with_its_reason(school, sign_in):
    with school.changes() as session:
        later = factories.make_cohort(
            session,
            school.centre,
            school.course,
            title="Later",
            starts_on=date(2026, 12, 7),
            ends_on=date(2026, 12, 8),
        )
        factories.make_session(session, school.cohort, at(27, 4), at(27, 5), title="Too late")
    require_qualifications(school)
    browser = sign_in(school.cast.dilnoza)
    form = {"id": str(uuid4()), "source": str(school.cohort.id), "first_day": "2026-12-07"}

    html = browser.post(f"/cohorts/{later.id}/copy-sessions", data=form).get_data(as_text=True)

    assert "has no qualification for" in html
    assert "Later runs from" in html
    browser.post(f"/cohorts/{later.id}/copy-sessions", data={**form, "plan": "1"})
    (copied,) = school.rows(select(TrainingSession).where(TrainingSession.cohort_id == later.id))
    assert (copied.starts_at, copied.room_id) == (school.lesson.starts_at + timedelta(days=14), school.room.id)
    assert school.rows(select(SessionTrainer).where(SessionTrainer.session_id == copied.id)) == []


def test_beds_are_booked_up_to_the_number_and_given_back(school, sign_in):
    with school.changes() as session:
        venue = Venue(
            id=uuid4(),
            centre_id=school.centre.agency_id,
            name="Hostel",
            country="TJ",
            time_zone="Asia/Dushanbe",
            beds=3,
        )
        session.add(venue)
    browser, path = sign_in(school.cast.dilnoza), f"/venues/{venue.id}/beds"
    form = {"person": f"{school.cohort.id}:", "beds": "2", "first_night": "2026-11-24", "last_night": "2026-11-26"}

    assert browser.post(path, data={"id": str(uuid4()), **form}).status_code == 303
    html = browser.post(path, data={"id": str(uuid4()), **form, "first_night": "2026-11-26"}).get_data(as_text=True)
    assert "1 of 3 beds are left, and 2 are wanted" in html
    (booking,) = school.rows(select(BedBooking))
    browser.post(f"/beds/{booking.id}/give-back")
    assert browser.post(path, data={"id": str(uuid4()), **form}).status_code == 303


def test_a_room_can_not_be_closed_over_a_session(school, sign_in):
    form = {"name": "Room 204", "capacity": "24", "computers": "0", "venue": "", "closed_from": "2026-11-24"}

    with school.changes() as session:
        factories.make_session(session, school.cohort, at(26, 4), at(26, 5), room=school.room, title="Friday talk")
    html = sign_in(school.cast.dilnoza).post(f"/rooms/{school.room.id}/edit", data=form).get_data(as_text=True)

    assert "is booked in this room" in html


def make_tour(school, day: int = 26) -> TrainingSession:
    with school.changes() as session:
        return factories.make_session(
            session,
            school.cohort,
            at(day, 4),
            at(day, 12),
            title="Vienna",
            kind=SessionKind.STUDY_TOUR,
            time_zone="Europe/Vienna",
        )


def test_a_study_tour_has_a_programme_and_reports_that_are_handed_in(school, sign_in, clock):
    tour = make_tour(school)
    trainer, path = sign_in(school.cast.rustam), f"/sessions/{tour.id}/tour"
    trainer.post(f"{path}/edit", data={"host": "Bundeskriminalamt", "travellers": [str(school.cast.amina.id)]})
    visit = {"body": "Unit", "day": "2026-11-26", "starts": "09:00", "ends": "10:00"}
    assert trainer.post(f"{path}/visits", data={"id": str(uuid4()), **visit}).status_code == 303
    assert "The group is at" in trainer.post(f"{path}/visits", data={"id": str(uuid4()), **visit}).get_data(
        as_text=True
    )
    (stored,) = school.rows(select(TourVisit))
    assert stored.starts_at == at(26, 8)  # Vienna is one hour ahead of UTC in November

    amina = sign_in(school.cast.amina)
    parts = dict.fromkeys(("visits", "answers", "adopted", "cases", "contacts"), "Text")
    assert amina.post(f"{path}/report", data={**parts, "cases": "", "hand_in": "1"}).status_code == 422
    assert amina.post(f"{path}/report", data={**parts, "draft": "1"}).status_code == 303
    (report,) = school.rows(select(TourReport))
    assert trainer.get(f"{path}/reports/{report.id}").status_code == 404
    early = amina.post(f"{path}/report", data={**parts, "hand_in": "1"})
    assert "once the tour has begun" in early.get_data(as_text=True)
    clock.instant = at(26, 10)
    amina.post(f"{path}/report", data={**parts, "hand_in": "1"})
    assert trainer.get(f"{path}/reports/{report.id}").status_code == 200
    assert sign_in(school.cast.tolib).get(f"{path}/report").status_code == 404


def test_the_programme_moves_with_its_tour_and_does_not_stick_out_of_it(school, sign_in):
    tour = make_tour(school)
    browser, visit = sign_in(school.cast.rustam), {"body": "Unit", "day": "2026-11-26", "starts": "09:00"}
    browser.post(f"/sessions/{tour.id}/tour/visits", data={"id": str(uuid4()), "ends": "10:00", **visit})

    def change(**typed: str):
        form = session_form(school, kind="study_tour", room="", time_zone="Europe/Vienna", trainers=[], **typed)
        return browser.post(f"/sessions/{tour.id}/edit", data=form)

    assert change(day="2026-11-27", starts="06:00", ends="14:00").status_code == 303
    (moved,) = school.rows(select(TourVisit))
    assert (moved.starts_at, moved.ends_at) == (at(27, 9), at(27, 10))
    shorter = change(day="2026-11-27", starts="06:00", ends="10:30")
    assert "The visit to “Unit” would lie outside of the tour." in shorter.get_data(as_text=True)


def test_one_report_covers_all_days_of_a_tour(school, sign_in, clock):
    first, second, other = make_tour(school), make_tour(school, 27), make_tour(school, 10)
    trainer, amina = sign_in(school.cast.rustam), sign_in(school.cast.amina)
    for each in (first, second, other):
        trainer.post(f"/sessions/{each.id}/tour/edit", data={"travellers": [str(school.cast.amina.id)]})
    assert "One report covers them all." in amina.get(f"/sessions/{first.id}/tour").get_data(as_text=True)
    form = amina.get(f"/sessions/{first.id}/tour/report")
    assert form.location == f"/sessions/{second.id}/tour/report"
    assert "This report covers the whole tour" in amina.get(form.location).get_data(as_text=True)

    clock.instant = at(26, 10)
    parts = dict.fromkeys(("visits", "answers", "adopted", "cases", "contacts"), "Text")
    amina.post(f"/sessions/{first.id}/tour/report", data={**parts, "hand_in": "1"})
    (report,) = school.rows(select(TourReport))
    assert report.session_id == second.id
    for each in (first, second):
        page = trainer.get(f"/sessions/{each.id}/tour").get_data(as_text=True)
        assert f"/sessions/{second.id}/tour/reports/{report.id}" in page
    assert "no report yet" in trainer.get(f"/sessions/{other.id}/tour").get_data(as_text=True)
    assert amina.get(f"/sessions/{first.id}/tour/report").location == f"/sessions/{second.id}/tour/report"


def test_another_day_of_the_tour_begins_with_what_is_known_of_the_first(school, sign_in):
    first, second = make_tour(school), make_tour(school, 27)
    browser = sign_in(school.cast.rustam)
    typed = {"host": "Bundeskriminalamt", "travellers": [str(school.cast.amina.id)]}
    browser.post(f"/sessions/{first.id}/tour/edit", data=typed)

    page = browser.get(f"/sessions/{second.id}/tour/edit").get_data(as_text=True)

    assert "Taken over from another day" in page
    assert "Bundeskriminalamt" in page
    assert page.count(" checked") == 1


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_day_that_nobody_can_mean_is_refused_beside_its_field(school, sign_in, day):
    browser, home = sign_in(school.cast.rustam), f"/cohorts/{school.cohort.id}"
    form = session_form(school, day=day, first_day=day, last_day=day, source=str(uuid4()), minutes="90")

    for path in ("copy-sessions", "sessions/new"):
        answer = browser.post(f"{home}/{path}", data=form)
        assert answer.status_code == 422
        assert "Not a valid date value." in answer.get_data(as_text=True)
    searched = browser.get(f"{home}/free-slots", query_string=form).get_data(as_text=True)
    assert "Not a valid date value." in searched


@pytest.mark.parametrize(("starts", "ends"), [("09:00", ""), ("", "18:00"), ("18:00", "09:00"), ("09:00", "09:00")])
def test_half_a_days_hours_are_refused_and_not_taken_for_a_day_without_teaching(school, sign_in, starts, ends):
    browser = sign_in(school.cast.dilnoza)
    page = f"/centres/{school.centre.agency_id}/trainers/{school.cast.rustam.id}/hours"

    answer = browser.post(page, data={"languages": ["tg"], "from_0": starts, "to_0": ends})

    assert answer.status_code == 422
    assert "Write both times, the later one second." in answer.get_data(as_text=True)
    assert not school.rows(select(TrainerProfile))


def test_what_was_planned_before_a_trainer_became_unavailable_is_shown_with_the_reason(school, sign_in):
    browser = sign_in(school.cast.dilnoza)
    page = f"/centres/{school.centre.agency_id}/trainers/{school.cast.rustam.id}"
    with school.changes() as session:
        for day, title in ((25, "Tomorrow"), (26, "Later")):
            factories.make_session(session, school.cohort, at(day, 4), at(day, 5), (school.cast.rustam,), title=title)
    assert "Planned, and cannot be taught so" not in browser.get(page).get_data(as_text=True)

    browser.post(f"{page}/away", data={"first_day": "2026-11-26", "last_day": "2026-11-26"})

    shown = browser.get(page).get_data(as_text=True)
    assert "Planned, and cannot be taught so" in shown
    assert "Later" in shown
    assert "is away" in shown
    assert "Tomorrow" not in shown
    require_qualifications(school, valid_from=date(2020, 1, 1), valid_to=date(2026, 11, 24))
    assert "Tomorrow" in browser.get(page).get_data(as_text=True)


@pytest.mark.parametrize("month", ["0001-01", "9999-12", "nonsense"])
def test_a_month_that_nobody_can_mean_is_this_one(school, sign_in, month):
    page = sign_in(school.cast.dilnoza).get(f"/trainers?month={month}")

    assert "November 2026" in page.get_data(as_text=True)


def test_a_month_of_four_hundred_sessions_takes_as_many_statements_as_one(school, sign_in, statements):
    browser = sign_in(school.cast.dilnoza)
    browser.get("/calendar")
    with statements() as before:
        browser.get("/calendar")
    with school.changes() as session:
        session.add_all(
            TrainingSession(
                id=uuid4(),
                cohort_id=school.cohort.id,
                title=f"Session {number}",
                kind=SessionKind.CLASSROOM,
                starts_at=at(1 + number % 28, 3) + timedelta(minutes=30 * (number // 28)),
                ends_at=at(1 + number % 28, 3) + timedelta(minutes=30 * (number // 28) + 30),
            )
            for number in range(400)
        )

    with statements() as seen:
        answer = browser.get("/calendar")

    assert answer.get_data(as_text=True).count("Session ") >= 400
    assert len(seen) == len(before) == 6
    assert len(answer.data) < 250_000
    assert "Session 1<" not in browser.get(f"/calendar?room={school.room.id}").get_data(as_text=True)
