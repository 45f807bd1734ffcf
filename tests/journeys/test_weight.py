"""What a lesson weighs on the line, everything that it loads included."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Page
from sqlalchemy import select

from app.courses.models import CourseModule, Enrolment, LessonText
from tests.journeys.steps import accept_invitation

pytestmark = pytest.mark.browser
WORDS = 600


@dataclass
class Line:
    """What came over the line, headers and compressed bodies, as the browser counted it."""

    bytes: int = 0
    addresses: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        client = page.context.new_cdp_session(page)
        client.send("Network.enable")
        client.on("Network.responseReceived", lambda event: self._began(event["response"]))
        client.on("Network.loadingFinished", lambda event: self._ended(event["encodedDataLength"]))

    def _began(self, response) -> None:
        if not response.get("fromDiskCache") and not response.get("fromPrefetchCache"):
            self.addresses.append(response["url"])

    def _ended(self, length: float) -> None:
        self.bytes += int(length)

    def take(self) -> tuple[int, list[str]]:
        found = (self.bytes, self.addresses)
        self.bytes, self.addresses = 0, []
        return found


@pytest.mark.parametrize("language", ["en", "tg"])
def test_a_lesson_page_is_light(site, open_window, language):
    group = site.make_group("TJ-MIA-SUGHD")
    page = open_window(phone=True)
    accept_invitation(page, site.let_in(group.people[0]))
    module_key, lesson_key, words = shortest_lesson(site, group.enrolments[0], language)
    page.request.post("/account/content-language", form={"content_language": language, "csrf_token": token(page)})
    signed_in = page.context.cookies()

    fresh = open_window(phone=True)
    fresh.context.add_cookies(signed_in)
    line = Line()
    line.watch(fresh)
    fresh.goto(f"/courses/{group.enrolments[0]}/{module_key}/{lesson_key}", wait_until="networkidle")
    assert fresh.locator("article").get_attribute("lang") == language
    cold, addresses = line.take()
    assert words >= WORDS
    assert cold <= 20_000, (cold, words, addresses)
    assert len(addresses) <= 4, addresses

    fresh.reload(wait_until="networkidle")
    fresh.goto("/courses", wait_until="networkidle")
    line.take()
    fresh.goto(f"/courses/{group.enrolments[0]}/{module_key}/{lesson_key}", wait_until="networkidle")
    warm, addresses = line.take()
    assert warm <= 8_000, (warm, words, addresses)
    assert len(addresses) <= 4, addresses


def shortest_lesson(site, enrolment_id, language: str) -> tuple[str, str, int]:
    with site.reading() as session:
        course = session.get_one(Enrolment, enrolment_id).course_edition_id
        found = session.execute(
            select(CourseModule.module_key, LessonText.lesson_key, LessonText.words)
            .join(CourseModule, CourseModule.edition_id == LessonText.edition_id)
            .where(CourseModule.course_edition_id == course, LessonText.language == language)
            .order_by(LessonText.words)
        ).first()
        return found.module_key, found.lesson_key, found.words


def token(page: Page) -> str:
    return page.locator("input[name=csrf_token]").first.get_attribute("value")
