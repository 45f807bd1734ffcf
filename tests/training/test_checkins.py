"""Check-in: a code is read, a claim is put on record, the trainer confirms it. A claim alone is no presence."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, select
from sqlalchemy.exc import DatabaseError

from app.accounts import services as accounts
from app.core.audit import AuditEntry
from app.training.checkins import rules
from app.training.checkins.models import CheckIn, CheckInClaim
from app.training.checkins.rules import CodeKind
from app.training.models import AttendanceMark, AttendanceStatus, MarkSource
from tests.conftest import NOW
from tests.training.conftest import School, at
from tests.training.test_attendance_pages import fill_up, marks_of

SECRET = "0f" * 32
PASSWORD = "чор калима пайи ҳам"


def screen(school: School) -> str:
    return f"/sessions/{school.lesson.id}/check-in"


def open_it(school: School, browser, clock):
    clock.instant = at(24, 4, 1)
    assert browser.post(screen(school), data={"act": "open"}).status_code == 303
    return browser.get(screen(school)).get_data(as_text=True)


def code_on(html: str) -> str:
    return "".join(re.search(r'check-in-code">(\w{3}) (\w{3})<', html).groups())


def claims(school: School) -> list[CheckInClaim]:
    return school.rows(select(CheckInClaim).order_by(CheckInClaim.id))


@given(st.integers(0, 10**10), st.integers(-95, 95))
def test_a_code_counts_in_its_step_and_the_next_and_the_one_before(begin, seconds):
    instant = NOW + timedelta(seconds=begin % 10**7)
    code = rules.code_for(SECRET, rules.step_at(instant))
    later = instant + timedelta(seconds=seconds)
    found = rules.recognise(f" {code[:3].lower()}-{code[3:]}", secret=SECRET, printed_counts=False, at=later)

    apart = rules.step_at(later) - rules.step_at(instant)
    assert (found is not None) == (abs(apart) <= rules.STEPS_OF_TOLERANCE)


def test_codes_differ_by_session_and_have_no_signs_that_are_mistaken():
    codes = {rules.code_for(secret * 32, step) for secret in ("0a", "0b") for step in range(2_000)}

    assert len(codes) > 3_990
    assert not set("".join(codes)) & set("01ILO")


def test_the_printed_code_counts_only_when_it_was_switched_on():
    paper = rules.code_for(SECRET, rules.PAPER)

    assert rules.recognise(paper, secret=SECRET, printed_counts=False, at=NOW) is None
    assert rules.recognise(paper, secret=SECRET, printed_counts=True, at=NOW).kind is CodeKind.PAPER


@pytest.mark.parametrize(
    ("moment", "reason"),
    [
        (at(23, 4), rules.CheckInOtherDay),
        (at(24, 3, 29), rules.CheckInTooEarly),
        (at(24, 6), rules.CheckInOver),
        (at(25, 4), rules.CheckInOtherDay),
    ],
)
def test_check_in_opens_only_around_the_session(moment, reason):
    with pytest.raises(reason):
        rules.check_window(starts_at=at(24, 4), ends_at=at(24, 5, 30), time_zone="Asia/Dushanbe", at=moment)
    for fine in (at(24, 3, 30), at(24, 5, 59)):
        rules.check_window(starts_at=at(24, 4), ends_at=at(24, 5, 30), time_zone="Asia/Dushanbe", at=fine)


def test_a_scan_while_signed_out_survives_the_sign_in_and_the_next_codes(school, sign_in, client, clock):
    with school.changes() as session:
        secret = accounts.invite(session, actor=None, user=school.cast.amina, at=NOW - timedelta(hours=3))
        accounts.accept_invitation(session, secret=secret, password=PASSWORD, at=NOW - timedelta(hours=3))
    html = open_it(school, sign_in(school.cast.rustam), clock)
    code = code_on(html)

    scanned = client.get(f"/check-in/{school.lesson.id}/{code}")
    asked = client.get(scanned.location)
    assert "/sign-in?next=" in asked.location
    clock.advance(timedelta(minutes=4))
    signed_in = client.post(asked.location, data={"email": "amina@example.org", "password": PASSWORD})
    assert signed_in.location.startswith(f"/check-in/{school.lesson.id}")
    page = client.get(signed_in.location).get_data(as_text=True)
    assert "You say that you are at this session now" in page
    assert school.lesson.title in page
    assert claims(school) == []

    client.post(signed_in.location)

    (claim,) = claims(school)
    assert (claim.user_id, claim.code_kind) == (school.cast.amina.id, CodeKind.SCREEN)
    assert claim.claimed_at - claim.read_at == timedelta(minutes=4)
    assert "The trainer confirms it" in client.get(signed_in.location).get_data(as_text=True)
    assert marks_of(school, school.cast.amina) == []


def test_a_reading_ends_after_a_quarter_of_an_hour(school, sign_in, clock):
    code = code_on(open_it(school, sign_in(school.cast.rustam), clock))
    browser = sign_in(school.cast.amina)
    browser.get(f"/check-in/{school.lesson.id}/{code}")

    clock.advance(timedelta(minutes=16))
    answer = browser.post(f"/check-in/{school.lesson.id}")

    assert answer.status_code == 409
    assert claims(school) == []


def test_an_old_code_and_a_link_without_a_reading_lead_to_no_claim(school, sign_in, clock):
    code = code_on(open_it(school, sign_in(school.cast.rustam), clock))
    clock.advance(timedelta(seconds=95))
    browser = sign_in(school.cast.amina)

    page = browser.get(f"/check-in/{school.lesson.id}/{code}", follow_redirects=True).get_data(as_text=True)

    assert "This code does not count any more" in page
    assert browser.post(f"/check-in/{school.lesson.id}").status_code == 409
    assert claims(school) == []


def typed(browser, code: str):
    return browser.post("/check-in", data={"code": code}, follow_redirects=True)


def test_a_code_can_be_typed(school, sign_in, clock):
    code = code_on(open_it(school, sign_in(school.cast.rustam), clock))
    browser = sign_in(school.cast.tolib)

    assert typed(browser, "ZZZZZZ").status_code == 422
    assert "I am here" in typed(browser, f"{code[:3]} {code[3:]}").get_data(as_text=True)


def test_saying_it_again_is_the_same_claim(school, sign_in, clock):
    code = code_on(open_it(school, sign_in(school.cast.rustam), clock))
    browser = sign_in(school.cast.amina)
    typed(browser, code)
    for _time in range(2):
        browser.post(f"/check-in/{school.lesson.id}")
        typed(browser, code)

    assert len(claims(school)) == 1


def test_who_is_not_on_the_list_is_told_whom_to_ask(school, sign_in, clock):
    code = code_on(open_it(school, sign_in(school.cast.rustam), clock))
    browser = sign_in(school.cast.farida)

    page = typed(browser, code).get_data(as_text=True)

    assert "You are not on the list of this session" in page
    assert "Рустам Қодиров" in page
    assert browser.post(f"/check-in/{school.lesson.id}").status_code == 409
    assert claims(school) == []


def test_after_the_end_nobody_checks_in(school, sign_in, clock):
    trainer, browser = sign_in(school.cast.rustam), sign_in(school.cast.amina)
    open_it(school, trainer, clock)
    clock.instant = at(24, 5, 31)
    secret = school.rows(select(CheckIn.secret))[0]
    code = rules.code_for(secret, rules.step_at(clock.instant))

    page = browser.get(f"/check-in/{school.lesson.id}/{code}", follow_redirects=True).get_data(as_text=True)

    assert "The session ended at 10:30" in page
    assert browser.post(f"/check-in/{school.lesson.id}").status_code == 409
    assert trainer.get(screen(school)).status_code == 200


def test_a_closed_check_in_takes_no_claim_and_can_be_opened_again(school, sign_in, clock):
    trainer, browser = sign_in(school.cast.rustam), sign_in(school.cast.amina)
    code = code_on(open_it(school, trainer, clock))
    trainer.post(screen(school), data={"act": "close"})

    page = browser.get(f"/check-in/{school.lesson.id}/{code}", follow_redirects=True).get_data(as_text=True)
    assert "Check-in is not open for this session" in page
    trainer.post(screen(school), data={"act": "open"})
    assert "I am here" in typed(browser, code).get_data(as_text=True)
    acts = {entry.action for entry in school.rows(select(AuditEntry))}
    assert {"training:check_in:open", "training:check_in:close"} <= acts


def test_check_in_of_another_day_is_refused(school, sign_in, clock):
    browser = sign_in(school.cast.rustam)
    clock.instant = at(23, 4)

    answer = browser.post(screen(school), data={"act": "open"}, follow_redirects=True)

    assert "This session is on November 24, 2026" in answer.get_data(as_text=True)
    assert school.rows(select(CheckIn)) == []


def test_the_picture_holds_no_style_and_leads_to_the_scan(school, sign_in, clock):
    html = open_it(school, sign_in(school.cast.rustam), clock)

    assert "<svg" in html
    assert "style=" not in html
    part = sign_in(school.cast.rustam).get(f"{screen(school)}/code").get_data(as_text=True)
    assert code_on(part) == code_on(html)
    assert 1 <= int(re.search(r'data-left="(\d+)"', part)[1]) <= 30


def claim_both(school, sign_in, clock) -> None:
    code = code_on(open_it(school, sign_in(school.cast.rustam), clock))
    for person, minutes in ((school.cast.amina, 0), (school.cast.tolib, 19)):
        clock.advance(timedelta(minutes=minutes))
        code = rules.code_for(school.rows(select(CheckIn.secret))[0], rules.step_at(clock.instant))
        browser = sign_in(person)
        typed(browser, code)
        browser.post(f"/check-in/{school.lesson.id}")


def confirm(school, browser, **form):
    return browser.post(f"/sessions/{school.lesson.id}/attendance/waiting", data=form)


def test_all_claims_are_confirmed_with_one_press_and_lateness_is_counted(school, sign_in, clock, statements):
    claim_both(school, sign_in, clock)
    trainer = sign_in(school.cast.rustam)
    html = trainer.get(f"/sessions/{school.lesson.id}/attendance").get_data(as_text=True)
    assert "2 people say that they are here" in html
    keys = [school.enrolment(school.cast.amina).hex, school.enrolment(school.cast.tolib).hex]

    with statements() as seen:
        answer = confirm(school, trainer, **{f"claim-{key}": "on" for key in keys})

    assert answer.status_code == 303
    assert len(seen) <= 4, seen
    (amina,), (tolib,) = marks_of(school, school.cast.amina), marks_of(school, school.cast.tolib)
    assert (amina.status, amina.source, amina.marked_by) == (
        AttendanceStatus.PRESENT,
        MarkSource.CLAIM,
        school.cast.rustam.id,
    )
    assert (tolib.status, tolib.minutes_late) == (AttendanceStatus.LATE, 20)
    assert tolib.source_id in {each.id for each in claims(school)}
    assert "people say that they are here" not in trainer.get(f"/sessions/{school.lesson.id}/attendance").get_data(
        as_text=True
    )


def test_one_claim_is_confirmed_alone_and_its_minutes_may_be_changed(school, sign_in, clock):
    claim_both(school, sign_in, clock)
    key, other = school.enrolment(school.cast.tolib).hex, school.enrolment(school.cast.amina).hex
    trainer = sign_in(school.cast.rustam)

    confirm(school, trainer, **{"only": f"claim-{key}", f"minutes-{key}": "12", f"claim-{other}": "on"})
    confirm(school, trainer, **{"only": f"claim-{key}", f"minutes-{key}": "12"})

    (mark,) = marks_of(school, school.cast.tolib)
    assert mark.minutes_late == 12
    assert marks_of(school, school.cast.amina) == []


def test_the_history_says_from_what_a_mark_was_made(school, sign_in, clock):
    claim_both(school, sign_in, clock)
    key = school.enrolment(school.cast.amina)
    trainer = sign_in(school.cast.rustam)
    confirm(school, trainer, **{f"claim-{key.hex}": "on"})

    html = trainer.get(f"/sessions/{school.lesson.id}/attendance/{key}").get_data(as_text=True)

    assert "Check-in that was confirmed" in html
    assert "by the changing code on the screen" in html
    assert "Agency then: Sughd department" in html


def test_the_database_refuses_to_change_a_claim(school, sign_in, clock):
    claim_both(school, sign_in, clock)
    with pytest.raises(DatabaseError, match="append-only"):
        school.session.execute(delete(CheckInClaim))
    school.session.rollback()


def test_the_sheet_with_claims_stays_small_and_takes_three_statements(school, sign_in, clock, statements):
    fill_up(school)
    claim_both(school, sign_in, clock)
    trainer = sign_in(school.cast.rustam)

    with statements() as seen:
        page = trainer.get(f"/sessions/{school.lesson.id}/attendance", headers={"Accept-Encoding": "br"})

    assert len(page.data) < 20_000
    assert len(seen) <= 4, seen


def test_others_neither_see_the_code_nor_open_check_in(school, sign_in, clock):
    open_it(school, sign_in(school.cast.rustam), clock)
    for name in ("amina", "farida", "sherzod", "nargis"):
        browser = sign_in(getattr(school.cast, name))
        assert browser.get(screen(school)).status_code in (403, 404)
        assert browser.get(f"{screen(school)}/code").status_code in (403, 404)
        assert browser.get(f"{screen(school)}/poster").status_code in (403, 404)
        assert browser.post(screen(school), data={"act": "close"}).status_code in (403, 404)
    assert sign_in(school.stranger).get(f"{screen(school)}/code").status_code == 404
    assert len(school.rows(select(AttendanceMark))) == 0
