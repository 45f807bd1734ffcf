"""What people do again and again."""

from __future__ import annotations

import random
import re
from uuid import UUID

from playwright.sync_api import Locator, Page, expect

from app.accounts.demo import DEMO_DOMAIN
from app.assessments.models import Attempt
from app.assessments.queries.banks import questions_of
from app.assessments.rules.questions import Paper, QuestionKind
from app.demo.learning import answer
from tests.journeys.site import Site

PASSWORD = "чор калима пайи ҳам"
ATTEMPT = re.compile(r"/attempts/([0-9a-f-]{36})/")


def press(page: Page, target: Locator | str) -> None:
    """Press what leads to another page, and wait for that page."""
    found = page.locator(target) if isinstance(target, str) else target
    with page.expect_navigation():
        found.click()


def press_button(page: Page, name: str) -> None:
    """Press a button or a link that looks like one, in the page itself."""
    main = page.locator("main")
    press(page, main.get_by_role("button", name=name).or_(main.get_by_role("link", name=name)).first)


def enter(page: Page, local_part: str, language: str = "en") -> None:
    """Enter a demo account with one press, and read in a language."""
    page.goto("/sign-in")
    press(page, f'form:has(input[value="{local_part}@{DEMO_DOMAIN}"]) button')
    speak(page, language)


def speak(page: Page, language: str) -> None:
    """Change the language of the pages, where it differs."""
    if page.get_attribute("html", "lang") == language:
        return
    page.locator("header details.menu summary").first.click()
    press(page, f'header form button[name="language"][value="{language}"]')
    expect(page.locator("html")).to_have_attribute("lang", language)


def accept_invitation(page: Page, link: str) -> None:
    """Open the link of an invitation and choose a password."""
    page.goto(link)
    page.get_by_label("New password").fill(PASSWORD)
    press_button(page, "Set the password and enter")


def told(page: Page, text: str) -> None:
    """See a notice."""
    expect(page.locator(".notice").filter(has_text=text).first).to_be_visible()


def attempt_of(page: Page) -> UUID:
    """Return the attempt that a page is about."""
    found = ATTEMPT.search(page.url)
    assert found, page.url
    return UUID(found[1])


def right_answers(site: Site, attempt_id: UUID, *, right: bool = True) -> list[tuple[QuestionKind, dict]]:
    """Read from the bank what is right, or make up what is not, in the order of the paper."""
    with site.reading() as session:
        paper = Paper.from_json(session.get_one(Attempt, attempt_id).paper)
        questions = questions_of(session, paper)
        return [(each.kind, answer(each, right=right, chance=random.Random(1))) for each in questions]


def give(page: Page, kind: QuestionKind, answer: dict) -> None:
    """Answer the question that the page shows."""
    place = page.locator("[data-place]")
    if kind in (QuestionKind.SHORT, QuestionKind.NUMERIC, QuestionKind.ESSAY):
        place.locator("[name=text]").fill(answer["text"])
    elif kind is QuestionKind.GAPS:
        for gap, value in answer["gaps"].items():
            fill_gap(place.locator(f'[name="gap-{gap}"]'), value)
    elif kind in (QuestionKind.CHECKLIST, QuestionKind.SIMULATION):
        return
    elif kind is QuestionKind.MATCHING:
        for prompt, option in answer["pairs"].items():
            place.locator(f'[name="pair-{prompt}"]').select_option(option)
    elif kind is QuestionKind.ORDERING:
        for item, position in answer["positions"].items():
            place.locator(f'[name="place-{item}"]').select_option(str(position))
    else:
        chosen = answer.get("choices") or [answer.get("choice") or str(answer.get("value")).lower()]
        for each in chosen:
            place.locator(f'[name="choice"][value="{each}"]').check()


def fill_gap(field: Locator, value: str) -> None:
    """Choose in a gap, or type into it."""
    if field.evaluate("field => field.tagName") == "SELECT":
        field.select_option(value)
    else:
        field.fill(value)


def sit_rightly(page: Page, site: Site) -> None:
    """From the page before an assessment: begin, answer everything rightly, hand in."""
    press_button(page, "Begin")
    answers = right_answers(site, attempt_of(page))
    for number, (kind, right) in enumerate(answers, start=1):
        expect(page.locator("[data-heading]")).to_contain_text(f"{number} of {len(answers)}")
        give(page, kind, right)
        page.locator("[data-following] button").click()
    page.wait_for_url("**/review")
    press_button(page, "Hand in")
    expect(page.locator("h1")).to_contain_text("100")
