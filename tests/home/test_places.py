"""Where a page says that the reader is."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from app.accounts.models import User
from tests.conftest import ROOT
from tests.people import Cast

SignIn = Callable[[User], FlaskClient]
CURRENT_TAB = re.compile(r'<nav class="tabs.*?</nav>', re.DOTALL)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/exams", "Sittings"),
        ("/banks", "Question banks"),
        ("/marking", "Marking"),
        ("/moderation", "Moderation"),
        ("/appeals", "Appeals"),
        ("/faulty-questions", "Faulty questions"),
        ("/exams/analysis", "Analysis"),
        ("/reports/attendance", "Attendance"),
        ("/reports/gain", "Learning gain"),
        ("/reports/hours", "Hours owed"),
        ("/reports/certificates", "Renewals"),
    ],
)
def test_one_tab_of_several_is_the_readers_place(path: str, name: str, cast: Cast, sign_in: SignIn) -> None:
    page = sign_in(cast.dilnoza).get(path, follow_redirects=True).text
    (tabs,) = CURRENT_TAB.findall(page)
    assert re.findall(r'aria-current="page">([^<]+)</a>', tabs) == [name]


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/", "Home"),
        ("/people", "People"),
        ("/people/new", "People"),
        ("/agencies", "People"),
        ("/agencies/new", "People"),
        ("/exams/analysis", "Exams"),
        ("/audit", "Audit"),
    ],
)
def test_one_entry_of_the_menu_is_the_readers_place(path: str, name: str, cast: Cast, sign_in: SignIn) -> None:
    menu = _menu(sign_in(cast.bahrom).get(path).text)

    assert re.findall(r'aria-current="page">.*?<span>([^<]+)</span>', menu) == [name]


def test_ones_own_account_is_no_place_of_the_menu(cast: Cast, sign_in: SignIn) -> None:
    assert "aria-current" not in _menu(sign_in(cast.bahrom).get("/account").text)
    assert "aria-current" not in _menu(sign_in(cast.dilnoza).get("/account").text)


@pytest.mark.parametrize("who", ["amina", "rustam", "dilnoza", "farida", "nargis", "bahrom", "gulnora"])
def test_no_part_has_more_than_six_entries(who: str, cast: Cast, sign_in: SignIn) -> None:
    entries = _menu(sign_in(getattr(cast, who)).get("/").text).count("<li>")
    assert 3 < entries <= 6


@pytest.mark.parametrize(("path", "name"), [("/people", "People"), ("/agencies", "Agencies")])
def test_people_and_agencies_stand_side_by_side(path: str, name: str, cast: Cast, sign_in: SignIn) -> None:
    (tabs,) = CURRENT_TAB.findall(sign_in(cast.bahrom).get(path).text)
    assert re.findall(r'href="(/[a-z]+)"', tabs) == ["/people", "/agencies"]
    assert re.findall(r'aria-current="page">([^<]+)</a>', tabs) == [name]


def test_who_looks_after_people_alone_sees_no_tabs(cast: Cast, sign_in: SignIn) -> None:
    assert CURRENT_TAB.findall(sign_in(cast.dilnoza).get("/people").text) == []


def _menu(page: str) -> str:
    (menu,) = re.findall(r'<nav class="dock.*?</nav>', page, re.DOTALL)
    return str(menu)


def test_the_shell_hides_no_value_of_a_page() -> None:
    """A name that the shell sets stands over what a view gives under it, silently."""
    shell = (ROOT / "app/templates/base.html").read_text()
    assert {name for name in re.findall(r"{%-? set (\w+)", shell) if not name.startswith("shell_")} == set()
