import re

import pytest
from flask import Flask


@pytest.fixture(autouse=True)
def _checked(app: Flask):
    app.config["WTF_CSRF_ENABLED"] = True
    yield
    app.config["WTF_CSRF_ENABLED"] = False


def token(browser) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', browser.get("/sign-in").text)
    assert found
    return found[1]


def choose_russian(browser, form_token: str) -> int:
    return browser.post("/language", data={"csrf_token": form_token, "language": "ru", "next": "/"}).status_code


def test_the_token_of_an_earlier_page_and_that_of_the_page_after_it_are_both_accepted(app: Flask):
    browser = app.test_client()
    assert [choose_russian(browser, each) for each in (token(browser), token(browser))] == [303, 303]


def test_nobody_gets_or_may_use_the_token_of_another_browser(app: Flask):
    one, other = app.test_client(), app.test_client()
    tokens = [token(one), token(other), token(one), token(other)]
    assert tokens[0] != tokens[1]
    assert tokens[2] != tokens[3]
    assert choose_russian(one, tokens[3]) == 400
    assert choose_russian(app.test_client(), tokens[0]) == 400
