"""The sheet: one form for all, marks that stay, corrections with a reason, two people at once."""

from __future__ import annotations

from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from sqlalchemy import delete, event, select, update
from sqlalchemy.exc import DatabaseError
from werkzeug.test import TestResponse

from app.accounts import services as account_services
from app.core.audit import AuditEntry
from app.training.models import AttendanceMark, AttendanceStatus, CohortPlace, CohortTrainer
from tests import factories
from tests.conftest import NOW
from tests.training.conftest import School, at


def url(school: School) -> str:
    return f"/sessions/{school.lesson.id}/attendance"


def marks_of(school: School, user: Any) -> list[AttendanceMark]:
    return school.rows(select(AttendanceMark).where(AttendanceMark.user_id == user.id).order_by(AttendanceMark.id))


def typed(school: School, **rows: tuple[str, ...]) -> dict[str, str]:
    """Fill in the sheet: name of the person = (status, minutes, remark, seen)."""
    form: dict[str, str] = {}
    for name, values in rows.items():
        key = school.enrolment(getattr(school.cast, name)).hex
        for part, value in zip(("status", "minutes", "remark", "seen"), (*values, "", "", "", "")[:4], strict=True):
            form[f"{part}-{key}"] = value
    return form


def test_nothing_is_chosen_beforehand(school, sign_in):
    page = sign_in(school.cast.rustam).get(url(school))

    html = page.get_data(as_text=True)
    assert page.status_code == 200
    assert "Амина Ҷӯраева" in html
    assert "Толиб Ғафуров" in html
    assert " checked" not in html
    assert "0 of 2 marked" in html


def test_marks_are_stored_with_author_time_and_the_agency_of_that_day(school, sign_in):
    answer = sign_in(school.cast.rustam).post(
        url(school), data=typed(school, amina=("present",), tolib=("late", "15", "bus"))
    )

    (amina,), (tolib,) = marks_of(school, school.cast.amina), marks_of(school, school.cast.tolib)
    assert answer.status_code == 303
    assert amina.status is AttendanceStatus.PRESENT
    assert (tolib.status, tolib.minutes_late, tolib.remark) == (AttendanceStatus.LATE, 15, "bus")
    assert (tolib.marked_by, tolib.marked_at) == (school.cast.rustam.id, NOW)
    assert amina.agency_id == school.cast.interior_sughd.id


def test_the_mark_keeps_the_agency_of_the_day_when_the_person_moved_since(school, sign_in):
    with school.changes() as session:
        account_services.move_person(
            session,
            actor=school.cast.actor(school.cast.dilnoza),
            user_id=school.cast.amina.id,
            agency_id=school.cast.prosecution.id,
            at=at(24, 5, 45),
        )

    sign_in(school.cast.rustam).post(url(school), data=typed(school, amina=("present",)))

    (mark,) = marks_of(school, school.cast.amina)
    assert mark.agency_id == school.cast.interior_sughd.id


def fill_up(school: School, number: int = 22) -> None:
    with school.changes() as session:
        for each in range(number):
            user = factories.make_user(session, school.cast.interior, f"Иштирокчии рақами {each}")
            enrolment = factories.make_enrolment(session, user, school.course)
            session.add(
                CohortPlace(enrolment_id=enrolment.id, cohort_id=school.cohort.id, user_id=user.id, placed_at=NOW)
            )


def test_marking_24_takes_four_statements_and_one_commit(school, sign_in, statements):
    fill_up(school)
    keys = [key.hex for key in school.rows(select(CohortPlace.enrolment_id))]
    form = {f"status-{key}": "present" for key in keys} | {f"seen-{key}": "" for key in keys}
    browser = sign_in(school.cast.rustam)
    commits: list[object] = []
    note = commits.append
    engine = school.session.get_bind()
    event.listen(engine, "commit", note)

    with statements() as seen:
        answer = browser.post(url(school), data=form)

    event.remove(engine, "commit", note)
    assert answer.status_code == 303
    assert len(seen) <= 4, seen
    assert len(commits) == 1
    assert len(school.rows(select(AttendanceMark.id))) == 24


def test_the_page_is_small_enough_for_a_phone(school, sign_in):
    fill_up(school)

    page = sign_in(school.cast.rustam).get(url(school), headers={"Accept-Encoding": "br"})

    assert page.headers["Content-Encoding"] == "br"
    assert len(page.data) < 20_000


def test_sending_the_sheet_twice_adds_nothing(school, sign_in):
    browser = sign_in(school.cast.rustam)
    form = typed(school, amina=("present",))

    browser.post(url(school), data=form)
    browser.post(url(school), data=form)

    assert len(marks_of(school, school.cast.amina)) == 1


def test_a_correction_keeps_the_earlier_mark_and_shows_both(school, sign_in):
    browser = sign_in(school.cast.rustam)
    browser.post(url(school), data=typed(school, amina=("absent",)))
    (earlier,) = marks_of(school, school.cast.amina)

    without = browser.post(url(school), data=typed(school, amina=("present", "", "", earlier.id.hex)))
    assert without.status_code == 422
    assert "Write why marks are corrected." in without.get_data(as_text=True)
    assert len(marks_of(school, school.cast.amina)) == 1

    form = typed(school, amina=("present", "", "", earlier.id.hex)) | {"reason": "Sat in the last row"}
    assert browser.post(url(school), data=form).status_code == 303
    _earlier, later = marks_of(school, school.cast.amina)
    assert (later.corrects_id, later.reason) == (earlier.id, "Sat in the last row")

    history = browser.get(f"{url(school)}/{earlier.enrolment_id}").get_data(as_text=True)
    assert history.index("Absent") < history.index("Present")
    assert "Sat in the last row" in history
    assert "Рустам Қодиров" in history


def test_the_database_refuses_to_change_a_mark(school, sign_in):
    sign_in(school.cast.rustam).post(url(school), data=typed(school, amina=("absent",)))
    change = update(AttendanceMark).values(status=AttendanceStatus.PRESENT)

    with pytest.raises(DatabaseError, match="append-only"):
        school.session.execute(change)
    school.session.rollback()
    with pytest.raises(DatabaseError, match="append-only"):
        school.session.execute(delete(AttendanceMark))


def test_somebody_else_marked_meanwhile_is_named_and_the_rest_is_kept(school, sign_in):
    teaches_too(school, school.colleague)
    sign_in(school.colleague).post(url(school), data=typed(school, amina=("excused",)))

    answer = sign_in(school.cast.rustam).post(
        url(school), data=typed(school, amina=("absent",), tolib=("late", "7", "came from court"))
    )

    html = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Мадина Шарипова marked this person at Nov 24, 2026, 11:00: excused." in html
    assert 'value="came from court"' in html
    assert 'value="7"' in html
    assert marks_of(school, school.cast.tolib) == []


def teaches_too(school: School, user: Any) -> None:
    with school.changes() as session:
        session.add(CohortTrainer(cohort_id=school.cohort.id, user_id=user.id))


def test_two_at_once_leave_one_chain(school, sign_in, app):
    """Both have opened the empty sheet; whoever is slower learns who was faster, and nothing is lost or doubled."""
    teaches_too(school, school.colleague)
    browsers = [(sign_in(school.cast.rustam), "present"), (sign_in(school.colleague), "absent")]
    forms = [typed(school, amina=(status,), tolib=(status,)) for _browser, status in browsers]
    barrier, answers = Barrier(2), []

    def send(browser: Any, form: dict[str, str]) -> None:
        barrier.wait()
        answers.append(browser.post(url(school), data=form).status_code)

    threads = [
        Thread(target=send, args=(browser, form)) for (browser, _status), form in zip(browsers, forms, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers) == [303, 422]
    assert len(marks_of(school, school.cast.amina)) == 1
    assert marks_of(school, school.cast.amina)[0].status is marks_of(school, school.cast.tolib)[0].status


def test_nothing_typed_is_lost_when_a_row_makes_no_sense(school, sign_in):
    answer = sign_in(school.cast.rustam).post(
        url(school), data=typed(school, amina=("late", "400", "lost on the way"), tolib=("", "", "was ill"))
    )

    html = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "The session lasts 90 minutes; nobody can be later than that." in html
    assert "Choose present, late, excused or absent for this person." in html
    assert 'value="lost on the way"' in html
    assert 'value="was ill"' in html
    assert marks_of(school, school.cast.amina) == []


def test_minutes_that_are_no_number_are_named(school, sign_in):
    answer = sign_in(school.cast.rustam).post(url(school), data=typed(school, amina=("late", "ten")))

    assert answer.status_code == 422
    assert "Write the minutes as a whole number." in answer.get_data(as_text=True)


def test_without_scripts_the_rest_is_filled_in_and_not_yet_saved(school, sign_in):
    answer: TestResponse = sign_in(school.cast.rustam).post(
        url(school), data=typed(school, amina=("absent",), tolib=("",)) | {"fill": "1"}
    )

    html = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert html.count(" checked") == 2
    assert 'value="absent" checked' in html
    assert 'value="present" checked' in html
    assert marks_of(school, school.cast.tolib) == []


def test_marks_open_with_the_sessions_day(school, sign_in, clock):
    clock.instant = at(23, 18, 59)
    browser = sign_in(school.cast.rustam)

    early = browser.post(url(school), data=typed(school, amina=("present",)))
    assert early.status_code == 409
    assert "Attendance can be marked from the day of the session" in browser.get(url(school)).get_data(as_text=True)

    clock.advance(timedelta(minutes=1))
    assert browser.post(url(school), data=typed(school, amina=("present",))).status_code == 303


def test_who_left_before_the_session_is_not_on_the_sheet(school, sign_in):
    school.leaves(school.cast.tolib, at(24, 3))

    html = sign_in(school.cast.rustam).get(url(school)).get_data(as_text=True)

    assert "Амина" in html
    assert "Толиб" not in html


def test_somebody_who_left_meanwhile_does_not_cost_the_others_their_marks(school, sign_in):
    form = typed(school, amina=("present", "", "first row"), tolib=("present",))
    school.leaves(school.cast.tolib, at(24, 3))

    answer = sign_in(school.cast.rustam).post(url(school), data=form)

    assert answer.status_code == 422
    assert "left the cohort meanwhile" in answer.get_data(as_text=True)
    assert 'value="first row"' in answer.get_data(as_text=True)


def test_reading_and_marking_leave_a_trace(school, sign_in):
    browser = sign_in(school.cast.rustam)
    browser.get(url(school))
    browser.post(url(school), data=typed(school, amina=("present",), tolib=("absent",)))

    written = school.rows(select(AuditEntry).where(AuditEntry.subject_id == str(school.lesson.id)))
    entries = {entry.action: entry for entry in written}
    assert entries["training:attendance:read"].actor_id == school.cast.rustam.id
    assert entries["training:attendance:mark"].facts == {"marked": 2, "corrected": 0}


@pytest.mark.parametrize("name", ["amina", "farida", "sherzod", "nargis", "bahrom", "gulnora"])
def test_others_can_neither_see_nor_mark(school, sign_in, name):
    browser = sign_in(getattr(school.cast, name))

    assert browser.get(url(school)).status_code in (403, 404)
    assert browser.post(url(school), data=typed(school, amina=("present",))).status_code in (403, 404)
    assert marks_of(school, school.cast.amina) == []


def test_a_trainer_of_the_centre_who_does_not_teach_here_finds_nothing(school, sign_in):
    browser = sign_in(school.colleague)

    assert browser.get(url(school)).status_code == 404
    assert browser.post(url(school), data=typed(school, amina=("present",))).status_code == 404


def test_an_administrator_of_another_centre_finds_nothing(school, sign_in):
    assert sign_in(school.stranger).get(url(school)).status_code == 404


def test_a_guest_trainer_marks_the_session_that_they_teach(school, sign_in):
    with school.changes() as session:
        guest_session = factories.make_session(session, school.cohort, at(24, 8), at(24, 9), (school.colleague,))
    browser = sign_in(school.colleague)

    answer = browser.post(f"/sessions/{guest_session.id}/attendance", data=typed(school, amina=("present",)))

    assert answer.status_code == 303
    assert browser.get(f"/cohorts/{school.cohort.id}").status_code == 404


def test_the_sheet_of_24_is_read_with_four_statements_and_small_even_without_compression(school, sign_in, statements):
    fill_up(school)
    browser = sign_in(school.cast.rustam)

    with statements() as seen:
        raw = browser.get(url(school))

    assert len(seen) <= 4, seen
    assert len(raw.data) < 60_000
