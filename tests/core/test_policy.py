from enum import StrEnum
from uuid import uuid4

import pytest

from app.core import policy
from app.core.errors import NotAllowed
from app.core.policy import Actor, Grant, allowed, permits, require


class Door(StrEnum):
    OPEN = "test:door:open"
    FORGOTTEN = "test:door:forgotten"


@pytest.fixture(autouse=True)
def door(monkeypatch: pytest.MonkeyPatch) -> None:
    """Register a permission of this file's own for the length of a test."""
    monkeypatch.setattr(policy, "_predicates", {})

    @permits(Door.OPEN)
    def may_open(actor: Actor, path: str | None) -> bool:
        return actor.has_role("keeper") if path is None else actor.holds("keeper", path)


def actor(*grants: Grant) -> Actor:
    return Actor(uuid4(), "N", "n@example.org", "en", "en", "UTC", uuid4(), "a/b/", grants)


def test_what_nobody_allowed_is_refused() -> None:
    assert not allowed(actor(Grant("keeper", "", None)), Door.FORGOTTEN)


def test_nobody_signed_in_may_nothing() -> None:
    assert not allowed(None, Door.OPEN)


def test_a_scope_reaches_down_and_not_up_or_aside() -> None:
    keeper = actor(Grant("keeper", "a/b/", None))

    assert allowed(keeper, Door.OPEN, "a/b/c/")
    assert not allowed(keeper, Door.OPEN, "a/")
    assert not allowed(keeper, Door.OPEN, "a/bb/")


def test_refusal_names_the_permission() -> None:
    with pytest.raises(NotAllowed) as refusal:
        require(actor(), Door.OPEN, "a/")

    assert refusal.value.facts == {"permission": "test:door:open"}
