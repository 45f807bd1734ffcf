"""The script of an attempt in a real browser: a lost connection, a closed browser, two tabs, the end of time."""

from __future__ import annotations

import re
import threading
from datetime import timedelta

import pytest
from playwright import sync_api
from sqlalchemy import select
from werkzeug.serving import make_server

from app.assessments.models import Grade, Response
from app.assessments.rules.questions import QuestionKind
from tests.assessments.factories import make_exam

pytestmark = pytest.mark.browser


@pytest.fixture
def address(app):
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def exam(session, cast):
    made = make_exam(session, cast.amina)
    session.commit()
    return made


@pytest.fixture
def enter(app, address, chromium, sign_in, cast):
    """Return a function that opens a context in which Amina is signed in."""

    def open_context(**options):
        cookie = sign_in(cast.amina).get_cookie("sabaq").value
        context = chromium.new_context(**options)
        context.add_cookies([{"name": "sabaq", "value": cookie, "url": address}])
        return context

    return open_context


def begin(context, address, exam):
    page = context.new_page()
    page.goto(f"{address}/enrolments/{exam.enrolment.id}/assessments/{exam.assessment.id}")
    page.click("main button.primary")
    page.wait_for_url("**/questions/1")
    page.wait_for_load_state("networkidle")
    return page


def open_question(page, kind):
    for number in range(1, 7):
        page.click(f'.question-map [value="{number}"]')
        sync_api.expect(page.locator("[data-heading]")).to_contain_text(f"{number} of")
        if page.get_attribute("[data-place] fieldset", "data-kind") == kind:
            return number
    raise AssertionError(kind)


def saved(page, text="Saved"):
    sync_api.expect(page.locator("[data-saved]")).to_contain_text(text, timeout=10_000)


def stored(session, kind=None):
    session.rollback()
    return [row.answer for row in session.execute(select(Response.answer).order_by(Response.sequence))]


def test_an_answer_is_saved_as_it_is_given_and_the_page_moves_without_loading(enter, address, exam, session):
    page = begin(enter(), address, exam)
    open_question(page, "single")
    page.check('[data-place] [value="b"]')
    saved(page)

    assert stored(session) == [{"choice": "b"}]
    assert page.evaluate("performance.getEntriesByType('navigation').length") == 1


def test_a_lost_connection_loses_no_answer_and_stops_nobody(enter, address, exam, session):
    context = enter()
    page = begin(context, address, exam)
    number = open_question(page, "single")
    context.set_offline(True)
    page.check('[data-place] [value="a"]')
    saved(page, "Answers kept on this device: 1")
    page.check('[data-place] [value="b"]')
    open_question(page, "short")
    page.fill("[data-place] [name=text]", "means")
    page.click(f'.question-map [value="{number}"]')
    saved(page, "Answers kept on this device: 3")
    assert stored(session) == []

    context.set_offline(False)
    saved(page)

    assert stored(session) == [{"choice": "a"}, {"choice": "b"}, {"text": "means"}]


def test_a_closed_browser_sends_what_waited_when_it_is_opened_again(enter, address, exam, session, tmp_path):
    context = enter()
    page = begin(context, address, exam)
    open_question(page, "short")
    url = page.url
    context.set_offline(True)
    page.fill("[data-place] [name=text]", "means")
    page.press("[data-place] [name=text]", "Tab")
    saved(page, "Answers kept on this device: 1")
    shelf = context.storage_state()
    context.close()

    later = enter(storage_state={"cookies": [], "origins": shelf["origins"]}).new_page()
    later.goto(url)
    assert later.input_value("[data-place] [name=text]") == "means"
    saved(later)

    assert stored(session) == [{"text": "means"}]


def test_two_tabs_both_save_and_the_first_is_told(enter, address, exam, session):
    context = enter()
    first = begin(context, address, exam)
    second = context.new_page()
    second.goto(first.url)
    second.wait_for_load_state("networkidle")
    for page, choice in ((first, "a"), (second, "b"), (first, "c")):
        if not page.is_visible('[data-place] [data-kind="single"]'):
            open_question(page, "single")
        page.check(f'[data-place] [value="{choice}"]')
        saved(page)
        page.wait_for_timeout(200)

    assert stored(session) == [{"choice": "a"}, {"choice": "b"}, {"choice": "c"}]
    assert "another tab" in first.inner_text("[data-notice]")


def test_a_number_used_twice_in_an_order_changes_places(enter, address, exam, session):
    page = begin(enter(), address, exam)
    open_question(page, "ordering")
    selects = page.locator("[data-place] select")
    for place, number in ((0, "1"), (1, "2"), (2, "3"), (3, "4"), (0, "2")):
        selects.nth(place).select_option(number)
    saved(page)

    assert [selects.nth(place).input_value() for place in range(4)] == ["2", "1", "3", "4"]


def test_numbers_passed_on_the_way_by_arrows_stay_where_they_were(enter, address, exam, session):
    """Arrow keys choose every number on the way; what they merely pass is not taken from its step."""
    page = begin(enter(), address, exam)
    open_question(page, "ordering")
    selects = page.locator("[data-place] select")
    selects.nth(0).select_option("1")
    selects.nth(2).select_option("3")
    selects.nth(3).focus()
    for _number in range(4):
        page.keyboard.press("ArrowDown")
    assert [selects.nth(place).input_value() for place in range(4)] == ["1", "", "3", "4"]
    page.keyboard.press("ArrowUp")
    saved(page)

    assert [selects.nth(place).input_value() for place in range(4)] == ["1", "", "", "3"]


def test_flag_and_clear_stay_on_the_page(enter, address, exam, session):
    page = begin(enter(), address, exam)
    number = open_question(page, "single")
    page.check('[data-place] [value="b"]')
    page.click("[value=flag]")
    assert page.get_attribute(f'.question-map [value="{number}"]', "class").split() == ["done", "flagged"]
    page.click("[value=clear]")
    page.wait_for_timeout(400)

    assert stored(session)[-1] == {}
    session.rollback()
    assert session.execute(select(Response.flagged).order_by(Response.sequence.desc())).scalars().first() is True


def test_at_the_end_of_time_the_script_hands_in_what_was_typed(enter, address, exam, session, clock):
    context = enter()
    page = begin(context, address, exam)
    clock.advance(timedelta(minutes=39, seconds=57))
    page.reload()
    open_question(page, "short")
    page.fill("[data-place] [name=text]", "means")
    clock.advance(timedelta(seconds=4))  # the server's time decides, and a moment of grace belongs to it
    page.wait_for_url("**/result", timeout=10_000)

    session.rollback()
    assert session.execute(select(Grade.points)).scalar_one() == 1


@pytest.mark.parametrize("javascript", [True, False])
def test_every_kind_is_answered_by_keyboard_and_pointer_with_and_without_script(
    enter, address, exam, session, javascript
):
    page = begin(enter(java_script_enabled=javascript), address, exam)
    for number in range(1, 7):
        kind = page.get_attribute("[data-place] fieldset", "data-kind")
        if kind == QuestionKind.SHORT:
            page.fill("[data-place] [name=text]", "Means")
        elif kind in (QuestionKind.MATCHING, QuestionKind.ORDERING):
            for select_box in page.locator("[data-place] select").all():
                name = select_box.get_attribute("name")
                select_box.select_option(name[-2:] if kind == QuestionKind.MATCHING else name[-1:])
        else:
            right = {"single": ["b"], "multiple": ["a", "c"], "true_false": ["true"]}[kind]
            for value in right:
                page.locator(f'[data-place] [value="{value}"]').focus()
                page.keyboard.press("Space")
        page.click("[data-following] button")
        page.wait_for_url(re.compile("review" if number == 6 else f"questions/{number + 1}$"))
    page.click("main button.primary")
    page.wait_for_url("**/result")

    assert "100" in page.inner_text("h1")
