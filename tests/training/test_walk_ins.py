"""Who came without being on the list: written down, and said on record who it is. Nothing is joined by itself."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core.audit import AuditEntry
from app.core.db import transaction
from app.training.models import AttendanceStatus, CohortPlace, MarkSource
from app.training.rules.attendance import SheetLocked
from app.training.walk_ins.models import WalkIn, WalkInMerge
from app.training.walk_ins.services import take_merge_back
from tests import factories
from tests.conftest import NOW
from tests.training.conftest import School, at
from tests.training.test_attendance_pages import marks_of, typed, url


def page_of(school: School) -> str:
    return f"/sessions/{school.lesson.id}/walk-ins"


def write_down(school: School, browser, name: str, **more: str) -> WalkIn:
    before = set(school.rows(select(WalkIn.id)))
    assert browser.post(page_of(school), data={"name": name, "agency": "", "profession": "", **more}).status_code == 303
    (found,) = [each for each in school.rows(select(WalkIn)) if each.id not in before]
    return found


def merge(school: School, browser, walk_in: WalkIn, person, reason: str = "Showed the service card"):
    return browser.post(f"/walk-ins/{walk_in.id}/merge", data={"user_id": str(person.id), "reason": reason})


def test_a_walk_in_is_written_down_and_counted_on_the_sheet(school, sign_in):
    browser = sign_in(school.cast.rustam)

    walk_in = write_down(school, browser, "Amina  Juraeva", agency_text="Sughd", contact="+992 900", minutes_late="10")

    assert (walk_in.name, walk_in.status, walk_in.minutes_late) == ("Amina Juraeva", AttendanceStatus.LATE, 10)
    assert walk_in.recorded_by == school.cast.rustam.id
    assert "Walk-ins (1)" in browser.get(url(school)).get_data(as_text=True)
    assert browser.post(page_of(school), data={"name": "", "agency": "", "profession": ""}).status_code == 422


def test_people_of_like_names_are_suggested_those_on_the_list_first(school, sign_in):
    with school.changes() as session:
        for name in ("Амина Каримовна Джураева", "Амина Саидова", "A. Dzhuraeva"):
            factories.make_user(session, school.cast.interior, name)
    walk_in = write_down(school, sign_in(school.cast.rustam), "Juraeva Amina")

    page = sign_in(school.cast.dilnoza).get(f"/walk-ins/{walk_in.id}/merge").get_data(as_text=True)

    shown = [page.find(name) for name in ("Амина Ҷӯраева", "A. Dzhuraeva", "Амина Каримовна Джураева")]
    assert -1 < shown[0] < shown[1] < shown[2]
    assert "Амина Саидова" not in page


def test_a_trainer_does_not_merge(school, sign_in):
    browser = sign_in(school.cast.rustam)
    walk_in = write_down(school, browser, "Amina Juraeva")

    assert browser.get(f"/walk-ins/{walk_in.id}/merge").status_code == 403
    assert "Say who it is" not in browser.get(page_of(school)).get_data(as_text=True)
    assert sign_in(school.stranger).get(f"/walk-ins/{walk_in.id}/merge").status_code in (403, 404)


def test_who_is_on_the_list_gets_the_mark_when_an_administrator_says_so(school, sign_in):
    walk_in = write_down(school, sign_in(school.cast.rustam), "Amina Juraeva", minutes_late="10")
    assert marks_of(school, school.cast.amina) == []
    browser = sign_in(school.cast.dilnoza)
    assert "Амина Ҷӯраева" in browser.get(f"/walk-ins/{walk_in.id}/merge").get_data(as_text=True)

    assert merge(school, browser, walk_in, school.cast.amina, reason=" ").status_code == 422
    for _time in range(2):
        assert merge(school, browser, walk_in, school.cast.amina).status_code == 303

    (mark,) = marks_of(school, school.cast.amina)
    assert (mark.status, mark.minutes_late, mark.source, mark.source_id) == (
        AttendanceStatus.LATE,
        10,
        MarkSource.WALK_IN,
        walk_in.id,
    )
    (merged,) = school.rows(select(WalkInMerge))
    assert (merged.enrolment_id, merged.merged_by) == (mark.enrolment_id, school.cast.dilnoza.id)
    assert "training:walk_in:merge" in {each.action for each in school.rows(select(AuditEntry))}
    assert merge(school, browser, walk_in, school.cast.tolib).status_code == 409
    history = browser.get(f"{url(school)}/{mark.enrolment_id}").get_data(as_text=True)
    assert "written down as Amina Juraeva" in history


def test_a_mark_that_is_there_stays(school, sign_in):
    trainer = sign_in(school.cast.rustam)
    trainer.post(url(school), data=typed(school, amina=("excused",)))
    walk_in = write_down(school, trainer, "Amina Juraeva")

    merge(school, sign_in(school.cast.dilnoza), walk_in, school.cast.amina)

    (mark,) = marks_of(school, school.cast.amina)
    assert mark.status is AttendanceStatus.EXCUSED


def test_who_is_not_on_the_list_stays_a_walk_in_of_the_person(school, sign_in):
    with school.changes() as session:
        guest = factories.make_user(session, school.cast.interior, "Зарина Шоева")
    walk_in = write_down(school, sign_in(school.cast.rustam), "Zarina Shoeva")
    browser = sign_in(school.cast.dilnoza)

    merge(school, browser, walk_in, guest)

    (merged,) = school.rows(select(WalkInMerge))
    assert (merged.user_id, merged.enrolment_id) == (guest.id, None)
    assert marks_of(school, guest) == []
    assert "not on the list: stays a walk-in" in browser.get(page_of(school)).get_data(as_text=True)


def test_who_is_enrolled_afterwards_gets_the_mark(school, sign_in):
    with school.changes() as session:
        guest = factories.make_user(session, school.cast.interior, "Зарина Шоева")
        enrolment = factories.make_enrolment(session, guest, school.course)
        session.add(CohortPlace(enrolment_id=enrolment.id, cohort_id=school.cohort.id, user_id=guest.id, placed_at=NOW))
    walk_in = write_down(school, sign_in(school.cast.rustam), "Zarina Shoeva")

    merge(school, sign_in(school.cast.dilnoza), walk_in, guest)

    (mark,) = marks_of(school, guest)
    assert mark.agency_id == school.cast.interior.id


def take_back(browser, walk_in: WalkIn, reason: str = "Another Amina"):
    return browser.post(f"/walk-ins/{walk_in.id}/take-back", data={"reason": reason})


def test_what_was_said_of_a_walk_in_is_taken_back_and_said_anew(school, sign_in):
    walk_in = write_down(school, sign_in(school.cast.rustam), "Amina Juraeva", minutes_late="10")
    browser = sign_in(school.cast.dilnoza)
    assert take_back(browser, walk_in).status_code == 404  # nobody said who it is
    merge(school, browser, walk_in, school.cast.amina)

    assert "is not Амина Ҷӯраева" in browser.get(f"/walk-ins/{walk_in.id}/take-back").get_data(as_text=True)
    assert take_back(browser, walk_in, reason=" ").status_code == 422
    assert take_back(browser, walk_in).status_code == 303
    assert take_back(browser, walk_in).status_code == 404

    first, withdrawal = marks_of(school, school.cast.amina)
    assert (first.status, withdrawal.status) == (AttendanceStatus.LATE, AttendanceStatus.WITHDRAWN)
    assert (withdrawal.corrects_id, withdrawal.reason) == (first.id, "Another Amina")
    page = browser.get(page_of(school)).get_data(as_text=True)
    assert "Say who it is" in page
    assert "It is Амина Ҷӯраева: Showed the service card" in page
    assert "Taken back: Another Amina" in page
    assert "training:walk_in:take_merge_back" in {each.action for each in school.rows(select(AuditEntry))}

    assert merge(school, browser, walk_in, school.cast.tolib).status_code == 303

    (mark,) = marks_of(school, school.cast.tolib)
    assert (mark.status, mark.minutes_late, mark.source_id) == (AttendanceStatus.LATE, 10, walk_in.id)
    said = school.rows(select(WalkInMerge).order_by(WalkInMerge.number))
    assert [each.user_id for each in said] == [school.cast.amina.id, None, school.cast.tolib.id]


def test_the_same_person_said_anew_gets_the_mark_again(school, sign_in):
    walk_in = write_down(school, sign_in(school.cast.rustam), "Amina Juraeva")
    browser = sign_in(school.cast.dilnoza)
    for _time in range(2):
        merge(school, browser, walk_in, school.cast.amina)
        take_back(browser, walk_in)
    merge(school, browser, walk_in, school.cast.amina)

    chain = [each.status for each in marks_of(school, school.cast.amina)]
    assert chain == [AttendanceStatus.PRESENT, AttendanceStatus.WITHDRAWN] * 2 + [AttendanceStatus.PRESENT]


def test_a_mark_that_was_corrected_since_is_not_withdrawn(school, sign_in):
    trainer = sign_in(school.cast.rustam)
    walk_in = write_down(school, trainer, "Amina Juraeva")
    browser = sign_in(school.cast.dilnoza)
    merge(school, browser, walk_in, school.cast.amina)
    (mark,) = marks_of(school, school.cast.amina)
    key = mark.enrolment_id.hex
    sent = {f"status-{key}": "excused", f"seen-{key}": str(mark.id), "reason": "Was called away"}
    assert trainer.post(url(school), data=sent).status_code == 303

    assert take_back(browser, walk_in).status_code == 303

    assert [each.status for each in marks_of(school, school.cast.amina)][-1] is AttendanceStatus.EXCUSED


def test_after_the_sheet_is_locked_nothing_is_taken_back(app, school, sign_in):
    walk_in = write_down(school, sign_in(school.cast.rustam), "Amina Juraeva")
    merge(school, sign_in(school.cast.dilnoza), walk_in, school.cast.amina)
    actor, later = school.cast.actor(school.cast.dilnoza), NOW + timedelta(days=60)

    with app.app_context(), pytest.raises(SheetLocked), transaction() as session:
        take_merge_back(session, actor=actor, walk_in_id=walk_in.id, reason="Another Amina", at=later)

    assert len(school.rows(select(WalkInMerge))) == 1


def test_nobody_walks_into_a_session_to_come(school, sign_in, clock):
    clock.instant = at(23, 4)
    browser = sign_in(school.cast.rustam)

    page = browser.post(page_of(school), data={"name": "A", "agency": "", "profession": ""}).get_data(as_text=True)

    assert "Attendance can be marked from the day of the session" in page
    assert school.rows(select(WalkIn)) == []
