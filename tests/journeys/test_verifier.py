"""Somebody with a paper certificate and a telephone, who is not signed in."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.steps import enter, press_button, told

pytestmark = pytest.mark.browser


def test_from_the_code_on_paper_to_valid_revoked_and_unknown(site, open_window, javascript):
    group = site.make_group("TJ-MIA-SUGHD")
    site.mark(group)
    site.learn(group.enrolments[0])
    administrator = open_window(javascript=javascript)
    enter(administrator, "dilnoza")
    administrator.goto(f"/cohorts/{group.cohort_id}/certificates/issue")
    press_button(administrator, "Issue 1 certificate")
    certificate = site.certificate(group.enrolments[0])
    [name] = site.names(group)
    address = certificate.snapshot["verify_url"]
    assert address == f"{site.url}/verify/{certificate.serial}"

    page = open_window(javascript=javascript, phone=True)
    page.goto(address)
    told(page, "This certificate is genuine and in force.")
    facts = page.inner_text("main .facts")
    for fact in (name, "Investigating trafficking in persons", "National Training Cent", certificate.serial):
        assert fact in facts
    everything = page.content()
    for secret in ("@example.org", "Sughd", group.title, str(certificate.id), "Police investigator"):
        assert secret not in everything

    administrator.goto(f"/certificates/{certificate.id}")
    press_button(administrator, "Revoke this certificate")
    press_button(administrator, "Revoke")
    expect(administrator.locator("#reason-error")).to_be_visible()
    administrator.get_by_label("Reason").fill("The name was misspelt.")
    press_button(administrator, "Revoke")
    told(administrator, "The certificate is revoked.")

    page.goto(address)
    told(page, "This certificate was revoked on")
    expect(page.locator("main")).to_contain_text("The name was misspelt.")

    page.goto("/verify")
    page.get_by_label("Serial number").fill("NTC-2026-7K3QX-9M2DP")
    press_button(page, "Check")
    told(page, "is not a serial number.")
    page.goto("/verify")
    page.get_by_label("Serial number").fill(site.unused_serial().lower().replace("-", " "))
    press_button(page, "Check")
    told(page, "No certificate has the number")
