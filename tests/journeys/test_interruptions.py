"""What goes wrong around an exam: the connection, the browser, a second tab. No answer may be lost."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from app.assessments.models import Response
from app.assessments.rules.questions import QuestionKind
from tests.journeys.steps import accept_invitation, attempt_of, give, press_button, right_answers

pytestmark = pytest.mark.browser


@pytest.fixture
def begin(site, open_window):
    """Return a function that lets somebody new begin the final exam on a telephone."""

    def begin(*, javascript: bool = True) -> Page:
        group = site.make_group("TJ-MIA-SUGHD")
        site.learn(group.enrolments[0], exam=False)
        page = open_window(javascript=javascript, phone=True)
        accept_invitation(page, site.let_in(group.people[0]))
        press_button(page, "Go to the final exam")
        press_button(page, "Begin")
        if javascript:
            page.wait_for_load_state("networkidle")
        return page

    return begin


def stored(site, page: Page) -> dict[int, dict]:
    """Return the answers that the server has, by question; the last one counts."""
    with site.reading() as session:
        rows = session.execute(
            select(Response.question, Response.answer)
            .where(Response.attempt_id == attempt_of(page))
            .order_by(Response.sequence)
        )
        return {question: answer for question, answer in rows if answer}


def answer_next(page: Page, number: int, kind: QuestionKind, right: dict) -> None:
    expect(page.locator("[data-heading]")).to_contain_text(f"{number} of 20")
    give(page, kind, right)
    page.locator("[data-following] button").click()


def test_answers_given_without_a_connection_arrive_later(site, begin):
    page = begin()
    answers = right_answers(site, attempt_of(page))
    answer_next(page, 1, *answers[0])
    page.context.set_offline(True)
    for number in (2, 3, 4):
        answer_next(page, number, *answers[number - 1])
    expect(page.locator("[data-saved]")).to_contain_text("kept on this device")
    assert set(stored(site, page)) <= {0}
    page.context.set_offline(False)
    expect(page.locator("[data-saved]")).to_contain_text("Saved", timeout=15_000)
    assert set(stored(site, page)) == {0, 1, 2, 3}

    for number in range(5, 21):
        answer_next(page, number, *answers[number - 1])
    page.wait_for_url("**/review")
    press_button(page, "Hand in")
    expect(page.locator("h1")).to_contain_text("100")


def test_an_answer_after_the_end_is_called_late_and_leads_to_the_result(site, begin):
    page = begin()
    answers = right_answers(site, attempt_of(page))
    tab = page.context.new_page()
    tab.goto(page.url)
    press_button(tab, "Check and hand in")
    press_button(tab, "Hand in")

    answer_next(page, 1, *answers[0])
    expect(page.locator("[data-notice]")).to_contain_text("came after the end of the attempt")
    page.get_by_role("link", name="Go to the result").click()
    page.wait_for_url("**/result")


def test_an_exam_goes_on_in_another_browser(site, begin, open_window, javascript):
    page = begin(javascript=javascript)
    answers = right_answers(site, attempt_of(page))
    for number in (1, 2, 3):
        answer_next(page, number, *answers[number - 1])
    expect(page.locator("[data-heading]")).to_contain_text("4 of 20")
    if javascript:
        expect(page.locator("[data-saved]")).to_contain_text("Saved")
    cookies, attempt = page.context.cookies(), attempt_of(page)
    page.context.close()

    later = open_window(javascript=javascript)
    later.context.add_cookies(cookies)
    later.goto("/")
    press_button(later, "Continue")
    press_button(later, "Continue")
    assert attempt_of(later) == attempt
    assert set(stored(site, later)) == {0, 1, 2}
    for number in range(1, 21):
        if number > 3:
            give(later, *answers[number - 1])
        later.locator("[data-following] button").click()
        later.wait_for_url(re.compile("review$" if number == 20 else f"questions/{number + 1}$"))
    press_button(later, "Hand in")
    expect(later.locator("h1")).to_contain_text("100")


def test_a_browser_closed_without_a_connection_sends_what_it_kept_when_it_opens_again(site, begin, open_window):
    page = begin()
    answers = right_answers(site, attempt_of(page))
    page.context.set_offline(True)
    answer_next(page, 1, *answers[0])
    expect(page.locator("[data-saved]")).to_contain_text("kept on this device")
    address, left = page.url, page.context.storage_state()
    page.context.close()

    later = open_window(phone=True, storage_state=left)
    later.goto(address)
    expect(later.locator("[data-saved]")).to_contain_text("Saved", timeout=15_000)
    assert set(stored(site, later)) == {0}


def test_two_tabs_both_save_and_the_later_answer_counts(site, begin, javascript):
    first = begin(javascript=javascript)
    answers = right_answers(site, attempt_of(first))
    second = first.context.new_page()
    second.goto(first.url)
    if javascript:
        second.wait_for_load_state("networkidle")
    answer_next(second, 1, *answers[0])
    answer_next(second, 2, *answers[1])
    expect(second.locator("[data-heading]")).to_contain_text("3 of 20")
    if javascript:
        expect(second.locator("[data-saved]")).to_contain_text("Saved")
    [(kind, other), *_rest] = right_answers(site, attempt_of(first), right=False)
    answer_next(first, 1, kind, other)
    expect(first.locator(".notice").filter(has_text="another tab").first).to_be_visible()
    expect(first.locator("[data-saved]")).to_contain_text("Saved")
    standing = stored(site, first)
    assert set(standing) == {0, 1}
    chosen, wanted = ({**each, "choices": sorted(each.get("choices", ()))} for each in (standing[0], other))
    assert chosen == wanted
    assert other != answers[0][1]


def test_a_connection_that_comes_and_goes_and_a_closed_tab_lose_nothing(site, begin):
    """Toggle the connection at every question, close the tab in the middle: the result is that of a quiet exam."""
    page = begin()
    answers = right_answers(site, attempt_of(page))
    for number in range(1, 21):
        page.context.set_offline(number % 3 == 0)
        if number == 11:  # the tab is closed without a connection and opened again with one
            page.context.set_offline(True)
            give(page, *answers[number - 1])
            expect(page.locator("[data-saved]")).to_contain_text("kept on this device")
            address, tab = page.url, page.context.new_page()
            page.close(run_before_unload=False)
            tab.context.set_offline(False)
            page = tab
            page.goto(address)
            page.wait_for_load_state("networkidle")
        answer_next(page, number, *answers[number - 1])
    page.context.set_offline(False)
    page.wait_for_url("**/review", timeout=20_000)
    press_button(page, "Hand in")
    expect(page.locator("h1")).to_contain_text("100")
    assert set(stored(site, page)) == set(range(20))
