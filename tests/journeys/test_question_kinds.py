"""Every kind of question answered, marked and explained, in Russian and in Tajik, with scripts and without."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from app.accounts.queries import get_actor
from app.assessments.marking.models import MarkingTask
from app.assessments.marking.services.judging import Opined, give_mark
from app.assessments.models import Grade
from app.assessments.queries.attempts import standing
from app.assessments.rules.questions import JUDGED_KINDS, QuestionKind
from app.core.ids import new_id
from app.courses.models import Media
from tests.assessments.factories import KEYS, RIGHT, add_question, make_assessment, texts_of
from tests.assessments.simulations.scene import PATHS
from tests.factories import make_course, make_module
from tests.journeys.site import Group, Site
from tests.journeys.steps import accept_invitation, attempt_of, give, press, speak

pytestmark = pytest.mark.browser
CASE = "brick-by-brick"
LANGUAGES = ("en", "ru", "tg")
PICTURE = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 60"><rect width="80" height="50" x="5" y="5"/></svg>'
)
_numbers = itertools.count(1)


def enrol(site: Site, language: str) -> tuple[Group, UUID]:
    """Publish a course with an exam of one question of each kind, and place a person on it; return the exam, too."""
    with site.changes() as session:
        number = next(_numbers)
        module = make_module(session, f"kinds-{number}")
        for name in ("square.svg", "circle.svg", "line.svg"):
            session.add(Media(edition_id=module.id, name=name, kind="image/svg+xml", content=PICTURE))
        for place, kind in enumerate(QuestionKind):
            key = {"simulation": CASE} if kind is QuestionKind.SIMULATION else KEYS[kind]
            texts = {code: texts_of(kind, kind.value, code) for code in LANGUAGES}
            add_question(session, module, kind, name=f"{place:02}-{kind.value}", key=key, texts=texts)
        course = make_course(session, (module,), f"kinds-{number}")
        exam = make_assessment(session, course, shuffle_questions=False, minutes=120)
    return site.make_group("TJ-MIA-SUGHD", course_edition_id=course.id, language=language), exam.id


def begin(page: Page, site: Site, group: Group, exam_id: UUID) -> UUID:
    """Let the person in and begin the exam."""
    accept_invitation(page, site.let_in(group.people[0]))
    page.goto(f"/enrolments/{group.enrolments[0]}/assessments/{exam_id}")
    press(page, page.locator('main form[action$="/attempts"] button').last)
    return attempt_of(page)


def walk_the_case(page: Page) -> None:
    """From the question through the case, and back to the question."""
    press(page, page.locator("[data-place] a.button"))
    press(page, page.locator("main form.post-button button"))
    for choice in PATHS[CASE, "good"]:
        page.locator(f'input[name="choice"][value="{choice}"]').check()
        press(page, page.locator("main form button[type=submit]").last)
        press(page, page.locator("main a.button").last)
    expect(page.locator("[data-place] fieldset")).to_have_attribute("data-kind", "simulation")
    expect(page.locator("[data-place] .badge.good")).to_be_visible()


def take(page: Page, language: str) -> None:
    """Answer every question rightly, reading each in the language of the attempt."""
    kinds = list(QuestionKind)
    for number, kind in enumerate(kinds, start=1):
        expect(page.locator("[data-heading]")).to_contain_text(str(number))
        place = page.locator("[data-place]")
        expect(place.locator("fieldset")).to_have_attribute("data-kind", kind.value)
        expect(place).to_contain_text(f"Stem of {kind.value} ({language})")
        if kind is QuestionKind.SIMULATION:
            walk_the_case(page)
        elif kind in RIGHT:
            give(page, kind, RIGHT[kind])
        if kind is QuestionKind.IMAGE:
            shown = (
                "Array.from(document.querySelectorAll('[data-place] img'), each => each.complete && each.naturalWidth)"
            )
            page.wait_for_function(f"{shown}.every(Boolean)")
            assert place.locator("img").count() == len(KEYS[kind]["choices"])
        if kind is QuestionKind.CHECKLIST:
            expect(place).to_contain_text(f"Asks about safety ({language})")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), kind
        page.locator("[data-following] button").click()
    page.wait_for_url("**/review")


def judge(site: Site, attempt_id: UUID) -> None:
    """Mark what waits: the best levels, and everything observed."""
    choices = {
        QuestionKind.ESSAY: {"levels": {"facts": "all", "law": "none"}},
        QuestionKind.CHECKLIST: {"observed": ["greets", "safety"]},
    }
    marker = site.user("dilnoza@demo.sabaq.example").id
    with site.changes() as session:
        actor = get_actor(session, marker)
        tasks = session.scalars(select(MarkingTask).where(MarkingTask.attempt_id == attempt_id)).all()
        assert {task.kind for task in tasks} == set(JUDGED_KINDS)
        for task in tasks:
            opinion = Opined(choices[task.kind])
            give_mark(
                session,
                actor=actor,
                task_id=task.id,
                judgement_id=new_id(),
                opinion=opinion,
                at=datetime.now(UTC),
            )


@pytest.mark.parametrize("language", ["ru", "tg"])
def test_every_kind_is_answered_marked_and_explained(
    site: Site, open_window: Callable[..., Page], language: str, javascript: bool
) -> None:
    group, exam_id = enrol(site, language)
    page = open_window(javascript=javascript, phone=True)
    attempt_id = begin(page, site, group, exam_id)
    speak(page, language)
    page.goto(f"/attempts/{attempt_id}/questions/1")
    take(page, language)
    press(page, page.locator("form[data-submit] button").first)
    page.wait_for_url("**/result")
    with site.reading() as session:
        given = standing(session, attempt_id).answers
        assert {kind: given.get(place) for place, kind in enumerate(QuestionKind) if kind in RIGHT} == {
            **RIGHT,
            QuestionKind.SIMULATION: given[list(QuestionKind).index(QuestionKind.SIMULATION)],
        }
        assert session.scalars(select(Grade).where(Grade.attempt_id == attempt_id)).all() == []

    judge(site, attempt_id)
    page.reload()
    with site.reading() as session:
        grade = session.scalars(select(Grade).where(Grade.attempt_id == attempt_id)).one()
        states = [each["state"] for each in grade.details]
    assert (grade.points, grade.maximum) == (15, 16)
    assert states == ["partial" if kind is QuestionKind.ESSAY else "right" for kind in QuestionKind]
    main = page.locator("main")
    for kind in QuestionKind:
        expect(main).to_contain_text(f"Because of {kind.value} ({language})")
    for words in (
        "12,5 (±0,25) км",
        "средства",
        f"Word y ({language})",
        f"Picture c ({language})",
        f"Why c ({language})",
    ):
        expect(main).to_contain_text(words)
    expect(main).to_contain_text(RIGHT[QuestionKind.ESSAY]["text"])
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_an_essay_is_saved_while_it_is_typed_and_its_words_are_counted(
    site: Site, open_window: Callable[..., Page]
) -> None:
    group, exam_id = enrol(site, "ru")
    page = open_window(javascript=True, phone=True)
    attempt_id = begin(page, site, group, exam_id)
    number = list(QuestionKind).index(QuestionKind.ESSAY) + 1
    page.locator(f'.question-map button[value="{number}"]').click()

    page.locator("[data-place] textarea").press_sequentially("Сначала она, потом дело")
    expect(page.locator("[data-place] [data-count-words]")).to_contain_text("4")
    with page.expect_response(lambda answer: answer.url.endswith("/responses"), timeout=15_000):
        pass
    with site.reading() as session:
        assert standing(session, attempt_id).answers == {number - 1: {"text": "Сначала она, потом дело"}}
