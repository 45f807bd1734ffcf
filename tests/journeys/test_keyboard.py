"""An exam with every kind of question by keyboard alone: each thing can be reached, seen to be reached, and used."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from app.assessments.models import Attempt
from app.assessments.queries.attempts import standing
from app.assessments.rules.questions import QuestionKind
from tests.assessments.factories import RIGHT
from tests.assessments.simulations.scene import PATHS
from tests.journeys.site import Site
from tests.journeys.steps import accept_invitation, attempt_of
from tests.journeys.test_question_kinds import CASE, enrol

pytestmark = pytest.mark.browser
MOST_STEPS = 60
AT = "selector => document.activeElement.matches(selector)"
# Whatever the browser or the page draws around the element, or around the label that holds it.
SEEN = """() => {
  const drawn = each => { const style = getComputedStyle(each);
    return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none" };
  const box = document.activeElement.getBoundingClientRect();
  const covering = document.elementFromPoint(box.x + box.width / 2, box.y + Math.min(box.height, 40) / 2);
  const near = covering && (document.activeElement.contains(covering) || covering.contains(document.activeElement)
    || covering.closest("label")?.contains(document.activeElement));
  return near && [document.activeElement, document.activeElement.closest("label")].some(each => each && drawn(each));
}"""
SELECTED = "() => document.activeElement.value"


def go_to(page: Page, selector: str) -> None:
    """Press the tabulator until something has the focus, and look whether that is to be seen."""
    for _step in range(MOST_STEPS):
        if page.evaluate(AT, selector):
            break
        page.keyboard.press("Tab")
    else:
        pytest.fail(f"{selector} was not reached on {page.url}")
    assert page.evaluate(SEEN), f"the focus on {selector} is not to be seen on {page.url}"


def enter(page: Page, selector: str) -> None:
    """Go to what leads on and press it."""
    go_to(page, selector)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def choose(page: Page, name: str, value: str) -> None:
    """Go to a list and move through it to a value."""
    go_to(page, f'[data-place] select[name="{name}"]')
    for _step in range(MOST_STEPS):
        if page.evaluate(SELECTED) == value:
            return
        page.keyboard.press("ArrowDown")
    pytest.fail(f"{value} was not found in {name}")


def tick(page: Page, value: str) -> None:
    """Go to one of the choices: a box by the tabulator, a round button by the arrows within its group."""
    if page.locator('[data-place] input[type="checkbox"][name="choice"]').count():
        go_to(page, f'[data-place] input[name="choice"][value="{value}"]')
        page.keyboard.press("Space")
        return
    go_to(page, '[data-place] input[type="radio"][name="choice"]')
    page.keyboard.press("Space")
    for _step in range(MOST_STEPS):
        if page.evaluate(SELECTED) == value:
            return
        page.keyboard.press("ArrowDown")
    pytest.fail(f"{value} was not found")


def give(page: Page, kind: QuestionKind, answer: Mapping[str, Any]) -> None:
    """Answer the question that the page shows."""
    if "text" in answer:
        go_to(page, "[data-place] [name=text]")
        page.keyboard.type(answer["text"])
    for gap, value in answer.get("gaps", {}).items():
        if page.locator(f'[data-place] select[name="gap-{gap}"]').count():
            choose(page, f"gap-{gap}", value)
        else:
            go_to(page, f'[data-place] [name="gap-{gap}"]')
            page.keyboard.type(value)
    in_order = page.locator("[data-place] select").evaluate_all("found => found.map(each => each.name)")
    wanted = {f"pair-{key}": value for key, value in answer.get("pairs", {}).items()} | {
        f"place-{key}": str(value) for key, value in answer.get("positions", {}).items()
    }
    for name in (each for each in in_order if each in wanted):
        choose(page, name, wanted[name])
    shown = page.locator('[data-place] input[name="choice"]').evaluate_all("found => found.map(each => each.value)")
    chosen = answer.get("choices") or [answer.get("choice") or str(answer.get("value")).lower()]
    for value in (each for each in shown if each in chosen):
        tick(page, value)
    if kind is QuestionKind.SIMULATION:
        walk_the_case(page)


def walk_the_case(page: Page) -> None:
    """From the question through the case, and back to the question."""
    enter(page, "[data-place] a.button")
    enter(page, "main form.post-button button")
    for choice in PATHS[CASE, "good"]:
        go_to(page, 'input[name="choice"]')
        page.keyboard.press("Space")
        for _step in range(MOST_STEPS):
            if page.evaluate(SELECTED) == choice:
                break
            page.keyboard.press("ArrowDown")
        enter(page, "main form button[type=submit]")
        enter(page, "main a.button")
    expect(page.locator("[data-place] .badge.good")).to_be_visible()


def test_an_exam_of_every_kind_is_sat_by_keyboard_alone(
    site: Site, open_window: Callable[..., Page], javascript: bool
) -> None:
    group, exam_id = enrol(site, "ru")
    page = open_window(javascript=javascript)
    accept_invitation(page, site.let_in(group.people[0]))
    page.goto(f"/enrolments/{group.enrolments[0]}/assessments/{exam_id}")
    enter(page, 'main form[action$="/attempts"] button')
    attempt_id = attempt_of(page)
    kinds = list(QuestionKind)
    for number, kind in enumerate(kinds, start=1):
        expect(page.locator("[data-heading]")).to_contain_text(str(number))
        expect(page.locator("[data-place] fieldset")).to_have_attribute("data-kind", kind.value)
        give(page, kind, RIGHT.get(kind, {}))
        go_to(page, "[data-following] button")
        page.keyboard.press("Enter")
    page.wait_for_url("**/review")
    enter(page, "form[data-submit] button")
    page.wait_for_url("**/result")
    with site.reading() as session:
        assert session.scalars(select(Attempt.submitted_at).where(Attempt.id == attempt_id)).one() is not None
        given = standing(session, attempt_id).answers
    answered = {kind: given.get(place) for place, kind in enumerate(kinds) if kind in RIGHT}
    assert answered == {**RIGHT, QuestionKind.SIMULATION: answered[QuestionKind.SIMULATION]}
