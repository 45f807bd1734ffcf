"""Five thousand rows with two hundred planted errors: exactly those are named, with a bounded number of statements."""

from __future__ import annotations

import random

import pytest
from sqlalchemy import func, select

from app.accounts.models import User
from app.training.imports.models import ImportFile

from .conftest import import_id, numbers, table, unlike_names

pytestmark = pytest.mark.slow
ROWS, ERRORS = 5_000, 200
TITLES = ("ФИО", "E-mail", "Ведомство", "Профессия")


def make_rows() -> tuple[list[tuple[str, str, str, str]], set[int]]:
    """Write people whose names are all unlike, and spoil some rows in ways that people spoil them."""
    chance = random.Random(5)
    unlike = unlike_names(ROWS, chance)
    rows = [[name, f"person{number}@example.org", "TJ-MIA", "следователь"] for number, name in enumerate(unlike)]
    spoiled = set(chance.sample(range(1, ROWS), ERRORS))
    for turn, place in enumerate(sorted(spoiled)):
        spoil = (
            (0, ""),
            (0, "Карим 7"),
            (0, "Кapим Назаров"),
            (1, "not an address"),
            (1, rows[place - 1][1] if place - 1 not in spoiled else "sherzod@example.org"),
            (2, "TJ-NOWHERE"),
            (3, "астроном"),
            (3, ""),
        )[turn % 8]
        rows[place][spoil[0]] = spoil[1]
    return [tuple(row) for row in rows], {place + 2 for place in spoiled}


def test_exactly_the_planted_errors_are_named(school, desk, statements):
    rows, planted = make_rows()
    dilnoza = desk(school.cast.dilnoza)
    columns = dilnoza.send("people", table(TITLES, rows))
    with statements() as checking:
        address = dilnoza.check(columns)
    assert numbers(dilnoza.browser.get(address).text) == {"Can&#39;t be taken": ERRORS, "New": ROWS - ERRORS}
    refused = dilnoza.browser.get(f"{address}/refused.csv").data.decode("utf-8-sig").strip().splitlines()[1:]
    assert {int(line.split(",")[4]) for line in refused} == planted
    with statements() as accepting:
        receipt = dilnoza.accept(address)
    assert "Receipt" in receipt
    assert school.rows(select(func.count()).where(User.email.like("person%")))[0] == ROWS - ERRORS
    stored = school.rows(select(ImportFile).where(ImportFile.id == import_id(address)))[0]
    assert stored.counts["create"] == ROWS - ERRORS
    # Fixed numbers for each 500 rows: reading addresses, and writing people with their roles, agencies and audit.
    assert len(checking) <= 40
    assert len(accepting) <= 40 * ROWS // 500
    assert "taken back" in dilnoza.undo(address)
    assert (
        "taken back already"
        in dilnoza.browser.post(f"{address}/undo", data={"reason": "again"}, follow_redirects=True).text
    )
    assert school.rows(select(func.count()).where(User.email.like("person%")))[0] == 0
