"""A trainee from the invitation to the certificate in the hand."""

from __future__ import annotations

import io
import re

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.journeys.site import spelled
from tests.journeys.steps import accept_invitation, enter, press, press_button, sit_rightly, told

pytestmark = pytest.mark.browser


def test_from_invitation_to_certificate(site, open_window, javascript):
    group = site.make_group()
    name, email = f"Ҷӯраева Зарина {spelled(group.title[-2:])}", f"zarina{group.title[-2:]}@example.org"
    administrator = open_window(javascript=javascript)
    enter(administrator, "dilnoza")
    link = invite(administrator, group, name, email)

    trainee = open_window(javascript=javascript, phone=True)
    accept_invitation(trainee, link)
    expect(trainee.locator("h1")).to_contain_text(name)
    press_button(trainee, "Take the pre-test")
    sit_rightly(trainee, site)
    press_button(trainee, "Back to the course")
    course = trainee.url
    read_everything(trainee, course)
    while pending(trainee).count():
        press(trainee, pending(trainee).first)
        sit_rightly(trainee, site)
        trainee.goto(course)

    trainer = open_window(javascript=javascript, phone=True)
    enter(trainer, "rustam")
    trainer.goto(f"/sessions/{group.session_id}/attendance")
    if javascript:
        trainer.get_by_role("button", name="Mark the rest present").click()
    else:
        press_button(trainer, "Mark the rest present")
    press_button(trainer, "Save")
    told(trainer, "1 mark saved.")

    administrator.goto(f"/cohorts/{group.cohort_id}/certificates")
    press_button(administrator, "Issue 1 certificate")
    expect(administrator.locator("main")).to_contain_text(name)
    press_button(administrator, "Issue 1 certificate")
    told(administrator, "1 certificate is issued.")

    trainee.goto("/")
    press(trainee, trainee.get_by_role("link", name="Open the certificate").first)
    serial = re.search(r"NTC-\d{4}-\w{5}-\w{5}", trainee.inner_text("main"))[0]
    with trainee.expect_download() as waiting:
        trainee.get_by_role("link", name="Download (PDF)").first.click()
    assert waiting.value.suggested_filename == f"{serial}.pdf"
    text = read_pdf(waiting.value.path().read_bytes())
    assert name in text
    assert serial in text
    assert "Investigating trafficking in persons" in text
    assert "Тафтиши савдои одамон" in text
    assert not trainee.get_by_role("link", name="Revoke this certificate").count()


def invite(page: Page, group, name: str, email: str) -> str:
    page.goto(f"/cohorts/{group.cohort_id}/people/new")
    page.get_by_label("Full name").fill(name)
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Agency").select_option(label="\N{NO-BREAK SPACE}" * 4 + "Sughd department")
    page.get_by_label("Profession").select_option("police_investigator")
    page.get_by_label("Language").select_option("en")
    press(page, "main form button[type=submit]")
    return page.inner_text("code.secret")


def pending(page: Page):
    """Return the links to assessments that are still to be taken; what an assessor marks is no condition here."""
    links = page.locator('main a[href*="/assessments/"]').filter(has_not_text="Practical")
    return links.filter(has_not=page.locator("xpath=../*[contains(@class, 'good')]"))


def read_everything(page: Page, course: str) -> None:
    """Mark every lesson complete."""
    for _lesson in range(60):
        if "/courses/" in page.url and page.locator(".lesson-text").count():
            press_button(page, "Mark complete and go on")
        elif page.locator("main .action a").count():
            press(page, "main .action a")
        else:
            break
    assert page.url.split("#")[0] == course
    expect(page.locator(".page-head")).to_contain_text("All lessons complete")


def read_pdf(content: bytes) -> str:
    pages = PdfReader(io.BytesIO(content)).pages
    assert len(pages) == 1
    return re.sub(r"\s+", " ", pages[0].extract_text())
