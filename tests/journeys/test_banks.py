"""A question from its first word to the papers: written, returned, corrected, approved, published."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from app.accounts.models import Agency, User
from app.accounts.queries import get_actor
from app.assessments.banks import services
from app.assessments.banks.models import BankQuestion
from app.assessments.banks.services.banks import BankDetails
from app.assessments.models import QuestionVersion
from app.core.ids import new_id
from app.demo.agencies import DUSHANBE
from tests.journeys.site import Site
from tests.journeys.steps import enter, press, press_button, told

pytestmark = pytest.mark.browser
TEXTS = {
    "en": ("Who may end the reflection period?", ("The recruiter", "Nobody but the law"), "The law alone."),
    "ru": ("Кто может прервать срок на размышление?", ("Вербовщик", "Никто, кроме закона"), "Только закон."),
    "tg": ("Муҳлати андешаро кӣ қатъ карда метавонад?", ("Ҷалбкунанда", "Танҳо қонун"), "Танҳо қонун."),
}


def open_bank(site: Site) -> UUID:
    """Open a bank of the demo account's centre."""
    with site.changes() as session:
        rustam = session.scalars(select(User).where(User.email.startswith("rustam@"))).one()
        centre = session.scalars(select(Agency).where(Agency.code == DUSHANBE)).one()
        return services.create_bank(
            session,
            actor=get_actor(session, rustam.id),
            bank_id=new_id(),
            agency_id=centre.id,
            details=BankDetails("Bank of the journey", "", ("en", "ru", "tg")),
            at=datetime.now(UTC),
        )


def smooth(page: Page, name: str, javascript: bool) -> None:
    """Press a button of the editor that saves nothing: with scripts the page stays."""
    button = page.locator("[data-sheet]").get_by_role("button", name=name).first
    if not javascript:
        press(page, button)
        return
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        button.click()
    expect(page.locator("[data-editor][aria-busy]")).to_have_count(0)


def fill(page: Page, language: str) -> None:
    """Type the texts of a language."""
    stem, choices, why = TEXTS[language]
    page.locator("#f-stem").fill(stem)
    for place, text in enumerate(choices):
        page.locator(f"#f-choices-{place}-text").fill(text)
    page.locator("#f-explanation").fill(why)


def test_a_question_is_written_returned_corrected_and_published(site, open_window, javascript):
    bank_id = open_bank(site)
    author, reviewer = open_window(javascript=javascript), open_window(javascript=javascript)
    enter(author, "rustam")
    author.goto(f"/banks/{bank_id}/questions/new")
    author.get_by_label("Single choice").check()
    author.get_by_label("Short name").fill("reflection")
    press_button(author, "Write it")
    fill(author, "en")
    for _each in range(2):
        smooth(author, "Remove Choice 3", javascript)
    expect(author.locator("#f-choices-1-text")).to_have_value(TEXTS["en"][1][1])
    author.locator("#f-choices-1-correct").check()
    for language, name in (("ru", "Русский"), ("tg", "Тоҷикӣ")):
        smooth(author, name, javascript)
        fill(author, language)
    press(author, author.locator(".sticky-end").get_by_role("button", name="Save", exact=True))
    told(author, "Saved.")
    with site.reading() as session:
        question = session.scalars(select(BankQuestion).where(BankQuestion.bank_id == bank_id)).one()
        assert {code: words["stem"] for code, words in question.texts.items()} == {
            code: texts[0] for code, texts in TEXTS.items()
        }
    page = f"/banks/questions/{question.id}"
    author.goto(page)
    press_button(author, "Send to review")
    expect(author.get_by_text("you can't approve it")).to_be_visible()

    enter(reviewer, "dilnoza")
    reviewer.goto(page)
    reviewer.get_by_text("Return to the author").first.click()
    reviewer.get_by_label("What should change, and why").fill("Say whose period it is.")
    press_button(reviewer, "Return to the author")

    author.goto(page)
    expect(author.get_by_text("Say whose period it is.")).to_be_visible()
    press_button(author, "Write")
    author.locator("#f-stem").fill("Who may end a victim's reflection period?")
    press(author, author.locator(".sticky-end").get_by_role("button", name="Save", exact=True))
    author.goto(page)
    press_button(author, "Send to review")

    reviewer.goto(f"{page}/preview?language=tg")
    expect(reviewer.locator("legend")).to_have_text(TEXTS["tg"][0])
    reviewer.get_by_text(TEXTS["tg"][1][1]).first.click()
    press_button(reviewer, "Show the mark")
    expect(reviewer.locator("#h-mark")).to_contain_text("Right")
    reviewer.goto(page)
    press(reviewer, reviewer.get_by_role("button", name="Approve", exact=True))
    press(reviewer, reviewer.get_by_role("button", name="Publish", exact=True))
    told(reviewer, "Published.")
    with site.reading() as session:
        version = session.scalars(select(QuestionVersion).where(QuestionVersion.bank_question_id == question.id)).one()
        assert (version.number, version.languages) == (1, "en ru tg")
        assert version.texts["en"]["stem"] == "Who may end a victim's reflection period?"
