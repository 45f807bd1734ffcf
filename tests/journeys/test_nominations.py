"""From a year's plan to an invited group: quotas, three ministries, an overrun, who waits moves up, a letter."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from app.accounts import services as accounts
from app.accounts.models import Agency, Profession, Role
from app.core.ids import new_id
from tests.journeys.site import Site, spelled
from tests.journeys.steps import accept_invitation, enter, press, press_button, told

pytestmark = pytest.mark.browser


def officer_of(site: Site, code: str) -> str:
    """Name an officer of an agency and return the link that lets them in."""
    at = datetime.now(UTC)
    with site.changes() as session:
        agency = session.scalars(select(Agency).where(Agency.code == code)).one()
        details = accounts.PersonDetails(
            name="Раҳимзода Ситора",
            email=f"officer-{new_id().hex[-10:]}@example.org",
            agency_id=agency.id,
            profession=Profession.OTHER,
            language="en",
            time_zone="Asia/Dushanbe",
        )
        user = accounts.add_person(session, actor=None, details=details, at=at)
        accounts.grant_role(session, actor=None, user_id=user.id, role=Role.AGENCY_OFFICER, scope=agency, at=at)
    return site.let_in(user.id)


def write_plan(page: Page, year: int) -> None:
    """Write, approve and look at the plan of a year."""
    page.goto("/training-plans")
    page.get_by_label("Year").fill(str(year))
    press_button(page, "Begin the plan")
    press_button(page, "Add a line")
    page.get_by_label("Course", exact=True).select_option(index=1)
    page.get_by_label("Month of cohort 1").select_option("3")
    page.get_by_label("Seats of cohort 1").fill("3")
    page.get_by_label("People of target 1").fill("many")
    press_button(page, "Save the line")
    expect(page.locator(".notice.bad")).to_contain_text("Target 1 needs a whole number")
    page.get_by_label("People of target 1").fill("3")
    page.get_by_label("Donor or project code").fill("UNODC-TJ-9")
    press_button(page, "Save the line")
    expect(page.locator("main")).to_contain_text("UNODC-TJ-9")
    press_button(page, "Approve the plan")
    expect(page.locator(".page-title")).to_contain_text("approved")


def open_from_plan(page: Page, title: str, monday: date) -> None:
    """Open a cohort from the first line and call for nominations: one seat for each of three agencies."""
    press_button(page, "Open a cohort")
    page.get_by_label("Name of the cohort").fill(title)
    page.get_by_label("First day").fill(monday.isoformat())
    page.get_by_label("Last day").fill((monday + timedelta(days=4)).isoformat())
    expect(page.get_by_label("Places")).to_have_value("3")
    press_button(page, "Open the cohort")
    press(page, page.locator("nav.tabs a", has_text="Nominations"))
    press_button(page, "Open for nominations")
    for name in ("Ministry of Internal Affairs", "General Prosecutor's Office", "Supreme Court"):
        page.get_by_label(name, exact=False).first.fill("1")
    page.get_by_label("What to bring, in English").fill("A passport")
    press_button(page, "Open for nominations")
    told(page, "The call is saved")


def nominate(page: Page, name: str, place: str = "A seat of the agency") -> None:
    """Write somebody new down, from the page of the call."""
    press_button(page, "Nominate")
    page.get_by_label("Full name").fill(name)
    page.get_by_label("E-mail address", exact=True).fill(f"nominee-{new_id().hex[-10:]}@example.org")
    page.locator("#agency").select_option(index=1)
    page.locator("#profession").select_option("police_investigator")
    page.locator("#place").select_option(label=place)
    press(page, page.locator("main form button", has_text="Nominate").last)


def test_a_plan_becomes_a_group_of_three_ministries(site, open_window, javascript):
    number = new_id().int % 1000
    title, monday = f"Group {number:03} of three", date(2027 + number % 40 + 1, 3, 1)
    centre = open_window(javascript=javascript)
    enter(centre, "dilnoza")
    write_plan(centre, monday.year)
    open_from_plan(centre, title, monday)
    board = centre.url

    pages = {}
    for code in ("TJ-MIA", "TJ-GPO", "TJ-SC"):
        page = pages[code] = open_window(javascript=javascript, phone=code == "TJ-SC")
        accept_invitation(page, officer_of(site, code))
        page.goto("/nominations")
        press(page, page.locator("main a", has_text=title))
        nominate(page, f"Ҷӯраев {spelled(number)} {code[-1]}")
        told(page, "The person is nominated")
    interior, court = pages["TJ-MIA"], pages["TJ-SC"]
    nominate(interior, "Қодиров Ғафур")
    expect(interior.locator(".error-summary")).to_contain_text("seats of your agency are used")
    expect(interior.get_by_label("Full name")).to_have_value("Қодиров Ғафур")
    interior.locator("#place").select_option(label="The reserve list")
    press(interior, interior.locator("main form button", has_text="Nominate").last)
    told(interior, "The person is nominated")

    centre.goto(board)
    seated = centre.locator("main tr", has_text="with the centre")
    expect(seated).to_have_count(3)
    for row in seated.all():
        row.locator("input[type=checkbox]").check()
    press_button(centre, "Accept")
    told(centre, "3 nominations are decided")
    expect(centre.locator(".page-title")).to_contain_text("3 of 3 places taken")
    centre.locator("main tr", has_text="Қодиров Ғафур").locator("input[type=checkbox]").check()
    centre.get_by_label("Reason").fill("All seats are given.")
    press_button(centre, "Put on the waiting list")
    expect(centre.locator("main tr", has_text="Қодиров Ғафур")).to_contain_text("on the waiting list")

    court.goto("/nominations")
    press(court, court.locator("main a", has_text=title))
    press(court, court.locator("main table a[href^='/nominations/']").first)
    court.get_by_label("Reason").fill("Called to a trial.")
    press_button(court, "Withdraw")
    told(court, "Withdrawn")

    centre.goto(board)
    moved = centre.locator("main tr", has_text="Қодиров Ғафур")
    expect(moved).to_contain_text("accepted")
    press(centre, moved.locator("a").first)
    expect(centre.locator(".timeline")).to_contain_text("Done by the program.")
    centre.goto(board)
    press_button(centre, "Issue letters: 3")
    told(centre, "3 letters are issued")
    letter = centre.locator("main a[href^='/letters/']").first.get_attribute("href")
    answer = centre.request.get(letter)
    assert answer.body().startswith(b"%PDF")
    assert court.request.get(letter).status == 404
