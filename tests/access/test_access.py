"""Every endpoint answers each person as the table says, and strangers find nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask

from app.core.access import access_of
from app.core.db import db
from tests.access.conftest import World
from tests.access.table import FAR_AND_YET_OPEN, PEOPLE, SAME_EVERYWHERE, rows

pytestmark = pytest.mark.slow


@contextmanager
def nothing_stays(app: Flask) -> Iterator[None]:
    """Let every commit undo instead, so that no request changes the world of the next one."""
    with app.app_context():
        dialect = db.engine.dialect
    dialect.do_commit = dialect.do_rollback
    try:
        yield
    finally:
        del dialect.do_commit


# What a form must hold before anybody can tell who sent it.
SENT: dict[str, dict[str, Any]] = {
    "assessments.save_response": {"json": {"id": "01900000-0000-7000-8000-000000000001", "question": 0, "answer": {}}},
    "accounts.set_language": {"data": {"language": "en"}},
    "accounts.sign_in_demo": {"data": {"email": "nobody@example.org"}},
    "banks.take_steps": {"data": {"act": "sent"}},
    "nominations.take_step": {"data": {"act": "no_show"}},
}


def ask(world: World, objects: dict[str, dict[str, Any]], method: str, endpoint: str, person: str) -> int:
    rule = next(world.app.url_map.iter_rules(endpoint))
    values = {**objects[""], **objects.get(endpoint.split(".", maxsplit=1)[0], {}), **objects.get(endpoint, {})}
    with world.app.test_request_context():
        address = world.app.url_for(endpoint, **{name: values[name] for name in rule.arguments})
    sent = SENT.get(endpoint, {"data": {"user_id": str(values["user_id"]), "agency": str(values["agency_id"])}})
    browser = world.app.test_client()
    if person in world.cookies:
        browser.set_cookie("sabaq", world.cookies[person])
    with nothing_stays(world.app):
        answer = browser.open(address, method=method, **(sent if method == "POST" else {}))
        answer.get_data()
    return int(answer.status_code)


def endpoints(app: Flask) -> set[tuple[str, str]]:
    return {
        (method, rule.endpoint) for rule in app.url_map.iter_rules() for method in rule.methods - {"HEAD", "OPTIONS"}
    }


def test_every_endpoint_stands_in_the_table_once(world):
    listed = [(method, endpoint) for method, endpoint, _answers in rows()]
    assert len(listed) == len(set(listed))
    assert set(listed) == endpoints(world.app)
    assert all(len(answers) == len(PEOPLE) for _method, _endpoint, answers in rows())


def test_every_endpoint_says_who_may_call_it(world):
    assert [endpoint for _method, endpoint in endpoints(world.app) if access_of(world.app, endpoint) is None] == []


@pytest.mark.parametrize("person", PEOPLE)
def test_each_person_is_answered_as_the_table_says(world, person):
    place = PEOPLE.index(person)
    wrong = []
    for method, endpoint, answers in rows():
        expected = {"-": 302 if method == "GET" else 401}.get(answers[place]) or int(answers[place])
        found = ask(world, world.near, method, endpoint, person)
        if found != expected:
            wrong.append(f"{method} {endpoint}: {found} instead of {expected}")
    assert wrong == []


@pytest.mark.parametrize("person", PEOPLE[1:])
def test_what_belongs_to_the_other_country_is_not_there(world, person):
    """Who holds the permission at home is told that the thing is missing, not that it is forbidden."""
    wrong = []
    for method, endpoint, answers in rows():
        arguments = next(world.app.url_map.iter_rules(endpoint)).arguments
        named = {name for name in arguments if name.endswith("_id")} - SAME_EVERYWHERE
        if not named or person in FAR_AND_YET_OPEN.get(endpoint, FAR_AND_YET_OPEN.get(endpoint.split(".")[1], ())):
            continue
        expected = 403 if answers[PEOPLE.index(person)] == "403" else 404
        found = ask(world, world.far, method, endpoint, person)
        if found != expected:
            wrong.append(f"{method} {endpoint}: {found} instead of {expected}")
    assert wrong == []
