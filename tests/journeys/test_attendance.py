"""Attendance in a classroom: a code on the projector and phones, paper afterwards, a late correction, a file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from app.accounts.models import User
from app.core.ids import new_id
from app.training.checkins.models import CheckIn
from app.training.checkins.rules import code_for, step_at
from app.training.models import AttendanceMark, Cohort, SessionKind, TrainingSession
from tests.journeys.site import Group, Site
from tests.journeys.steps import PASSWORD, accept_invitation, enter, press, press_button, told

pytestmark = pytest.mark.browser
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"


def hold_now(site: Site, group: Group) -> UUID:
    """Let a group have a session that began ten minutes ago."""
    begins = datetime.now(UTC).replace(second=0, microsecond=0) - timedelta(minutes=10)
    with site.changes() as session:
        session.get_one(Cohort, group.cohort_id).ends_on = begins.date() + timedelta(days=1)
        held = TrainingSession(
            id=new_id(),
            cohort_id=group.cohort_id,
            title=f"Interviews of {group.title}",
            kind=SessionKind.CLASSROOM,
            starts_at=begins,
            ends_at=begins + timedelta(minutes=90),
        )
        session.add(held)
        return held.id


def marks(site: Site, session_id: UUID) -> dict[str, str]:
    with site.reading() as session:
        rows = session.execute(
            select(User.name, AttendanceMark.status)
            .join(User, User.id == AttendanceMark.user_id)
            .where(AttendanceMark.session_id == session_id)
            .order_by(AttendanceMark.marked_at)
        )
        return {name: status.value for name, status in rows}


def code_now(site: Site, session_id: UUID) -> str:
    with site.reading() as session:
        return code_for(session.get_one(CheckIn, session_id).secret, step_at(datetime.now(UTC)))


def test_check_in_with_a_phone_that_is_signed_out(site, open_window, javascript):
    group = site.make_group("TJ-MIA-SUGHD", "TJ-GPO", "TJ-SC")
    held, names = hold_now(site, group), site.names(group)
    with site.reading() as session:
        email = session.get_one(User, group.people[0]).email
    first = open_window(javascript=javascript, phone=True)
    accept_invitation(first, site.let_in(group.people[0]))
    first.context.close()

    trainer = open_window(javascript=javascript)
    enter(trainer, "rustam")
    trainer.goto(f"/sessions/{held}/check-in")
    press_button(trainer, "Open check-in")
    expect(trainer.locator(".check-in svg")).to_be_visible()
    expect(trainer.locator(".check-in-code")).to_have_text(re.compile(r"^\w{3} \w{3}$"))
    expect(trainer.locator("main")).to_contain_text("0 of 3 say that they are here")

    phone = open_window(javascript=javascript, phone=True)
    phone.goto(f"/check-in/{held}/{code_now(site, held)}")
    expect(phone.locator("h1")).to_contain_text("Sign in")
    phone.get_by_label("E-mail address").fill(email)
    phone.get_by_label("Password", exact=True).fill(PASSWORD)
    press(phone, phone.locator("main form button").filter(has_text="Sign in").first)
    expect(phone.locator("main")).to_contain_text("You say that you are at this session now")
    expect(phone.locator("main")).to_contain_text(f"Interviews of {group.title}")
    press_button(phone, "I am here")
    told(phone, "The trainer confirms it")
    assert marks(site, held) == {}

    trainer.goto(f"/sessions/{held}/check-in")
    expect(trainer.locator("main")).to_contain_text("1 of 3 say that they are here; 1 wait for you.")
    press_button(trainer, "Look at the claims")
    expect(trainer.locator(".waiting")).to_contain_text(names[0])
    press_button(trainer, "Confirm all that are ticked")
    told(trainer, "1 mark saved.")
    assert marks(site, held)[names[0]] in ("late", "present")

    phone.reload()
    told(phone, "The trainer marked you")
    write_down_and_recognise(trainer, held)


def write_down_and_recognise(trainer: Page, held: UUID) -> None:
    trainer.goto(f"/sessions/{held}/walk-ins")
    trainer.get_by_label("Full name").fill("Somebody Without An Account")
    press_button(trainer, "Write down")
    told(trainer, "is written down.")
    expect(trainer.locator("main table")).to_contain_text("Somebody Without An Account")


def test_a_screen_that_shows_the_next_code_by_itself(site, open_window):
    group = site.make_group("TJ-MIA-SUGHD")
    held = hold_now(site, group)
    page = open_window()
    page.clock.install()
    enter(page, "rustam")
    page.goto(f"/sessions/{held}/check-in")
    press_button(page, "Open check-in")
    expect(page.locator(".reload")).to_be_hidden()

    with page.expect_response("**/check-in/code"):
        page.clock.fast_forward(31_000)

    expect(page.locator(".check-in-code")).to_be_visible()
    page.route("**/check-in/code", lambda route: route.abort())
    page.clock.fast_forward(31_000)
    expect(page.locator(".lost")).to_be_visible()


@pytest.fixture
def locked(site: Site, open_window) -> Iterator[Page]:
    """Let the centre lock its sheets after a month, as an administrator does; afterwards after a year again."""
    page = open_window()
    enter(page, "dilnoza")
    page.goto("/centres")
    press(page, page.get_by_role("link", name="When attendance sheets are locked").first)
    address = page.url
    set_days(page, address, "30")
    yield page
    set_days(page, address, "365")


def set_days(page: Page, address: str, days: str) -> None:
    page.goto(address)
    page.get_by_label("Days after the session").fill(days)
    press_button(page, "Save")
    told(page, "Saved.")


def test_paper_afterwards_a_locked_sheet_and_a_correction(site, open_window, javascript, request):
    group = site.make_group("TJ-MIA-SUGHD", "TJ-GPO")
    names, sheet = site.names(group), f"/sessions/{group.session_id}"
    page = open_window(javascript=javascript)
    enter(page, "rustam")
    page.goto(f"{sheet}/sheet")
    page.get_by_label("Scan or photo of the sheet").set_input_files(
        {"name": "sheet.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    page.get_by_label(names[0]).fill("p")
    if javascript:
        page.get_by_label(names[0]).press("Enter")
        page.keyboard.type("l 7")
    else:
        page.get_by_label(names[1]).fill("l 7")
    press_button(page, "Save")
    told(page, "2 marks saved.")
    assert marks(site, group.session_id) == {names[0]: "present", names[1]: "late"}

    administrator = request.getfixturevalue("locked")
    page.goto(f"{sheet}/attendance")
    told(page, "This sheet was locked on")
    administrator.goto(f"{sheet}/attendance")
    press_button(administrator, "Unlock the sheet")
    administrator.get_by_label("Reason").fill("A letter from the court came")
    press_button(administrator, "Unlock")
    told(administrator, "The sheet can be corrected until")

    page.reload()
    told(page, "it is unlocked until")
    row = page.locator(".attendance > li").filter(has_text=names[1])
    row.locator("label").filter(has_text="Excused").first.click()
    page.get_by_label("Reason for corrections").fill("Was at court, see the letter")
    press_button(page, "Save")
    told(page, "1 mark saved.")

    page.goto(f"{sheet}/attendance/{group.enrolments[1]}")
    history = page.inner_text("main .timeline")
    assert "Paper sheet" in history
    assert "Was at court, see the letter" in history
    with page.expect_download() as download:
        page.get_by_role("link", name="Scan of the sheet").first.click()
    assert download.value.path().read_bytes() == PDF


def test_marks_from_a_file(site, open_window, javascript):
    group = site.make_group("TJ-MIA-SUGHD", "TJ-GPO")
    names = site.names(group)
    page = open_window(javascript=javascript)
    enter(page, "rustam")
    page.goto(f"/cohorts/{group.cohort_id}/marks/import")
    with page.expect_download() as download:
        page.get_by_role("link", name="The whole cohort, CSV").click()
    lines = download.value.path().read_text("utf-8-sig").splitlines()
    filled = [
        lines[0],
        *(f"{line}{word}" for line, word in zip(lines[1:], ("ҳозир", "О 15"), strict=True)),
        "Nobody,,,+",
    ]
    page.get_by_label("File (.xlsx or .csv)").set_input_files(
        {"name": "marks.csv", "mimeType": "text/csv", "buffer": "\r\n".join(filled).encode()}
    )
    press_button(page, "Read the file")
    expect(page.locator("main")).to_contain_text("New (2)")
    expect(page.locator("main")).to_contain_text("Nobody on the list of this session is “Nobody”.")
    assert marks(site, group.session_id) == {}
    press_button(page, "Save 2 marks")
    expect(page.locator("h1")).to_contain_text("Receipt")
    assert sorted(marks(site, group.session_id).values()) == ["late", "present"]
    assert set(marks(site, group.session_id)) == set(names)
