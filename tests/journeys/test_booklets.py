"""An exam on paper: variants, a printed booklet, a sheet typed by two people, a decision, the result."""

from __future__ import annotations

import random
import re
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from app.assessments.booklets.models import BookletVariant
from app.assessments.booklets.rules.letters import blocks_of, write_typed
from app.assessments.queries.banks import questions_of
from app.assessments.rules.answers import read_answer
from app.assessments.rules.questions import Paper, QuestionKind
from app.demo.learning import answer
from tests.assessments.factories import KEYS, add_question, make_assessment, texts_of
from tests.factories import make_course, make_module
from tests.journeys.site import DUSHANBE
from tests.journeys.steps import enter, press, press_button, told

pytestmark = pytest.mark.browser
BY_HAND = (
    QuestionKind.IMAGE,
    QuestionKind.MATCHING,
    QuestionKind.ORDERING,
    QuestionKind.GAPS,
    QuestionKind.NUMERIC,
    QuestionKind.SHORT,
    QuestionKind.MULTIPLE,
)


def open_sitting(page, group) -> None:
    """Open a sitting for a cohort that ended a minute ago."""
    now = datetime.now(UTC).astimezone(DUSHANBE)
    opens, closes = now - timedelta(hours=2), now - timedelta(minutes=1)
    page.goto(f"/cohorts/{group.cohort_id}/exams")
    press_button(page, "Open the first sitting")
    page.get_by_label("Opens on").fill(opens.date().isoformat())
    page.get_by_label("Opens at").fill(f"{opens:%H:%M}")
    page.get_by_label("Closes on").fill(closes.date().isoformat())
    page.get_by_label("Closes at").fill(f"{closes:%H:%M}")
    press_button(page, "Open the sitting")


def typed_of(site, set_id) -> dict[str, str]:
    """Return what a typist types of a sheet of variant A that has everything right, by field."""
    with site.reading() as session:
        chosen = select(BookletVariant).where(BookletVariant.set_id == set_id, BookletVariant.letter == "A")
        variant = session.scalars(chosen).one()
        paper = Paper.from_json(variant.paper)
        questions = questions_of(session, paper)
    right = [
        read_answer(place, answer(each, right=True, chance=random.Random(1)))
        for place, each in zip(paper.questions, questions, strict=True)
    ]
    typed = [write_typed(place, each) for place, each in zip(paper.questions, right, strict=True)]
    fields = {}
    for places in blocks_of(paper.questions):
        if len(places) > 1:
            fields[f"b{places[0]}"] = "".join(typed[at][0] for at in places)
        else:
            fields |= {f"q{places[0]}-{part}": text for part, text in enumerate(typed[places[0]])}
    return fields


def type_sheet(page, fields) -> None:
    """Type a sheet with the keyboard alone: from field to field with the tabulator."""
    first, *_others = fields
    page.locator(f"#{first}").focus()
    for name, text in fields.items():
        expect(page.locator(f"#{name}")).to_be_focused()
        page.keyboard.press("Control+A")
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    press_button(page, "Put the sheet on record")


def test_an_exam_on_paper_from_the_variants_to_the_result(site, open_window, javascript):
    group = site.make_group("TJ-MIA-SUGHD")
    trainer = open_window(javascript=javascript)
    enter(trainer, "rustam")
    open_sitting(trainer, group)
    press_button(trainer, "Paper version")
    press_button(trainer, "Make a paper version")
    trainer.get_by_label("Variants").fill("2")
    trainer.get_by_label("typed twice").check()
    for language in trainer.locator("input[name=languages]").all():
        language.set_checked(language.get_attribute("value") == "en")
    press_button(trainer, "Draw the variants")
    told(trainer, "can't change any more")
    page_of_set = trainer.url
    set_id = page_of_set.split("/")[-1]

    form = trainer.locator('form[action$="/print"]').first
    printed = trainer.request.post(
        form.evaluate("each => each.action"),
        form=form.evaluate("each => Object.fromEntries(new FormData(each))"),
    )
    assert printed.body().startswith(b"%PDF")

    fields = typed_of(site, UUID(set_id))
    trainer.reload()
    press(trainer, trainer.locator('a[href*="/people/"]').first)
    person = trainer.url
    trainer.get_by_label("Variant on the sheet").select_option("A")
    press_button(trainer, "Use this variant")
    type_sheet(trainer, fields)
    told(trainer, "is on record")
    expect(trainer.locator("#people ~ .table-wrap").first).to_contain_text("typed once")

    colleague = open_window(javascript=javascript)
    enter(colleague, "dilnoza")
    colleague.goto(f"{person}?variant=A")
    block = next(name for name, text in fields.items() if name.startswith("b") or len(text) == 1)
    misread = {**fields, block: "-" + fields[block][1:]}
    type_sheet(colleague, misread)
    expect(colleague.locator("h1")).to_contain_text("Where the two differ")
    colleague.locator('input[value="first"]').first.check()
    press_button(colleague, "Put the decision on record")
    told(colleague, "The decision is on record")
    press_button(colleague, "Mark 1 sheet")
    told(colleague, "1 sheet is marked")
    expect(colleague.locator("#people ~ .table-wrap").first).to_contain_text(re.compile("100"))


def test_a_sheet_of_every_kind_that_is_written_by_hand_is_typed(site, open_window):
    """Letters for pictures, pairs and orders, words for gaps, numbers with units: all from the keyboard."""
    with site.changes() as session:
        module = make_module(session, "kinds-on-paper")
        for kind in BY_HAND:
            texts = {code: texts_of(kind, kind.value, code) for code in ("en", "ru", "tg")}
            add_question(session, module, kind, name=kind.value, key=KEYS[kind], texts=texts)
        course = make_course(session, (module,), "kinds-on-paper")
        make_assessment(session, course, minutes=60)
    group = site.make_group("TJ-MIA-SUGHD", course_edition_id=course.id)
    trainer = open_window()
    enter(trainer, "rustam")
    open_sitting(trainer, group)
    press_button(trainer, "Paper version")
    press_button(trainer, "Make a paper version")
    trainer.get_by_label("Variants").fill("1")
    for language in trainer.locator("input[name=languages]").all():
        language.set_checked(language.get_attribute("value") == "en")
    press_button(trainer, "Draw the variants")
    fields = typed_of(site, UUID(trainer.url.split("/")[-1]))
    press(trainer, trainer.locator('a[href*="/people/"]').first)
    type_sheet(trainer, fields)
    told(trainer, "is on record")
    press_button(trainer, "Mark 1 sheet")
    told(trainer, "1 sheet is marked")
    # Everything is right, but the number is typed without its unit, which costs a quarter of one question of seven.
    expect(trainer.locator("#people ~ .table-wrap").first).to_contain_text("96.4")
