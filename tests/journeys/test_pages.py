"""Every page that each role can reach: nothing that axe objects to, no fault behind it, nothing cut off at its side."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources import files
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from app.accounts.demo import DEMO_ACCOUNTS
from tests.journeys.conftest import DESK, PHONE
from tests.journeys.steps import accept_invitation, enter, press, press_button

pytestmark = pytest.mark.browser
AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text()
NARROW = {"width": 320, "height": 640}
IDENTIFIER = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
LESSON = re.compile(r"^(/courses/\*|/modules)/([a-z0-9-]+)/([a-z0-9-]+)$")
FILES = re.compile(r"\.(pdf|csv|xlsx|zip|svg|png|ics)$|/file$|/evidence/[^/]+$|^/media/|^/sheet-scans/|/paper$")
CHECK = """() => axe.run(document, {resultTypes: ["violations"]}).then(found => found.violations.map(
    each => `${each.id}: ${each.nodes.map(node => node.html.slice(0, 160)).slice(0, 3).join(" | ")}`))"""
# What axe looks at anew when only the colours change.
CHECK_COLOURS = CHECK.replace("{resultTypes", '{runOnly: ["color-contrast"], resultTypes')
CUT_OFF = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
looked_at: set[str] = set()


def kind_of(address: str) -> str:
    """Return an address without what differs between pages of one kind."""
    path = re.sub(r"/verify/.+", "/verify/*", IDENTIFIER.sub("*", urlsplit(address).path))
    path = re.sub(r"/questions/\d+$", "/questions/*", path)
    found = LESSON.match(path)
    if found and found[1] == "/courses/*":
        return "/courses/*/module/lesson"
    if found:
        return "/modules/module/lesson"
    return re.sub(r"^/modules/(?!status$)[a-z0-9-]+$", "/modules/module", path)


def walk(page: Page, first: str = "/") -> Iterator[str]:
    """Go to one page of each kind that is linked from the pages gone to so far."""
    waiting, seen = [first], {kind_of(first)}
    while waiting:
        address = waiting.pop(0)
        answer = page.goto(address)
        assert answer.status == 200, f"{address}: {answer.status}"
        yield kind_of(page.url)
        seen.add(kind_of(page.url))
        links = page.eval_on_selector_all("a[href]", "all => all.map(each => each.href)")
        for link in links:
            here, there = urlsplit(page.url), urlsplit(link)
            kind = kind_of(link)
            if there.netloc == here.netloc and kind not in seen and not FILES.search(there.path):
                seen.add(kind)
                waiting.append(link)


def problems(page: Page, *, thoroughly: bool) -> list[str]:
    """Return what is wrong with the page that is shown."""
    found = []
    sizes = (NARROW, DESK, PHONE)
    for size in sizes:
        page.set_viewport_size(size)
        cut = page.evaluate(CUT_OFF)
        if cut > 0:
            found.append(f"{cut} px are cut off at {size['width']} px")
    if thoroughly:
        page.evaluate(AXE)
        found += page.evaluate(CHECK)
        # Without motion: a colour on its way to another is nobody's text.
        page.emulate_media(color_scheme="dark", reduced_motion="reduce")
        found += [f"dark: {each}" for each in page.evaluate(CHECK_COLOURS)]
        page.emulate_media(color_scheme="light")
    return found


def inspect(page: Page, role: str, kind: str) -> list[str]:
    thoroughly = kind not in looked_at
    looked_at.add(kind)
    return [f"{role} {kind}: {each}" for each in problems(page, thoroughly=thoroughly)]


@pytest.mark.parametrize("role", [account.local_part for account in DEMO_ACCOUNTS])
def test_every_page_that_a_role_reaches(open_window, role):
    page = open_window(phone=True)
    enter(page, role)
    found, kinds = [], []
    for kind in walk(page):
        kinds.append(kind)
        found += inspect(page, role, kind)
    assert found == []
    assert len(kinds) >= {"farida": 6, "nargis": 5, "amina": 12}.get(role, 8), kinds


def test_every_page_without_signing_in(open_window):
    page = open_window(phone=True)
    found = []
    for kind in walk(page, "/sign-in"):
        found += inspect(page, "nobody", kind)
    for address, kind in (
        ("/verify?serial=", "verify refused"),
        ("/verify/NTC-0000", "unreadable"),
        ("/invitations/none", "invitation"),
    ):
        page.goto(address)
        found += inspect(page, "nobody", kind)
    page.goto("/sign-in")
    press(page, "main form button.primary")
    found += inspect(page, "nobody", "sign-in refused")
    assert found == []


def test_pages_of_an_exam_and_of_refusals(site, open_window):
    group = site.make_group("TJ-MIA-SUGHD")
    page = open_window(phone=True)
    accept_invitation(page, site.let_in(group.people[0]))
    found = inspect(page, "trainee", "home at first")
    press_button(page, "Take the pre-test")
    press_button(page, "Begin")
    kinds = set()
    for _question in range(10):
        kind = page.locator("[data-place] fieldset").get_attribute("data-kind")
        if kind not in kinds:
            kinds.add(kind)
            found += inspect(page, "trainee", f"question {kind}")
        page.locator("[data-following] button").click()
        page.wait_for_timeout(20)
    page.wait_for_url("**/review")
    found += inspect(page, "trainee", "review")
    press_button(page, "Hand in")
    found += inspect(page, "trainee", "result")
    for address, kind in (("/nothing-here", "not found"), ("/people", "not allowed")):
        page.goto(address)
        found += inspect(page, "trainee", kind)

    trainer = open_window(phone=True)
    enter(trainer, "rustam")
    trainer.goto(f"/sessions/{group.session_id}/attendance")
    found += inspect(trainer, "trainer", "attendance")
    for address in ("/cohorts/new", f"/cohorts/{group.cohort_id}/sessions/new"):
        trainer.goto(address)
        press(trainer, "main form button.primary")
        found += inspect(trainer, "trainer", f"{kind_of(address)} refused")
    assert found == []


def test_the_inspection_finds_what_is_wrong(open_window):
    page = open_window(phone=True)
    page.goto("/sign-in")
    page.locator("main").evaluate(
        """main => {
            const wide = document.createElement("div");
            wide.style.cssText = "width: 900px; height: 10px";
            main.append(document.createElement("img"), wide);
        }"""
    )
    found = " ".join(problems(page, thoroughly=True))
    assert "image-alt" in found
    assert "cut off at 320 px" in found
