"""An essay written on a phone, marked by two who differ and a third; an appeal; a checklist of a role-play."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from app.accounts import services as accounts
from app.accounts.models import Agency, Profession, Role, User
from app.assessments.marking.models import MarkingTask, Observation
from app.assessments.models import Grade
from app.assessments.rules.questions import QuestionKind
from app.demo.agencies import DUSHANBE
from tests.journeys.site import Site, spelled
from tests.journeys.steps import accept_invitation, enter, press, press_button, told

pytestmark = pytest.mark.browser
_numbers = itertools.count(1)
ESSAY = "First I part her from the man, quietly. Then I ask what she needs. Then I explain her rights and the shelter."


def make_trainer(site: Site) -> tuple[UUID, str]:
    """Give the Dushanbe centre one more trainer."""
    number = next(_numbers)
    with site.changes() as session:
        centre = session.scalars(select(Agency).where(Agency.code == DUSHANBE)).one()
        details = accounts.PersonDetails(
            name=f"Marker {spelled(number)}",
            email=f"marker{number}@example.org",
            agency_id=centre.id,
            profession=Profession.TRAINER,
            language="en",
            time_zone="Asia/Dushanbe",
        )
        at = datetime.now(UTC)
        user = accounts.add_person(session, actor=None, details=details, at=at)
        accounts.grant_role(session, actor=None, user_id=user.id, role=Role.TRAINER, scope=centre, at=at)
        return user.id, user.name


def task_of(site: Site, user_id: UUID, kind: QuestionKind) -> UUID:
    with site.reading() as session:
        return session.scalars(
            select(MarkingTask.id).where(MarkingTask.user_id == user_id, MarkingTask.kind == kind)
        ).one()


def hand_in(page: Page, enrolment_id: UUID, essay: str = "") -> str:
    """Sit the examination that has the essay, else the one that is watched; return where its result will be."""
    page.goto(f"/courses/{enrolment_id}")
    links = page.get_by_role("link", name="Practical examination")
    press(page, links.last if essay else links.first)
    press_button(page, "Begin")
    if essay:
        page.locator("textarea[name=text]").fill(essay)
    page.locator("[data-following] button").click()
    page.wait_for_url("**/review")
    press_button(page, "Hand in")
    expect(page.locator("main")).to_contain_text("Waiting for marking: 1 questions")
    return page.url


def choose(page: Page, *levels: str) -> None:
    for criterion, level in zip(("safety", "trust", "law"), levels, strict=True):
        page.locator(f'input[name="level-{criterion}"][value="{level}"]').check()


def mark(page: Page, task_id: UUID, *levels: str) -> None:
    page.goto("/marking")
    expect(page.get_by_role("heading", name="Written answers")).to_be_visible()
    page.goto(f"/marking/answers/{task_id}")
    choose(page, *levels)
    page.get_by_label("Comment").fill("Name the articles.")
    press_button(page, "Save and go to the next")
    told(page, "is saved")


def uphold(dilnoza: Page, judge: Page, name: str, handler: str) -> None:
    """Give the appeal to somebody who marked nothing, who upholds it and marks again."""
    dilnoza.goto("/appeals")
    press(dilnoza, dilnoza.get_by_role("link", name=name))
    dilnoza.get_by_label("Somebody who marked nothing of it").select_option(label=handler)
    press_button(dilnoza, "Give to this person")
    told(dilnoza, "The appeal is given")
    appeal_url = dilnoza.url
    judge.goto(appeal_url)
    judge.get_by_label("Uphold").check()
    judge.get_by_label("The answers are marked again").check()
    judge.get_by_label("Reason").fill("The rights are named.")
    press_button(judge, "Decide")
    press(judge, judge.get_by_role("link", name="Question 1"))
    choose(judge, "full", "full", "part")
    judge.get_by_label("Reason").fill("The rights are named in the last sentence.")
    press_button(judge, "Save the mark")
    told(judge, "The answer is marked again")


def test_an_essay_two_markers_a_third_and_an_appeal(site: Site, open_window: Callable[..., Page], javascript: bool):
    group = site.make_group("TJ-MIA-SUGHD")
    examinee = open_window(javascript=javascript, phone=True)
    accept_invitation(examinee, site.let_in(group.people[0]))
    with site.reading() as session:
        name = session.get_one(User, group.people[0]).name
    result_url = hand_in(examinee, group.enrolments[0], ESSAY)
    task_id = task_of(site, group.people[0], QuestionKind.ESSAY)
    second_id, _second = make_trainer(site)
    handler_id, handler = make_trainer(site)
    rustam = open_window(javascript=javascript)
    enter(rustam, "rustam")
    rustam.goto(f"/marking/answers/{task_id}")
    expect(rustam.locator("main")).to_contain_text(ESSAY)
    expect(rustam.locator("main")).not_to_contain_text(name)
    mark(rustam, task_id, "full", "full", "full")
    second = open_window(javascript=javascript, phone=True)
    accept_invitation(second, site.let_in(second_id))
    mark(second, task_id, "part", "part", "none")
    dilnoza = open_window(javascript=javascript)
    enter(dilnoza, "dilnoza")
    mark(dilnoza, task_id, "part", "part", "part")

    examinee.goto(result_url)
    expect(examinee.locator("h1")).to_contain_text("50 %")
    expect(examinee.locator("main")).to_contain_text("a third person decided")
    expect(examinee.locator("main")).to_contain_text("Name the articles.")
    press(examinee, examinee.get_by_role("link", name="Appeal against this result"))
    examinee.get_by_label("What you think is wrong, and why").fill("I named the rights.")
    press_button(examinee, "Hand in the appeal")
    told(examinee, "Your appeal is with the training centre")

    judge = open_window(javascript=javascript, phone=True)
    accept_invitation(judge, site.let_in(handler_id))
    uphold(dilnoza, judge, name, handler)

    examinee.goto(result_url)
    expect(examinee.locator("h1")).to_contain_text("83.33 %")
    expect(examinee.locator("main")).to_contain_text("Earlier result: 50 %")
    press(examinee, examinee.get_by_role("link", name="Your appeal"))
    expect(examinee.locator("main")).to_contain_text("The rights are named.")
    expect(examinee.locator("main")).not_to_contain_text(handler)
    assert examinee.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_checklist_is_ticked_during_the_role_play(site: Site, open_window: Callable[..., Page], javascript: bool):
    group = site.make_group("TJ-MIA-SUGHD")
    examinee = open_window(javascript=javascript, phone=True)
    accept_invitation(examinee, site.let_in(group.people[0]))
    with site.reading() as session:
        name = session.get_one(User, group.people[0]).name
    hand_in(examinee, group.enrolments[0])
    task_id = task_of(site, group.people[0], QuestionKind.CHECKLIST)
    assessor = open_window(javascript=javascript, phone=True)
    enter(assessor, "rustam")
    assessor.goto("/marking")
    press(assessor, assessor.get_by_role("link", name=name))
    expect(assessor.locator("h1")).to_contain_text(name)
    assert assessor.evaluate("document.documentElement.scrollWidth") <= 360
    boxes = assessor.locator('input[name="observed"]')
    boxes.first.check()
    if javascript:
        expect(assessor.locator("[data-state]")).to_contain_text("Saved")
    else:
        press(assessor, assessor.get_by_role("button", name="Save"))
    assessor.reload()
    expect(boxes.first).to_be_checked()
    for place in range(boxes.count()):
        boxes.nth(place).check()
    assessor.get_by_label("Notes").fill("Calm and clear.")
    press(assessor, assessor.get_by_role("button", name="Finish"))
    told(assessor, "The checklist is finished")
    with site.reading() as session:
        saved = session.scalars(select(Observation).where(Observation.task_id == task_id)).all()
        attempt_id = session.get_one(MarkingTask, task_id).attempt_id
        assert session.scalars(select(Grade.percent).where(Grade.attempt_id == attempt_id)).all() == [100]
    assert len(saved) >= 2
    examinee.reload()
    expect(examinee.locator("h1")).to_contain_text("100 %")
    expect(examinee.locator("main")).to_contain_text("Calm and clear.")
