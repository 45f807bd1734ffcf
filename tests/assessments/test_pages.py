"""Assessments over HTTP, with a browser that has no JavaScript."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest
from sqlalchemy import event, func, select

from app.assessments.models import Attempt, Grade, Response
from app.assessments.queries import attempts as queries
from app.assessments.rules.questions import QuestionKind
from app.core.db import db
from app.core.ids import new_id
from tests.assessments.factories import RIGHT, WRONG, add_question, make_exam
from tests.conftest import NOW

JSON = {"Accept": "application/json"}


@pytest.fixture
def exam(session, cast):
    made = make_exam(session, cast.amina)
    session.commit()
    return made


@pytest.fixture
def amina(sign_in, cast, exam):
    return sign_in(cast.amina)


def start_url(exam) -> str:
    return f"/enrolments/{exam.enrolment.id}/assessments/{exam.assessment.id}"


def begin(browser, exam) -> str:
    page = browser.get(start_url(exam))
    attempt_id = re.search(r'name="attempt_id" value="([^"]+)"', page.text).group(1)
    answer = browser.post(f"{start_url(exam)}/attempts", data={"attempt_id": attempt_id})
    assert answer.location == f"/attempts/{attempt_id}/questions/1"
    return f"/attempts/{attempt_id}"


def fields_of(page) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.text)
    return {name: html.unescape(value) for name, value in found if name != "csrf_token"}


def fill(kind: str, answer) -> dict[str, object]:
    if kind in ("single", "multiple"):
        return {"choice": answer.get("choices", answer.get("choice"))}
    if kind == "true_false":
        return {"choice": str(answer["value"]).lower()}
    if kind == "matching":
        return {f"pair-{left}": right for left, right in answer["pairs"].items()}
    if kind == "ordering":
        return {f"place-{item}": place for item, place in answer["positions"].items()}
    return {"text": answer["text"]}


def answer_by_form(browser, address, number, answers=RIGHT, go="next"):
    page = browser.get(f"{address}/questions/{number}")
    fields = fields_of(page)
    filled = fill(fields["kind"], answers[QuestionKind(fields["kind"])])
    return browser.post(f"{address}/questions/{number}", data={**fields, **filled, "go": go})


def save(browser, address, question=0, answer=None, key=None, **changes):
    body = {"id": str(key or new_id()), "question": question, "answer": answer or {}, **changes}
    return browser.post(f"{address}/responses", json=body, headers=JSON)


def place_of(session, address, kind) -> int:
    paper = session.execute(select(Attempt.paper)).scalar_one()
    return [each["kind"] for each in paper["questions"]].index(kind)


def count(session, table) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(table))


def test_an_exam_from_its_first_page_to_its_result_by_plain_forms(amina, exam, session):
    page = amina.get(start_url(exam))
    assert "you answer alone and without help" in page.text
    assert "at least 80 %" in page.text
    address = begin(amina, exam)
    for number in range(1, 7):
        go = str(number + 1) if number < 6 else "review"
        assert answer_by_form(amina, address, number, go=go).status_code == 303
    review = amina.get(f"{address}/review")
    assert "Every question is answered." in review.text
    assert amina.post(f"{address}/submit").location == f"{address}/result"
    result = amina.get(f"{address}/result")

    assert "Result: 100" in result.text
    assert "Passed" in result.text
    assert "Because of" in result.text
    assert amina.get(f"{address}/questions/1").location == f"{address}/result"
    assert "Attempt 1" in amina.get(start_url(exam)).text
    assert count(session, Response) == 6


def test_answers_are_there_when_the_browser_comes_back(amina, exam, sign_in, cast):
    address = begin(amina, exam)
    for number in range(1, 7):
        answer_by_form(amina, address, number)
    later = sign_in(cast.amina)
    start = later.get(start_url(exam))

    assert "An attempt is under way" in start.text
    for number in range(1, 7):
        page = later.get(f"{address}/questions/{number}")
        assert " checked" in page.text or " selected" in page.text or 'value="Means"' in page.text
        assert "Saved 11:00" in page.text


def test_the_paper_for_the_script_has_every_question_and_no_key(amina, exam):
    address = begin(amina, exam)
    page = amina.get(f"{address}/paper")

    assert page.text.count("<fieldset") == 6
    assert "Because of" not in page.text
    assert "Why " not in page.text
    assert "correct" not in page.text


def test_a_question_page_tells_nothing_about_the_right_answer(amina, exam):
    address = begin(amina, exam)

    for number in range(1, 7):
        page = amina.get(f"{address}/questions/{number}").text
        assert "Because of" not in page
        assert "Why " not in page


def test_going_on_without_a_change_saves_nothing(amina, exam, session):
    address = begin(amina, exam)
    page = amina.get(f"{address}/questions/1")

    assert amina.post(f"{address}/questions/1", data={**fields_of(page), "go": "2"}).location.endswith("/2")
    assert count(session, Response) == 0


def test_pressing_twice_saves_once_and_going_back_to_change_saves_again(amina, exam, session):
    address = begin(amina, exam)
    number = place_of(session, address, "short") + 1
    fields = fields_of(amina.get(f"{address}/questions/{number}"))
    for _ in range(2):
        amina.post(f"{address}/questions/{number}", data={**fields, "text": "means", "go": "review"})
    assert count(session, Response) == 1

    amina.post(f"{address}/questions/{number}", data={**fields, "text": "purpose", "go": "review"})

    assert count(session, Response) == 2
    assert 'value="purpose"' in amina.get(f"{address}/questions/{number}").text


def test_flag_and_clear_by_form(amina, exam):
    address = begin(amina, exam)
    answer_by_form(amina, address, 1, go="flag")
    page = amina.get(f"{address}/questions/1")
    assert "Remove the flag" in page.text
    assert "flagged for later" in amina.get(f"{address}/review").text

    amina.post(f"{address}/questions/1", data={**fields_of(page), "go": "clear"})

    assert " checked" not in amina.get(f"{address}/questions/1").text
    assert "Remove the flag" in amina.get(f"{address}/questions/1").text


def test_the_review_lists_what_is_open(amina, exam, session):
    address = begin(amina, exam)
    number = place_of(session, address, "ordering") + 1
    fields = fields_of(amina.get(f"{address}/questions/{number}"))
    amina.post(f"{address}/questions/{number}", data={**fields, "place-i1": "1", "go": "review"})

    review = amina.get(f"{address}/review").text
    assert "0 of 6 questions answered" in review
    assert "partly answered" in review
    assert review.count("not answered") >= 5


def test_an_answer_that_is_too_long_stays_on_the_page(amina, exam, session):
    address = begin(amina, exam)
    number = place_of(session, address, "short") + 1
    fields = fields_of(amina.get(f"{address}/questions/{number}"))

    page = amina.post(f"{address}/questions/{number}", data={**fields, "text": "long " * 200, "go": "2"})

    assert page.status_code == 422
    assert "more than 500 characters" in page.text
    assert "long long" in page.text


@pytest.mark.parametrize(
    "data",
    [{}, {"kind": "nonsense"}, {"kind": "single", "choice": "<script>"}, {"kind": "ordering", "place-x": "9" * 9}],
)
def test_a_form_that_does_not_fit_is_refused_with_the_page(amina, exam, data):
    address = begin(amina, exam)
    page = amina.post(f"{address}/questions/1", data={**data, "go": "2"})

    assert page.status_code in (303, 422)
    assert "<script>" not in page.text


def test_saving_in_the_background(amina, exam, session):
    address, key = begin(amina, exam), new_id()
    place = place_of(session, address, "single")
    first = save(amina, address, place, {"choice": "a"}, key)
    again = save(amina, address, place, {"choice": "a"}, key)

    assert (first.status_code, first.json["sequence"], first.json["saved"]) == (200, 1, "11:00")
    assert (first.json["repeated"], again.json["repeated"]) == (False, True)
    assert count(session, Response) == 1


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        {},
        {"id": "x", "question": 0},
        {"id": str(new_id()), "question": "0"},
        {"id": str(new_id()), "question": True},
        {"id": str(new_id()), "question": 99, "answer": {}},
        {"id": str(new_id()), "question": 0, "answer": "b"},
        {"id": str(new_id()), "question": 0, "answer": {"nonsense": 1}},
    ],
)
def test_what_can_not_be_read_is_refused_in_words(amina, exam, body):
    answer = amina.post(f"{begin(amina, exam)}/responses", json=body, headers=JSON)

    assert (answer.status_code, answer.json["error"]) == (409, "unreadable-answer")


def test_two_tabs_both_save_and_the_later_one_is_told(amina, exam, session):
    address = begin(amina, exam)
    number = place_of(session, address, "short") + 1
    first = fields_of(amina.get(f"{address}/questions/{number}"))
    second = fields_of(amina.get(f"{address}/questions/{number}"))
    amina.post(f"{address}/questions/{number}", data={**first, "text": "purpose", "go": "review"})
    amina.post(f"{address}/questions/{number}", data={**second, "text": "means", "go": "review"})

    page = amina.get(f"{address}/questions/{number}")

    assert "another tab or on another device" in page.text
    assert 'value="means"' in page.text
    assert count(session, Response) == 2


def test_a_tab_that_changed_nothing_does_not_overwrite_the_other(amina, exam, session):
    address = begin(amina, exam)
    number = place_of(session, address, "short") + 1
    idle = fields_of(amina.get(f"{address}/questions/{number}"))
    busy = fields_of(amina.get(f"{address}/questions/{number}"))
    amina.post(f"{address}/questions/{number}", data={**busy, "text": "means", "go": "review"})
    amina.post(f"{address}/questions/{number}", data={**idle, "text": "", "go": "review"})

    assert 'value="means"' in amina.get(f"{address}/questions/{number}").text


def test_after_time_the_answer_is_kept_and_the_page_says_so(amina, exam, session, clock):
    address = begin(amina, exam)
    fields = fields_of(amina.get(f"{address}/questions/1"))
    filled = fill(fields["kind"], RIGHT[QuestionKind(fields["kind"])])
    clock.advance(timedelta(minutes=41))

    answer = amina.post(f"{address}/questions/1", data={**fields, **filled, "go": "2"}, follow_redirects=True)

    assert answer.request.path == f"{address}/result"
    assert "It is kept, and it does not count." in answer.text
    assert "Answers that came after the end: 1" in answer.text
    session.rollback()
    assert session.execute(select(Response.late)).scalar_one() is True
    assert session.execute(select(Grade.points)).scalar_one() == 0


def test_a_late_answer_in_the_background_is_acknowledged_as_late(amina, exam, clock):
    address = begin(amina, exam)
    clock.advance(timedelta(minutes=41))

    assert save(amina, address).json["late"] is True


def test_an_overdue_attempt_is_marked_when_its_owner_looks(amina, exam, clock, session):
    address = begin(amina, exam)
    for number in range(1, 7):
        answer_by_form(amina, address, number)
    clock.advance(timedelta(hours=5))

    assert amina.get(f"{address}/questions/1").location == f"{address}/result"
    assert "Result: 100" in amina.get(f"{address}/result").text
    assert "Begin" in amina.get(start_url(exam)).text


def test_the_clock_of_the_page_is_the_servers(amina, exam, clock):
    address = begin(amina, exam)
    clock.advance(timedelta(minutes=12, seconds=30))

    page = amina.get(f"{address}/questions/1").text
    assert "Time left: 28 min" in page
    assert 'data-left="1650"' in page


def test_handing_in_twice_is_handing_in_once(amina, exam, session):
    address = begin(amina, exam)
    for _ in range(2):
        assert amina.post(f"{address}/submit").status_code == 303

    assert count(session, Grade) == 1


def test_starting_twice_at_once_starts_once(amina, exam, session):
    first, second = begin(amina, exam), None
    page = amina.get(start_url(exam))
    assert "Continue" in page.text
    second = amina.post(f"{start_url(exam)}/attempts", data={"attempt_id": str(new_id())}).location

    assert second == f"{first}/questions/1"
    assert count(session, Attempt) == 1


def test_when_attempts_are_used_up_the_page_says_so(amina, exam):
    for _ in range(2):
        amina.post(f"{begin(amina, exam)}/submit")

    page = amina.get(start_url(exam))
    assert "All attempts are used." in page.text
    refused = amina.post(f"{start_url(exam)}/attempts", data={}, follow_redirects=True)
    assert "All 2 attempts are used." in refused.text


def test_the_strangers_see_nothing(amina, exam, sign_in, cast):
    address = begin(amina, exam)

    for person in (cast.tolib, cast.rustam, cast.bahrom, cast.sherzod):
        stranger = sign_in(person)
        assert stranger.get(start_url(exam)).status_code == 404
        assert stranger.post(f"{start_url(exam)}/attempts").status_code == 404
        assert stranger.get(f"{address}/questions/1").status_code == 404
        assert stranger.get(f"{address}/paper").status_code == 404
        assert stranger.get(f"{address}/review").status_code == 404
        assert stranger.get(f"{address}/result").status_code == 404
        assert stranger.post(f"{address}/questions/1", data={"kind": "short", "text": "x"}).status_code == 404
        assert stranger.post(f"{address}/submit").status_code == 404
        assert save(stranger, address).status_code == 404


def test_who_is_signed_out_is_sent_to_sign_in_and_a_script_is_told(client, exam, amina):
    address = begin(amina, exam)

    assert client.get(f"{address}/questions/1").status_code == 302
    assert save(client, address).status_code == 401


@pytest.mark.parametrize("number", [0, 7, 999])
def test_questions_outside_the_paper_do_not_exist(amina, exam, number):
    assert amina.get(f"{begin(amina, exam)}/questions/{number}").status_code == 404


@pytest.mark.parametrize(
    ("rule", "first", "last"),
    [("after_submit", True, True), ("after_last_attempt", False, True), ("never", False, False)],
)
def test_explanations_show_when_the_rule_allows(session, cast, sign_in, rule, first, last):
    exam = make_exam(session, cast.amina, show_explanations=rule)
    session.commit()
    amina, shown = sign_in(cast.amina), []
    for _ in range(2):
        address = begin(amina, exam)
        for number in range(1, 7):
            answer_by_form(amina, address, number, WRONG)
        shown.append("Because of" in amina.post(f"{address}/submit", follow_redirects=True).text)

    assert shown == [first, last]


def test_a_question_without_translation_says_so(session, cast, sign_in):
    exam = make_exam(session, cast.amina, languages=("en",), missing_language="fall_back")
    session.commit()
    amina = sign_in(cast.amina)
    page = amina.get(f"{begin(amina, exam)}/questions/1").text

    assert "not yet available in your language" in page
    assert 'lang="en"' in page


def test_questions_come_in_the_language_of_the_enrolment(amina, exam):
    assert "(ru)" in amina.get(f"{begin(amina, exam)}/questions/1").text


def test_statements_of_the_pages(amina, exam, statements):
    address = begin(amina, exam)
    budgets = {
        start_url(exam): 6,
        f"{address}/questions/1": 4,
        f"{address}/paper": 4,
        f"{address}/review": 3,
    }
    for page, most in budgets.items():
        with statements() as seen:
            amina.get(page)
        assert len(seen) <= most, page
    with statements() as seen:
        save(amina, address)
    assert len(seen) <= 3
    with statements() as seen:
        answer_by_form(amina, address, 1)
    assert len(seen) <= 3 + 4
    amina.post(f"{address}/submit")
    with statements() as seen:
        amina.get(f"{address}/result")
    assert len(seen) <= 9


@pytest.fixture
def commits(app):
    """Return a list that grows with each commit of the database."""
    seen = []
    with app.app_context():
        engine = db.engine

    def note(_connection):
        seen.append("commit")

    event.listen(engine, "commit", note)
    yield seen
    event.remove(engine, "commit", note)


def test_beginning_saving_and_handing_in_commit_once_each(amina, exam, commits):
    address = begin(amina, exam)
    assert len(commits) == 1
    for count, key in ((2, new_id()), (3, new_id())):
        save(amina, address, key=key)
        assert len(commits) == count
    answer_by_form(amina, address, 1)
    assert len(commits) == 4
    amina.post(f"{address}/submit")
    assert len(commits) == 5


def test_beginning_and_handing_in_take_the_same_statements_whatever_pool_and_paper(session, cast, sign_in, statements):
    counts = []
    for person, questions in ((cast.amina, 10), (cast.tolib, 40)):
        browser, exam = (
            sign_in(person),
            make_exam(session, person, key=f"pool-{questions}", module_key=f"pool-{questions}", questions=questions),
        )
        for number in range(questions * 2):
            add_question(session, exam.edition, name=f"more-{questions}-{number}")
        session.commit()
        browser.get(start_url(exam))
        with statements() as beginning:
            address = browser.post(f"{start_url(exam)}/attempts").location.rpartition("/questions")[0]
        given = [{"id": str(new_id()), "question": place, "answer": {}} for place in range(questions)]
        for each in given:
            assert browser.post(f"{address}/responses", json=each, headers=JSON).status_code == 200
        with statements() as ending:
            browser.post(f"{address}/submit")
        counts.append((len(beginning), len(ending)))
    assert counts[0] == counts[1]
    assert counts[0][0] <= 11
    assert counts[0][1] <= 11


def test_statements_do_not_grow_with_saved_answers(amina, exam, statements):
    address = begin(amina, exam)
    for _ in range(20):
        save(amina, address)
    with statements() as seen:
        amina.get(f"{address}/questions/1")

    assert len(seen) <= 4


def test_results_for_those_above(amina, exam, session):
    from app.assessments.queries import attempt_history, best_exam_percent, item_results, results_overview

    first = begin(amina, exam)
    for number in range(1, 7):
        answer_by_form(amina, first, number)
    amina.post(f"{first}/submit")
    second = begin(amina, exam)
    session.rollback()
    ids = [exam.enrolment.id]

    assert best_exam_percent(session, ids) == {exam.enrolment.id: 100}
    (row,) = results_overview(session, ids)
    assert (row.attempts, row.open, row.best_percent, row.passed) == (2, True, 100, True)
    assert [each.percent for each in attempt_history(session, exam.enrolment.id)] == [100, None]
    items = item_results(session, ids)
    assert len(items) == 6
    assert all((item.shown, item.right, item.facility) == (1, 1, 1) for item in items)
    assert best_exam_percent(session, []) == {}
    amina.post(f"{second}/submit")
    session.rollback()
    assert best_exam_percent(session, ids) == {exam.enrolment.id: 100}


def test_links_on_the_course_page_and_tiles_at_home(app, amina, exam, session, cast):
    from app.assessments.contributions import offer_actions, offer_section
    from app.core.contributions import EnrolmentPlace

    def page() -> EnrolmentPlace:
        return EnrolmentPlace(cast.actor(cast.amina), exam.enrolment, NOW)

    with app.test_request_context():
        (link,) = offer_actions(page())[""]
        assert (link.label, link.url, link.state) == ("Final exam", start_url(exam), "open")
    address = begin(amina, exam)
    with app.test_request_context():
        assert offer_actions(page())[""][0].state == "waiting"
        section = offer_section(cast.actor(cast.amina), NOW)
        assert [tile.urgent for tile in section.tiles] == [True]
        assert "11:40" in section.tiles[0].text
        assert offer_section(cast.actor(cast.tolib), NOW) is None
    for number in range(1, 7):
        answer_by_form(amina, address, number)
    amina.post(f"{address}/submit")
    with app.test_request_context():
        link = offer_actions(page())[""][0]
        assert (link.state, link.note) == ("done", "Passed with 100 %")


def test_the_standing_answers_are_those_of_the_last_save(amina, exam, session):
    address = begin(amina, exam)
    place = place_of(session, address, "short")
    for word in ("act", "means"):
        save(amina, address, place, {"text": word})
    session.rollback()

    attempt_id = session.execute(select(Attempt.id)).scalar_one()
    assert queries.standing(session, attempt_id).answers == {place: {"text": "means"}}


def test_a_section_that_was_missed_is_named_on_the_result(session, cast, sign_in):
    exam = make_exam(
        session,
        cast.amina,
        pass_mark=0,
        sections=[
            {"module": "what-trafficking-is", "pass_mark": 90},
            {"objective": "no-such-objective", "pass_mark": 50},
        ],
    )
    session.commit()
    amina = sign_in(cast.amina)
    address = begin(amina, exam)
    assert "as soon as everything is marked" in amina.get(f"{address}/review").text
    amina.post(f"{address}/submit")
    page = amina.get(f"{address}/result").text

    assert "Sections that must be passed" in page
    assert "Who misses one of these sections does not pass" in page
    assert page.count("90 %") == 1
